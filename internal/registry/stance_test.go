package registry_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/registry"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// at is the register at another time.
func (r *register) at(now time.Time) *register {
	next := *r
	next.store = store.New(r.db, func() time.Time { return now })
	next.Registry = registry.New(next.store, world{})
	return &next
}

// member opens the account of a member of an organisation.
func (r *register) member(t *testing.T, email string, org coop.OrgID) coop.AccountID {
	t.Helper()
	var id coop.AccountID
	err := r.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) (err error) {
		if id, err = tx.Account(email, "Déléguée d’exemple", "fr"); err != nil {
			return err
		}
		_, err = tx.Grant(id, coop.Member, org, "test")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (r *register) partnership(t *testing.T, id coop.PartnershipID) catalogue.Partnership {
	t.Helper()
	p, err := r.cat.Partnership(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestStancesStandBesideWhatIsBuilt: they change no value, follow what is merged and parted, and a rebuild gives the same.
func TestStancesStandBesideWhatIsBuilt(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r, by := context.Background(), open(db), coop.Member.By(1)
		a, b := r.state(t, "2013-05", []string{"A"}, []string{"X"}), r.stateIn(t, "01", "2014", []string{"B"}, []string{"Y"})
		org, before := coop.OrgID(r.organisation(t, "A")), built(t, db)
		if err := r.Stand(ctx, by, coop.Stance{Partnership: b, Org: org, Kind: coop.StanceConfirmed}, coop.Contribution{}); err != nil {
			t.Fatal(err)
		}
		merged, err := r.Merge(ctx, coop.Operator, coop.KindPartnership, int64(b), int64(a), "test")
		if err != nil {
			t.Fatal(err)
		}
		if p := r.partnership(t, a); len(p.Stances) != 1 || p.Stances[0].Org != org {
			t.Errorf("merged: %+v", p.Stances)
		}
		list, err := r.cat.List(ctx, catalogue.Query{})
		if err != nil || list.Total != 1 || list.Items[0].Lately != "2026-01-02" {
			t.Errorf("the list says %+v %v", list.Items, err)
		}
		if err := r.Undo(ctx, coop.Operator, merged, "test"); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Rebuild(ctx, coop.Operator, ""); err != nil {
			t.Fatal(err)
		}
		if p := r.partnership(t, a); len(p.Stances) != 0 {
			t.Errorf("parted: %+v", p.Stances)
		}
		if p := r.partnership(t, b); len(p.Stances) != 1 || !slices.Equal(built(t, db), before) {
			t.Error("a stance changed what is built, or was lost by it")
		}
	})
}

// TestWhatBothSidesSaidThen: with ?known=, a position stands from when it was taken until it was taken back, whatever was said since.
func TestWhatBothSidesSaidThen(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r, by := context.Background(), ticking(db), coop.Member.By(1)
		id := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		a, x := coop.OrgID(r.organisation(t, "A")), coop.OrgID(r.organisation(t, "X"))
		var at []int64
		for _, s := range []coop.Stance{
			{Partnership: id, Org: a, Kind: coop.StanceConfirmed}, {Partnership: id, Org: x, Kind: coop.StanceContested, Why: "Elle est finie."}, {Partnership: id, Org: a, Kind: coop.StanceWithdrawn},
		} {
			about := coop.Contribution{SubjectKind: coop.KindPartnership, Subject: int64(id), Page: "/partenariats/1", Lang: "fr"}
			if err := r.Stand(ctx, by, s, about); err != nil {
				t.Fatal(err)
			}
			at = append(at, r.lastAt(t))
		}
		for i, want := range [][]string{{}, {"confirmed 1"}, {"contested 2", "confirmed 1"}, {"contested 2"}} {
			before := append(at, at[2]+1)[i]
			p, err := r.known(t, before).Partnership(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for _, s := range p.Stances {
				got = append(got, fmt.Sprint(s.Kind, " ", map[coop.OrgID]int{a: 1, x: 2}[s.Org]))
			}
			if !slices.Equal(got, want) {
				t.Errorf("step %d: the sides say %v, want %v", i, got, want)
			}
		}
	})
}

