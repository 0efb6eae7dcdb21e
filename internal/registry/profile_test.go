package registry_test

import (
	"context"
	"path/filepath"
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

// describes has a member propose values of an organisation, and accepts them.
func (r *register) describes(t *testing.T, org int64, list ...coop.Proposed) coop.ContributionID {
	t.Helper()
	ctx := context.Background()
	c, err := r.Suggest(ctx, coop.Member.By(2), coop.Contribution{SubjectKind: coop.KindOrganisation, Subject: org, Page: "/organisations/1", Lang: "fr", Org: coop.OrgID(org), Proposed: list})
	if err != nil {
		t.Fatal(err)
	}
	all := make([]int, len(list))
	for i := range all {
		all[i] = i
	}
	for _, step := range []error{
		r.Act(ctx, coop.Member.By(2), c.ID, coop.ActSubmit, true, ""), r.Act(ctx, coop.Steward.By(1), c.ID, coop.ActTake, false, ""), r.Adopt(ctx, coop.Steward.By(1), c.ID, all, "Vu."),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	return c.ID
}

func site(address string) coop.Proposed {
	return coop.Proposed{Property: coop.OwnSite, Label: "Site internet", Typed: address, Code: "https://" + address}
}

func called(name string) coop.Proposed {
	return coop.Proposed{Property: coop.OtherName, Label: "Autres noms", Typed: name}
}

// profile is what a catalogue says of an organisation beside its reference data, in a line.
func profile(t *testing.T, c *catalogue.Catalogue, org int64) string {
	t.Helper()
	o, err := c.Organisation(context.Background(), coop.OrgID(org), 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, v := range o.Values {
		if v.Kept {
			out = append(out, v.Property+" "+v.Text+" "+v.Cite.Document)
		}
	}
	return strings.Join(out, ", ")
}

// TestWhatIsSaidOfAnOrganisation: its site and another name are published once accepted, with who says so; the name finds
// it and its partnerships; a rebuild gives the same, reopening takes it back, and so does an operation; what is said of an
// organisation that is merged is said of what it is today.
func TestWhatIsSaidOfAnOrganisation(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), ticking(db)
		r.state(t, "2013-05", []string{"A"}, []string{"X"})
		a, x := r.organisation(t, "A"), r.organisation(t, "X")
		before := built(t, db)
		found := func(text string) (orgs, partnerships int) {
			t.Helper()
			_, orgs, err := r.cat.Organisations(ctx, text, 1)
			if err != nil {
				t.Fatal(err)
			}
			l, err := r.cat.List(ctx, catalogue.Query{Text: text})
			if err != nil {
				t.Fatal(err)
			}
			return orgs, l.Total
		}
		one := r.describes(t, a, site("a.example"), called("Étoile du Nord"))
		const want = "site https://a.example contribution-1.txt, other_name Étoile du Nord contribution-1.txt"
		if got := profile(t, r.cat, a); got != want {
			t.Fatalf("%q", got)
		}
		if orgs, partnerships := found("etoile"); orgs != 1 || partnerships != 1 {
			t.Errorf("found by its other name: %d organisations, %d partnerships", orgs, partnerships)
		}
		o, err := r.cat.Organisation(ctx, coop.OrgID(a), 1, 1)
		if err != nil || o.Values[0].By != "A" || o.Values[0].Asserted != "2026-01-02" || !slices.Contains(o.Names, "Étoile du Nord") {
			t.Errorf("who says so: %+v %v", o.Values, err)
		}
		record, err := r.cat.Record(ctx, o.Values[0].Cite.Record)
		if err != nil || record.Of == nil || record.Of.ID != a || record.Lines != nil {
			t.Errorf("the record leads nowhere: %+v %v", record.RecordRef, err)
		}
		if _, err := r.Rebuild(ctx, coop.Operator, ""); err != nil || !slices.Equal(built(t, db), before) || profile(t, r.cat, a) != want {
			t.Errorf("rebuilt otherwise: %v", err)
		}
		if fresh := catalogue.New(db, catalogue.Options{}); profile(t, fresh, a) != want {
			t.Errorf("read anew: %q", profile(t, fresh, a))
		}
		merge, err := r.Merge(ctx, coop.Operator, coop.KindOrganisation, a, x, "même")
		if err != nil || profile(t, r.cat, x) != want {
			t.Errorf("merged: %v", err)
		}
		if err := r.Undo(ctx, coop.Operator, merge, "non"); err != nil || profile(t, r.cat, x) != "" || profile(t, r.cat, a) != want {
			t.Errorf("parted: %q %v", profile(t, r.cat, x), err)
		}
		if err := r.Act(ctx, coop.Steward.By(1), one, coop.ActReopen, false, "Un doute."); err != nil || profile(t, r.cat, a) != "" {
			t.Errorf("reopened: %v", err)
		}
		if orgs, partnerships := found("etoile"); orgs+partnerships != 0 {
			t.Error("found by a name that it has no more")
		}
		if err := r.Adopt(ctx, coop.Steward.By(1), one, []int{1}, "Le nom."); err != nil || profile(t, r.cat, a) != "other_name Étoile du Nord contribution-1.txt" {
			t.Errorf("accepted again, the name alone: %q %v", profile(t, r.cat, a), err)
		}
		if err := r.UndoOperation(ctx, coop.Operator, r.last(t), "Non."); err != nil || profile(t, r.cat, a) != "" {
			t.Errorf("the operation undone: %v", err)
		}
	})
}

