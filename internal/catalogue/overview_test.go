package catalogue_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// Every place, person and figure of these fiches is invented.
const ficheForm = `{"section":"LAC","updated":["2013-06-01"],"french":[%q],"foreign":["KOROBOUGOU"],"other":[],"contacts":[{"name":"Lise ORGEVAL"}],
	"formalised":{"raw":"","years":[]},"instrument":"","budget":{"raw":"","amounts":[]},"continued":{"raw":"","value":%q},"trend":{"raw":"","value":%q},
	"means":%q,"actions":[{"domain":"","description":%q,"budget":{"raw":"","amounts":[{"value":100,"currency":"EUR"}]}}],"perspectives":%q,
	"stated_total":%s,"form_version":%q}`

type said struct {
	french, continued, trend, means, action, plan, total, form string
	status                                                     coop.StatusClaim
	partnership                                                coop.PartnershipID // 0: its own
}

func (s said) body() string {
	total := s.total
	if total == "" {
		total = "null"
	}
	return fmt.Sprintf(ficheForm, s.french, s.continued, s.trend, s.means, s.action, s.plan, total, s.form)
}

type censusWorld struct {
	*catalogue.Catalogue
	t     *testing.T
	store *store.Store
	line  int
}

func newCensus(t *testing.T, db *sqldb.DB) *censusWorld {
	s := store.New(db, func() time.Time { return time.UnixMilli(1) })
	return &censusWorld{Catalogue: catalogue.New(db, catalogue.Options{}), t: t, store: s}
}

// record keeps one record of the document.
func (w *censusWorld) record(tx *store.Tx, kind, body string) (coop.RecordID, error) {
	w.line += 10
	source, _, err := tx.SaveSource(coop.Source{Document: "census.txt", SHA256: "aa", Format: "censustext", Title: "Recensement"})
	if err != nil {
		return 0, err
	}
	r := coop.Record{
		Source: source, Kind: kind, Locator: fmt.Sprint("L", w.line), Line: w.line, LineEnd: w.line + 9, Body: json.RawMessage(body),
		Places: []coop.ValuePlace{{Path: "actions.0", Line: w.line + 5, LineEnd: w.line + 5}},
	}
	id, _, err := tx.AddRecord(r, "fiche", "2013-06-01")
	return id, err
}

func (w *censusWorld) update(f func(tx *store.Tx) error) {
	w.t.Helper()
	if err := w.store.Update(context.Background(), "import:test", "test", f); err != nil {
		w.t.Fatal(err)
	}
}

func (w *censusWorld) keep(kind, body string) {
	w.t.Helper()
	w.update(func(tx *store.Tx) error { _, err := w.record(tx, kind, body); return err })
}

// fiche keeps a fiche and its partnership, with one action of 100 euros.
func (w *censusWorld) fiche(s said) (id coop.PartnershipID, record coop.RecordID) {
	w.t.Helper()
	w.update(func(tx *store.Tx) error {
		var err error
		if record, err = w.record(tx, coop.KindFiche, s.body()); err != nil {
			return err
		}
		if id = s.partnership; id == 0 {
			if id, err = tx.NewPartnership(); err != nil {
				return err
			}
		}
		place := coop.Place{Record: record, Path: "actions.0.budget.amounts.0", Line: w.line}
		if err := tx.AddClaims(coop.ClaimSet{Subject: id, Record: record, AssertedOn: "2013", Claims: []coop.Claim{
			{Status: &s.status}, {Financing: &coop.Financing{Action: "actions.0", Cents: 10000, Currency: "EUR", Place: place}},
			{Financing: &coop.Financing{Cents: 777, Currency: "EUR", Place: coop.Place{Record: record, Path: "budget.amounts.0", Line: w.line}}},
			{Agreement: &coop.Agreement{Kind: "twinning", Date: "1984-05", Place: coop.Place{Record: record, Path: "agreements.0"}}},
		}}); err != nil {
			return err
		}
		sets, err := tx.Claims(id)
		if err != nil {
			return err
		}
		p := coop.Project(id, sets, "")
		p.Title = s.french
		return tx.SavePartnership(p)
	})
	return id, record
}

func figure(t *testing.T, o catalogue.Overview, key string) catalogue.Figure {
	t.Helper()
	i := slices.IndexFunc(o.Figures, func(f catalogue.Figure) bool { return f.Key == key })
	if i < 0 {
		t.Fatalf("no figure %s", key)
	}
	return o.Figures[i]
}

func sampleCensus(t *testing.T, db *sqldb.DB) *censusWorld {
	w := newCensus(t, db)
	first, _ := w.fiche(said{french: "A", continued: "yes", trend: "maintained", form: "2013-04", total: "100",
		action: "Accueil d’une délégation de trois élus\nConférence publique avec Lise ORGEVAL", plan: "Réunions d'information"})
	w.fiche(said{french: "A", continued: "yes", trend: "maintained", form: "2013-09", total: "100", partnership: first,
		action: "Distribution de céréales", plan: "Organisation d'un forum"})
	w.fiche(said{french: "B", continued: "no", trend: "unknown", form: "2013-09", means: "Participation à des réunions", plan: "Aide d'urgence",
		status: coop.StatusClaim{Words: "Convention en sommeil"}})
	w.fiche(said{french: "C", continued: "", trend: "", form: "2013-04", action: "Construction d'un puits"})
	for _, title := range []string{"A / Korobougou", "B / Korobougou", "C / Korobougou", "D / Korobougou", "E / Korobougou"} {
		w.keep(coop.KindContents, fmt.Sprintf(`{"region":"Lac","title":%q,"forthcoming":false}`, title))
	}
	w.keep(coop.KindOverview, `{"value":"29","what":"budget maintenu","sentence":"Le budget est maintenu par 29 collectivités."}`)
	w.keep(coop.KindOverview, `{"value":2,"what":"coopérations","sentence":"Seules deux coopérations ont été mises en sommeil, dit Lise ORGEVAL."}`)
	w.keep(coop.KindOverview, `{"value":"13","what":"","sentence":"14 ont tenu une réunion et 13 ont reçu leurs partenaires."}`)
	w.keep(coop.KindOverview, `{"value":"32,8 millions","what":"euros alloués","sentence":"32,8 millions d'euros."}`)
	return w
}