// TestOneIsRemindedOncePerPeriod: of what nobody has spoken of, in one letter; a confirmation or a dry run sends none.
func TestOneIsRemindedOncePerPeriod(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), open(db)
		a := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		r.stateIn(t, "01", "2013-05", []string{"A"}, []string{"Y"})
		org := coop.OrgID(r.organisation(t, "A"))
		r.member(t, "a@example.org", org)
		r.member(t, "x@example.org", coop.OrgID(r.organisation(t, "X")))
		if err := r.Stand(ctx, coop.Member.By(1), coop.Stance{Partnership: a, Org: org, Kind: coop.StanceConfirmed}, coop.Contribution{}); err != nil {
			t.Fatal(err)
		}
		start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		for _, run := range []struct {
			after time.Duration
			dry   bool
			want  registry.Reminded
		}{
			{0, true, registry.Reminded{Partnerships: 1, Letters: 1}},
			{0, false, registry.Reminded{Partnerships: 1, Letters: 1}},
			{24 * time.Hour, false, registry.Reminded{}},
			{366 * 24 * time.Hour, true, registry.Reminded{Partnerships: 2, Letters: 2}},
			{366 * 24 * time.Hour, false, registry.Reminded{Partnerships: 2, Letters: 2}},
			{367 * 24 * time.Hour, false, registry.Reminded{}},
		} {
			if got, err := r.at(start.Add(run.after)).Remind(ctx, coop.Operator, 12, run.dry); err != nil || got != run.want {
				t.Errorf("after %v, dry %t: %+v %v, not %+v", run.after, run.dry, got, err, run.want)
			}
		}
		if got := r.letters(t, "a@example.org"); !slices.Equal(got, []string{"stance.due", "stance.due"}) {
			t.Errorf("letters %v", got)
		}
		if got, err := r.at(start.AddDate(9, 0, 0)).Remind(ctx, coop.Operator, 0, false); err != nil || got.Letters != 0 {
			t.Errorf("never: %+v %v", got, err)
		}
	})
}

// TestWhatIsContestedIsToldToTheOtherSide, once an hour, never to who contests; and nobody speaks without end.
func TestWhatIsContestedIsToldToTheOtherSide(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), open(db)
		id := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		org := coop.OrgID(r.organisation(t, "A"))
		one := r.member(t, "a@example.org", org)
		r.member(t, "b@example.org", org)
		r.member(t, "x@example.org", coop.OrgID(r.organisation(t, "X")))
		by := coop.Member.By(one)
		contest := coop.Stance{Partnership: id, Org: org, Property: coop.EndsOn, Kind: coop.StanceContested, Said: "2013", Why: "Elle court toujours."}
		c := coop.Contribution{SubjectKind: coop.KindPartnership, Subject: int64(id), Page: "/partenariats/1", Account: one, Org: org, Lang: "fr"}
		for range 2 {
			if err := r.Stand(ctx, by, contest, c); err != nil {
				t.Fatal(err)
			}
		}
		if got := r.letters(t, "x@example.org"); !slices.Equal(got, []string{"stance.contested"}) {
			t.Errorf("the other side got %v", got)
		}
		if got := append(r.letters(t, "a@example.org"), r.letters(t, "b@example.org")...); slices.Contains(got, "stance.contested") {
			t.Errorf("her own side got %v", got)
		}
		said, err := r.cat.Positions(ctx)
		if err != nil || len(said) != 1 || said[0].Partnership != id || said[0].Org != org || said[0].Why != contest.Why || said[0].Said != "2013" {
			t.Errorf("positions %+v %v", said, err)
		}
		for n := range 30 {
			if err = r.Stand(ctx, by, coop.Stance{Partnership: id, Org: org, Kind: coop.StanceConfirmed}, c); err != nil {
				if coop.CodeOf(err) != coop.TooMany || n != 18 {
					t.Errorf("after %d: %v", n, err)
				}
				break
			}
		}
		if err == nil {
			t.Error("one may speak without end")
		}
		if err := r.at(time.Date(2026, 1, 2, 5, 0, 0, 0, time.UTC)).Stand(ctx, by, contest, c); err != nil {
			t.Errorf("an hour later: %v", err)
		}
	})
}
