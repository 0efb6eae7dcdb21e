package check_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
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

// everybody resolves every name to a body of that name.
type everybody struct{}

func (everybody) Resolve(n coop.Name) coop.Resolution {
	return coop.Resolution{Sure: true, Candidates: []coop.Candidate{{OrgKey: "name/" + coop.Fold(n.Text), Name: n.Text, Kind: coop.Association}}}
}

func (everybody) Within(string, string) (string, bool) { return "", false }

// instants are those at which clocks go wrong: the nights of summer and winter time, a step back, ten years either way, 29
// February, the end of 32-bit time.
var instants = []string{
	"2026-03-29T00:59:59Z", "2026-03-29T01:00:01Z", "2026-10-25T00:59:59Z", "2026-10-25T00:30:00Z", "2016-10-25T01:00:00Z", "2036-02-29T12:00:00Z",
	"2028-02-29T23:59:59Z", "2038-01-19T03:14:07Z", "2038-01-19T03:14:08Z", "1970-01-01T00:00:01Z", "2026-11-25T12:00:00Z", "2026-11-25T11:00:00Z",
}

// Whatever the clock does, numbers rise, history is in the order of the writing and its chain holds, a register as of a day
// can be made, and the rules ask only the day they are given (T17).
func TestAClockThatJumpsDisturbsNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		at := 0
		s := store.New(db, func() time.Time {
			now, err := time.Parse(time.RFC3339, instants[at%len(instants)])
			if err != nil {
				t.Fatal(err)
			}
			return now
		})
		r, c := registry.New(s, everybody{}), catalogue.New(db, catalogue.Options{})
		for at = range instants {
			place(t, s, r, at)
			if _, err := check.Run(ctx, c, r, coop.Operator, "2036-01-01", check.Scope{}); err != nil {
				t.Fatal(err)
			}
		}
		for _, table := range []string{"partnership", "record", "claim_set", "finding", "finding_event", "audit"} {
			if ids := numbers(t, db, "SELECT id FROM "+table+" ORDER BY id"); len(ids) < len(instants) || ids[0] != 1 || ids[len(ids)-1] != int64(len(ids)) {
				t.Errorf("%s has the numbers %v", table, ids)
			}
		}
		chain, err := c.AuditChain(ctx)
		if err != nil || chain.Broken != 0 || chain.Missing != 0 || chain.Old != 0 {
			t.Errorf("the chain: %+v, %v", chain, err)
		}
		same(t, c, r)
		for _, m := range []coop.Moment{{Known: "2016-10"}, {Known: "2028-02-29"}, {Of: "2038-01-19", Known: "2038-01-19"}, {Of: "2014-02-29"}} {
			past(t, db, m)
		}
	})
}

// place writes one record with one partnership of its own.
func place(t *testing.T, s *store.Store, r *registry.Registry, n int) {
	t.Helper()
	err := s.Update(context.Background(), "tester", "because", func(tx *store.Tx) error {
		source, _, err := tx.SaveSource(coop.Source{Document: fmt.Sprint(n), SHA256: fmt.Sprint(n), Format: "censustext", Title: fmt.Sprint(n)})
		if err != nil {
			return err
		}
		record, _, err := tx.AddRecord(coop.Record{Source: source, Kind: coop.KindAtlas, Locator: "L1", Line: 1, LineEnd: 2, Body: []byte(`{"status":"En cours","end_date":"2014-02-28"}`)}, "t", "2013-02-28")
		if err != nil {
			return err
		}
		id, err := r.Place(tx, record, coop.Statement{Asserted: "2013-02-28", Parties: []coop.NamedParty{
			{Name: coop.Name{Text: fmt.Sprint("Ville ", n), Side: coop.French}, Role: coop.Holder, Place: coop.Place{Record: record, Path: "a"}},
			{Name: coop.Name{Text: fmt.Sprint("Commune ", n), Side: coop.Foreign}, Role: coop.Partner, Place: coop.Place{Record: record, Path: "b"}},
		}, Others: []coop.Claim{{Status: &coop.StatusClaim{State: "En cours", Asserted: "2013-02-28", Place: coop.Place{Record: record}}}}}, nil)
		if err != nil {
			return err
		}
		return r.Project(tx, id, "")
	})
	if err != nil {
		t.Fatal(err)
	}
}

// same runs the rules once more at the same day: nothing new is found, whatever hour it is.
func same(t *testing.T, c *catalogue.Catalogue, r *registry.Registry) {
	t.Helper()
	ctx := context.Background()
	before, err := c.Version(ctx)
	if err != nil {
		t.Fatal(err)
	}
	found, err := check.Run(ctx, c, r, coop.Operator, "2036-01-01", check.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, f := range found {
		count[f.Rule]++
	}
	after, err := c.Version(ctx)
	if count["stale-record"] != len(instants) || count["end-passed"] != len(instants) || after != before || err != nil {
		t.Errorf("found %v, version %s then %s, %v", count, before, after, err)
	}
}

// past makes the register as it was at a moment, and reads it.
func past(t *testing.T, db *sqldb.DB, m coop.Moment) {
	t.Helper()
	ctx := context.Background()
	then, err := sqldb.OpenScratch(filepath.Join(t.TempDir(), "then.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer then.Close()
	if _, _, err := then.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := store.CopyKnown(ctx, db, then, m.KnownBy()); err != nil {
		t.Fatal(err)
	}
	if _, err := registry.New(store.New(then, time.Now), everybody{}).Rebuild(ctx, coop.Operator, m.Of); err != nil {
		t.Fatal(err)
	}
	totals, err := catalogue.New(then, catalogue.Options{}).Totals(ctx)
	want := 0
	for _, i := range instants {
		if at, _ := time.Parse(time.RFC3339, i); m.KnownBy() == 0 || at.UnixMilli() < m.KnownBy() {
			want++
		}
	}
	if err != nil || totals.Partnerships != want {
		t.Errorf("%+v: %d partnerships, want %d, %v", m, totals.Partnerships, want, err)
	}
}

func numbers(t *testing.T, db *sqldb.DB, query string) (out []int64) {
	t.Helper()
	rows, err := db.Reader().Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}
