package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"kafo/internal/campaign"
	"kafo/internal/coop"
	"kafo/internal/notify"
)

type mailBounceCmd struct {
	Paths []string `arg:"" name:"path" optional:"" help:"Messages, or folders of them (also a Maildir); none: one message from standard input."`
}

// What is read of a folder goes into one of two others in it: what was a return, and what somebody should look at.
const (
	returnsDone = "done"
	returnsLeft = "left"
)

// returns takes in what came back of letters.
type returns struct {
	censuses *campaign.Campaigns
	s        *Settings
	io       streams
	taken    int
	left     int
}

// Run takes in messages that came to the address of returns. A message that is none, from an answering machine or a human being,
// is left; said twice, each counts once.
func (c *mailBounceCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	censuses, err := h.censuses(ctx)
	if err != nil {
		return err
	}
	r := &returns{censuses: censuses, s: s, io: io}
	if len(c.Paths) == 0 {
		_, err = r.message(ctx, os.Stdin)
	}
	for _, path := range c.Paths {
		err = errors.Join(err, r.path(ctx, path))
	}
	fmt.Fprintln(io.out, s.words().T("cmd.returns", r.taken, r.left))
	return err
}

// message takes in one message and says whether it was a return of a letter of ours.
func (r *returns) message(ctx context.Context, in io.Reader) (bool, error) {
	back, err := notify.ReadReturn(in)
	if err == nil && back.Kind != coop.ReturnNothing {
		_, err = r.censuses.Returned(ctx, back)
	}
	code := coop.CodeOf(err)
	if err != nil && code != coop.Invalid && code != coop.NotFound {
		return false, err
	}
	if err != nil || back.Kind == coop.ReturnNothing {
		r.left++
		return false, nil
	}
	r.taken++
	fmt.Fprintln(r.io.out, r.s.words().T("cmd.return."+string(back.Kind), back.Status))
	return true, nil
}

// path takes in a file, or every file of a folder, which goes where it is not read again.
func (r *returns) path(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		_, err = r.file(ctx, path)
		return err
	}
	for _, folder := range []string{path, filepath.Join(path, "new"), filepath.Join(path, "cur")} {
		list, err := os.ReadDir(folder)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		for _, e := range list {
			if !e.Type().IsRegular() || e.Name()[0] == '.' {
				continue
			}
			if err := r.drop(ctx, path, filepath.Join(folder, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// drop takes in a file of a folder and puts it away.
func (r *returns) drop(ctx context.Context, root, name string) error {
	good, err := r.file(ctx, name)
	if err != nil {
		return err
	}
	to := filepath.Join(root, returnsLeft)
	if good {
		to = filepath.Join(root, returnsDone)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	return os.Rename(name, filepath.Join(to, filepath.Base(name)))
}

func (r *returns) file(ctx context.Context, name string) (bool, error) {
	f, err := os.Open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	return r.message(ctx, f)
}

// postEvery is how often it is looked for letters that are due.
const postEvery = 10 * time.Minute

// posting prepares the letters of campaigns that are due, while the site is served.
func (s *Settings) posting(ctx context.Context, h *house, log *slog.Logger) {
	every(ctx, postEvery, func() {
		c, err := h.censuses(ctx)
		if err == nil {
			_, err = c.Post(ctx)
		}
		if err != nil && ctx.Err() == nil {
			log.Error("letters of campaigns", "error", err)
		}
	})
}
