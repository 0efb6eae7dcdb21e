package registry_test

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/reconcile"
	"kafo/internal/registry"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

func (r *register) propose(t *testing.T) registry.Proposed {
	t.Helper()
	did, err := reconcile.Run(context.Background(), r.cat, r.Registry, "reconcile")
	if err != nil {
		t.Fatal(err)
	}
	return did
}

// proposals are those in a state; "" for all that are not gone.
func (r *register) proposals(t *testing.T, state coop.ProposalState) []catalogue.Proposal {
	t.Helper()
	list, err := r.cat.Proposals(context.Background(), catalogue.ProposalQuery{Kind: coop.PairPartnership, State: state})
	if err != nil {
		t.Fatal(err)
	}
	return list.Items
}

// overlapping is a register in which one document says A ↔ X and another A ↔ X, Y.
func overlapping(t *testing.T, db *sqldb.DB) (r *register, a, b coop.PartnershipID) {
	t.Helper()
	r = open(db)
	a = r.state(t, "2013-05", []string{"A"}, []string{"X"})
	b = r.stateIn(t, "11", "2019-06", []string{"A"}, []string{"X", "Y"})
	return r, a, b
}

func TestAnAcceptedProposalMakesRecordsMeetAndUndoingPartsThem(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		r, a, b := overlapping(t, db)
		if did := r.propose(t); did.New != 1 {
			t.Fatalf("proposed %+v", did)
		}
		before := built(t, db)
		p := r.proposals(t, coop.ProposalOpen)[0]
		if p.A.ID != int64(a) || p.B.ID != int64(b) || p.Score < reconcile.Threshold || len(p.A.Records) != 1 || len(p.B.Records) != 1 {
			t.Fatalf("proposal %+v", p)
		}
		if err := r.Accept(ctx, coop.Operator, p.ID, 0, "même coopération"); err != nil {
			t.Fatal(err)
		}
		page, err := r.cat.Partnership(ctx, a)
		if err != nil || len(page.Records) != 2 {
			t.Errorf("%d records, %v", len(page.Records), err)
		}
		moved := (*catalogue.MovedError)(nil)
		if _, err := r.cat.Partnership(ctx, b); !errors.As(err, &moved) || moved.To != int64(a) {
			t.Errorf("the old address: %v", err)
		}
		if err := r.Accept(ctx, coop.Operator, p.ID, 0, "encore"); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("accepted twice: %v", err)
		}
		done := r.proposals(t, coop.ProposalAccepted)
		if len(done) != 1 || len(done[0].Decisions) != 1 || done[0].Decisions[0].Why != "même coopération" || len(done[0].B.Records) != 1 {
			t.Errorf("history %+v", done)
		}
		if did := r.propose(t); did != (registry.Proposed{}) {
			t.Errorf("a run after the decision changed %+v", did)
		}
		if err := r.Reopen(ctx, coop.Operator, p.ID, "deux coopérations"); err != nil {
			t.Fatal(err)
		}
		if after := built(t, db); !slices.Equal(before, after) {
			t.Errorf("undone, but not as before:\n%s\n\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
		}
		if p := r.proposals(t, coop.ProposalOpen); len(p) != 1 || p[0].Decisions[0].UndoneWhy != "deux coopérations" {
			t.Errorf("after undoing: %+v", p)
		}
	})
}

func TestARefusedPairIsRememberedAndNotProposedAgain(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		r, a, _ := overlapping(t, db)
		r.propose(t)
		p := r.proposals(t, coop.ProposalOpen)[0]
		if err := r.Refuse(ctx, coop.Operator, p.ID, "deux accords distincts"); err != nil {
			t.Fatal(err)
		}
		if did := r.propose(t); did != (registry.Proposed{}) || len(r.proposals(t, coop.ProposalOpen)) != 0 {
			t.Errorf("proposed again: %+v", did)
		}
		// who was refused stays refused under the id into which it is merged
		third := r.stateIn(t, "22", "2020", []string{"A"}, []string{"X", "Z"})
		if _, err := r.Merge(ctx, coop.Operator, coop.KindPartnership, int64(a), int64(third), "même coopération"); err != nil {
			t.Fatal(err)
		}
		r.propose(t)
		if open := r.proposals(t, coop.ProposalOpen); len(open) != 0 {
			t.Errorf("what was refused of %d is proposed of %d: %+v", a, third, open)
		}
		if err := r.Reopen(ctx, coop.Operator, p.ID, "à revoir"); err != nil {
			t.Fatal(err)
		}
		if r.propose(t); len(r.proposals(t, coop.ProposalOpen)) == 0 {
			t.Error("a refusal that was undone keeps the pair away")
		}
	})
}

