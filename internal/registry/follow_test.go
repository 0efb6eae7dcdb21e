package registry_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// TestAnIndexThatFollowedIsOneMadeFromNothing: after any imports, replacements, answers, merges and their undoing, in any
// order, what a catalogue answers that followed every change is what a new one answers.
func TestAnIndexThatFollowedIsOneMadeFromNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		var seeds []uint64
		for n := range uint64(20) {
			seeds = append(seeds, n)
		}
		open(db).follow(t, seeds)
	})
	rapid.Check(t, func(rt *rapid.T) {
		open(testkit.SQLite(t)).follow(rt, rapid.SliceOfN(rapid.Uint64(), 1, 4).Draw(rt, "seeds"))
	})
}

// placesListed compares the places of maps one by one.
var placesListed = cmp.Transformer("places", func(places iter.Seq[catalogue.MapPlace]) []catalogue.MapPlace { return slices.Collect(places) })

// tester is what both kinds of tests have.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// follow does one thing for each seed, and compares.
func (r *register) follow(t tester, seeds []uint64) {
	t.Helper()
	for _, seed := range seeds {
		r.anything(t, rand.New(rand.NewPCG(seed, 1)))
		want, got := answersOf(t, catalogue.New(r.db, catalogue.Options{})), answersOf(t, r.cat)
		if d := cmp.Diff(want, got, placesListed); d != "" {
			t.Fatalf("from nothing (-), followed (+):\n%s", d)
		}
	}
}

// anything does one thing that changes the register; what is refused changes nothing.
func (r *register) anything(t tester, n *rand.Rand) {
	ctx, some := context.Background(), func(most int) int64 { return 1 + n.Int64N(int64(most)) }
	switch n.IntN(8) {
	case 0, 1, 2:
		r.tell(t, n)
	case 3:
		_ = r.Answer(ctx, "operator", coop.QuestionID(some(r.lines+1)), coop.OrgID(some(12)), "test")
	case 4:
		_, _ = r.Merge(ctx, "operator", coop.KindPartnership, some(r.lines+1), some(r.lines+1), "test")
	case 5:
		_, _ = r.Merge(ctx, "operator", coop.KindOrganisation, some(12), some(12), "test")
	case 6:
		_ = r.Undo(ctx, "operator", coop.DecisionID(some(10)), "test")
	case 7:
		kind := []coop.StanceKind{coop.StanceConfirmed, coop.StanceConfirmed, coop.StanceContested, coop.StanceWithdrawn}[n.IntN(4)]
		_ = r.Stand(ctx, "member:1", coop.Stance{Partnership: coop.PartnershipID(some(r.lines + 1)), Org: coop.OrgID(some(12)), Kind: kind, Why: "test"}, coop.Contribution{SubjectKind: "page", Lang: "fr"})
	}
}

// tell brings in a record that names a contact, of one of three documents; now and then it takes the place of another.
func (r *register) tell(t tester, n *rand.Rand) {
	r.lines++
	pick := func(list ...string) string { return list[n.IntN(len(list))] }
	err := r.store.Update(context.Background(), "import:test", "test", func(tx *store.Tx) error {
		hash := pick("aa", "bb", "cc")
		source, _, err := tx.SaveSource(coop.Source{Document: hash + ".txt", SHA256: hash, Format: "test", Title: "Dit par Zoé DURAND " + hash})
		if err != nil {
			return err
		}
		contact := pick("Zoé DURAND", "Yves MARTIN", "")
		body := json.RawMessage(fmt.Sprintf(`{"contacts":[{"raw":%q,"name":%q}],"trend":{"value":%q}}`, contact, contact, pick("maintained", "reduced", "")))
		rec := coop.Record{Source: source, Kind: coop.KindFiche, Locator: fmt.Sprint("L", r.lines), Line: r.lines, LineEnd: r.lines, Body: body}
		record, _, err := tx.AddRecord(rec, "fiche de Zoé DURAND", coop.Date(pick("2011", "2012-05", "2013")))
		if err != nil {
			return err
		}
		if old := coop.RecordID(1 + n.IntN(3*r.lines)); old < record {
			if err := r.Replace(tx, old, record); err != nil {
				return err
			}
		}
		id, err := r.Place(tx, record, said(record, r.lines, n, pick), nil)
		if err != nil {
			return err
		}
		return r.Project(tx, id, "")
	})
	if err != nil {
		t.Fatal(err)
	}
}