// TestSitesAreChosenAndDecided: the latest holds, a decision puts it aside and is undone, the document of a contribution
// that is withdrawn takes its claims along and brings them back, and the history tells each of these.
func TestSitesAreChosenAndDecided(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), ticking(db)
		r.state(t, "2013-05", []string{"A"}, []string{"X"})
		a := r.organisation(t, "A")
		r.describes(t, a, site("a.example"), called("Étoile"))
		r.describes(t, a, site("b.example"))
		says := func(when, want string) {
			t.Helper()
			if got := profile(t, r.cat, a); got != want {
				t.Errorf("%s: %q", when, got)
			}
		}
		const name = ", other_name Étoile contribution-1.txt"
		h, err := r.cat.History(ctx, coop.KindOrganisation, a)
		if err != nil || len(h.Claims) != 3 || h.Claims[0].Property != coop.OwnSite || h.Claims[0].Text != "https://b.example" {
			t.Fatalf("claims: %+v %v", h.Claims, err)
		}
		first := h.Claims[1]
		says("said twice on a day, the first", "site https://a.example contribution-1.txt"+name)
		aside, err := r.Rank(ctx, coop.Operator, coop.DecideDeprecate, first.Set, first.Position, "fermé")
		if err != nil {
			t.Fatal(err)
		}
		says("set aside", "site https://b.example contribution-2.txt"+name)
		if err := r.Undo(ctx, coop.Operator, aside, "ouvert"); err != nil {
			t.Fatal(err)
		}
		says("again", "site https://a.example contribution-1.txt"+name)
		if err := r.WithdrawSource(ctx, coop.Operator, first.Cite.Source, "mauvais"); err != nil {
			t.Fatal(err)
		}
		says("withdrawn", "site https://b.example contribution-2.txt")
		if err := r.UndoOperation(ctx, coop.Operator, r.last(t), "bon"); err != nil {
			t.Fatal(err)
		}
		says("returned, as what was said last", "site https://b.example contribution-2.txt"+name)
		if h, err = r.cat.History(ctx, coop.KindOrganisation, a); err != nil {
			t.Fatal(err)
		}
		var what []string
		for _, e := range h.Entries {
			what = append(what, e.What)
		}
		if got := strings.Join(what, " "); got != "said withdrawn undone deprecate said said named" {
			t.Errorf("history: %s", got)
		}
		e, err := r.cat.HistoryEntry(ctx, coop.KindOrganisation, a, h.Entries[3].Name)
		if err != nil || e.Before.Values[coop.OwnSite] != "https://a.example" || e.After.Values[coop.OwnSite] != "https://b.example" || e.Entry.Why != "fermé" {
			t.Errorf("what the decision changed: %+v %v", e, err)
		}
	})
}

