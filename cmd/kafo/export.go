package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	stdio "io"
	"os"
	"path/filepath"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/export"
)

type exportCmd struct {
	What   string `arg:"" enum:"records,organisations,territories,partnerships,findings,money,proposals,questions,snapshot" help:"records (private: complete), organisations, territories, partnerships, findings, money (groups of statements about the same money), proposals (pairs that may be one, with their decisions), questions, or snapshot (ZIP of all CSV files)."`
	Format string `help:"ndjson; snapshot is always a ZIP." default:"ndjson" enum:"ndjson"`
	Out    string `help:"File to write, which has its name when it is whole; without it, the standard output." type:"path"`
	AsOf   string `name:"as-of" help:"As it was on a day: 2013, 2013-07 or 2013-07-02."`
	Known  string `help:"As far as the register had learnt by the end of a day."`
}

// Run writes to the standard output, or to a file.
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
		if c.Out == "" {
			return c.write(ctx, at, io.out)
		}
		return whole(c.Out, func(w stdio.Writer) error { return c.write(ctx, at, w) })
	})
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return nil
}

func (c *exportCmd) write(ctx context.Context, register *catalogue.Catalogue, w stdio.Writer) error {
	switch c.What {
	case "records":
		return export.Records(ctx, register, w)
	case "snapshot":
		return export.Snapshot(ctx, register, w)
	}
	return export.Reconciled(ctx, register, c.What, w)
}

// whole writes a file beside its name, and gives it the name once it is all there and on disk.
func whole(name string, write func(stdio.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(name), ".part-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // has no such name any more when all went well
	out := bufio.NewWriterSize(f, 1<<20)
	if err := errors.Join(write(out), out.Flush(), f.Sync(), f.Close()); err != nil {
		return err
	}
	return errors.Join(os.Rename(f.Name(), name), syncFolder(filepath.Dir(name)))
}
