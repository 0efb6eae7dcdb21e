package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"kafo/internal/catalogue"
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
