package catalogue_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// froze freezes what stands now under a title and a day.
func (w *censusWorld) froze(title string, on coop.Date) catalogue.Edition {
	w.t.Helper()
	e := w.drafted()
	e.Title, e.Edition.Date, e.Host = title, on, "Atelier de Lise ORGEVAL"
	var id coop.EditionID
	w.update(func(tx *store.Tx) (err error) {
		id, err = tx.NewEdition(e.Edition)
		return err
	})
	return w.edition(id)
}

func (w *censusWorld) drafted() catalogue.Edition {
	w.t.Helper()
	e, err := w.DraftEdition(context.Background(), coop.EditionScope{Source: 1}, "essai")
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func (w *censusWorld) edition(id coop.EditionID) catalogue.Edition {
	w.t.Helper()
	e, err := w.Edition(context.Background(), id)
	if err != nil {
		w.t.Fatal(err)
	}
	return e
}

func counted(t *testing.T, e catalogue.Edition, ref string) catalogue.EditionFigure {
	t.Helper()
	i := slices.IndexFunc(e.Counted.Figures, func(f catalogue.EditionFigure) bool { return f.Ref() == ref })
	if i < 0 {
		t.Fatalf("no figure %s", ref)
	}
	return e.Counted.Figures[i]
}

func TestAnEditionStaysWhatItWas(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := sampleCensus(t, db)
		w.keep(coop.KindContents, `{"region":"Lac","title":"Z / Korobougou","forthcoming":true}`)
		first := w.froze("Essai", "2013-06-12")
		if first.Counted.Fiches != 4 || len(first.Fiches) != 4 || len(first.Coming) != 1 || first.Coming[0].Title != "Z / Korobougou" || first.Before != nil {
			t.Fatalf("frozen %+v", first)
		}
		before, _ := json.Marshal(first.Counted)

		var old coop.RecordID
		for _, f := range first.Fiches {
			if f.Mark != coop.FicheSame {
				t.Errorf("a first edition marks fiche %d as %s", f.ID, f.Mark)
			}
			old = max(old, f.ID)
		}
		_, added := w.fiche(said{french: "D", continued: "yes", trend: "maintained", form: "2013-09"})
		_, changed := w.fiche(said{french: "C", continued: "yes", trend: "maintained", form: "2013-09"})
		w.update(func(tx *store.Tx) error {
			if _, err := tx.ReplaceRecord(old, changed); err != nil {
				return err
			}
			return tx.AddErratum(first.Edition.ID, "Il manque une fiche, dit Lise ORGEVAL.")
		})
		again := w.edition(first.Edition.ID)
		if after, _ := json.Marshal(again.Counted); string(before) != string(after) || len(again.Fiches) != 4 || again.Gone != 0 {
			t.Error("what came in later changed an edition")
		}
		if len(again.Errata) != 1 {
			t.Errorf("errata %v", again.Errata)
		}

		second := w.froze("Essai", "2013-11-08")
		marks := map[coop.RecordID]coop.EditionFiche{}
		for _, f := range second.Edition.Fiches {
			marks[f.Record] = f
		}
		if marks[added].Mark != coop.FicheAdded || marks[changed].Mark != coop.FicheChanged || marks[changed].Was != old || marks[old].Record != 0 {
			t.Errorf("marks %+v", marks)
		}
		if second.Before == nil || second.Before.ID != first.Edition.ID || w.edition(first.Edition.ID).After.ID != second.Edition.ID {
			t.Error("editions of a series do not know each other")
		}
		if now, then := counted(t, second, "trend-maintained"), counted(t, first, "trend-maintained"); now.Count != then.Count+2 || now.Of != 5 || then.Of != 4 {
			t.Errorf("maintained %d of %d, then %d of %d", now.Count, now.Of, then.Count, then.Of)
		}
	})
}

func TestEveryFigureOfAnEditionIsTheListOfItsFiches(t *testing.T) {
	e := sampleCensus(t, testkit.SQLite(t)).drafted()
	groups := map[string]bool{}
	for _, f := range e.Counted.Figures {
		groups[f.Group] = true
		if f.Of == 0 || f.Count != len(f.Records) || !slices.IsSorted(f.Records) {
			t.Errorf("%s: %d of %d with a list of %d", f.Ref(), f.Count, f.Of, len(f.Records))
		}
	}
	if !groups["document"] || !groups["decade"] || counted(t, e, "document-twinning").Count != 4 || counted(t, e, "decade-1980").Label != "1980–1989" {
		t.Errorf("groups %v, twinnings %+v, decade %+v", groups, counted(t, e, "document-twinning"), counted(t, e, "decade-1980"))
	}
	if len(e.Counted.Twice) != 2 || e.Counted.Money.Stated != e.Counted.Money.Once+e.Counted.Money.Left || e.Counted.Money.Left == 0 {
		t.Errorf("twice %v, money %+v", e.Counted.Twice, e.Counted.Money)
	}
}

func TestWhatIsWithdrawnLeavesItsEdition(t *testing.T) {
	w := sampleCensus(t, testkit.SQLite(t))
	e := w.froze("Essai", "2013-06-12")
	w.update(func(tx *store.Tx) error { _, err := tx.WithdrawSource(1); return err })
	e = w.edition(e.Edition.ID)
	if e.Gone != 4 || e.Counted.Fiches != 4 {
		t.Errorf("%d of %d fiches are gone", e.Gone, e.Counted.Fiches)
	}
	for f, err := range w.FichesPrinted(context.Background(), e) {
		if err != nil || f.Gone != catalogue.FicheWithdrawn || f.Body != nil || f.Title != "" {
			t.Errorf("printed %+v, %v", f, err)
		}
	}
}

func TestPrintedFichesNameNoPerson(t *testing.T) {
	w := sampleCensus(t, testkit.SQLite(t))
	e := w.froze("Essai", "2013-06-12")
	n := 0
	for f, err := range w.FichesPrinted(context.Background(), e) {
		if err != nil || len(f.Contacts) != 0 || strings.Contains(string(f.Body), "ORGEVAL") {
			t.Errorf("printed %+v, %v", f, err)
		}
		var body struct {
			Contacts []any    `json:"contacts"`
			French   []string `json:"french"`
		}
		if err := json.Unmarshal(f.Body, &body); err != nil || len(body.Contacts) != 0 || len(body.French) != 1 {
			t.Errorf("body %s, %v", f.Body, err)
		}
		n++
	}
	if n != 4 {
		t.Errorf("%d fiches printed", n)
	}
}
