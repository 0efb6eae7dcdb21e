package main

import (
	"context"
	"fmt"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/export"
)

type exportCmd struct {
	What   string `arg:"" enum:"records,organisations,territories,partnerships,findings,money,proposals,questions,snapshot" help:"records (private: complete), organisations, territories, partnerships, findings, money (groups of statements about the same money), proposals (pairs that may be one, with their decisions), questions, or snapshot (ZIP of all CSV files)."`
	Format string `help:"ndjson; snapshot is always a ZIP." default:"ndjson" enum:"ndjson"`
	AsOf   string `name:"as-of" help:"As it was on a day: 2013, 2013-07 or 2013-07-02."`
	Known  string `help:"As far as the register had learnt by the end of a day."`
}

// Run writes to the standard output.
func (c *exportCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	moment := coop.Moment{Of: coop.Date(c.AsOf), Known: coop.Date(c.Known)}
	if !moment.Valid() {
		return coop.Refuse(coop.Invalid, "moment.invalid")
	}
	then := &moments{s: s, h: h}
	defer then.close()
	register, err := then.at(ctx, moment)
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	err = register.Still(ctx, func(at *catalogue.Catalogue) error {
		switch c.What {
		case "records":
			return export.Records(ctx, at, io.out)
		case "snapshot":
			return export.Snapshot(ctx, at, io.out)
		}
		return export.Reconciled(ctx, at, c.What, io.out)
	})
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}
