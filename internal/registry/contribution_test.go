package registry_test

import (
	"context"
	"slices"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// letters are the keys of the messages that wait for an address, the latest first.
func (r *register) letters(t *testing.T, to string) (keys []string) {
	t.Helper()
	list, err := r.cat.Messages(context.Background(), coop.MessageWaiting, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.To == to {
			keys = append(keys, m.Key)
		}
	}
	return keys
}

func TestAReportIsFollowedByLettersAndSteps(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), open(db)
		by := coop.Steward.By(1)
		before, _ := r.cat.Version(ctx)
		c, err := r.Report(ctx, coop.Contribution{SubjectKind: "page", Page: "/themes", Text: "Thème mal écrit.", Email: "R@example.org", Lang: "fr"}, "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Report(ctx, coop.Contribution{SubjectKind: "page", Page: "/", Text: " ", Lang: "fr", Email: "x"}, "192.0.2.1"); coop.CodeOf(err) != coop.Invalid {
			t.Errorf("no address: %v", err)
		}
		for _, step := range []error{
			r.Act(ctx, by, c.ID, coop.ActTake, false, ""), r.Note(ctx, by, c.ID, "À voir."), r.Say(ctx, by, c.ID, false, "Laquelle ?"),
			r.Act(ctx, by, c.ID, coop.ActRefuse, false, "Elle est bien écrite."), r.Act(ctx, by, c.ID, coop.ActReopen, false, "Un doute."),
		} {
			if step != nil {
				t.Fatal(step)
			}
		}
		want := []string{"contribution.reopen", "contribution.refuse", "contribution.message", "contribution.filed"}
		if got := r.letters(t, "r@example.org"); !slices.Equal(got, want) {
			t.Errorf("letters %v, want %v", got, want)
		}
		kept, err := r.cat.ContributionByReceipt(ctx, c.Receipt)
		if err != nil || kept.State != coop.ContributionInReview || len(kept.Steps) != 6 || kept.Steps[5].Text != "Un doute." {
			t.Errorf("kept %+v %v", kept, err)
		}
		if after, _ := r.cat.Version(ctx); after != before {
			t.Error("readers of what is published were told of what is private")
		}
		list, err := r.cat.Contributions(ctx, catalogue.ContributionQuery{Caller: steward(), Tab: catalogue.TabNew, Text: "THEME"})
		if err != nil || list.Total != 1 {
			t.Errorf("found %+v %v", list, err)
		}
	})
}

// steward may moderate everything.
func steward() coop.Caller {
	return coop.Caller{Account: 1, Grants: []coop.Grant{{Role: coop.Steward}}, Factored: true}
}
