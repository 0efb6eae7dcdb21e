package main

import (
	"context"
	"slices"

	"kafo/examples"
	"kafo/internal/catalogue"
	"kafo/internal/ingest"
)

// wantsExample says whether the register holds nothing, or a part of the example only: a first start that was cut short
// goes on at the next.
func (h *house) wantsExample(ctx context.Context) (bool, error) {
	sources, err := h.catalogue.Sources(ctx)
	if err != nil || slices.ContainsFunc(sources, func(s catalogue.Source) bool { return !s.Example }) {
		return false, err
	}
	have, err := h.catalogue.Totals(ctx)
	if err != nil {
		return false, err
	}
	docs, err := ingest.ReadTablesIn(examples.Mali())
	if err != nil {
		return false, err
	}
	records := 0
	for _, d := range docs {
		records += len(d.Result.Records)
	}
	return have.Records < records, nil
}

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
	return h.look(ctx)
}
