package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/format"
	"kafo/internal/ingest"
	"kafo/internal/reconcile"
	"kafo/internal/refdata"
	"kafo/internal/registry"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// Everything that these documents say is invented; the places exist, so that the resolver knows them.
const census = "**Coopérations inventées\n(2031-2032)**\n\nVersion au 12 juin 2032\n\nREGION DE KAYES\n\nREGION DE KAYES :\n"

// fiche is a fiche of two parties with one action.
func fiche(french, foreign, action string) string {
	return "\nDate : 9/04/32\t\t\t\n" +
		"<i>Collectivité française:</i> " + french + "\t\t<i>Collectivité malienne :</i> " + foreign + "\t\n" +
		"Présentation du partenariat :\t\t\t\n" +
		"<i>Date de formalisation:</i>\t\t<i>Document régissant le partenariat :</i>\t\n2009\t\tCharte\t\n" +
		"<i>Budget annuel consacré au partenariat :</i>\t\t30 000 €\t\n" +
		"<i>Poursuite de la coopération depuis le 3 mars 2031</i>\t\tOUI\t\n" +
		"Actions de coopération réalisées depuis le 3 mars 2031 (au Mali et en France) :\t\t\t\n" +
		"Domaines d'intervention\tActions réalisées\tPériode\tBudget\n1. Eau\t" + action + "\t2031\t12 000 €\n" +
		"Perspectives du partenariat : Poursuite\n"
}

// catalogueOf is a list of many publications, so that an import has several commits.
func catalogueOf(n int) string {
	var b strings.Builder
	b.WriteString(census + fiche("VILLE D'ANGERS", "COMMUNE DE KAYES", "Puits"))
	b.WriteString("\nANNEXES :\n\nOuvrages de la collection “essais” : 25 euros\n\nRéférence\touvrage\tparution\n")
	for i := range n {
		fmt.Fprintf(&b, "EM%04d\tManuel inventé numéro %d\t2031\n", i, i)
	}
	return b.String()
}

type world struct {
	t   *testing.T
	im  *ingest.Importer
	cat *catalogue.Catalogue
	db  *sqldb.DB
}

func newWorld(t *testing.T, db *sqldb.DB) *world {
	s := store.New(db, func() time.Time { return time.UnixMilli(1) })
	r := registry.New(s, reconcile.New(refdata.Territories(), refdata.Organisations()))
	files := t.TempDir()
	return &world{t, &ingest.Importer{Store: s, Registry: r, Files: files}, catalogue.New(db, catalogue.Options{Files: files}), db}
}

func read(t *testing.T, name, text string) *ingest.Document {
	t.Helper()
	d, err := ingest.Read(name, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (w *world) add(name, text, replaces string) ingest.Outcome {
	w.t.Helper()
	out, err := w.im.Import(context.Background(), read(w.t, name, text), replaces)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// lines says on which lines of which documents the standing fiches are, and their partnerships' actions.
func (w *world) lines() string {
	w.t.Helper()
	f, err := w.cat.Facts(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, r := range testkit.All(w.t, f.Records) {
		if r.Kind == coop.KindFiche {
			out = append(out, fmt.Sprintf("%s:%d", r.Cite.Document, r.Cite.Line))
		}
	}
	for _, a := range testkit.All(w.t, f.Actions) {
		out = append(out, a.Description)
	}
	return strings.Join(out, " ")
}

func TestTheSameDocumentTwiceChangesNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		text := census + fiche("VILLE D'ANGERS", "COMMUNE DE KAYES", "Puits")
		first := w.add("a.txt", text, "")
		version, err := w.cat.Version(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		again := w.add("b.txt", text, "")
		if after, err := w.cat.Version(context.Background()); err != nil || after != version {
			t.Errorf("version %s, then %s, %v", version, after, err)
		}
		if first.New != 1 || again.New != 0 || again.Source.ID != first.Source.ID {
			t.Errorf("first %+v, again %+v", first, again)
		}
	})
}

func TestACorrectedDocumentTakesThePlaceOfTheOther(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		old := w.add("old.txt", census+fiche("VILLE D'ANGERS", "COMMUNE DE KAYES", "Puits")+fiche("VILLE DE RENNES", "COMMUNE DE KITA", "Pompe"), "")
		out := w.add("new.txt", census+fiche("VILLE D'ANGERS", "COMMUNE DE KAYES", "Forage"), old.Source.SHA256)
		if out.New != 1 || out.Taken != 2 || w.lines() != "new.txt:10 Forage" {
			t.Errorf("%d new, %d taken: %s", out.New, out.Taken, w.lines())
		}
		before, err := w.cat.Record(context.Background(), 1)
		if err != nil || before.Replaced == 0 {
			t.Errorf("the old record must stay readable and lead to the new one: %+v, %v", before.Replaced, err)
		}
	})
}

