package check_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/check"
	"kafo/internal/coop"
	"kafo/internal/registry"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// nobody resolves no name: these tests have no partnerships.
type nobody struct{}

func (nobody) Resolve(coop.Name) coop.Resolution           { return coop.Resolution{} }
func (nobody) Within(string, string) (key string, ok bool) { return "", false }

const wrongTotal = `{"section":"LAC","updated":["2013-06-01"],"french":["VILLE DE VALMORT"],"foreign":["KOROBOUGOU"],"other":[],
	"contacts":[{"side":"french","name":"Lise ORGEVAL","org":""}],"formalised":{"raw":"1990","years":[1990]},"instrument":"Convention",
	"budget":{"raw":"avec Lise Orgeval","amounts":[]},"continued":{"raw":"OUI","value":"yes"},"trend":{"raw":"Maintien","value":"maintained"},
	"actions":[{"domain":"Eau","budget":{"raw":"40 €","amounts":[{"value":40,"currency":"EUR"}]}}],"stated_total":58}`

const otherDocument = `{"value":7,"what":"collectivités ont maintenu leur budget","sentence":"7 collectivités ont maintenu leur budget."}`

// keep puts a document of one record of each kind into the register.
func keep(t *testing.T, s *store.Store, sha string, replaces coop.SourceID, bodies map[string]string) (id coop.SourceID) {
	t.Helper()
	err := s.Update(context.Background(), "import:test", "test", func(tx *store.Tx) error {
		var err error
		id, _, err = tx.SaveSource(coop.Source{Document: sha + ".txt", SHA256: sha, Format: "censustext", Title: "Recensement " + sha, Replaces: replaces})
		if err != nil {
			return err
		}
		for _, kind := range []string{coop.KindOverview, coop.KindFiche} {
			if bodies[kind] == "" {
				continue
			}
			r := coop.Record{Source: id, Kind: kind, Locator: kind, Line: 10, LineEnd: 30, Body: json.RawMessage(bodies[kind]),
				Places: []coop.ValuePlace{{Path: "stated_total", Line: 28, LineEnd: 28}}}
			fresh, _, err := tx.AddRecord(r, "Fiche suivie par Lise ORGEVAL", "2013-06-01")
			if err != nil {
				return err
			}
			if replaces != 0 {
				old, err := tx.RecordsOf(replaces)
				if err != nil {
					return err
				}
				for _, o := range old {
					if _, err := tx.ReplaceRecord(o, fresh); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func rulesOf(list []catalogue.Finding, state string) []string {
	var out []string
	for _, f := range list {
		if f.State == state {
			out = append(out, f.Rule)
		}
	}
	slices.Sort(out)
	return out
}

func TestRunKeepsFindingsAndDecisionsFromOneCheckToTheNext(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		s := store.New(db, func() time.Time { return time.UnixMilli(1) })
		r, c := registry.New(s, nobody{}), catalogue.New(db, catalogue.Options{})
		first := keep(t, s, "aa", 0, map[string]string{coop.KindOverview: otherDocument, coop.KindFiche: wrongTotal})

		run := func() []catalogue.Finding {
			t.Helper()
			if _, err := check.Run(ctx, c, r, coop.Operator, "2013-12-01", check.Scope{}); err != nil {
				t.Fatal(err)
			}
			var all []catalogue.Finding
			for _, state := range []string{"open", "explained", "gone"} {
				list, err := c.Findings(ctx, catalogue.FindingQuery{State: state})
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, list...)
			}
			return all
		}
		before := run()
		if got := rulesOf(before, "open"); !slices.Equal(got, []string{"overview-differs", "total-parts"}) {
			t.Fatalf("open findings: %v", got)
		}
		i := slices.IndexFunc(before, func(f catalogue.Finding) bool { return f.Rule == "total-parts" })
		if f := before[i]; f.Cites[0].Line != 28 || f.Cites[0].Document != "aa.txt" || f.Evidence["difference"] != "-18" {
			t.Errorf("finding without its place or evidence: %+v", f)
		}

		if err := r.SetFinding(ctx, coop.Operator, before[i].ID, "explained", "vu"); err != nil {
			t.Fatal(err)
		}
		after := run()
		if len(after) != len(before) || !slices.Equal(rulesOf(after, "explained"), []string{"total-parts"}) {
			t.Errorf("a second check gave %+v", after)
		}

		keep(t, s, "bb", first, map[string]string{coop.KindFiche: `{"updated":["2013-06-01"]}`})
		if got := rulesOf(run(), "gone"); !slices.Equal(got, []string{"overview-differs", "total-parts"}) {
			t.Errorf("findings about replaced records are gone, got %v", got)
		}
	})
}

// steps writes the history of a finding: "open, explained".
func steps(t *testing.T, c *catalogue.Catalogue, id coop.FindingID) string {
	t.Helper()
	f, err := c.Finding(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range f.History {
		list = append(list, e.What)
	}
	return strings.Join(list, ", ") + "; " + f.State
}

func audits(t *testing.T, db *sqldb.DB) (n int) {
	t.Helper()
	if err := db.Reader().QueryRow("SELECT count(*) FROM audit").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A decision holds as long as what it was about is the same; what comes back says so, and every step is kept.
func TestAFindingThatChangesOrComesBackIsReopenedAndKeepsItsHistory(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		r, c := registry.New(store.New(db, time.Now), nobody{}), catalogue.New(db, catalogue.Options{})
		found := func(sum string) {
			t.Helper()
			var list []coop.Finding
			if sum != "" {
				list = []coop.Finding{{Rule: "total-parts", Key: "1", Severity: check.Error, Evidence: map[string]string{"sum": sum}}}
			}
			if err := r.Found(ctx, "check", list, func(coop.Finding) bool { return true }); err != nil {
				t.Fatal(err)
			}
		}
		set := func(state coop.FindingState) {
			t.Helper()
			if err := r.SetFinding(ctx, coop.Operator, 1, state, "vu"); err != nil {
				t.Fatal(err)
			}
		}
		found("10")
		before := audits(t, db)
		if found("10"); audits(t, db) != before {
			t.Error("a check that found nothing new was written down")
		}
		set(coop.FindingExplained)
		found("10")
		if got := steps(t, c, 1); got != "open, explained; explained" {
			t.Errorf("the same evidence: %s", got)
		}
		found("11")
		set(coop.FindingFixed)
		found("")
		if got := steps(t, c, 1); got != "open, explained, reopened, fixed; fixed" {
			t.Errorf("fixed and not found: %s", got)
		}
		found("11")
		if err := r.AssignFinding(ctx, coop.Operator, 1, "Cellule coopération", "son document"); err != nil {
			t.Fatal(err)
		}
		found("")
		if got := steps(t, c, 1); got != "open, explained, reopened, fixed, reopened, owner, gone; gone" {
			t.Errorf("back and gone again: %s", got)
		}
		list, err := c.FindingList(ctx, catalogue.FindingQuery{State: "gone", Owner: "Cellule coopération"})
		if err != nil || len(list.Items) != 1 || len(list.Facets) != len(catalogue.FindingFacets) || list.Facets[0].Values[0] != (catalogue.FacetValue{Value: "gone", Count: 1, Selected: true}) {
			t.Errorf("chosen by state and owner: %+v, %v", list, err)
		}
		for _, err := range []error{
			r.SetFinding(ctx, coop.Operator, 1, coop.FindingGone, "vu"), r.SetFinding(ctx, coop.Operator, 1, coop.FindingOpen, ""),
			r.AssignFinding(ctx, coop.Operator, 1, "x", ""),
		} {
			if coop.CodeOf(err) != coop.Invalid {
				t.Errorf("accepted: %v", err)
			}
		}
		if err := r.AssignFinding(ctx, coop.Operator, 9, "x", "vu"); coop.CodeOf(err) != coop.NotFound {
			t.Errorf("assigned a finding that is not there: %v", err)
		}
	})
}

// A check of one rule or one partnership says nothing about the others: what they found stays.
func TestAPartialCheckTouchesOnlyWhatItCovers(t *testing.T) {
	ctx := context.Background()
	db := testkit.SQLite(t)
	s := store.New(db, time.Now)
	r, c := registry.New(s, nobody{}), catalogue.New(db, catalogue.Options{})
	first := keep(t, s, "aa", 0, map[string]string{coop.KindOverview: otherDocument, coop.KindFiche: wrongTotal})
	run := func(scope check.Scope) []string {
		t.Helper()
		if _, err := check.Run(ctx, c, r, coop.Operator, "2013-12-01", scope); err != nil {
			t.Fatal(err)
		}
		open, err := c.Findings(ctx, catalogue.FindingQuery{State: "open"})
		if err != nil {
			t.Fatal(err)
		}
		return rulesOf(open, "open")
	}
	if got := run(check.Scope{Rules: []string{"total-parts"}}); !slices.Equal(got, []string{"total-parts"}) {
		t.Errorf("one rule found %v", got)
	}
	run(check.Scope{})
	keep(t, s, "bb", first, map[string]string{coop.KindFiche: `{"updated":["2013-06-01"]}`})
	if got := run(check.Scope{Subject: 5}); !slices.Equal(got, []string{"overview-differs", "total-parts"}) {
		t.Errorf("after a check of another partnership: %v", got)
	}
	if got := run(check.Scope{Rules: []string{"total-parts"}}); !slices.Equal(got, []string{"overview-differs"}) {
		t.Errorf("after a check of the other rule: %v", got)
	}
	if err := (check.Scope{Rules: []string{"total"}}).Check(); coop.CodeOf(err) != coop.Invalid {
		t.Errorf("a rule that there is not: %v", err)
	}
}

func TestFindingsNameNoContact(t *testing.T) {
	ctx := context.Background()
	db := testkit.SQLite(t)
	s := store.New(db, time.Now)
	r, c := registry.New(s, nobody{}), catalogue.New(db, catalogue.Options{})
	keep(t, s, "aa", 0, map[string]string{coop.KindFiche: `{"contacts":[{"name":"Lise ORGEVAL"}]}`})
	if _, err := check.Run(ctx, c, r, coop.Operator, "2013-12-01", check.Scope{}); err != nil {
		t.Fatal(err)
	}
	list, err := c.Findings(ctx, catalogue.FindingQuery{Rule: "missing-values"})
	if err != nil || len(list) == 0 {
		t.Fatalf("no finding of missing values: %v", err)
	}
	for _, f := range list {
		if f.Evidence["fiche"] != "Fiche suivie par [personne]" {
			t.Errorf("evidence %v", f.Evidence)
		}
	}
}

func TestRunRefusesToWriteUnsigned(t *testing.T) {
	db := testkit.SQLite(t)
	s := store.New(db, time.Now)
	if _, err := check.Run(context.Background(), catalogue.New(db, catalogue.Options{}), registry.New(s, nobody{}), "", "2013-12-01", check.Scope{}); err == nil {
		t.Error("a check without an author was written")
	}
}
