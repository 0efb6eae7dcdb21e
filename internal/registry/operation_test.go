package registry_test

import (
	"context"
	"path/filepath"
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

// last is the number of the last operation.
func (r *register) last(t *testing.T) coop.OperationID {
	t.Helper()
	var id coop.OperationID
	if err := r.db.Reader().QueryRow("SELECT max(operation) FROM operation_part").Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// propounded makes proposals about pairs of organisations.
func (r *register) propounded(t *testing.T, pairs ...[2]string) (ids []coop.ProposalID) {
	t.Helper()
	var list []coop.Pair
	for _, p := range pairs {
		a, b := r.organisation(t, p[0]), r.organisation(t, p[1])
		list = append(list, coop.Pair{Kind: coop.PairOrganisation, A: min(a, b), B: max(a, b), Score: 60})
	}
	if _, err := r.Propose(context.Background(), coop.Operator, list); err != nil {
		t.Fatal(err)
	}
	open, err := r.cat.Proposals(context.Background(), catalogue.ProposalQuery{State: coop.ProposalOpen})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range open.Items {
		ids = append(ids, p.ID)
	}
	return ids
}

// TestAnOperationIsTakenBackAsOne: several decisions taken together are one operation; taken back, the register is what
// it was, and what somebody decided of one of them since is left alone.
func TestAnOperationIsTakenBackAsOne(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), ticking(db)
		for _, s := range [][2]string{{"A", "X"}, {"B", "X"}, {"C", "Y"}, {"D", "Y"}} {
			r.state(t, "2013-05", []string{s[0]}, []string{s[1]})
		}
		before := settledRows(t, db)
		ids := r.propounded(t, [2]string{"A", "B"}, [2]string{"C", "D"})
		if err := r.AcceptAll(ctx, coop.Operator, ids, 0, "mêmes villes"); err != nil {
			t.Fatal(err)
		}
		op := r.last(t)
		if err := r.UndoOperation(ctx, coop.Operator, op, ""); coop.CodeOf(err) != coop.Invalid {
			t.Errorf("without a reason: %v", err)
		}
		if err := r.Reopen(ctx, coop.Operator, ids[0], "à revoir"); err != nil {
			t.Fatal(err)
		}
		if err := r.UndoOperation(ctx, coop.Operator, op, "erreur"); err != nil {
			t.Fatal(err)
		}
		if after := settledRows(t, db); !slices.Equal(before, after) {
			t.Errorf("taken back:\n%s", difference(before, after))
		}
		if err := r.UndoOperation(ctx, coop.Operator, op, "encore"); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("twice: %v", err)
		}
		if err := r.UndoOperation(ctx, coop.Operator, r.last(t), "non"); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("an undoing is decided anew, not taken back: %v", err)
		}
		if err := r.UndoOperation(ctx, coop.Operator, 99, "non"); coop.CodeOf(err) != coop.NotFound {
			t.Errorf("nothing: %v", err)
		}
	})
}

// TestOneRefusalRefusesTheWhole: of several decisions taken together all are taken, or none.
func TestOneRefusalRefusesTheWhole(t *testing.T) {
	ctx, db := context.Background(), testkit.SQLite(t)
	r := ticking(db)
	for _, s := range []string{"A", "B", "C", "D"} {
		r.state(t, "2013-05", []string{s}, []string{"X"})
	}
	ids := r.propounded(t, [2]string{"A", "B"}, [2]string{"C", "D"})
	if err := r.Refuse(ctx, coop.Operator, ids[1], "deux"); err != nil {
		t.Fatal(err)
	}
	before := settledRows(t, db)
	if err := r.AcceptAll(ctx, coop.Operator, ids, 0, "mêmes villes"); coop.CodeOf(err) != coop.Conflict {
		t.Errorf("one of them is decided: %v", err)
	}
	if after := settledRows(t, db); !slices.Equal(before, after) {
		t.Errorf("a refusal changed\n%s", difference(before, after))
	}
}

