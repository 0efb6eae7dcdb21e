package registry_test

import (
	"context"
	"errors"
	"slices"
	"strings"
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

// TestNoRowKeepsAReceipt: what is kept of a contribution opens nothing, letters and the pages of its author say the same code, and
// a code that was given when codes were kept still opens it.
func TestNoRowKeepsAReceipt(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), open(db)
		c, err := r.Report(ctx, coop.Contribution{SubjectKind: "page", Page: "/themes", Text: "Thème mal écrit.", Email: "r@example.org", Lang: "fr"}, "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		kept := strings.Join(testkit.Column(t, db, "SELECT * FROM contribution"), "")
		_, bits, _ := strings.Cut(c.Receipt, "-")
		if len(bits) != 32 || strings.Contains(kept, bits) || !strings.Contains(kept, coop.ReceiptHash(c.Receipt)) {
			t.Errorf("of %s is kept %s", c.Receipt, kept)
		}
		if err := r.Say(ctx, coop.Steward.By(1), c.ID, false, "Laquelle ?"); err != nil {
			t.Fatal(err)
		}
		if links := testkit.Column(t, db, "SELECT DISTINCT link FROM outbox"); !slices.Equal(links, []string{"/signaler/recu/" + c.Receipt}) {
			t.Errorf("letters lead to %v", links)
		}
		testkit.Run(t, db, "UPDATE contribution SET receipt = '"+coop.ReceiptHash("GIVENBEFORE")+"'")
		for _, code := range []string{c.Receipt, "GIVENBEFORE"} {
			if got, err := r.cat.ContributionByReceipt(ctx, code); err != nil || got.ID != c.ID || got.Receipt != code {
				t.Errorf("%s opens %+v: %v", code, got, err)
			}
		}
		if got, err := r.cat.ContributionByReceipt(ctx, coop.ReceiptHash("GIVENBEFORE")); coop.CodeOf(err) != coop.NotFound {
			t.Errorf("the hash that is kept opens %+v", got)
		}
	})
}

// steward may moderate everything.
func steward() coop.Caller {
	return coop.Caller{Account: 1, Grants: []coop.Grant{{Role: coop.Steward}}, Factored: true}
}

// TestAnAcceptedChangeIsAClaimLikeAnother: nothing is published before, the value is chosen with its source after, a
// rebuild gives the same bytes, and reopening takes it back.
func TestAnAcceptedChangeIsAClaimLikeAnother(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r, by := context.Background(), open(db), coop.Steward.By(1)
		id := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		before := built(t, db)
		c := coop.Contribution{SubjectKind: "partnership", Subject: int64(id), Page: "/partenariats/1", Lang: "fr", Proposed: []coop.Proposed{
			{Property: coop.GoesOn, Label: "Statut", Typed: "suspendu", Code: string(coop.Suspended)},
			{Property: coop.StatusCause, Label: "Cause", Typed: "sur instruction de l’État", Code: string(coop.ByState)},
			{Property: coop.EndsOn, Label: "Fin annoncée", Typed: "2031", Date: "2031"},
			{Property: coop.FirstSignature, Label: "Première signature", Typed: "octobre 1984", Date: "1984-10"},
			{Property: coop.AnnualBudget, Label: "Budget annuel", Typed: "12 k€ (2025)", Cents: 1200000, Currency: "EUR", Year: 2025},
		}}
		c, err := r.Suggest(ctx, coop.Member.By(2), c)
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range []error{r.Act(ctx, coop.Member.By(2), c.ID, coop.ActSubmit, true, ""), r.Act(ctx, by, c.ID, coop.ActTake, false, "")} {
			if step != nil {
				t.Fatal(step)
			}
		}
		if err := r.Act(ctx, by, c.ID, coop.ActAccept, false, "Vu."); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("accepted by another door: %v", err)
		}
		if !slices.Equal(built(t, db), before) {
			t.Fatal("a change is published before it is accepted")
		}
		if err := r.Adopt(ctx, by, c.ID, []int{0, 1, 2, 4}, "Vu."); err != nil {
			t.Fatal(err)
		}
		p, err := r.cat.Partnership(ctx, id)
		if err != nil || p.Status != coop.Suspended || len(p.Records) != 2 || p.Annual() == nil || p.Annual().Cents != 1200000 || p.Annual().Place.Document != "contribution-1.txt" {
			t.Errorf("accepted: %s %+v %v", p.Status, p.Budgets, err)
		}
		causeKept(t, r, id)
		if slices.ContainsFunc(p.Values, func(v catalogue.Value) bool { return v.Property == coop.FirstSignature }) {
			t.Error("a value that was not chosen is published")
		}
		after := built(t, db)
		if _, err := r.Rebuild(ctx, coop.Operator, ""); err != nil || !slices.Equal(built(t, db), after) {
			t.Errorf("rebuilt otherwise: %v", err)
		}
		if err := r.Act(ctx, by, c.ID, coop.ActReopen, false, "Un doute."); err != nil || !slices.Equal(built(t, db), before) {
			t.Errorf("reopened: %v", err)
		}
		if err := r.Adopt(ctx, by, c.ID, []int{0, 1, 4}, "Tout compte fait."); err != nil {
			t.Fatal(err)
		}
		if p, err = r.cat.Partnership(ctx, id); err != nil || p.Status != coop.Suspended {
			t.Errorf("accepted again: %s %v", p.Status, err)
		}
	})
}

