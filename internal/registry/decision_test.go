package registry_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// built is every row that is projected from claims and decisions, in order.
func built(t *testing.T, db *sqldb.DB) []string {
	t.Helper()
	var out []string
	for _, table := range []string{"partnership", "party", "agreement", "action", "financing", "statement", "value", "organisation"} {
		list, err := db.Reader().Query("SELECT * FROM " + table + " ORDER BY 1, 2")
		if err != nil {
			t.Fatal(err)
		}
		columns, err := list.Columns()
		if err != nil {
			t.Fatal(err)
		}
		cells, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			places[i] = &cells[i]
		}
		for list.Next() {
			if err := list.Scan(places...); err != nil {
				t.Fatal(err)
			}
			out = append(out, table+" "+fmt.Sprint(cells...))
		}
		if err := errors.Join(list.Err(), list.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func (r *register) organisation(t *testing.T, name string) int64 {
	t.Helper()
	list, _, err := r.cat.Organisations(context.Background(), name, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range list {
		if o.Ref.Name == name {
			return o.Ref.ID
		}
	}
	t.Fatalf("no organisation %s", name)
	return 0
}

func TestMergedPartnershipsAreOneUntilThatIsUndone(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		r := open(db)
		a := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		b := r.state(t, "2013-06", []string{"A"}, []string{"X", "Y"})
		before := built(t, db)
		id, err := r.Merge(ctx, coop.Operator, coop.KindPartnership, int64(b), int64(a), "même coopération")
		if err != nil {
			t.Fatal(err)
		}
		p, err := r.cat.Partnership(ctx, a)
		if err != nil || len(p.Records) != 2 {
			t.Errorf("merged: %d records, %v", len(p.Records), err)
		}
		moved := (*catalogue.MovedError)(nil)
		if _, err := r.cat.Partnership(ctx, b); !errors.As(err, &moved) || moved.To != int64(a) {
			t.Errorf("the old address: %v", err)
		}
		if _, err := r.Merge(ctx, coop.Operator, coop.KindPartnership, int64(b), int64(a), "encore"); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("merged twice: %v", err)
		}
		if err := r.Undo(ctx, coop.Operator, id, "deux coopérations"); err != nil {
			t.Fatal(err)
		}
		if after := built(t, db); !slices.Equal(before, after) {
			t.Errorf("undone, but not as before:\n%s\n\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
		}
		if err := r.Undo(ctx, coop.Operator, id, "encore"); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("undone twice: %v", err)
		}
	})
}

func TestOneOrganisationMeansOnePartnershipAndPartedTwoAgain(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		r := open(db)
		a := r.state(t, "2013-05", []string{"Conseil général"}, []string{"X"})
		b := r.state(t, "2016-06", []string{"Conseil départemental"}, []string{"X"})
		before := built(t, db)
		from, into := r.organisation(t, "Conseil départemental"), r.organisation(t, "Conseil général")
		id, err := r.Merge(ctx, coop.Operator, coop.KindOrganisation, from, into, "loi de 2013")
		if err != nil {
			t.Fatal(err)
		}
		p, err := r.cat.Partnership(ctx, a)
		if err != nil || len(p.Records) != 2 || a == b {
			t.Errorf("partnerships %d and %d, %d records, %v", a, b, len(p.Records), err)
		}
		o, err := r.cat.Organisation(ctx, coop.OrgID(into), 0, 0)
		if err != nil || len(o.Mentions) != 2 || len(o.Partnerships) != 1 {
			t.Errorf("%d mentions, %d partnerships, %v", len(o.Mentions), len(o.Partnerships), err)
		}
		moved := (*catalogue.MovedError)(nil)
		if _, err := r.cat.Organisation(ctx, coop.OrgID(from), 0, 0); !errors.As(err, &moved) || moved.To != into {
			t.Errorf("the old address: %v", err)
		}
		if err := r.Undo(ctx, coop.Operator, id, "deux personnes morales"); err != nil {
			t.Fatal(err)
		}
		if after := built(t, db); !slices.Equal(before, after) {
			t.Errorf("undone, but not as before:\n%s\n\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
		}
	})
}

