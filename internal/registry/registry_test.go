package registry_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/registry"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// world resolves every name to an organisation of that name, but for those that end in "?".
type world struct{}

func (world) Resolve(n coop.Name) coop.Resolution {
	text, doubtful := strings.CutSuffix(n.Text, "?")
	kind := coop.Authority
	if strings.HasPrefix(text, "Association") {
		kind = coop.Association
	}
	c := coop.Candidate{OrgKey: "name/" + text, Name: text, Kind: kind, Country: n.Country}
	other := c
	other.OrgKey, other.Name = c.OrgKey+"-2", text+" (autre)"
	if doubtful {
		return coop.Resolution{Candidates: []coop.Candidate{c, other}}
	}
	return coop.Resolution{Candidates: []coop.Candidate{c}, Sure: true}
}

func (world) Within(string, string) (string, bool) { return "", false }

type register struct {
	*registry.Registry
	store *store.Store
	cat   *catalogue.Catalogue
	db    *sqldb.DB
	lines int
	trend string // of the budget, as every fiche states it; "" for none
	does  string // the action that every fiche states; "" for none
}

func open(db *sqldb.DB) *register {
	s := store.New(db, func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) })
	return &register{Registry: registry.New(s, world{}), store: s, cat: catalogue.New(db, catalogue.Options{}), db: db}
}

// state places what a fiche with these sides states and says on which partnership.
func (r *register) state(t *testing.T, date coop.Date, french, foreign []string) coop.PartnershipID {
	t.Helper()
	return r.stateIn(t, "00", date, french, foreign)
}

// stateIn is the same in the document of a hash.
func (r *register) stateIn(t *testing.T, sha string, date coop.Date, french, foreign []string) coop.PartnershipID {
	t.Helper()
	r.lines += 10
	var id coop.PartnershipID
	err := r.store.Update(context.Background(), "import:test", "test", func(tx *store.Tx) error {
		source, _, err := tx.SaveSource(coop.Source{Document: sha + ".txt", SHA256: sha, Format: "test"})
		if err != nil {
			return err
		}
		rec := coop.Record{Source: source, Kind: coop.KindFiche, Locator: "L" + time.Duration(r.lines).String(), Line: r.lines, LineEnd: r.lines + 5, Body: json.RawMessage(`{"trend":{"value":"` + r.trend + `"}}`)}
		record, _, err := tx.AddRecord(rec, "fiche", date)
		if err != nil {
			return err
		}
		place := coop.Place{Record: record, Line: r.lines}
		st := coop.Statement{Asserted: date, Others: []coop.Claim{
			{Agreement: &coop.Agreement{Kind: "twinning", Date: "1984", Place: coop.Place{Record: record, Path: "agreements.0", Line: r.lines}}},
			{Status: &coop.StatusClaim{Continued: "yes", Trend: r.trend, Asserted: date, Place: place}},
		}}
		if r.does != "" {
			at := coop.Place{Record: record, Path: "actions.0", Line: r.lines}
			st.Actions = []coop.Action{{Description: r.does, Place: at}}
			st.Others = append(st.Others, coop.Claim{Financing: &coop.Financing{Action: at.Path, Cents: 1_234_500, Currency: "EUR", Place: at}})
		}
		st.Parties = append(named(record, "french", coop.French, french), named(record, "foreign", coop.Foreign, foreign)...)
		if id, err = r.Place(tx, record, st, nil); err != nil {
			return err
		}
		return r.Project(tx, id, "")
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func named(record coop.RecordID, path string, side coop.Side, names []string) []coop.NamedParty {
	var out []coop.NamedParty
	for _, n := range names {
		out = append(out, coop.NamedParty{Name: coop.Name{Text: n, Side: side}, Place: coop.Place{Record: record, Path: path + "." + n}})
	}
	return out
}

func TestARecordJoinsThePartnershipWithTheSameSidesInAnyOrder(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := open(db)
		a := r.state(t, "2013-05", []string{"A", "B"}, []string{"X", "Y"})
		b := r.state(t, "2013-06", []string{"B", "A"}, []string{"Y", "X"})
		c := r.state(t, "2013-06", []string{"A"}, []string{"X", "Y"})
		if a != b || a == c {
			t.Errorf("same sides %d and %d, overlapping sides %d", a, b, c)
		}
	})
}

func TestAnAssociationBesideAnAuthorityIsItsAssociate(t *testing.T) {
	r := open(testkit.SQLite(t))
	a := r.state(t, "2013", []string{"A"}, []string{"X"})
	b := r.state(t, "2013", []string{"A", "Association Z"}, []string{"X"})
	c := r.state(t, "2013", []string{"Association Z"}, []string{"X"})
	if a != b {
		t.Errorf("the association made another partnership: %d, %d", a, b)
	}
	if c == a {
		t.Error("an association alone must hold a partnership of its own")
	}
}

func TestADoubtfulNameIsAskedAndItsAnswerJoins(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		r := open(db)
		sure := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		doubtful := r.state(t, "2013-06", []string{"A?"}, []string{"X"})
		if sure == doubtful {
			t.Fatal("a doubtful name was joined")
		}
		questions, err := r.cat.Questions(ctx, false)
		if err != nil || len(questions) != 1 || len(questions[0].Candidates) != 2 {
			t.Fatalf("questions: %+v, %v", questions, err)
		}
		q := questions[0]
		if err := r.Answer(ctx, coop.Operator, q.ID, coop.OrgID(q.Candidates[0].Ref.ID), "même commune"); err != nil {
			t.Fatal(err)
		}
		p, err := r.cat.Partnership(ctx, sure)
		if err != nil || len(p.Records) != 2 {
			t.Errorf("joined partnership: %d records, %v", len(p.Records), err)
		}
		moved := (*catalogue.MovedError)(nil)
		if _, err := r.cat.Partnership(ctx, doubtful); !errors.As(err, &moved) || moved.To != int64(sure) {
			t.Errorf("the old address must lead to the survivor: %v", err)
		}
		if err := r.Answer(ctx, coop.Operator, q.ID, 1, "encore"); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("a second answer must be refused, got %v", err)
		}
	})
}

