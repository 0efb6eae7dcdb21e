package main

import (
	"context"

	"kafo/examples"
	"kafo/internal/check"
	"kafo/internal/coop"
	"kafo/internal/ingest"
)

// loadExample fills a new register with the example's facts, through the ordinary import.
func (h *house) loadExample(ctx context.Context) error {
	docs, err := ingest.ReadTablesIn(examples.Mali())
	if err != nil {
		return err
	}
	for _, d := range docs {
		if _, err := h.importer.Import(ctx, d, ""); err != nil {
			return err
		}
	}
	_, err = check.Run(ctx, h.catalogue, h.registry, coop.Author("check"))
	return err
}