// causeKept: an accepted cause is found in the list by its facet, and stands with the end, each with its source.
func causeKept(t *testing.T, r *register, id coop.PartnershipID) {
	t.Helper()
	ctx := context.Background()
	p, err := r.cat.Partnership(ctx, id)
	if err != nil || p.Cause != coop.ByState {
		t.Errorf("cause %q %v", p.Cause, err)
	}
	for property, text := range map[string]string{coop.StatusCause: "instruction", coop.EndsOn: "2031"} {
		i := slices.IndexFunc(p.Values, func(v catalogue.Value) bool { return v.Property == property })
		if i < 0 || p.Values[i].Text != text || !p.Values[i].Kept || p.Values[i].Cite.Document != "contribution-1.txt" {
			t.Errorf("%s: %+v", property, p.Values)
		}
	}
	for cause, want := range map[coop.Cause]int{coop.ByState: 1, coop.OneSide: 0} {
		l, err := r.cat.List(ctx, catalogue.Query{Filters: map[string][]string{"cause": {string(cause)}}})
		if err != nil || l.Total != want || want == 1 && l.Items[0].Cause != cause {
			t.Errorf("found by %s: %d %v", cause, l.Total, err)
		}
	}
}

// proposes files a change of a partnership and takes it under review.
func (r *register) proposes(t *testing.T, id coop.PartnershipID, list ...coop.Proposed) coop.ContributionID {
	t.Helper()
	ctx := context.Background()
	c, err := r.Suggest(ctx, coop.Member.By(2), coop.Contribution{SubjectKind: coop.KindPartnership, Subject: int64(id), Page: "/partenariats/1", Lang: "fr", Proposed: list})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []error{r.Act(ctx, coop.Member.By(2), c.ID, coop.ActSubmit, true, ""), r.Act(ctx, coop.Steward.By(1), c.ID, coop.ActTake, false, "")} {
		if step != nil {
			t.Fatal(step)
		}
	}
	return c.ID
}

