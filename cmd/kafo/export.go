package main

import (
	"context"
	"fmt"

	"kafo/internal/export"
)

type exportCmd struct {
	What   string `arg:"" enum:"records,organisations,territories,partnerships,findings,questions,snapshot" help:"records (private: complete), organisations, territories, partnerships, findings, questions, or snapshot (ZIP of all CSV files)."`
	Format string `help:"ndjson; snapshot is always a ZIP." default:"ndjson" enum:"ndjson"`
}

// Run writes to the standard output.
func (c *exportCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	switch c.What {
	case "records":
		err = export.Records(ctx, h.catalogue, io.out)
	case "snapshot":
		err = export.Snapshot(ctx, h.catalogue, io.out)
	default:
		err = export.Reconciled(ctx, h.catalogue, c.What, io.out)
	}
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}
