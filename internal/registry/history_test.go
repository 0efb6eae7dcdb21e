package registry_test

import (
	"context"
	"slices"
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

// TestEveryEntryOfAHistoryTellsWhatItChanged: what was said, merged and parted again stands in order, each with what the
// register said before and after it; the last one tells what it says now.
func TestEveryEntryOfAHistoryTellsWhatItChanged(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), ticking(db)
		a := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		b := r.state(t, "2013-06", []string{"A"}, []string{"X", "Y"})
		id, err := r.Merge(ctx, coop.Operator, coop.KindPartnership, int64(b), int64(a), "même coopération")
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Undo(ctx, coop.Operator, id, "deux villes"); err != nil {
			t.Fatal(err)
		}
		h, err := r.cat.History(ctx, coop.KindPartnership, int64(a))
		if err != nil {
			t.Fatal(err)
		}
		var what []string
		for _, e := range h.Entries {
			what = append(what, e.Name+" "+e.What+" "+e.Why)
		}
		if got, want := strings.Join(what, ", "), "u1 undone deux villes, d1 merge même coopération, c1 said "; got != want {
			t.Fatalf("%q, want %q", got, want)
		}
		merged := r.happened(t, a, "d1")
		if before, after := merged.Before.Lists["parties"], merged.After.Lists["parties"]; slices.Contains(before, "Y") || !slices.Contains(after, "Y") || merged.Earlier != "c1" || merged.Later != "u1" {
			t.Errorf("the merge: %v → %v (%s, %s)", before, after, merged.Earlier, merged.Later)
		}
		if parted := r.happened(t, a, "u1"); slices.Contains(parted.After.Lists["parties"], "Y") {
			t.Errorf("after the undoing: %v", parted.After.Lists["parties"])
		}
		if _, err := r.cat.HistoryEntry(ctx, coop.KindPartnership, int64(a), "d9"); coop.CodeOf(err) != coop.NotFound {
			t.Errorf("an entry that there is not: %v", err)
		}
		if _, err := r.cat.History(ctx, "nothing", 1); coop.CodeOf(err) != coop.NotFound {
			t.Errorf("a kind that there is not: %v", err)
		}
	})
}

// ticking is a register whose every write has an instant of its own.
func ticking(db *sqldb.DB) *register {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s := store.New(db, func() time.Time { at = at.Add(time.Second); return at })
	return &register{Registry: registry.New(s, world{}), store: s, cat: catalogue.New(db, catalogue.Options{}), db: db}
}

func (r *register) happened(t *testing.T, id coop.PartnershipID, name string) catalogue.EntryChange {
	t.Helper()
	e, err := r.cat.HistoryEntry(context.Background(), coop.KindPartnership, int64(id), name)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnOrganisationTellsWhichDocumentsNamedIt(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), open(db)
		r.state(t, "2013-05", []string{"A"}, []string{"X"})
		r.state(t, "2013-06", []string{"B"}, []string{"X"})
		x, b := r.organisation(t, "X"), r.organisation(t, "B")
		if _, err := r.Merge(ctx, coop.Operator, coop.KindOrganisation, b, r.organisation(t, "A"), "même ville"); err != nil {
			t.Fatal(err)
		}
		h, err := r.cat.History(ctx, coop.KindOrganisation, x)
		if err != nil || len(h.Entries) == 0 || h.Entries[0].What != "named" || len(h.Entries[0].Cites) == 0 {
			t.Errorf("%+v %v", h.Entries, err)
		}
		h, err = r.cat.History(ctx, coop.KindOrganisation, r.organisation(t, "A"))
		if err != nil || h.Entries[0].What != "merge" || h.Entries[0].Why != "même ville" {
			t.Errorf("%+v %v", h.Entries, err)
		}
	})
}
