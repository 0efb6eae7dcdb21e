package store

import (
	"database/sql"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// SaveFinding keeps what a rule noticed. A finding that is there already keeps its id and a decision about it; one
// that had gone is open again.
func (tx *Tx) SaveFinding(f coop.Finding) error {
	old, err := tx.q.FindingByKey(tx.ctx, db.FindingByKeyParams{Rule: f.Rule, Key: f.Key})
	switch {
	case errors.Is(err, sql.ErrNoRows):
		id, err := tx.nextID("finding")
		if err != nil {
			return err
		}
		f.ID, f.State = coop.FindingID(id), "open"
		tx.changed("finding")
	case err != nil:
		return fmt.Errorf("find finding: %w", err)
	default:
		f.ID, f.State = coop.FindingID(old.ID), old.State
		if old.State == "gone" {
			f.State = "open"
		}
	}
	return tx.upsertFinding(f)
}

func (tx *Tx) upsertFinding(f coop.Finding) error {
	places, err := marshal(f.Places)
	if err != nil {
		return err
	}
	evidence, err := marshal(f.Evidence)
	if err != nil {
		return err
	}
	err = tx.q.UpsertFinding(tx.ctx, db.UpsertFindingParams{
		ID: int64(f.ID), Rule: f.Rule, Key: f.Key, Severity: f.Severity, State: f.State, Why: f.Why,
		Places: places, Evidence: evidence, Subject: null(f.Subject),
	})
	if err != nil {
		return fmt.Errorf("save finding: %w", err)
	}
	return nil
}

// RetireFindings marks as gone the findings that a complete check did not find again; kept says which it found, as
// "rule key".
func (tx *Tx) RetireFindings(kept map[string]bool) error {
	rows, err := tx.q.OpenFindings(tx.ctx)
	if err != nil {
		return fmt.Errorf("findings: %w", err)
	}
	for _, r := range rows {
		if kept[r.Rule+" "+r.Key] {
			continue
		}
		if err := tx.SetFinding(coop.FindingID(r.ID), "gone", ""); err != nil {
			return err
		}
	}
	return nil
}

// SetFinding puts a finding into a state, with the reason. Error: notfound.
func (tx *Tx) SetFinding(id coop.FindingID, state, why string) error {
	n, err := tx.q.SetFinding(tx.ctx, db.SetFindingParams{ID: int64(id), State: state, Why: why})
	if err != nil {
		return fmt.Errorf("set finding: %w", err)
	}
	if n == 0 {
		return coop.Refuse(coop.NotFound, "finding.notfound", id)
	}
	tx.changed("finding set")
	return nil
}
