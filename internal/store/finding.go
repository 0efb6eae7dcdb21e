package store

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// Findings are all findings that the register knows, by FindingName.
func (tx *Tx) Findings() (map[string]coop.Finding, error) {
	rows, err := tx.q.KnownFindings(tx.ctx)
	if err != nil {
		return nil, fmt.Errorf("findings: %w", err)
	}
	all := make(map[string]coop.Finding, len(rows))
	for _, r := range rows {
		f, err := finding(r)
		if err != nil {
			return nil, err
		}
		all[FindingName(f)] = f
	}
	return all, nil
}

// FindingName is what a finding is known by from one check to the next.
func FindingName(f coop.Finding) string { return f.Rule + " " + f.Key }

// Finding is one finding. Error: notfound.
func (tx *Tx) Finding(id coop.FindingID) (coop.Finding, error) {
	r, err := tx.q.KnownFinding(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Finding{}, coop.Refuse(coop.NotFound, "finding.notfound", id)
	}
	if err != nil {
		return coop.Finding{}, fmt.Errorf("find finding: %w", err)
	}
	return finding(r)
}

func finding(r db.Finding) (coop.Finding, error) {
	f := coop.Finding{
		ID: coop.FindingID(r.ID), Rule: r.Rule, Key: r.Key, Severity: r.Severity, State: coop.FindingState(r.State), Why: r.Why,
		Owner: r.Owner, Subject: coop.PartnershipID(r.Subject.Int64),
	}
	return f, errors.Join(json.Unmarshal([]byte(r.Places), &f.Places), json.Unmarshal([]byte(r.Evidence), &f.Evidence))
}

// SaveFinding keeps a finding as it is now; a new one (ID 0) gets its number. Its history is AddFindingEvent's.
func (tx *Tx) SaveFinding(f coop.Finding) (coop.FindingID, error) {
	if f.ID == 0 {
		n, err := tx.nextID("finding")
		if err != nil {
			return 0, err
		}
		f.ID = coop.FindingID(n)
	}
	places, err := marshal(f.Places)
	if err != nil {
		return 0, err
	}
	evidence, err := marshal(f.Evidence)
	if err != nil {
		return 0, err
	}
	err = tx.q.UpsertFinding(tx.ctx, db.UpsertFindingParams{
		ID: int64(f.ID), Rule: f.Rule, Key: f.Key, Severity: f.Severity, State: string(f.State), Why: f.Why, Owner: f.Owner,
		Places: places, Evidence: evidence, Subject: null(f.Subject),
	})
	if err != nil {
		return 0, fmt.Errorf("save finding: %w", err)
	}
	tx.changed("finding", touch{"finding", int64(f.ID)})
	return f.ID, nil
}

// AddFindingEvent adds a step to the history of a finding, with the time and the author of this write, and gives its number.
func (tx *Tx) AddFindingEvent(e coop.FindingEvent) (int64, error) {
	n, err := tx.nextID("finding_event")
	if err != nil {
		return 0, err
	}
	evidence, err := marshal(e.Evidence)
	if err != nil {
		return 0, err
	}
	err = tx.q.InsertFindingEvent(tx.ctx, db.InsertFindingEventParams{
		ID: n, Finding: int64(e.Finding), At: tx.at, Author: string(tx.author), What: e.What, Owner: e.Owner, Why: e.Why, Evidence: evidence,
	})
	if err != nil {
		return 0, fmt.Errorf("finding event: %w", err)
	}
	return n, nil
}

// FindingStep is a step of a finding with its number.
type FindingStep struct {
	Step int64
	coop.FindingEvent
}

// FindingSteps are the last step of the finding of a step, and what the finding was before it: the state that came last
// before, and who looked after it.
func (tx *Tx) FindingSteps(step int64) (last, before FindingStep, err error) {
	rows, err := tx.q.StepsBeside(tx.ctx, step)
	if err != nil {
		return last, before, fmt.Errorf("finding steps: %w", err)
	}
	before.What = string(coop.FindingOpen)
	for i, r := range rows {
		e := FindingStep{r.ID, coop.FindingEvent{Finding: coop.FindingID(r.Finding), What: r.What, Owner: r.Owner}}
		if i == len(rows)-1 {
			return e, before, nil
		}
		before.Owner = e.Owner
		if e.What != "owner" && e.What != "evidence" {
			before.What = e.What
		}
	}
	return last, before, nil
}
