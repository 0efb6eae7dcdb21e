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

type mailTakeCmd struct {
	Paths []string `arg:"" name:"path" optional:"" help:"Messages, or folders of them (also a Maildir); none: one message from standard input."`
}

// What is read of a folder goes into one of two others in it: what was taken in, and what is nothing for us.
const (
	mailDone = "done"
	mailLeft = "left"
)

// arrivals takes in what came back of letters, and what people write back.
type arrivals struct {
	censuses *campaign.Campaigns
	s        *Settings
	io       streams
	returns  int
	mails    int
	left     int
}

// Run takes in messages that came to the address of returns, or to the one that answers. What is no message, or comes from an
// answering machine, is left; said twice, each counts once.
func (c *mailTakeCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	censuses, err := h.censuses(ctx)
	if err != nil {
		return err
	}
	r := &arrivals{censuses: censuses, s: s, io: io}
	if len(c.Paths) == 0 {
		_, err = r.message(ctx, os.Stdin)
	}
	for _, path := range c.Paths {
		err = errors.Join(err, r.path(ctx, path))
	}
	fmt.Fprintln(io.out, s.words().T("cmd.returns", r.returns, r.mails, r.left))
	return err
}

// message takes in one message and says whether it was a return of a letter of ours, or a mail of somebody.
func (r *arrivals) message(ctx context.Context, in io.Reader) (bool, error) {
	back, mail, err := notify.ReadReturn(in)
	switch {
	case err == nil && mail != nil:
		return true, r.mail(ctx, *mail)
	case err == nil && back.Kind != coop.ReturnNothing:
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
	r.returns++
	fmt.Fprintln(r.io.out, r.s.words().T("cmd.return."+string(back.Kind), back.Status))
	return true, nil
}

// mail keeps what somebody wrote, and says where.
func (r *arrivals) mail(ctx context.Context, m coop.Mail) error {
	to, _, err := r.censuses.Received(ctx, m)
	if err != nil {
		return err
	}
	r.mails++
	key := "cmd.mail_filed"
	if to == 0 {
		key = "cmd.mail_unplaced"
	}
	fmt.Fprintln(r.io.out, r.s.words().T(key, int(to)))
	return nil
}

// path takes in a file, or every file of a folder, which goes where it is not read again.
func (r *arrivals) path(ctx context.Context, path string) error {
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
func (r *arrivals) drop(ctx context.Context, root, name string) error {
	good, err := r.file(ctx, name)
	if err != nil {
		return err
	}
	to := filepath.Join(root, mailLeft)
	if good {
		to = filepath.Join(root, mailDone)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	return os.Rename(name, filepath.Join(to, filepath.Base(name)))
}

func (r *arrivals) file(ctx context.Context, name string) (bool, error) {
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