// TestAnAnswerIsTakenBack: a question that was answered is open again, and what had become one because of it is two.
func TestAnAnswerIsTakenBack(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), ticking(db)
		r.state(t, "2013-05", []string{"A"}, []string{"X"})
		r.state(t, "2013-06", []string{"A?"}, []string{"X"})
		questions, err := r.cat.Questions(ctx, false)
		if err != nil || len(questions) != 1 {
			t.Fatalf("%d questions, %v", len(questions), err)
		}
		before := settledRows(t, db)
		if err := r.Answer(ctx, coop.Operator, questions[0].ID, coop.OrgID(questions[0].Candidates[0].Ref.ID), "vu"); err != nil {
			t.Fatal(err)
		}
		if open, _ := r.cat.Questions(ctx, false); len(open) != 0 || slices.Equal(before, settledRows(t, db)) {
			t.Error("the answer changed nothing")
		}
		if err := r.UndoOperation(ctx, coop.Operator, r.last(t), "erreur"); err != nil {
			t.Fatal(err)
		}
		if open, _ := r.cat.Questions(ctx, false); len(open) != 1 {
			t.Errorf("%d questions are open", len(open))
		}
		if after := settledRows(t, db); !slices.Equal(before, after) {
			t.Errorf("taken back:\n%s", difference(before, after))
		}
	})
}

// TestADocumentIsWithdrawnAndReturns: nothing of a document stands while it is withdrawn; its records stay.
func TestADocumentIsWithdrawnAndReturns(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), ticking(db)
		r.stateIn(t, "01", "2013-05", []string{"A"}, []string{"X"})
		r.stateIn(t, "02", "2013-06", []string{"A"}, []string{"X"})
		r.stateIn(t, "02", "2013-06", []string{"B"}, []string{"Y"})
		var source coop.SourceID
		err := r.store.Update(ctx, coop.Operator, "test", func(tx *store.Tx) (err error) {
			source, err = tx.SourceByHash("02")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		before := settledRows(t, db)
		if err := r.WithdrawSource(ctx, coop.Operator, source, "mauvais fichier"); err != nil {
			t.Fatal(err)
		}
		p, err := r.cat.Partnership(ctx, 1)
		if err != nil || len(p.Records) != 1 {
			t.Errorf("%d records stand, %v", len(p.Records), err)
		}
		if _, err := r.cat.Partnership(ctx, 2); coop.CodeOf(err) != coop.Gone {
			t.Errorf("a partnership of this document alone: %v", err)
		}
		if err := r.UndoOperation(ctx, coop.Operator, r.last(t), "c’était le bon"); err != nil {
			t.Fatal(err)
		}
		// The claims stand again under new numbers of their sets, and where two say the same the other may be named first.
		if after := settledRows(t, db); len(difference(before, after)) > 0 && len(before) != len(after) {
			t.Errorf("returned:\n%s", difference(before, after))
		}
		if p, err := r.cat.Partnership(ctx, 1); err != nil || len(p.Records) != 2 {
			t.Errorf("%d records stand again, %v", len(p.Records), err)
		}
	})
}

// TestADocumentIsWithdrawnAgainInOneInstant: what returned and is withdrawn within the same millisecond returns once, not with
// what it was before.
func TestADocumentIsWithdrawnAgainInOneInstant(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), open(db)
		r.stateIn(t, "01", "2013-05", []string{"A"}, []string{"X"})
		r.stateIn(t, "02", "2013-06", []string{"A"}, []string{"X"})
		standing := func() (n int) {
			if err := db.Reader().QueryRow("SELECT count(*) FROM claim_set WHERE withdrawn_at = 0").Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := standing()
		for range 3 {
			if err := r.WithdrawSource(ctx, coop.Operator, 2, "mauvais fichier"); err != nil {
				t.Fatal(err)
			}
			if n := standing(); n >= before {
				t.Errorf("withdrawn, %d sets of claims stand", n)
			}
			if err := r.UndoOperation(ctx, coop.Operator, r.last(t), "c’était le bon"); err != nil {
				t.Fatal(err)
			}
			if n := standing(); n != before {
				t.Errorf("returned, %d sets of claims stand, not %d", n, before)
			}
		}
	})
}