func TestADecisionNeedsAReasonAndASignature(t *testing.T) {
	ctx := context.Background()
	r := open(testkit.SQLite(t))
	if err := r.Answer(ctx, coop.Operator, 1, 1, ""); coop.CodeOf(err) != coop.Invalid {
		t.Errorf("no reason: %v", err)
	}
	if err := r.SetFinding(ctx, coop.Operator, 1, "perhaps", "?"); coop.CodeOf(err) != coop.Invalid {
		t.Errorf("unknown state: %v", err)
	}
	if err := r.SetFinding(ctx, coop.Operator, 1, "fixed", "corrigé"); coop.CodeOf(err) != coop.NotFound {
		t.Errorf("unknown finding: %v", err)
	}
	if err := r.store.Update(ctx, "", "why", func(*store.Tx) error { return nil }); coop.CodeOf(err) != coop.Forbidden {
		t.Errorf("nameless author: %v", err)
	}
}

func TestIdsOfAgreementsLastFromOneProjectionToTheNext(t *testing.T) {
	ctx := context.Background()
	r := open(testkit.SQLite(t))
	id := r.state(t, "2013-05", []string{"A"}, []string{"X"})
	before, err := r.cat.Partnership(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	r.state(t, "2014-05", []string{"A"}, []string{"X"})
	after, err := r.cat.Partnership(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if len(after.Agreements) != 1 || after.Agreements[0].ID != before.Agreements[0].ID {
		t.Errorf("before %+v, after %+v", before.Agreements, after.Agreements)
	}
	if after.Status != coop.Active || after.Since != "1984" || after.Updated != "2014-05" {
		t.Errorf("status %s since %s updated %s", after.Status, after.Since, after.Updated)
	}
}