func TestAProposalThatARunDoesNotMakeAgainIsGone(t *testing.T) {
	ctx := context.Background()
	r, a, _ := overlapping(t, testkit.SQLite(t))
	r.propose(t)
	far := r.stateIn(t, "22", "2020", []string{"B"}, []string{"Z"})
	id, err := r.Merge(ctx, coop.Operator, coop.KindPartnership, int64(a), int64(far), "décidé sans proposition")
	if err != nil {
		t.Fatal(err)
	}
	if did := r.propose(t); did.Gone != 1 || len(r.proposals(t, coop.ProposalGone)) != 1 {
		t.Errorf("after the merge: %+v", did)
	}
	if err := r.Split(ctx, coop.Operator, coop.KindPartnership, int64(a), "à revoir"); err != nil {
		t.Fatal(err)
	}
	if err := r.Undo(ctx, coop.Operator, id, "encore"); coop.CodeOf(err) != coop.Conflict {
		t.Errorf("split, and undone again: %v", err)
	}
	if did := r.propose(t); did.Again != 1 || did.New != 0 || len(r.proposals(t, coop.ProposalOpen)) != 1 {
		t.Errorf("after the split: %+v", did)
	}
}

// TestADecisionWithoutAProposalClosesTheOneThatIsOpen: by merging or by saying that they differ; undoing opens it again.
func TestADecisionWithoutAProposalClosesTheOneThatIsOpen(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		r, a, b := overlapping(t, db)
		r.propose(t)
		is := func(what string, want coop.ProposalState, decisions int) {
			t.Helper()
			list := r.proposals(t, "")
			if len(list) != 1 || list[0].State != want || len(list[0].Decisions) != decisions {
				t.Fatalf("%s: %+v", what, list)
			}
		}
		is("proposed", coop.ProposalOpen, 0)
		id, err := r.Merge(ctx, coop.Operator, coop.KindPartnership, int64(b), int64(a), "même coopération")
		if err != nil {
			t.Fatal(err)
		}
		is("merged", coop.ProposalAccepted, 1)
		if _, err := r.Distinguish(ctx, coop.Operator, coop.KindPartnership, int64(a), int64(b), "deux"); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("what is one is said to be two: %v", err)
		}
		if err := r.Undo(ctx, coop.Operator, id, "à revoir"); err != nil {
			t.Fatal(err)
		}
		is("undone", coop.ProposalOpen, 1)
		if id, err = r.Distinguish(ctx, coop.Operator, coop.KindPartnership, int64(b), int64(a), "deux coopérations"); err != nil {
			t.Fatal(err)
		}
		is("said to differ", coop.ProposalRefused, 2)
		if _, err := r.Merge(ctx, coop.Operator, coop.KindPartnership, int64(b), int64(a), "même"); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("what is two is said to be one: %v", err)
		}
		if err := r.Undo(ctx, coop.Operator, id, "à revoir encore"); err != nil {
			t.Fatal(err)
		}
		is("undone again", coop.ProposalOpen, 2)
		if err := r.Accept(ctx, coop.Operator, r.proposals(t, "")[0].ID, 0, "même, finalement"); err != nil {
			t.Fatal(err)
		}
		is("accepted", coop.ProposalAccepted, 3)
	})
}

func TestDecisionsAboutProposalsAreRefusedInWords(t *testing.T) {
	ctx := context.Background()
	r, _, _ := overlapping(t, testkit.SQLite(t))
	r.propose(t)
	p := r.proposals(t, coop.ProposalOpen)[0]
	for name, c := range map[string]struct {
		err  error
		want coop.Code
	}{
		"accepted without a reason": {r.Accept(ctx, coop.Operator, p.ID, 0, ""), coop.Invalid},
		"refused without a reason":  {r.Refuse(ctx, coop.Operator, p.ID, ""), coop.Invalid},
		"undone without a reason":   {r.Reopen(ctx, coop.Operator, p.ID, ""), coop.Invalid},
		"split without a reason":    {r.Split(ctx, coop.Operator, coop.KindPartnership, 1, ""), coop.Invalid},
		"merged into a third":       {r.Accept(ctx, coop.Operator, p.ID, 99, "pourquoi"), coop.Invalid},
		"what there is not":         {r.Accept(ctx, coop.Operator, 99, 0, "pourquoi"), coop.NotFound},
		"undecided":                 {r.Reopen(ctx, coop.Operator, p.ID, "pourquoi"), coop.Conflict},
		"never merged":              {r.Split(ctx, coop.Operator, coop.KindPartnership, p.A.ID, "pourquoi"), coop.NotFound},
	} {
		if coop.CodeOf(c.err) != c.want {
			t.Errorf("%s: %v", name, c.err)
		}
	}
	if open := r.proposals(t, coop.ProposalOpen); len(open) != 1 || len(open[0].Decisions) != 0 {
		t.Errorf("a refused decision left something: %+v", open)
	}
}