// TestWhatWasKnownOfAWithdrawnDocument: before it was withdrawn its records stand, while it was they say that it was, why
// and by what role, and once it has returned they stand again; whatever became of it since.
func TestWhatWasKnownOfAWithdrawnDocument(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), ticking(db)
		r.stateIn(t, "01", "2013-05", []string{"A"}, []string{"X"})
		r.stateIn(t, "02", "2013-06", []string{"B"}, []string{"Y"})
		if err := r.WithdrawSource(ctx, coop.Steward.By(7), 2, "mauvais fichier"); err != nil {
			t.Fatal(err)
		}
		withdrawn := r.lastAt(t)
		r.knew(t, "today, withdrawn", r.cat, false)
		if err := r.UndoOperation(ctx, coop.Operator, r.last(t), "c’était le bon"); err != nil {
			t.Fatal(err)
		}
		returned := r.lastAt(t)
		for _, c := range []struct {
			name   string
			before int64
			stands bool
		}{{"before", withdrawn, true}, {"while it was withdrawn", returned, false}, {"once it returned", returned + 1, true}} {
			r.knew(t, c.name, r.known(t, c.before), c.stands)
		}
	})
}

// known is what the register had recorded before an instant, as a register of its own.
func (r *register) known(t *testing.T, before int64) *catalogue.Catalogue {
	t.Helper()
	ctx := context.Background()
	then, err := sqldb.OpenScratch(filepath.Join(t.TempDir(), "then.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { then.Close() })
	if _, _, err := then.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := store.CopyKnown(ctx, r.db, then, before); err != nil {
		t.Fatal(err)
	}
	if _, err := registry.New(store.New(then, time.Now), world{}).Rebuild(ctx, coop.Operator, ""); err != nil {
		t.Fatal(err)
	}
	return catalogue.New(then, catalogue.Options{})
}

// knew checks what a register says of the second document: of its record, of itself, and in the lists.
func (r *register) knew(t *testing.T, name string, c *catalogue.Catalogue, stands bool) {
	t.Helper()
	ctx := context.Background()
	record, err := c.Record(ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	source, err := c.Source(ctx, 2)
	if err != nil {
		t.Fatal(err)
	}
	_, records, err := c.Records(ctx, "", 1)
	if err != nil {
		t.Fatal(err)
	}
	_, gone := c.Partnership(ctx, 2)
	if (record.Replaced == 0) != stands || (gone == nil) != stands || records != map[bool]int{true: 2, false: 1}[stands] {
		t.Errorf("%s: replaced by %d, %d records stand, the partnership: %v", name, record.Replaced, records, gone)
	}
	if len(record.Before) > 0 {
		t.Errorf("%s: it replaces %v", name, record.Before)
	}
	for _, d := range []*catalogue.Decision{record.Withdrawn, source.Withdrawn} {
		if (d == nil) != stands || d != nil && (d.Why != "mauvais fichier" || d.On != "2026-01-02" || d.Author != coop.Steward.By(7)) {
			t.Errorf("%s: withdrawn by %+v", name, d)
		}
	}
}

// lastAt is when the register was last written to.
func (r *register) lastAt(t *testing.T) (at int64) {
	t.Helper()
	if err := r.db.Reader().QueryRow("SELECT MAX(at) FROM audit").Scan(&at); err != nil {
		t.Fatal(err)
	}
	return at
}

// TestAMergedPartnershipIsNamedByWhatItBecame: an operation that merged two says which, never by a number.
func TestAMergedPartnershipIsNamedByWhatItBecame(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx, r := context.Background(), open(db)
		a, b := r.state(t, "2013-05", []string{"A"}, []string{"X"}), r.state(t, "2013-06", []string{"A"}, []string{"Y"})
		if _, err := r.Merge(ctx, coop.Steward.By(1), coop.KindPartnership, int64(b), int64(a), "Le même accord."); err != nil {
			t.Fatal(err)
		}
		o, err := r.cat.Operation(ctx, r.last(t))
		if err != nil {
			t.Fatal(err)
		}
		want := r.partnership(t, a).Title
		for _, ref := range o.Parts[0].Of {
			if ref.Name != want {
				t.Errorf("partnership %d is called %q, want %q", ref.ID, ref.Name, want)
			}
		}
		h, err := r.cat.History(ctx, coop.KindPartnership, int64(a))
		if err != nil || h.Entries[0].Operation != o.ID {
			t.Errorf("the history does not lead to operation %d: %+v %v", o.ID, h.Entries[0], err)
		}
	})
}
