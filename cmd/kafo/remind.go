package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"kafo/internal/coop"
)

// Reminding is how often the parties of a partnership are asked whether it is still as the register says.
type Reminding struct {
	RemindMonths int `name:"remind-months" help:"Months without a word of a source or a party after which members are asked by mail whether their partnership is still as the register says; 0: never." default:"12" env:"KAFO_REMIND_MONTHS"`
}

type remindCmd struct {
	DryRun bool `help:"Only say what would be done."`
	JSON   bool `help:"Report as JSON."`
}

// Run asks those whom it is time to ask, and says how many.
func (c *remindCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	done, err := h.registry.Remind(ctx, coop.Operator, s.RemindMonths, c.DryRun)
	if err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(io.out).Encode(done)
	}
	fmt.Fprintln(io.out, s.words().T("remind.done", done.Letters, done.Partnerships))
	if c.DryRun {
		fmt.Fprintln(io.out, s.words().T("retention.dry"))
	}
	return nil
}

// reminding asks while the site is served.
func (s *Settings) reminding(ctx context.Context, h *house, log *slog.Logger) {
	every(ctx, 24*time.Hour, func() {
		if _, err := h.registry.Remind(ctx, coop.Operator, s.RemindMonths, false); err != nil && ctx.Err() == nil {
			log.Error("reminders", "error", err)
		}
	})
}

// tellEvery is how often it is looked for news: more often than anybody is told, or what comes a moment before the hour is over
// would wait for another one.
const tellEvery = 10 * time.Minute

// telling tells those who moderate of what is new, while the site is served.
func (s *Settings) telling(ctx context.Context, h *house, log *slog.Logger) {
	every(ctx, tellEvery, func() {
		if _, err := h.auth.Tell(ctx); err != nil && ctx.Err() == nil {
			log.Error("news for those who moderate", "error", err)
		}
	})
}