func TestOverviewCountsFichesWithTheirDenominators(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		o, err := sampleCensus(t, db).Overview(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for key, want := range map[string][2]int{
			"overview.fiches.answered": {4, 5}, "overview.fiches.new": {2, 4},
			"overview.continued.kept": {2, 4}, "overview.continued.yes": {2, 4}, "overview.continued.no": {1, 4}, "overview.continued.unknown": {1, 4},
			"overview.continued.partial": {0, 4}, "overview.trend.maintained": {2, 4}, "overview.trend.unknown": {2, 4}, "overview.trend.reduced": {0, 4},
			"overview.status.dormant": {1, 3}, "overview.status.preparatory": {0, 3},
			"overview.words.meetings": {1, 4}, "overview.words.received": {1, 4}, "overview.words.urgent": {2, 4},
		} {
			f := figure(t, o, key)
			if f.Count != want[0] || f.Of != want[1] || len(f.List) != f.Count {
				t.Errorf("%s: %d of %d with a list of %d, want %v", key, f.Count, f.Of, len(f.List), want)
			}
		}
	})
}

func TestOverviewShowsPassagesOfEstimatesMasked(t *testing.T) {
	o, err := sampleCensus(t, testkit.SQLite(t)).Overview(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	f := figure(t, o, "overview.words.meetings")
	if !f.Words || len(f.Hits) != 1 || f.Hits[0].Text != "Conférence publique avec [personne]" || f.Hits[0].Cite.Line != 15 || f.Hits[0].Word != "conferenc*" {
		t.Errorf("hits %+v", f.Hits)
	}
	if urgent := figure(t, o, "overview.words.urgent"); len(urgent.Hits) != 2 || urgent.Hits[1].Cite.Path != "perspectives" {
		t.Errorf("what is planned counts for urgent aid: %+v", urgent.Hits)
	}
}

func TestOverviewPutsClaimsBesideTheFigureThatCountsTheSame(t *testing.T) {
	o, err := sampleCensus(t, testkit.SQLite(t)).Overview(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range o.Figures {
		for _, c := range f.Claimed {
			got[f.Key] += c.Value
			if strings.Contains(c.Sentence, "ORGEVAL") || c.Cite.Document != "census.txt" {
				t.Errorf("claim %+v", c)
			}
		}
	}
	want := map[string]string{"overview.trend.maintained": "29", "overview.status.dormant": "2", "overview.words.received": "13"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("claims %v, want %v", got, want)
	}
}

func TestOverviewCountsMoneyOfAFichePrintedTwiceOnce(t *testing.T) {
	o, err := sampleCensus(t, testkit.SQLite(t)).Overview(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(o.Twice) != 2 || o.Money.Once != 30000 || o.Money.Stated != o.Money.Once+o.Money.Left {
		t.Errorf("twice %v, money %+v", o.Twice, o.Money)
	}
}

func TestOverviewDrawsPartnershipsByStatusAndDecade(t *testing.T) {
	o, err := sampleCensus(t, testkit.SQLite(t)).Overview(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(o.ByYear) != 1 || o.ByYear[0].Label != "1980–1989" || o.ByYear[0].Count != 3 || o.ByYear[0].Cents != 30000 {
		t.Errorf("decades %+v", o.ByYear)
	}
	var dormant int
	for _, b := range o.ByStatus {
		if b.Value == string(coop.Dormant) {
			dormant = b.Count
		}
	}
	if dormant != 1 {
		t.Errorf("by status %+v", o.ByStatus)
	}
}

func TestOverviewLeavesOutReplacedRecords(t *testing.T) {
	w := newCensus(t, testkit.SQLite(t))
	_, old := w.fiche(said{french: "A", continued: "yes", trend: "maintained"})
	_, by := w.fiche(said{french: "A", continued: "no", trend: "reduced"})
	w.update(func(tx *store.Tx) error { _, err := tx.ReplaceRecord(old, by); return err })
	o, err := w.Overview(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if o.Fiches != 1 || figure(t, o, "overview.continued.yes").Count != 0 || figure(t, o, "overview.trend.reduced").Count != 1 {
		t.Errorf("%d fiches: %+v", o.Fiches, o.Figures)
	}
}

func TestOverviewOfAnEmptyRegisterHasFiguresOfZero(t *testing.T) {
	o, err := newCensus(t, testkit.SQLite(t)).Overview(context.Background())
	if err != nil || o.Fiches != 0 || len(o.Figures) == 0 || figure(t, o, "overview.trend.maintained").Count != 0 {
		t.Errorf("%+v, %v", o, err)
	}
}