// TestWhatIsAddedStandsBesideTheRest: a theme, texts and an agreement that are accepted stand in the register with their
// lines in the document of the contribution, are found, rebuilt alike, and go with it.
func TestWhatIsAddedStandsBesideTheRest(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r, by := context.Background(), open(db), coop.Steward.By(1)
		id := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		before := built(t, db)
		one := r.proposes(t, id,
			coop.Proposed{Property: coop.HasTheme, Label: "Thèmes", Typed: "Eau potable", Code: "eau-potable"},
			coop.Proposed{Property: coop.Objective, Label: "Objectif", Typed: "De l’eau\r\npour toutes."},
			coop.Proposed{Property: coop.LastAgreement, Label: "Dernier accord", Typed: "convention", Code: "convention", Date: "2024-03", From: "2024", To: "2027"},
			coop.Proposed{Property: coop.Description, Label: "Description", Typed: "Non retenue."})
		if err := r.Adopt(ctx, by, one, []int{0, 1, 2}, "Vu."); err != nil {
			t.Fatal(err)
		}
		p, err := r.cat.Partnership(ctx, id)
		if err != nil || len(p.Texts) != 2 || p.Texts[1].Text != "De l’eau\npour toutes." && p.Texts[1].Text != "De l’eau\r\npour toutes." || p.Texts[1].Cite.Line != 4 || p.Texts[1].Cite.LineEnd != 5 {
			t.Errorf("texts %+v %v", p.Texts, err)
		}
		if a := p.Agreements[len(p.Agreements)-1]; a.Kind != "convention" || a.Date != "2024-03" || a.To != "2027" || a.Cite.Line != 6 || a.Cite.Document != "contribution-1.txt" {
			t.Errorf("agreement %+v", a)
		}
		if l, err := r.cat.List(ctx, catalogue.Query{Filters: map[string][]string{"theme": {"eau-potable"}}, Text: "potable"}); err != nil || l.Total != 1 || !slices.Equal(l.Items[0].Themes, []string{"eau"}) {
			t.Errorf("found by its theme: %+v %v", l.Items, err)
		}
		after := built(t, db)
		if _, err := r.Rebuild(ctx, coop.Operator, ""); err != nil || !slices.Equal(built(t, db), after) {
			t.Errorf("rebuilt otherwise: %v", err)
		}
		if err := r.Act(ctx, by, one, coop.ActReopen, false, "Un doute."); err != nil || !slices.Equal(built(t, db), before) {
			t.Errorf("reopened: %v", err)
		}
	})
}

// TestAPartyThatIsAddedMayMakeTwoPartnershipsOne, and they are two again when it is taken back.
func TestAPartyThatIsAddedMayMakeTwoPartnershipsOne(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r, by := context.Background(), open(db), coop.Steward.By(1)
		wide := r.state(t, "2013-05", []string{"A"}, []string{"X", "Y"})
		id := r.state(t, "2013-06", []string{"A"}, []string{"X"})
		p, err := r.cat.Partnership(ctx, wide)
		if err != nil {
			t.Fatal(err)
		}
		third := coop.OrgID(p.Parties[2].Org.ID)
		before := built(t, db)
		one := r.proposes(t, id, coop.Proposed{Property: coop.HasParty, Label: "Parties (Partenaire)", Typed: "Y", Code: string(coop.Partner), Org: third})
		if err := r.Adopt(ctx, by, one, []int{0}, "Vu."); err != nil {
			t.Fatal(err)
		}
		var moved *catalogue.MovedError
		if _, err := r.cat.Partnership(ctx, id); !errors.As(err, &moved) || moved.To != int64(wide) {
			t.Errorf("they have the same parties: %v", err)
		}
		after := built(t, db)
		if _, err := r.Rebuild(ctx, coop.Operator, ""); err != nil || !slices.Equal(built(t, db), after) {
			t.Errorf("rebuilt otherwise: %v", err)
		}
		if err := r.Act(ctx, by, one, coop.ActReopen, false, "Un doute."); err != nil || !slices.Equal(built(t, db), before) {
			t.Errorf("taken back: %v", err)
		}
	})
}

// TestADraftThatIsNotUnderstoodIsNotFiled, whatever its author presses.
func TestADraftThatIsNotUnderstoodIsNotFiled(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), open(db)
		id := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		c, err := r.Suggest(ctx, coop.Member.By(2), coop.Contribution{SubjectKind: coop.KindPartnership, Subject: int64(id), Page: "/partenariats/1", Lang: "fr",
			Proposed: []coop.Proposed{{Property: coop.EndsOn, Label: "Fin", Typed: "hier", Unread: true}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Act(ctx, coop.Member.By(2), c.ID, coop.ActSubmit, true, ""); coop.CodeOf(err) != coop.Invalid {
			t.Errorf("filed: %v", err)
		}
	})
}

