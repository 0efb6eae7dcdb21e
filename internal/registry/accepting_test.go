package registry_test

import (
	"context"
	"slices"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// TestSeveralContributionsAreAcceptedAndTakenBackAsOne: all or none, of a change all its values; undone, the register is
// as it was, and each contribution is under review.
func TestSeveralContributionsAreAcceptedAndTakenBackAsOne(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r, by := context.Background(), open(db), coop.Steward.By(1)
		id := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		before := built(t, db)
		change, err := r.Suggest(ctx, coop.Member.By(2), coop.Contribution{SubjectKind: "partnership", Subject: int64(id), Page: "/partenariats/1", Lang: "fr", Proposed: []coop.Proposed{
			{Property: coop.GoesOn, Label: "Statut", Typed: "suspendu", Code: string(coop.Suspended)},
			{Property: coop.FirstSignature, Label: "Première signature", Typed: "octobre 1984", Date: "1984-10"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Act(ctx, coop.Member.By(2), change.ID, coop.ActSubmit, true, ""); err != nil {
			t.Fatal(err)
		}
		report, err := r.Report(ctx, coop.Contribution{SubjectKind: "page", Page: "/themes", Text: "Thème mal écrit.", Email: "r@example.org", Lang: "fr"}, "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		closed, err := r.Report(ctx, coop.Contribution{SubjectKind: "page", Page: "/", Text: "Autre chose.", Lang: "fr"}, "192.0.2.1")
		if err != nil || r.Act(ctx, by, closed.ID, coop.ActClose, false, "Rien à faire.") != nil {
			t.Fatal(err)
		}
		states := func() (out []coop.ContributionState) {
			for _, one := range []coop.ContributionID{change.ID, report.ID} {
				c, err := r.cat.Contribution(ctx, one)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, c.State)
			}
			return out
		}
		if err := r.AcceptContributions(ctx, by, []coop.ContributionID{change.ID, report.ID, closed.ID}, "Vu."); coop.CodeOf(err) != coop.Conflict || !slices.Equal(built(t, db), before) || states()[1] != coop.ContributionSubmitted {
			t.Fatalf("one of them is closed: %v %v", err, states())
		}
		if err := r.AcceptContributions(ctx, by, []coop.ContributionID{change.ID, report.ID}, ""); coop.CodeOf(err) != coop.Invalid {
			t.Errorf("no reason: %v", err)
		}
		if err := r.AcceptContributions(ctx, by, []coop.ContributionID{change.ID, report.ID}, "Vu."); err != nil {
			t.Fatal(err)
		}
		if got := states(); got[0] != coop.ContributionAccepted || got[1] != coop.ContributionAccepted {
			t.Errorf("accepted: %v", got)
		}
		if p := r.partnership(t, id); p.Status != coop.Suspended {
			t.Errorf("published: %s", p.Status)
		}
		if got := r.letters(t, "r@example.org"); got[0] != "contribution.accept" {
			t.Errorf("letters: %v", got)
		}
		if err := r.UndoOperation(ctx, by, r.last(t), "Trop tôt."); err != nil {
			t.Fatal(err)
		}
		if got := states(); got[0] != coop.ContributionInReview || got[1] != coop.ContributionInReview {
			t.Errorf("taken back: %v", got)
		}
		if p := r.partnership(t, id); p.Status == coop.Suspended {
			t.Error("what was taken back is published still")
		}
	})
}
