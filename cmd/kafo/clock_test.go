package main

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// jumps are where a clock may go between two writes: an hour, ten years, backwards, the nights in which Paris changes its hour,
// 29 February, the end of 32 bits, the beginning of all counting.
func jumps() []time.Time {
	start := time.Date(2026, 10, 25, 0, 59, 59, 0, time.UTC) // at 3 o'clock in Paris it is 2 o'clock
	return []time.Time{start, start.Add(time.Second), start.Add(time.Hour), start.Add(-time.Hour), start.AddDate(10, 0, 0), start, start.AddDate(-10, 0, 0), start,
		time.Date(2027, 3, 28, 1, 0, 0, 0, time.UTC), time.Date(2028, 2, 28, 23, 59, 59, 0, time.UTC), time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC), time.Date(2028, 3, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2038, 1, 19, 3, 14, 7, 0, time.UTC), time.Date(2038, 1, 19, 3, 14, 8, 0, time.UTC), time.Unix(0, 0), start}
}

// TestAClockThatJumpsChangesNoOrder is T17: ids, the chain of the audit and what readers follow rise whatever the clock says.
func TestAClockThatJumpsChangesNoOrder(t *testing.T) {
	ctx := context.Background()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		var now time.Time
		s, c := store.New(db, func() time.Time { return now }), catalogue.New(db, catalogue.Options{})
		for i, at := range jumps() {
			now = at
			err := s.Update(ctx, coop.Operator, "test", func(tx *store.Tx) error {
				id, err := tx.Account(fmt.Sprintf("n%d@example.org", i), "Personne d’exemple", "fr")
				if err == nil && id != coop.AccountID(i+1) {
					err = fmt.Errorf("account %d is %d", i, id)
				}
				if err == nil {
					_, err = tx.Enqueue(coop.Message{Account: id, To: "n@example.org", Lang: "fr", Key: "invited"})
				}
				if err == nil {
					_, err = tx.Organisation(coop.Candidate{OrgKey: fmt.Sprint("name/", i), Name: "Comité d’exemple", Kind: coop.Committee, Country: "FR", TerritoryKey: "country/FR"})
				}
				return err
			})
			if err != nil {
				t.Fatalf("at %s: %v", at, err)
			}
		}
		chain, err := c.AuditChain(ctx)
		if err != nil || chain.Broken != 0 || chain.Missing != 0 {
			t.Errorf("the chain: %+v, %v", chain, err)
		}
		for _, table := range []string{"audit", "account", "outbox", "organisation"} {
			if got := testkit.Column(t, db, "SELECT id FROM "+table+" ORDER BY id"); len(got) != len(jumps()) || got[0] != "1" || got[len(got)-1] != fmt.Sprint(len(jumps())) {
				t.Errorf("%s has %v", table, got)
			}
		}
		var want []string
		for _, at := range jumps() {
			want = append(want, fmt.Sprint(at.UnixMilli()))
		}
		if got := testkit.Column(t, db, "SELECT at FROM audit ORDER BY id"); !slices.Equal(got, want) {
			t.Errorf("the audit says %v, want what the clock said", got)
		}
	})
}