// TestAPartyIsTakenAway: who is said to be no party goes from the parties, in whatever role, under the number that it has
// since a merge too; its members are told, a later record names it anew, a rebuild gives the same bytes, and reopening
// brings it back. The last of a side cannot go.
func TestAPartyIsTakenAway(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r, by := context.Background(), open(db), coop.Steward.By(1)
		id := r.state(t, "2013-05", []string{"A"}, []string{"X", "Y"})
		p, err := r.cat.Partnership(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		x, y := coop.OrgID(p.Parties[1].Org.ID), coop.OrgID(p.Parties[2].Org.ID)
		r.member(t, "y@example.org", y)
		before := built(t, db)
		away := func(org coop.OrgID) coop.Proposed {
			return coop.Proposed{Property: coop.NoParty, Label: "Partie à retirer", Typed: "Y", Code: coop.Left, Org: org}
		}
		both := r.proposes(t, id, away(x), away(y))
		if err := r.Adopt(ctx, by, both, []int{0, 1}, "Vu."); coop.CodeOf(err) != coop.Conflict || !slices.Equal(built(t, db), before) {
			t.Errorf("nobody is left on a side: %v", err)
		}
		if err := r.Adopt(ctx, by, both, []int{1}, "Vu."); err != nil {
			t.Fatal(err)
		}
		if p, err = r.cat.Partnership(ctx, id); err != nil || len(p.Parties) != 2 || p.Title != "A ↔ X" {
			t.Errorf("taken away: %q %+v %v", p.Title, p.Parties, err)
		}
		if got := r.letters(t, "y@example.org"); !slices.Equal(got, []string{"stance.parted"}) {
			t.Errorf("letters to who is no party: %v", got)
		}
		h, err := r.cat.History(ctx, coop.KindPartnership, int64(id))
		if err != nil || h.Claims[0].Property != coop.Left || h.Claims[0].Text != "Y" {
			t.Errorf("history: %+v %v", h.Claims, err)
		}
		after := built(t, db)
		if _, err := r.Rebuild(ctx, coop.Operator, ""); err != nil || !slices.Equal(built(t, db), after) {
			t.Errorf("rebuilt otherwise: %v", err)
		}
		merge, err := r.Merge(ctx, coop.Operator, coop.KindOrganisation, int64(y), int64(x), "même")
		if err != nil {
			t.Fatal(err)
		}
		if p, err = r.cat.Partnership(ctx, id); err != nil || p.Title != "A ↔ X" {
			t.Errorf("what it is merged into has gone with it: %q %v", p.Title, err)
		}
		if err := r.Undo(ctx, coop.Operator, merge, "non"); err != nil || !slices.Equal(built(t, db), after) {
			t.Errorf("parted from a merge: %v", err)
		}
		if err := r.Act(ctx, by, both, coop.ActReopen, false, "Un doute."); err != nil || !slices.Equal(built(t, db), before) {
			t.Errorf("reopened: %v", err)
		}
	})
}

// TestAPartnerThatIsSaidToBeDissolved is one to look at while the partnership is shown as living, until that is set aside.
func TestAPartnerThatIsSaidToBeDissolved(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r, by := context.Background(), open(db), coop.Steward.By(1)
		id := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		gone := func() []catalogue.Gone {
			t.Helper()
			s, err := r.cat.Snapshot(ctx, "2026-01-02")
			if err != nil {
				t.Fatal(err)
			}
			return s.Held[0].Gone
		}
		if list := gone(); len(list) > 0 {
			t.Fatalf("nobody said so: %+v", list)
		}
		one := r.proposes(t, id, coop.Proposed{Property: coop.StatusCause, Label: "Cause", Typed: "partenaire dissous", Code: string(coop.PartnerGone)})
		if err := r.Adopt(ctx, by, one, []int{0}, "Vu."); err != nil {
			t.Fatal(err)
		}
		list := gone()
		if len(list) != 1 || list[0].Said != "dissolved" || list[0].Place.Line != 3 {
			t.Fatalf("said to be dissolved: %+v", list)
		}
		h, err := r.cat.History(ctx, coop.KindPartnership, int64(id))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Rank(ctx, by, coop.DecideDeprecate, h.Claims[0].Set, h.Claims[0].Position, "faux"); err != nil || len(gone()) > 0 {
			t.Errorf("set aside: %+v %v", gone(), err)
		}
	})
}
