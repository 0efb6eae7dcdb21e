package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"kafo/internal/contact"
	"kafo/internal/coop"
)

// Retention is for how long what is known of persons is kept.
type Retention struct {
	Messages int `name:"retain-messages" help:"Days for which messages of the relay and letters that left are kept." default:"90" env:"KAFO_RETAIN_MESSAGES"`
	Contacts int `name:"retain-contacts" help:"Days for which a contact is kept of whom nothing is heard." default:"1095" env:"KAFO_RETAIN_CONTACTS"`
	Trash    int `name:"retain-trash" help:"Days of notice before a contact goes into the trash, and of the trash." default:"14" env:"KAFO_RETAIN_TRASH"`
}

func (r Retention) durations() contact.Durations {
	day := 24 * time.Hour
	return contact.Durations{
		Messages: day * time.Duration(r.Messages), Contacts: day * time.Duration(r.Contacts),
		Notice: day * time.Duration(r.Trash), Trash: day * time.Duration(r.Trash),
	}
}

type retentionCmd struct {
	Run     retentionRunCmd     `cmd:"" name:"run" default:"withargs" help:"Delete what is kept for long enough, warn and tell persons."`
	Restore retentionRestoreCmd `cmd:"" help:"Take a contact out of the trash."`
}

type retentionRunCmd struct {
	DryRun bool `help:"Only say what would be done."`
	JSON   bool `help:"Report as JSON."`
}

// Run keeps nothing for longer than its duration, and says what it did or would do.
func (c *retentionRunCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	k, err := h.desk.Retain(ctx, s.Retention.durations(), s.SMTP != "", c.DryRun)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(io.out).Encode(k)
	}
	for _, line := range []struct {
		key string
		n   int
	}{{"told", k.Told}, {"messages", k.Messages}, {"letters", k.Letters}, {"over", k.Over}, {"lapsed", k.Lapsed}, {"warned", k.Warned}, {"trashed", k.Trashed}, {"erased", k.Erased}, {"mails", k.Mails}, {"closing", k.Closing}, {"asked", k.Asked}} {
		fmt.Fprintln(io.out, s.words().T("retention."+line.key, line.n))
	}
	return nil
}

type retentionRestoreCmd struct {
	ID  int64  `arg:"" help:"Number of the contact."`
	Why string `help:"Reason." required:""`
}

// Run takes a contact out of the trash.
func (c *retentionRestoreCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	if err := h.desk.Restore(ctx, coop.ContactID(c.ID), c.Why); err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("retention.restored", c.ID))
	return nil
}

// retaining runs retention while the site is served.
func (s *Settings) retaining(ctx context.Context, h *house, log *slog.Logger) {
	every(ctx, 24*time.Hour, func() {
		waits, err := h.desk.Waits(ctx)
		if waits || err != nil {
			log.Warn("retention waits for a day: the clock is far ahead of all that was written", "error", err)
			return
		}
		if _, err := h.desk.Retain(ctx, s.Retention.durations(), s.SMTP != "", false); err != nil && ctx.Err() == nil {
			log.Error("retention", "error", err)
		}
	})
}

// every does something now and then once in a period, until the context ends.
func every(ctx context.Context, period time.Duration, do func()) {
	clock := time.NewTicker(period)
	defer clock.Stop()
	for {
		do()
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
		}
	}
}
