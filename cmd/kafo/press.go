package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"kafo/internal/coop"
	"kafo/internal/i18n"
	"kafo/internal/web"
)

// presses print large editions into files beside the requests for them, each edition once at a time. What they have printed is
// kept for a day; when the program begins they have nothing and print nothing, whatever was left behind.
type presses struct {
	folder string
	print  press
	mu     sync.Mutex
	at     map[coop.EditionID]*pressing
}

// press prints an edition, and tells after each fiche how far it is.
type press func(ctx context.Context, id coop.EditionID, format string, lang i18n.Lang, told func(done, total int), w io.Writer) error

// pressing is a print that goes on, or one that failed and whose reason nobody has been told.
type pressing struct {
	name        string
	done, total atomic.Int64
	err         error // once it has ended
	ended       bool
}

// printedAtOnce is up to how many fiches an edition is printed while a visitor waits: some seconds.
const printedAtOnce = 300

// pressTime is how long a print may take, and keptPrint how long what was printed is kept.
const (
	pressTime = 10 * time.Minute
	keptPrint = 24 * time.Hour
)

// newPresses empties the folder of what a former program left in it.
func newPresses(folder string) (*presses, error) {
	return &presses{folder: folder, at: map[coop.EditionID]*pressing{}}, os.RemoveAll(folder)
}

// Press says how far a print is, begins it where nobody has, and hands it out once it is whole. The version is that of the
// register: what was printed of another one is printed anew. Errors: busy (another print of the edition goes on), why it failed.
func (p *presses) Press(version string, id coop.EditionID, format string, lang i18n.Lang) (web.Pressed, error) {
	sum := fnv.New64a()
	_, _ = io.WriteString(sum, version)
	name := filepath.Join(p.folder, fmt.Sprintf("%d-%s-%x.%s", id, lang, sum.Sum64(), format))
	p.mu.Lock()
	defer p.mu.Unlock()
	if f, err := os.Stat(name); err == nil && f.Size() > 0 {
		return web.Pressed{Write: func(w io.Writer) error { return copied(name, w) }}, nil
	}
	one := p.at[id]
	switch {
	case one == nil:
		one = &pressing{name: name}
		p.at[id] = one
		if err := p.room(); err != nil {
			delete(p.at, id)
			return web.Pressed{}, err
		}
		go p.run(one, id, format, lang)
	case one.ended:
		delete(p.at, id)
		if one.name == name {
			return web.Pressed{}, one.err
		}
		return web.Pressed{}, nil
	case one.name != name:
		return web.Pressed{}, coop.Refuse(coop.Busy, "recueil.busy")
	}
	return web.Pressed{Done: int(one.done.Load()), Total: int(one.total.Load())}, nil
}

func copied(name string, w io.Writer) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

// room makes the folder, and takes out of it what was kept long enough.
func (p *presses) room() error {
	if err := os.MkdirAll(p.folder, 0o750); err != nil {
		return err
	}
	list, err := os.ReadDir(p.folder)
	for _, e := range list {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > keptPrint {
			_ = os.Remove(filepath.Join(p.folder, e.Name())) // the next one tries again
		}
	}
	return err
}

func (p *presses) run(one *pressing, id coop.EditionID, format string, lang i18n.Lang) {
	ctx, cancel := context.WithTimeout(context.Background(), pressTime)
	defer cancel()
	err := whole(one.name, func(w io.Writer) error {
		return p.print(ctx, id, format, lang, func(done, total int) { one.done.Store(int64(done)); one.total.Store(int64(total)) }, w)
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	if one.ended, one.err = true, err; err == nil {
		delete(p.at, id)
	}
}
