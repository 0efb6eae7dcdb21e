package registry_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// peopled is a register of a few documents whose sides overlap, repeat and differ.
func peopled(t *testing.T, db *sqldb.DB) *register {
	t.Helper()
	r := open(db)
	for i, s := range []struct{ french, foreign string }{
		{"A", "X"}, {"B", "X"}, {"C", "X"}, {"A", "Y"}, {"B", "X,Y"}, {"C", "Y"}, {"A,B", "X"}, {"D", "Z"},
	} {
		r.stateIn(t, fmt.Sprintf("%02d", i), coop.Date(fmt.Sprintf("20%02d", 10+i)), strings.Split(s.french, ","), strings.Split(s.foreign, ","))
	}
	return r
}

// standing are the decisions of the operator that hold; those that follow from them are made again by themselves.
func standing(t *testing.T, db *sqldb.DB) (list []coop.Decision) {
	t.Helper()
	rows, err := db.Reader().Query("SELECT id, kind, subject_kind, subject, object FROM decision WHERE undone_at = 0 AND why <> 'same parties' ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var d coop.Decision
		if err := rows.Scan(&d.ID, &d.Kind, &d.SubjectKind, &d.Subject, &d.Object); err != nil {
			t.Fatal(err)
		}
		list = append(list, d)
	}
	return list
}

// settledRows are the projected rows with each merged object led to what it is today, by whatever chain.
func settledRows(t *testing.T, db *sqldb.DB) []string {
	t.Helper()
	var out []string
	for _, line := range built(t, db) {
		if !strings.HasPrefix(line, "partnership ") && !strings.HasPrefix(line, "organisation ") {
			out = append(out, line)
		}
	}
	for _, table := range []string{"partnership", "organisation"} {
		columns := map[string]string{"partnership": "title || '|' || holders || '|' || partners || '|' || status || '|' || since || '|' || updated || '|' || withdrawn", "organisation": "name"}[table]
		rows, err := db.Reader().Query(`WITH RECURSIVE root AS (
			SELECT id, id AS now FROM ` + table + ` WHERE merged_into IS NULL
			UNION ALL SELECT x.id, root.now FROM ` + table + ` x JOIN root ON x.merged_into = root.id)
			SELECT x.id, root.now, ` + columns + ` FROM ` + table + ` x LEFT JOIN root ON root.id = x.id ORDER BY x.id`)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var id, now int64
			var says string
			if err := rows.Scan(&id, &now, &says); err != nil {
				t.Fatal(err)
			}
			out = append(out, fmt.Sprintf("%s %d is %d: %s", table, id, now, says))
		}
		rows.Close()
	}
	return out
}

// decide takes a decision again. Of two partnerships that have become one because of their parties, saying that they are
// two is parting them.
func (r *register) decide(d coop.Decision) (err error) {
	ctx := context.Background()
	if d.Kind == coop.DecideDistinct {
		_, err = r.Distinguish(ctx, coop.Operator, d.SubjectKind, d.Subject, d.Object, "deux")
		if coop.CodeOf(err) == coop.Conflict && r.Split(ctx, coop.Operator, d.SubjectKind, d.Object, "deux") == nil {
			err = nil
		}
		return err
	}
	_, err = r.Merge(ctx, coop.Operator, d.SubjectKind, d.Subject, d.Object, "même")
	return err
}

// act is one random decision or its undoing; what the register refuses changes nothing.
func (r *register) act(t *rapid.T, tt *testing.T) error {
	ctx := context.Background()
	hold := standing(tt, r.db)
	switch n := rapid.IntRange(0, 11).Draw(t, "what"); {
	case n == 10:
		return r.UndoOperation(ctx, coop.Operator, coop.OperationID(rapid.Int64Range(1, 30).Draw(t, "operation")), "à revoir")
	case n == 11:
		return r.together(t)
	case n < 3 && len(hold) > 0:
		return r.Undo(ctx, coop.Operator, rapid.SampledFrom(hold).Draw(t, "undone").ID, "à revoir")
	case n == 3:
		kind := rapid.SampledFrom([]string{coop.KindPartnership, coop.KindOrganisation}).Draw(t, "kind")
		return r.Split(ctx, coop.Operator, kind, rapid.Int64Range(1, 8).Draw(t, "split"), "à revoir")
	}
	d := coop.Decision{Kind: rapid.SampledFrom([]coop.DecisionKind{coop.DecideMerge, coop.DecideMerge, coop.DecideDistinct}).Draw(t, "decision")}
	d.SubjectKind = rapid.SampledFrom([]string{coop.KindPartnership, coop.KindOrganisation}).Draw(t, "kind")
	d.Subject, d.Object = rapid.Int64Range(1, 8).Draw(t, "subject"), rapid.Int64Range(1, 8).Draw(t, "object")
	return r.decide(d)
}