// TestAnEventOfTheRegisterProposesAndMovesNothing: whatever file told of the merger, the partnerships of two that became
// one with a partner in common are a proposal; nothing moves before somebody accepts it.
func TestAnEventOfTheRegisterProposesAndMovesNothing(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		r := open(db)
		a, b := r.stateIn(t, "01", "2013-05", []string{"A"}, []string{"X"}), r.stateIn(t, "02", "2013-06", []string{"B"}, []string{"X"})
		r.stateIn(t, "03", "2017-06", []string{"C"}, []string{"Z"})
		if did := r.propose(t); did.New != 0 {
			t.Fatalf("before the merger: %+v", did)
		}
		before := built(t, db)
		err := db.Update(ctx, func(tx *sql.Tx) error {
			_, err := tx.Exec(`INSERT INTO succession (kind, dated, scope, predecessors, successors, basis, origin, against, note, recorded_at)
				VALUES ('merge', '2016-01-01', '', '["name/A","name/B"]', '["name/C"]', '', 'un fichier officiel', '', '', 1)`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		r.propose(t)
		list := r.proposals(t, coop.ProposalOpen)
		if len(list) != 1 || list[0].A.ID != int64(a) || list[0].B.ID != int64(b) || !slices.ContainsFunc(list[0].Parts, func(x coop.Part) bool {
			return x.Key == reconcile.PartHeir && slices.Contains(x.Args, "C")
		}) {
			t.Fatalf("after the merger: %+v", list)
		}
		if after := built(t, db); !slices.Equal(before, after) {
			t.Error("a proposal moved something")
		}
		if err := r.Accept(ctx, coop.Operator, list[0].ID, 0, "une seule coopération depuis la fusion"); err != nil {
			t.Fatal(err)
		}
		if p, err := r.cat.Partnership(ctx, a); err != nil || len(p.Records) != 2 {
			t.Errorf("accepted: %d records, %v", len(p.Records), err)
		}
	})
}

func TestTheOneThatStaysMayBeChosen(t *testing.T) {
	ctx := context.Background()
	r, a, b := overlapping(t, testkit.SQLite(t))
	r.propose(t)
	if err := r.Accept(ctx, coop.Operator, r.proposals(t, coop.ProposalOpen)[0].ID, int64(b), "le plus complet"); err != nil {
		t.Fatal(err)
	}
	moved := (*catalogue.MovedError)(nil)
	if _, err := r.cat.Partnership(ctx, a); !errors.As(err, &moved) || moved.To != int64(b) {
		t.Errorf("the old address: %v", err)
	}
}

// Actions, programmes and gifts are linked: each stays what its record says.
func TestActionsThatAreOneAreLinkedAndStayBoth(t *testing.T) {
	ctx := context.Background()
	r := open(testkit.SQLite(t))
	r.does = "Construction d'un forage à l'école"
	a, b := r.state(t, "2013-05", []string{"A"}, []string{"X"}), r.stateIn(t, "11", "2019-06", []string{"A"}, []string{"X", "Y"})
	var ids [2]int64
	for i, p := range []coop.PartnershipID{a, b} {
		page, err := r.cat.Partnership(ctx, p)
		if err != nil || len(page.Actions) == 0 {
			t.Fatalf("%+v, %v", page.Actions, err)
		}
		ids[i] = int64(page.Actions[0].ID)
	}
	r.propose(t)
	found, err := r.cat.Proposals(ctx, catalogue.ProposalQuery{Kind: coop.PairAction, State: coop.ProposalOpen})
	list := found.Items
	if err != nil || len(list) != 1 || list[0].A.ID != ids[0] || list[0].B.ID != ids[1] {
		t.Fatalf("proposed %+v, %v", list, err)
	}
	before := built(t, r.db)
	if err := r.Accept(ctx, coop.Operator, list[0].ID, 0, "même forage"); err != nil {
		t.Fatal(err)
	}
	if after := built(t, r.db); !slices.Equal(before, after) {
		t.Error("linking two actions changed a projection")
	}
	if err := r.Split(ctx, coop.Operator, string(coop.PairAction), ids[1], "deux forages"); err != nil {
		t.Error(err)
	}
}

// TestWhatHasBecomeOneIsNotRefused: two partnerships that have the same parties since organisations were merged are one; to refuse
// the proposal that they are would say what is not so.
func TestWhatHasBecomeOneIsNotRefused(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		ctx := context.Background()
		r := peopled(t, db) // A ↔ X is the first, B ↔ X the second
		if _, err := r.Propose(ctx, coop.Operator, []coop.Pair{{Kind: coop.PairPartnership, A: 1, B: 2, Score: 60}}); err != nil {
			t.Fatal(err)
		}
		open, err := r.cat.Proposals(ctx, catalogue.ProposalQuery{State: coop.ProposalOpen})
		if err != nil || len(open.Items) != 1 {
			t.Fatal(open, err)
		}
		if _, err := r.Merge(ctx, coop.Operator, coop.KindOrganisation, 3, 1, "même"); err != nil {
			t.Fatal(err)
		}
		if err := r.Refuse(ctx, coop.Operator, open.Items[0].ID, "deux"); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("refused: %v", err)
		}
	})
}