// TestARecordOfAMergedOrganisationJoinsAndIsPartedWithIt: what comes in under the old name after a merge is on the page of
// the other, and on its own again when the merge is undone.
func TestARecordOfAMergedOrganisationJoinsAndIsPartedWithIt(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		r := open(db)
		old := r.state(t, "2013-05", []string{"Conseil général"}, []string{"X"})
		now := r.state(t, "2016-06", []string{"Conseil départemental"}, []string{"X"})
		id, err := r.Merge(ctx, coop.Operator, coop.KindOrganisation, r.organisation(t, "Conseil général"), r.organisation(t, "Conseil départemental"), "loi de 2013")
		if err != nil {
			t.Fatal(err)
		}
		r.state(t, "2014-06", []string{"Conseil général"}, []string{"X"})
		if p, err := r.cat.Partnership(ctx, old); err != nil || len(p.Records) != 3 {
			t.Errorf("merged: %d records, %v", len(p.Records), err)
		}
		far := r.state(t, "2015-06", []string{"Conseil général"}, []string{"Y"})
		if again := r.state(t, "2017-06", []string{"Conseil départemental"}, []string{"Y"}); again != far {
			t.Errorf("both names with Y: %d and %d", far, again)
		}
		if err := r.Undo(ctx, coop.Operator, id, "deux personnes morales"); err != nil {
			t.Fatal(err)
		}
		for p, want := range map[coop.PartnershipID]int{old: 2, now: 1, far: 1} {
			if page, err := r.cat.Partnership(ctx, p); err != nil || len(page.Records) != want {
				t.Errorf("parted: %d records on %d, want %d, %v", len(page.Records), p, want, err)
			}
		}
	})
}

// TestChainsOfMergesAreUndoneInAnyOrder: A is B, B is C; a circle is refused; each old address leads to the end of its
// chain; undoing the first leaves the second.
func TestChainsOfMergesAreUndoneInAnyOrder(t *testing.T) {
	for _, kind := range []string{coop.KindPartnership, coop.KindOrganisation} {
		ctx := context.Background()
		r := open(testkit.SQLite(t))
		ids := map[string]int64{}
		for i, name := range []string{"A", "B", "C"} {
			ids[name] = int64(r.state(t, coop.Date(fmt.Sprint(2013+i)), []string{name}, []string{"X" + name}))
			if kind == coop.KindOrganisation {
				ids[name] = r.organisation(t, name)
			}
		}
		merge := func(a, b string) (coop.DecisionID, error) {
			return r.Merge(ctx, coop.Operator, kind, ids[a], ids[b], "même")
		}
		leads := func(name string) int64 {
			moved := (*catalogue.MovedError)(nil)
			_, err := r.cat.Partnership(ctx, coop.PartnershipID(ids[name]))
			if kind == coop.KindOrganisation {
				_, err = r.cat.Organisation(ctx, coop.OrgID(ids[name]), 0, 0)
			}
			if errors.As(err, &moved) {
				return moved.To
			}
			if err != nil {
				t.Fatal(err)
			}
			return ids[name]
		}
		before := built(t, r.db)
		first, err := merge("A", "B")
		second, err2 := merge("B", "C")
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		if leads("A") != ids["C"] || leads("B") != ids["C"] {
			t.Errorf("%s: the chain leads to %d and %d, not %d", kind, leads("A"), leads("B"), ids["C"])
		}
		for _, circle := range [][2]string{{"C", "A"}, {"C", "B"}, {"A", "C"}} {
			if _, err := merge(circle[0], circle[1]); coop.CodeOf(err) != coop.Conflict {
				t.Errorf("%s: %v: %v", kind, circle, err)
			}
		}
		if err := r.Undo(ctx, coop.Operator, first, "à revoir"); err != nil {
			t.Fatal(err)
		}
		if leads("A") != ids["A"] || leads("B") != ids["C"] {
			t.Errorf("%s: the first undone, A leads to %d, B to %d", kind, leads("A"), leads("B"))
		}
		if err := r.Undo(ctx, coop.Operator, second, "à revoir"); err != nil {
			t.Fatal(err)
		}
		if after := built(t, r.db); !slices.Equal(before, after) {
			t.Errorf("%s: undone, but not as before:\n%s", kind, difference(before, after))
		}
	}
}

