package main

import (
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/format/censustext"
)

// TestTheCensusOfTheSeedsIsPrintedAndReadAgain: an edition has each of its fiches, and the printed document says of each what
// the census says.
func TestTheCensusOfTheSeedsIsPrintedAndReadAgain(t *testing.T) {
	h := openHouse(t)
	h.importAll(t, seeds(t))
	id := frozenIn(t, h)
	e, err := h.catalogue.Edition(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Fiches) != 54 || len(e.Coming) != 2 || e.Counted.Fiches != 54 {
		t.Errorf("%d fiches, %d to come", len(e.Fiches), len(e.Coming))
	}
	for _, format := range []string{"docx", "odt"} {
		back, same := reprinted(t, "recueil."+format, printed(t, h, id, format)), 0
		for _, r := range stated(t, h) {
			if r.Kind != coop.KindFiche {
				continue
			}
			public, err := h.catalogue.Record(t.Context(), r.ID) // persons are masked
			if err != nil {
				t.Fatal(err)
			}
			was := body[censustext.Fiche](t, coop.Record{Body: public.Body})
			f, ok := back[parties(was)]
			if !ok {
				t.Errorf("%s: fiche %d did not come back", format, was.Order)
				continue
			}
			if d := unlike(was, f); len(d) == 0 {
				same++
			} else {
				field, _, _ := strings.Cut(d[0], ":") // what it says is not ours to print
				t.Logf("%s: fiche %d: %s", format, was.Order, field)
			}
		}
		if same != 54 {
			t.Errorf("%s: %d of 54 fiches came back as they were", format, same)
		}
	}
}
