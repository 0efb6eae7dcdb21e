package main

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/catalogue"
	"kafo/internal/ingest"
)

func seeds(t *testing.T) []string {
	t.Helper()
	shared := os.Getenv("KAFO_SHARED")
	if shared == "" {
		shared = "../../../shared" // tests run in cmd/kafo
	}
	files, err := filepath.Glob(filepath.Join(shared, "seeds", "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("seeds: ../shared is absent")
	}
	return files
}

func (h *house) importAll(t *testing.T, files []string) catalogue.Totals {
	t.Helper()
	for _, name := range files {
		d, err := readFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.importer.Import(context.Background(), d, ""); err != nil {
			t.Fatal(err)
		}
	}
	totals, err := h.catalogue.Totals(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return totals
}

// TestDocumentsTakeThePlaceOfTheExample: a register that began with the example and one that did not are the same
// once the documents are in.
func TestDocumentsTakeThePlaceOfTheExample(t *testing.T) {
	files := seeds(t)
	bare := openHouse(t).importAll(t, files)
	h := openHouse(t)
	if err := h.loadExample(context.Background()); err != nil {
		t.Fatal(err)
	}
	got := h.importAll(t, files)
	if got.Partnerships != bare.Partnerships || got.Fiches != bare.Fiches || got.Actions != bare.Actions || got.Records != bare.Records {
		t.Errorf("with the example %+v; without %+v", got, bare)
	}
}

// TestCensusSurvivesItsExport: a register built from the tables of another states the same agreements, actions and
// amounts, each at the same place.
func TestCensusSurvivesItsExport(t *testing.T) {
	files := seeds(t)
	first := openHouse(t)
	first.importAll(t, files)
	out := tablesOf(t, first)
	raw := map[string][]byte{}
	for name, text := range out {
		raw[name] = []byte(text)
	}
	docs, err := ingest.ReadTables(raw)
	if err != nil {
		t.Fatal(err)
	}
	second := openHouse(t)
	for _, d := range docs {
		if _, err := second.importer.Import(context.Background(), d, ""); err != nil {
			t.Fatal(err)
		}
	}
	again := tablesOf(t, second)
	for _, name := range []string{"accords.csv", "actions.csv", "financements.csv"} {
		want, got := withoutIDs(t, out[name]), withoutIDs(t, again[name])
		if d := cmp.Diff(want, got); len(want) < 50 || d != "" {
			t.Errorf("%s, %d rows (-first +second):\n%s", name, len(want), d)
		}
	}
}

// withoutIDs are the rows of a table without what each register numbers for itself, in one order.
func withoutIDs(t *testing.T, table string) []string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, row := range rows[1:] {
		var kept []string
		for i, cell := range row {
			if !slices.Contains([]string{"id", "partenariat", "releve", "territoire"}, rows[0][i]) {
				kept = append(kept, cell)
			}
		}
		out = append(out, strings.Join(kept, "|"))
	}
	slices.Sort(out)
	return out
}