// TestWhatWasKnownOfAnOrganisation: at an earlier moment nobody had said it, and on an earlier day it was not said.
func TestWhatWasKnownOfAnOrganisation(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), ticking(db)
		r.state(t, "2013-05", []string{"A"}, []string{"X"})
		a := r.organisation(t, "A")
		before := r.lastAt(t)
		r.describes(t, a, site("a.example"))
		after := r.lastAt(t)
		for at, want := range map[int64]string{before + 1: "", after + 1: "site https://a.example contribution-1.txt"} {
			then := scratch(t)
			if err := store.CopyKnown(ctx, db, then, at); err != nil {
				t.Fatal(err)
			}
			if _, err := registry.New(store.New(then, time.Now), world{}).Rebuild(ctx, coop.Operator, ""); err != nil {
				t.Fatal(err)
			}
			if got := profile(t, catalogue.New(then, catalogue.Options{}), a); got != want {
				t.Errorf("known at %d: %q", at, got)
			}
		}
		if got := profile(t, catalogue.New(db, catalogue.Options{Of: "2025"}), a); got != "" {
			t.Errorf("in 2025: %q", got)
		}
	})
}

// TestTheProfileOfAHiddenOrganisationIsHidden, with the records that give it, its other name in texts and in the search; and
// shown again once the redaction is lifted.
func TestTheProfileOfAHiddenOrganisationIsHidden(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), open(db)
		r.state(t, "2013-05", []string{"Koïma"}, []string{"X"})
		a := r.organisation(t, "Koïma")
		r.describes(t, a, site("koima.example"), called("Étoile du Sahel"))
		o, err := r.cat.Organisation(ctx, coop.OrgID(a), 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		record := o.Values[0].Cite.Record
		red, err := r.Redact(ctx, coop.Operator, coop.Redaction{Kind: coop.KindOrganisation, Subject: a, Level: coop.RedactUnnamed, Review: "2099-01-01", Why: "sécurité"})
		if err != nil {
			t.Fatal(err)
		}
		if got := profile(t, r.cat, a); got != "" {
			t.Errorf("its page: %q", got)
		}
		if _, err := r.cat.Record(ctx, record); coop.CodeOf(err) != coop.NotFound {
			t.Errorf("its record: %v", err)
		}
		h, err := r.cat.History(ctx, coop.KindOrganisation, a)
		if err != nil || len(h.Claims) > 0 || slices.ContainsFunc(h.Entries, func(e catalogue.Entry) bool { return e.What == "said" }) {
			t.Errorf("its history: %+v %v", h, err)
		}
		if _, n, err := r.cat.Organisations(ctx, "sahel", 1); err != nil || n != 0 {
			t.Errorf("found: %d %v", n, err)
		}
		if err := r.LiftRedaction(ctx, coop.Operator, red, "passé"); err != nil || profile(t, r.cat, a) == "" {
			t.Errorf("lifted: %v", err)
		}
	})
}

// scratch is an empty register in a file, for a look at the past.
func scratch(t *testing.T) *sqldb.DB {
	t.Helper()
	db, err := sqldb.OpenScratch(filepath.Join(t.TempDir(), "then.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, _, err := db.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return db
}

// TestADraftOnAnOrganisationIsNoDraftOnAPartnership of the same number: what changes one makes no form on the other old.
func TestADraftOnAnOrganisationIsNoDraftOnAPartnership(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), open(db)
		r.state(t, "2013-05", []string{"A"}, []string{"X"})
		account := r.member(t, "a@example.org", coop.OrgID(r.organisation(t, "A")))
		version := func(kind coop.OpenedKind) string {
			t.Helper()
			v, err := r.cat.VersionOf(ctx, coop.Opened{Kind: kind, ID: 1, Account: account})
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		profile, draft := version(coop.OpenedProfile), version(coop.OpenedDraft)
		_, err := r.Suggest(ctx, coop.Member.By(account), coop.Contribution{SubjectKind: coop.KindOrganisation, Subject: 1, Page: "/organisations/1", Lang: "fr", Account: account, Proposed: []coop.Proposed{site("a.example")}})
		if err != nil {
			t.Fatal(err)
		}
		if version(coop.OpenedProfile) == profile || version(coop.OpenedDraft) != draft {
			t.Error("the draft is that of another object")
		}
	})
}