// together accepts or refuses several proposals as one operation.
func (r *register) together(t *rapid.T) error {
	ctx := context.Background()
	var pairs []coop.Pair
	for range 2 {
		a, b := rapid.Int64Range(1, 7).Draw(t, "a"), rapid.Int64Range(1, 7).Draw(t, "b") // there are seven organisations
		kind := rapid.SampledFrom([]coop.PairKind{coop.PairPartnership, coop.PairOrganisation}).Draw(t, "pair")
		p := coop.Pair{Kind: kind, A: min(a, b), B: max(a, b), Score: 60}
		if a != b && !slices.ContainsFunc(pairs, func(x coop.Pair) bool { return x.Key() == p.Key() }) {
			pairs = append(pairs, p)
		}
	}
	if _, err := r.Propose(ctx, coop.Operator, pairs); err != nil {
		return err
	}
	list, err := r.cat.Proposals(ctx, catalogue.ProposalQuery{State: coop.ProposalOpen})
	if err != nil || len(list.Items) == 0 {
		return err
	}
	var ids []coop.ProposalID
	for _, p := range list.Items {
		ids = append(ids, p.ID)
	}
	if rapid.Bool().Draw(t, "refuse") {
		return r.RefuseAll(ctx, coop.Operator, ids, "deux")
	}
	return r.AcceptAll(ctx, coop.Operator, ids, 0, "même")
}

// TestWhateverWasDecidedAndUndoneWhatStandsDecides: after any decisions and any undoing, in any order, a register is what
// a fresh one becomes by the decisions that stand, and what a rebuild makes of it.
func TestWhateverWasDecidedAndUndoneWhatStandsDecides(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := peopled(t, testkit.SQLite(t))
		for range rapid.IntRange(1, 8).Draw(rt, "steps") {
			before := settledRows(t, r.db)
			if err := r.act(rt, t); err != nil {
				if code := coop.CodeOf(err); code != coop.Conflict && code != coop.Invalid && code != coop.NotFound {
					rt.Fatal(err)
				}
				if after := settledRows(t, r.db); !slices.Equal(before, after) {
					rt.Fatalf("a refusal (%v) changed\n%s", err, difference(before, after))
				}
			}
		}
		got := built(t, r.db)
		if _, err := r.Rebuild(context.Background(), coop.Operator, ""); err != nil {
			rt.Fatal(err)
		}
		if again := built(t, r.db); !slices.Equal(got, again) {
			rt.Fatalf("a rebuild differs:\n%s", difference(got, again))
		}
		fresh := peopled(t, testkit.SQLite(t))
		for _, d := range standing(t, r.db) {
			if err := fresh.decide(d); err != nil {
				rt.Fatalf("replaying %+v: %v", d, err)
			}
		}
		if a, b := settledRows(t, r.db), settledRows(t, fresh.db); !slices.Equal(a, b) {
			rt.Fatalf("the standing decisions make another register:\n%s", difference(a, b))
		}
	})
}

// TestAJoinRestsOnThePartiesOfToday: what had become one because it had the same parties is two again when one of them is given
// other parties, whatever was decided and undone beside.
func TestAJoinRestsOnThePartiesOfToday(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		r := peopled(t, db)
		merge := func(from, into int64) {
			t.Helper()
			if _, err := r.Merge(context.Background(), coop.Operator, coop.KindPartnership, from, into, "même"); err != nil {
				t.Fatal(err)
			}
		}
		joined := func() bool {
			return slices.ContainsFunc(settledRows(t, db), func(line string) bool { return strings.HasPrefix(line, "partnership 7 is 1:") })
		}
		if merge(2, 1); !joined() { // A and B with X, as the seventh says
			t.Error("the same parties are two")
		}
		if merge(5, 1); joined() { // and with Y
			t.Error("other parties are one")
		}
	})
}

// difference is the lines of one list that the other has not.
func difference(a, b []string) string {
	var out []string
	for _, x := range a {
		if !slices.Contains(b, x) {
			out = append(out, "- "+x)
		}
	}
	for _, x := range b {
		if !slices.Contains(a, x) {
			out = append(out, "+ "+x)
		}
	}
	return strings.Join(out, "\n")
}
