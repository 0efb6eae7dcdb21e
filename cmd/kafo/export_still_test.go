package main

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"kafo/internal/bench"
	"kafo/internal/catalogue"
	"kafo/internal/export"
)

// TestAnExportIsOfOneMoment: what is imported while tables are written is in none of them, and in all of those after.
func TestAnExportIsOfOneMoment(t *testing.T) {
	ctx := context.Background()
	h := withExample(t)
	count := func(c *catalogue.Catalogue) string {
		t.Helper()
		var out bytes.Buffer
		totals, err := c.Totals(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := export.Reconciled(ctx, c, "money", &out); err != nil {
			t.Fatal(err)
		}
		for _, what := range []string{"partnerships", "organisations", "questions"} {
			if err := export.Reconciled(ctx, c, what, &out); err != nil {
				t.Fatal(err)
			}
		}
		return fmt.Sprint(totals, out.String())
	}
	before := count(h.catalogue)
	err := h.catalogue.Still(ctx, func(at *catalogue.Catalogue) error {
		if err := h.take(ctx, bench.Censuses(benchNames(200), 200, 1)); err != nil {
			return err
		}
		if count(at) != before {
			t.Error("an export has what came in while it was written")
		}
		if count(h.catalogue) == before {
			t.Error("a page does not have what came in")
		}
		return at.Still(ctx, func(again *catalogue.Catalogue) error {
			if count(again) != before {
				t.Error("a part of an export is of another moment")
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}