func TestADecisionIsRefusedInWords(t *testing.T) {
	ctx := context.Background()
	r := open(testkit.SQLite(t))
	a := int64(r.state(t, "2013-05", []string{"A"}, []string{"X"}))
	for _, c := range []struct {
		name       string
		kind       string
		from, into int64
		why        string
		want       coop.Code
	}{
		{"no reason", coop.KindPartnership, a, a + 1, "", coop.Invalid},
		{"itself", coop.KindPartnership, a, a, "pourquoi", coop.Invalid},
		{"what there is not", coop.KindPartnership, a, 99, "pourquoi", coop.NotFound},
		{"an organisation that is not", coop.KindOrganisation, 99, 1, "pourquoi", coop.NotFound},
		{"another kind", "territory", 1, 2, "pourquoi", coop.Invalid},
	} {
		if _, err := r.Merge(ctx, coop.Operator, c.kind, c.from, c.into, c.why); coop.CodeOf(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := r.Rank(ctx, coop.Operator, coop.DecidePreferred, 1, 99, "pourquoi"); coop.CodeOf(err) != coop.NotFound {
		t.Errorf("a claim that is not: %v", err)
	}
	if err := r.Undo(ctx, coop.Operator, 1, "pourquoi"); coop.CodeOf(err) != coop.NotFound {
		t.Errorf("a decision that is not: %v", err)
	}
	if d := built(t, r.db); len(d) == 0 || strings.Contains(strings.Join(d, " "), "merged") {
		t.Error("a refusal changed the register")
	}
}

func TestAClaimSetAsideIsNotShownAndComesBack(t *testing.T) {
	ctx := context.Background()
	r := open(testkit.SQLite(t))
	a := r.state(t, "2013-05", []string{"A"}, []string{"X"})
	before := built(t, r.db)
	id, err := r.Rank(ctx, coop.Operator, coop.DecideDeprecate, 1, 2, "date mal recopiée") // parties first: 0, 1
	if err != nil {
		t.Fatal(err)
	}
	if p, err := r.cat.Partnership(ctx, a); err != nil || len(p.Agreements) != 0 {
		t.Errorf("still shown: %+v, %v", p.Agreements, err)
	}
	if err := r.Undo(ctx, coop.Operator, id, "bien recopiée"); err != nil {
		t.Fatal(err)
	}
	if after := built(t, r.db); !slices.Equal(before, after) {
		t.Errorf("undone, but not as before: %v, %v", before, after)
	}
}

// TestARegisterBuiltAgainIsTheSame: whatever was decided, the rows come out of claims and decisions byte for byte.
func TestARegisterBuiltAgainIsTheSame(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		r := open(db)
		a := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		b := r.state(t, "2013-06", []string{"B"}, []string{"X"})
		c := r.state(t, "2013-07", []string{"C?"}, []string{"X"})
		r.state(t, "2014-07", []string{"D"}, []string{"X"})
		questions, err := r.cat.Questions(ctx, false)
		if err != nil {
			t.Fatal(err)
		}
		merge := func(kind string, from, into int64) error {
			_, err := r.Merge(ctx, coop.Operator, kind, from, into, "même")
			return err
		}
		_, ranked := r.Rank(ctx, coop.Operator, coop.DecideDeprecate, 1, 2, "recopie")
		if err := errors.Join(
			r.Answer(ctx, coop.Operator, questions[0].ID, coop.OrgID(questions[0].Candidates[0].Ref.ID), "lui"), merge(coop.KindPartnership, int64(b), int64(a)),
			merge(coop.KindPartnership, int64(c), int64(a)), merge(coop.KindOrganisation, r.organisation(t, "D"), r.organisation(t, "A")), ranked,
		); err != nil {
			t.Fatal(err)
		}
		want := built(t, db)
		if n, err := r.Rebuild(ctx, coop.Operator, ""); err != nil || n != 4 {
			t.Fatalf("%d built, %v", n, err)
		}
		if got := built(t, db); !slices.Equal(want, got) {
			t.Errorf("built again:\n%s\n\nwas:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
}

// TestARecordOfAPairThatWasMergedAwayJoinsWhatItIs: what names the parties of a partnership merged into another by hand is
// said of it, so that it is on the page of the other, and goes back with it.
func TestARecordOfAPairThatWasMergedAwayJoinsWhatItIs(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		r := open(db)
		a := r.state(t, "2013-05", []string{"A"}, []string{"X"})
		b := r.state(t, "2013-06", []string{"A"}, []string{"X", "Y"})
		id, err := r.Merge(ctx, coop.Operator, coop.KindPartnership, int64(a), int64(b), "même coopération")
		if err != nil {
			t.Fatal(err)
		}
		if again := r.state(t, "2014-05", []string{"A"}, []string{"X"}); again != b {
			t.Errorf("a record of the pair of %d opens %d, not %d", a, again, b)
		}
		want := built(t, db)
		if _, err := r.Rebuild(ctx, coop.Operator, ""); err != nil {
			t.Fatal(err)
		}
		if got := built(t, db); !slices.Equal(want, got) {
			t.Errorf("a rebuild differs:\n%s", difference(want, got))
		}
		if err := r.Undo(ctx, coop.Operator, id, "deux coopérations"); err != nil {
			t.Fatal(err)
		}
		for p, want := range map[coop.PartnershipID]int{a: 2, b: 1} {
			if page, err := r.cat.Partnership(ctx, p); err != nil || len(page.Records) != want {
				t.Errorf("parted: %d records on %d, want %d, %v", len(page.Records), p, want, err)
			}
		}
	})
}
