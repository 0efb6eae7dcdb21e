package registry

import (
	"context"
	"slices"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// WithdrawSource takes back what a document says, by a decision that can be undone: its records stay readable, and
// nothing of them stands. Errors: invalid (no reason), notfound, conflict (its records have taken the place of others).
func (r *Registry) WithdrawSource(ctx context.Context, author coop.Author, id coop.SourceID, why string) error {
	if why == "" {
		return coop.Refuse(coop.Invalid, "decision.no_reason")
	}
	return r.store.Update(ctx, author, why, func(tx *store.Tx) error { return r.withdraw(tx, id, why) })
}

func (r *Registry) withdraw(tx *store.Tx, id coop.SourceID, why string) error {
	subjects, err := tx.WithdrawSource(id)
	if err != nil {
		return err
	}
	d, err := tx.Decide(coop.Decision{Kind: coop.DecideWithdraw, SubjectKind: coop.KindSource, Subject: int64(id), Object: int64(id), Why: why})
	if err != nil {
		return err
	}
	tx.Did(coop.PartDecision, int64(d))
	return r.reconsider(tx, subjects)
}

// UndoOperation takes back all that an operation did and that still stands: what somebody decided since is left as it is.
// All of it is taken back, or nothing. Errors: invalid (no reason), notfound, conflict (nothing of it stands, or some of
// it cannot be taken back: the message says what).
func (r *Registry) UndoOperation(ctx context.Context, author coop.Author, id coop.OperationID, why string) error {
	if why == "" {
		return coop.Refuse(coop.Invalid, "decision.no_reason")
	}
	return r.store.Update(ctx, author, why, func(tx *store.Tx) error {
		parts, err := tx.Operation(id)
		if err != nil {
			return err
		}
		taken := 0
		for _, p := range slices.Backward(parts) {
			did, err := r.takeBack(tx, p, why)
			if err != nil {
				return err
			}
			if did {
				taken++
			}
		}
		if taken == 0 {
			return coop.Refuse(coop.Conflict, "operation.undone", id)
		}
		return nil
	})
}

// takeBack takes back one part of an operation, unless it does not stand any more.
func (r *Registry) takeBack(tx *store.Tx, p coop.OperationPart, why string) (did bool, err error) {
	switch p.Kind {
	case coop.PartDecision:
		d, err := tx.FindDecision(coop.DecisionID(p.Object))
		if err != nil || !d.Holds() {
			return false, err
		}
		return true, r.undo(tx, d.ID, why)
	case coop.PartFinding:
		return r.stepBack(tx, p.Object, why)
	case coop.PartContribution:
		return r.reopened(tx, coop.ContributionID(p.Object), why)
	case coop.PartSource:
		standing, err := tx.RecordsOf(coop.SourceID(p.Object))
		if err != nil || len(standing) == 0 {
			return false, err
		}
		return true, r.withdraw(tx, coop.SourceID(p.Object), why)
	}
	return false, coop.Refuse(coop.Conflict, "operation.is_undoing")
}

// stepBack puts a finding back into what it was before a step, if that is still its last one.
func (r *Registry) stepBack(tx *store.Tx, step int64, why string) (did bool, err error) {
	last, before, err := tx.FindingSteps(step)
	if err != nil || last.Step != step {
		return false, err
	}
	f, err := tx.Finding(last.Finding)
	if err != nil {
		return false, err
	}
	e := coop.FindingEvent{What: "owner", Owner: before.Owner, Why: why}
	if f.Owner = before.Owner; last.What != "owner" {
		f.State, f.Why, e.What = coop.FindingState(before.What), why, before.What
	}
	back, err := keepFinding(tx, f, e)
	tx.Did(coop.PartFinding, back)
	return true, err
}

// reopened takes back the acceptance of a contribution, if it is accepted still; who brought it is told.
func (r *Registry) reopened(tx *store.Tx, id coop.ContributionID, why string) (did bool, err error) {
	c, err := tx.FindContribution(id)
	if err != nil || c.State != coop.ContributionAccepted {
		return false, err
	}
	if err := tx.Step(id, string(coop.ActReopen), why); err != nil {
		return false, err
	}
	return true, r.act(tx, c, coop.ActReopen, false, why)
}