func said(record coop.RecordID, line int, n *rand.Rand, pick func(...string) string) coop.Statement {
	at := func(path string) coop.Place { return coop.Place{Record: record, Path: path, Line: line} }
	st := coop.Statement{Asserted: coop.Date(pick("2011", "2012", "2013"))}
	st.Parties = append(named(record, "french", coop.French, []string{pick("Zora", "Plim", "Yade?")}),
		named(record, "foreign", coop.Foreign, []string{pick("Kora", "Bany?", "Association Zora")})...)
	st.Actions = []coop.Action{{Theme: pick("eau", "sante", "ecole"), Description: pick("un forage par Yves MARTIN", "deux forages", "une salle"),
		Start: coop.Date(pick("2010", "2012-03", "")), Place: at("actions.0")}}
	st.Others = []coop.Claim{
		{Text: &coop.Text{Property: "means", Text: pick("Zoé DURAND suit", "un bureau"), Place: at("means")}},
		{Financing: &coop.Financing{Cents: 100 * n.Int64N(1000), Currency: "EUR", Year: 2010 + n.IntN(3), Raw: "x", Place: at("budget.amounts.0")}},
		{Financing: &coop.Financing{Action: "actions.0", Cents: 100 * n.Int64N(4), Currency: pick("EUR", "XOF"), Raw: "y", Place: at("actions.0.budget.amounts.0"),
			Payer: coop.OrgID(n.Int64N(int64(min(line, 3)))), PayerText: pick("Ville de Zora", "Zoé DURAND", "")}},
		{Status: &coop.StatusClaim{Continued: pick("yes", "no", "partial"), Asserted: st.Asserted, Place: at("continued")}},
	}
	return st
}

// answers are what pages ask for.
type answers struct {
	Lists    map[string]catalogue.List
	Totals   catalogue.Totals
	Orgs     []catalogue.Organisation
	Records  []catalogue.RecordRef
	Sources  []catalogue.Source
	Overview catalogue.Overview
	Money    string // as JSON
}

func answersOf(t tester, c *catalogue.Catalogue) answers {
	ctx := context.Background()
	out := answers{Lists: map[string]catalogue.List{}}
	keep := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, q := range map[string]catalogue.Query{
		"all": {}, "text": {Text: "forag"}, "person": {Text: "durand"}, "title": {Text: "zora", Size: 2, Page: 2},
		"sorted": {Sort: "montant"}, "latest": {Sort: "maj", Size: 3, Page: 2}, "oldest": {Sort: "depuis"},
		"theme": {Filters: map[string][]string{"theme": {"eau", "sante"}}}, "year": {Filters: map[string][]string{"annee": {"2012"}, "statut": {"active"}}},
	} {
		list, err := c.List(ctx, q)
		keep(err)
		out.Lists[name] = list
	}
	var err error
	out.Totals, err = c.Totals(ctx)
	keep(err)
	orgs, err := c.ExportOrganisations(ctx)
	out.Orgs = testkit.All(t, orgs, err)
	out.Records, _, err = c.Records(ctx, "", 0)
	keep(err)
	out.Sources, err = c.Sources(ctx)
	keep(err)
	out.Overview, err = c.Overview(ctx)
	keep(err)
	report, err := c.MoneyReport(ctx, catalogue.MoneyQuery{}, 1, 0)
	keep(err)
	money, err := json.MarshalIndent(report, "", " ")
	keep(err)
	out.Money = string(money)
	return out
}
