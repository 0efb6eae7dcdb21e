package registry

import (
	"context"
	"maps"
	"slices"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// SetFinding puts a finding into a state by decision of the author. Errors: notfound, invalid (no reason, or a state that
// only a check gives).
func (r *Registry) SetFinding(ctx context.Context, author coop.Author, id coop.FindingID, state coop.FindingState, why string) error {
	return r.SetFindings(ctx, author, []coop.FindingID{id}, state, why)
}

// SetFindings puts several findings into a state as one operation, all or none. Errors are those of SetFinding.
func (r *Registry) SetFindings(ctx context.Context, author coop.Author, ids []coop.FindingID, state coop.FindingState, why string) error {
	if !state.Decidable() {
		return coop.Refuse(coop.Invalid, "finding.state", string(state))
	}
	return r.onFindings(ctx, author, ids, why, func(f *coop.Finding) coop.FindingEvent {
		f.State, f.Why = state, why
		return coop.FindingEvent{What: string(state), Owner: f.Owner, Why: why}
	})
}

// AssignFinding says who looks after a finding: a role or an organisation, in the author's words; "" takes it away.
// Errors: notfound, invalid (no reason).
func (r *Registry) AssignFinding(ctx context.Context, author coop.Author, id coop.FindingID, owner, why string) error {
	return r.onFindings(ctx, author, []coop.FindingID{id}, why, func(f *coop.Finding) coop.FindingEvent {
		f.Owner = owner
		return coop.FindingEvent{What: "owner", Owner: owner, Why: why}
	})
}

func (r *Registry) onFindings(ctx context.Context, author coop.Author, ids []coop.FindingID, why string, change func(*coop.Finding) coop.FindingEvent) error {
	if why == "" {
		return coop.Refuse(coop.Invalid, "decision.no_reason")
	}
	return r.store.Update(ctx, author, why, func(tx *store.Tx) error {
		for _, id := range ids {
			f, err := tx.Finding(id)
			if err != nil {
				return err
			}
			e := change(&f)
			step, err := keepFinding(tx, f, e)
			if err != nil {
				return err
			}
			tx.Did(coop.PartFinding, step)
		}
		return nil
	})
}

// keepFinding keeps a finding and the step that made it what it is, and gives the number of the step.
func keepFinding(tx *store.Tx, f coop.Finding, e coop.FindingEvent) (int64, error) {
	id, err := tx.SaveFinding(f)
	if err != nil {
		return 0, err
	}
	e.Finding = id
	return tx.AddFindingEvent(e)
}

// Found keeps what a check noticed; of the findings that it covers, those that it did not find again are gone. What is as
// it was is not written: a check that finds nothing new leaves no trace.
func (r *Registry) Found(ctx context.Context, author coop.Author, found []coop.Finding, covers func(coop.Finding) bool) error {
	return r.store.Update(ctx, author, "check", func(tx *store.Tx) error {
		known, err := tx.Findings()
		if err != nil {
			return err
		}
		for _, f := range found {
			name := store.FindingName(f)
			if err := foundOne(tx, known[name], f); err != nil {
				return err
			}
			delete(known, name)
		}
		for _, name := range slices.Sorted(maps.Keys(known)) {
			f := known[name]
			if state := f.NotFound(); state != f.State && covers(f) {
				f.State = state
				if _, err := keepFinding(tx, f, coop.FindingEvent{What: string(state), Owner: f.Owner}); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// foundOne keeps a finding that is new (old is nothing), or that is not what it was.
func foundOne(tx *store.Tx, old, f coop.Finding) error {
	if old.ID == 0 {
		f.State = coop.FindingOpen
		_, err := keepFinding(tx, f, coop.FindingEvent{What: string(f.State), Evidence: f.Evidence})
		return err
	}
	f.ID, f.State, f.Why, f.Owner = old.ID, old.FoundAgain(f.Evidence), old.Why, old.Owner
	switch {
	case f.State != old.State:
		_, err := keepFinding(tx, f, coop.FindingEvent{What: string(f.State), Owner: f.Owner, Evidence: f.Evidence})
		return err
	case !maps.Equal(f.Evidence, old.Evidence):
		_, err := keepFinding(tx, f, coop.FindingEvent{What: "evidence", Owner: f.Owner, Evidence: f.Evidence})
		return err
	case f.Severity != old.Severity || f.Subject != old.Subject || !slices.Equal(f.Places, old.Places):
		_, err := tx.SaveFinding(f) // the same finding, at another line: no step in its history
		return err
	}
	return nil
}
