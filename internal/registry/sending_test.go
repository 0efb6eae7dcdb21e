package registry_test

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// TestWhatIsSentAtOnceActsOnceAndOnWhatWasSeen is T18: one form that arrives many times at once acts once, and of several
// that were opened on one version of a thing the first acts alone.
func TestWhatIsSentAtOnceActsOnceAndOnWhatWasSeen(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), open(db)
		c, err := r.Report(ctx, coop.Contribution{SubjectKind: "page", Page: "/themes", Text: "Thème mal écrit.", Lang: "fr"}, "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		on := coop.Opened{Kind: coop.OpenedContribution, ID: int64(c.ID)}
		version, err := r.cat.VersionOf(ctx, on)
		if err != nil {
			t.Fatal(err)
		}
		const many = 8
		for _, one := range []struct {
			name string
			of   func(i int) coop.Sending
			lost func(coop.Sending) bool
			note string
		}{
			{"repeated", func(int) coop.Sending { return coop.Sending{Key: "k"} }, func(s coop.Sending) bool { return s.Repeated }, "une"},
			{"stale", func(i int) coop.Sending { return coop.Sending{Key: "v" + strconv.Itoa(i), On: on, Version: version} }, func(s coop.Sending) bool { return s.Stale }, "deux"},
		} {
			sendings := make([]coop.Sending, many)
			var group sync.WaitGroup
			for i := range many {
				sendings[i] = one.of(i)
				group.Go(func() {
					err := r.Note(coop.WithSending(ctx, &sendings[i]), coop.Steward.By(coop.AccountID(i+1)), c.ID, one.note)
					if (err == nil) != sendings[i].Claimed || err != nil && coop.CodeOf(err) != coop.Conflict {
						t.Errorf("%s: %v, %+v", one.name, err, sendings[i])
					}
				})
			}
			group.Wait()
			kept, err := r.cat.Contribution(ctx, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			acted := len(slices.DeleteFunc(slices.Clone(kept.Steps), func(s coop.ContributionStep) bool { return s.Text != one.note }))
			lost := len(slices.DeleteFunc(slices.Clone(sendings), func(s coop.Sending) bool { return !one.lost(s) }))
			if acted != 1 || lost != many-1 {
				t.Errorf("%s: acted %d times, %d were told", one.name, acted, lost)
			}
			if version, err = r.cat.VersionOf(ctx, on); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestAVersionIsOfEveryKindOfThing: whatever a form is opened on has a version, which changes with it alone.
func TestAVersionIsOfEveryKindOfThing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), open(db)
		for _, kind := range []coop.OpenedKind{
			coop.OpenedContribution, coop.OpenedDraft, coop.OpenedFinding, coop.OpenedProposal, coop.OpenedQuestion, coop.OpenedAccount, coop.OpenedStance, coop.OpenedContact,
		} {
			if v, err := r.cat.VersionOf(ctx, coop.Opened{Kind: kind, ID: 1}); err != nil || v == "" {
				t.Errorf("%s: %q %v", kind, v, err)
			}
		}
	})
}
