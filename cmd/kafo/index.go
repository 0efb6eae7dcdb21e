package main

import (
	"context"
	"fmt"
)

type indexCmd struct {
	Rebuild indexRebuildCmd `cmd:"" help:"Make the index of lists and searches from the register, and keep it for the next start."`
	Check   indexCheckCmd   `cmd:"" help:"Ask random queries of the index and of the tables by plain SQL, and compare."`
}

type indexRebuildCmd struct{}

// Run makes the index anew. The program does so by itself where it must; nothing but time is lost without it.
func (c *indexRebuildCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	n, err := h.catalogue.Reindex(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintln(io.out, s.words().T("cmd.indexed", n))
	return nil
}

type indexCheckCmd struct {
	Queries int    `help:"Number of queries." default:"200"`
	Seed    uint64 `help:"The same seed asks the same queries." default:"1"`
}

// Run compares; a difference is an error, with the query and some of the partnerships.
func (c *indexCheckCmd) Run(ctx context.Context, s *Settings, io streams) error {
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.db.Close()
	wrong, err := h.catalogue.Check(ctx, c.Queries, c.Seed)
	if err != nil {
		return err
	}
	for _, w := range wrong {
		fmt.Fprintln(io.out, w)
	}
	fmt.Fprintln(io.out, s.words().T("cmd.index_checked", c.Queries, len(wrong)))
	if len(wrong) > 0 {
		return errSaid
	}
	return nil
}
