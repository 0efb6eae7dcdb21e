package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/check"
	"kafo/internal/coop"
	"kafo/internal/registry"
	"kafo/internal/sqldb"
	"kafo/internal/store"
)

// moments are registers as they were: what was true on a day, as far as was known on a day. Each is built once, from
// the claims of the register, in a scratch file of the data folder, and read like any other. A few are kept.
type moments struct {
	s    *Settings
	h    *house
	mu   sync.Mutex
	open []*then // latest asked first
	one  sync.Mutex
}

// then is a register at a moment; ready is closed when it is built, or could not be.
type then struct {
	key   string
	with  *coop.Contribution // that is accepted in it, nil for none
	ready chan struct{}
	db    *sqldb.DB
	file  string
	cat   *catalogue.Catalogue
	size  int64 // bytes on disk, once it is built
	err   error
}

// How many moments are kept, on how much disk (the one last asked for always is), how many may wait to be built, and for how
// long one that is given up can still be read by who is reading it.
const (
	keptMoments    = 6
	keptBytes      = 4 << 30
	waitingMoments = 3
	lastReading    = time.Minute
)

// at is the register at a moment. The first who asks waits until it is built, or until their time is over: then it is
// built all the same, for who asks again. Error: busy where too many wait already.
func (m *moments) at(ctx context.Context, moment coop.Moment) (*catalogue.Catalogue, error) {
	if moment == coop.Now {
		return m.h.catalogue, nil
	}
	version, err := m.h.catalogue.Version(ctx)
	if err != nil {
		return nil, err
	}
	t, err := m.find(fmt.Sprintf("%s %s %s", version, moment.Of, moment.Known), moment, nil)
	if err != nil {
		return nil, err
	}
	return t.read(ctx)
}

// ahead is the register as it would be with all that a contribution proposes: the one of today, in which it is accepted.
// Errors are those of at, and of accepting it.
func (m *moments) ahead(ctx context.Context, c coop.Contribution) (*catalogue.Catalogue, error) {
	version, err := m.h.catalogue.Version(ctx)
	if err != nil {
		return nil, err
	}
	t, err := m.find(fmt.Sprintf("%s with %d %d", version, c.ID, c.ChangedAt), coop.Now, &c)
	if err != nil {
		return nil, err
	}
	return t.read(ctx)
}

// read waits for a moment, as long as who asks does.
func (t *then) read(ctx context.Context) (*catalogue.Catalogue, error) {
	select {
	case <-t.ready:
		return t.cat, t.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (m *moments) find(key string, moment coop.Moment, with *coop.Contribution) (*then, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if i := slices.IndexFunc(m.open, func(t *then) bool { return t.key == key }); i >= 0 {
		t := m.open[i]
		m.open = append([]*then{t}, slices.Delete(m.open, i, i+1)...)
		return t, nil
	}
	if m.waiting() >= waitingMoments {
		return nil, coop.Refuse(coop.Busy, "moment.busy")
	}
	t := &then{key: key, with: with, ready: make(chan struct{})}
	m.open = append([]*then{t}, m.open...)
	m.trim()
	go m.build(t, moment)
	return t, nil
}

// waiting is how many moments are being built or wait to be.
func (m *moments) waiting() int {
	n := 0
	for _, t := range m.open {
		if !t.built() {
			n++
		}
	}
	return n
}

func (t *then) built() bool {
	select {
	case <-t.ready:
		return true
	default:
		return false
	}
}

// trim gives up the built moments asked for longest ago that are too many or take too much room.
func (m *moments) trim() {
	kept, bytes := 0, int64(0)
	m.open = slices.DeleteFunc(m.open, func(t *then) bool {
		size := int64(0)
		if t.built() {
			size = t.size
		}
		if kept > 0 && t.built() && (kept >= keptMoments || bytes+size > keptBytes) {
			go t.close(lastReading)
			return true
		}
		kept, bytes = kept+1, bytes+size
		return false
	})
}

// build makes one register at a time: what a stranger asks for must not take the machine.
func (m *moments) build(t *then, moment coop.Moment) {
	m.one.Lock()
	m.make(t, moment)
	m.one.Unlock()
	close(t.ready)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.trim()
}

func (m *moments) make(t *then, moment coop.Moment) {
	ctx := context.Background()
	folder := filepath.Join(m.s.Data, "moments")
	if t.err = os.MkdirAll(folder, 0o750); t.err != nil {
		return
	}
	t.file = filepath.Join(folder, rand.Text()+".sqlite")
	if t.db, t.err = buildMoment(ctx, m.h.db, t.file, moment); t.err == nil && t.with != nil {
		t.err = registryOf(t.db).Foresee(ctx, *t.with)
	}
	if t.err == nil {
		t.cat = m.s.catalogue(t.db, 24*time.Hour, moment.Of) // nobody writes in it any more
		t.err = m.notice(ctx, t, moment.Of)
	}
	if f, err := os.Stat(t.file); err == nil {
		t.size = f.Size()
	}
}

// notice runs the finding rules over the register as it was.
func (m *moments) notice(ctx context.Context, t *then, of coop.Date) error {
	_, err := check.Run(ctx, m.s.catalogue(t.db, 0, of), registryOf(t.db), coop.Operator, cmp.Or(of, today()), check.Scope{})
	return err
}

func buildMoment(ctx context.Context, from *sqldb.DB, file string, moment coop.Moment) (*sqldb.DB, error) {
	db, err := sqldb.OpenScratch(file)
	if err != nil {
		return nil, err
	}
	if _, _, err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := store.CopyKnown(ctx, from, db, moment.KnownBy()); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := divide(ctx, db, moment.Of); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if _, err := registryOf(db).Rebuild(ctx, coop.Operator, moment.Of); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// registryOf decides in a copy.
func registryOf(db *sqldb.DB) *registry.Registry {
	return registry.New(store.New(db, time.Now), &late{}) // what a name means was decided when it was recorded
}

// divide gives the territories and organisations of a copy the names and parents of a day.
func divide(ctx context.Context, db *sqldb.DB, of coop.Date) error {
	if of == "" {
		return nil
	}
	return store.New(db, time.Now).Update(ctx, coop.Operator, "as of "+string(of), func(tx *store.Tx) error { return tx.TerritoriesAsOf(of) })
}

func (t *then) close(after time.Duration) {
	<-t.ready
	time.Sleep(after)
	if t.db != nil {
		_ = t.db.Close()
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(t.file + end)
	}
}

// close gives every moment up, and takes away what an earlier run left.
func (m *moments) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range m.open {
		t.close(0)
	}
	m.open = nil
	_ = os.RemoveAll(filepath.Join(m.s.Data, "moments"))
}