// TestHistoriesLeadToTheImport: what a document says of a partnership, and whom it names, came in by an operation; its correction
// by another.
func TestHistoriesLeadToTheImport(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w, ctx, at := newWorld(t, db), context.Background(), int64(0)
		w.im.Store = store.New(db, func() time.Time { at++; return time.UnixMilli(at) }) // each write at an instant of its own
		old := w.add("old.txt", census+fiche("VILLE D'ANGERS", "COMMUNE DE KAYES", "Puits"), "")
		out := w.add("new.txt", census+fiche("VILLE D'ANGERS", "COMMUNE DE KAYES", "Forage"), old.Source.SHA256)
		for kind, want := range map[string][]coop.SourceID{coop.KindPartnership: {out.Source.ID, old.Source.ID}, coop.KindOrganisation: {out.Source.ID, old.Source.ID}} {
			h, err := w.cat.History(ctx, kind, 1)
			if err != nil {
				t.Fatal(err)
			}
			var led []coop.SourceID
			for _, e := range h.Entries {
				o, err := w.cat.Operation(ctx, e.Operation)
				if err != nil {
					t.Fatalf("%s, entry %s (%s): operation %d, %v", kind, e.Name, e.What, e.Operation, err)
				}
				led = append(led, coop.SourceID(o.Parts[0].Of[0].ID))
			}
			if !slices.Equal(led, want) {
				t.Errorf("the history of a %s leads to the documents %v, want %v", kind, led, want)
			}
		}
	})
}

// A correction said too late, and one whose import was cut before the last step, are the same to the register.
func TestACorrectionCanBeSaidAfterwards(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		old := w.add("old.txt", census+fiche("VILLE D'ANGERS", "COMMUNE DE KAYES", "Puits")+fiche("VILLE DE RENNES", "COMMUNE DE KITA", "Pompe"), "")
		text := census + fiche("VILLE D'ANGERS", "COMMUNE DE KAYES", "Forage")
		w.add("new.txt", text, "")
		out := w.add("new.txt", text, old.Source.SHA256)
		if out.New != 0 || out.Taken != 2 || w.lines() != "new.txt:10 Forage" {
			t.Errorf("%d new, %d taken: %s", out.New, out.Taken, w.lines())
		}
		if again := w.add("new.txt", text, ""); again.Taken != 0 {
			t.Errorf("%d taken again", again.Taken)
		}
	})
}

func TestADocumentDoesNotCorrectItself(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t))
	one, two := census+fiche("VILLE D'ANGERS", "COMMUNE DE KAYES", "Puits"), census+fiche("VILLE D'ANGERS", "COMMUNE DE KAYES", "Forage")
	a := w.add("one.txt", one, "")
	b := w.add("two.txt", two, a.Source.SHA256)
	for _, c := range []struct {
		name, text, replaces string
		want                 coop.Code
	}{
		{"itself", two, b.Source.SHA256, coop.Conflict}, {"its own correction", one, b.Source.SHA256, coop.Conflict},
		{"nothing", one, strings.Repeat("0", 64), coop.NotFound},
	} {
		if _, err := w.im.Import(context.Background(), read(t, "x.txt", c.text), c.replaces); coop.CodeOf(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if w.lines() != "two.txt:10 Forage" {
		t.Errorf("a refusal changed the register: %s", w.lines())
	}
}

func TestAnImportCutShortGoesOnWhereItStopped(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		d := read(t, "big.txt", catalogueOf(1200))
		ctx, cut := context.WithCancel(context.Background())
		w.im.Progress = func(int, int) { cut() }
		out, err := w.im.Import(ctx, d, "")
		if !errors.Is(err, context.Canceled) || out.New != 500 {
			t.Fatalf("%d records came in before the cut: %v", out.New, err)
		}
		if short, err := catalogue.New(db, catalogue.Options{}).CutShort(context.Background()); err != nil || !slices.Equal(short, []string{"big.txt"}) {
			t.Errorf("cut short: %v, %v", short, err)
		}
		w.im.Progress = nil
		if out, err = w.im.Import(context.Background(), d, ""); err != nil || out.New != 701 {
			t.Errorf("%d records were left: %v", out.New, err)
		}
		if short, err := catalogue.New(db, catalogue.Options{}).CutShort(context.Background()); err != nil || len(short) > 0 {
			t.Errorf("still cut short: %v, %v", short, err)
		}
	})
}

func TestTheBytesAreKeptUnderTheirHash(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t))
	text := census + fiche("VILLE D'ANGERS", "COMMUNE DE KAYES", "Puits")
	out := w.add("a.txt", text, "")
	raw, err := os.ReadFile(w.im.Files + "/" + out.Source.SHA256)
	if err != nil || string(raw) != text {
		t.Errorf("%d bytes of %d kept, %v", len(raw), len(text), err)
	}
	if list, err := os.ReadDir(w.im.Files); err != nil || len(list) != 1 {
		t.Errorf("%d files in the folder, %v", len(list), err)
	}
}

func TestATextOfNoFamilyIsRefusedAndNotKept(t *testing.T) {
	w := newWorld(t, testkit.SQLite(t))
	_, err := ingest.Read("x.txt", strings.NewReader("1;2;3\n"))
	if p := (*format.Problem)(nil); !errors.As(err, &p) || p.Line != 1 {
		t.Errorf("want a refusal with its line, got %v", err)
	}
	if list, err := os.ReadDir(w.im.Files); err != nil || len(list) != 0 {
		t.Errorf("%d files kept, %v", len(list), err)
	}
}
