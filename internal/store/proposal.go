package store

import (
	"database/sql"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// Proposals are all proposals ever made, in the order of their numbers.
func (tx *Tx) Proposals() ([]coop.Proposal, error) {
	rows, err := tx.q.Proposals(tx.ctx)
	if err != nil {
		return nil, fmt.Errorf("proposals: %w", err)
	}
	out := make([]coop.Proposal, len(rows))
	for i, r := range rows {
		if out[i], err = proposal(db.ProposalRow(r)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// FindProposal is a proposal. Error: notfound.
func (tx *Tx) FindProposal(id coop.ProposalID) (coop.Proposal, error) {
	r, err := tx.q.Proposal(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Proposal{}, coop.Refuse(coop.NotFound, "proposal.notfound", id)
	}
	if err != nil {
		return coop.Proposal{}, fmt.Errorf("find proposal: %w", err)
	}
	return proposal(r)
}

func proposal(r db.ProposalRow) (coop.Proposal, error) {
	p := coop.Proposal{
		ID: coop.ProposalID(r.ID), Pair: coop.Pair{Kind: coop.PairKind(r.Kind), A: r.A, B: r.B, Path: r.Path, Score: r.Score},
		RecordedAt: r.RecordedAt, Decision: coop.DecisionID(r.Decision.Int64),
	}
	p.State = coop.ProposalStateOf(coop.DecisionKind(r.Decided.String), r.Decided.Valid && r.UndoneAt.Int64 == 0, r.GoneAt != 0)
	return p, unmarshal(r.Parts, &p.Pair.Parts)
}

// SaveProposal keeps a proposal: a new one (ID 0) gets a number, one that is there its score, and is there again.
func (tx *Tx) SaveProposal(p coop.Proposal) error {
	if p.ID == 0 {
		n, err := tx.nextID("proposal")
		if err != nil {
			return err
		}
		p.ID = coop.ProposalID(n)
	}
	parts, err := marshal(p.Pair.Parts)
	if err != nil {
		return err
	}
	tx.changed("proposal", touch{"proposal", 0})
	return wrap(tx.q.UpsertProposal(tx.ctx, db.UpsertProposalParams{
		ID: int64(p.ID), Kind: string(p.Pair.Kind), A: p.Pair.A, B: p.Pair.B, Path: p.Pair.Path, Score: p.Pair.Score, Parts: parts, RecordedAt: tx.at,
	}), "save proposal")
}

// RetireProposal says that a run has not made a proposal again.
func (tx *Tx) RetireProposal(id coop.ProposalID) error {
	tx.changed("proposal gone", touch{"proposal", 0})
	return wrap(tx.q.RetireProposal(tx.ctx, db.RetireProposalParams{ID: int64(id), GoneAt: tx.at}), "retire proposal")
}

// DecideProposal says by which decision a proposal was closed.
func (tx *Tx) DecideProposal(id coop.ProposalID, by coop.DecisionID) error {
	tx.changed("proposal decided", touch{"proposal", 0})
	return wrap(tx.q.DecideProposal(tx.ctx, db.DecideProposalParams{ID: int64(id), Decision: null(by)}), "decide proposal")
}

// OpenProposal is the proposal about two objects of a kind that nothing standing decides; 0 if there is none.
func (tx *Tx) OpenProposal(kind string, a, b int64) (coop.ProposalID, error) {
	id, err := tx.q.OpenProposal(tx.ctx, db.OpenProposalParams{Kind: kind, A: min(a, b), B: max(a, b)})
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return coop.ProposalID(id), wrap(err, "find proposal")
}

// MergeOf is the merge that made an object another and holds. Error: notfound.
func (tx *Tx) MergeOf(kind string, id int64) (coop.DecisionID, error) {
	n, err := tx.q.MergeOf(tx.ctx, db.MergeOfParams{SubjectKind: kind, Subject: id})
	if errors.Is(err, sql.ErrNoRows) {
		return 0, coop.Refuse(coop.NotFound, "decision.not_merged", id)
	}
	if err != nil {
		return 0, fmt.Errorf("find merge: %w", err)
	}
	return coop.DecisionID(n), nil
}

// Decided are the pairs about which a decision of a kind holds.
func (tx *Tx) Decided(kind coop.DecisionKind) ([]coop.Decision, error) {
	rows, err := tx.q.DecidedPairs(tx.ctx, string(kind))
	if err != nil {
		return nil, fmt.Errorf("decided pairs: %w", err)
	}
	out := make([]coop.Decision, len(rows))
	for i, r := range rows {
		out[i] = coop.Decision{ID: coop.DecisionID(r.ID), Kind: kind, SubjectKind: r.SubjectKind, Subject: r.Subject, Object: r.Object, Detail: r.Detail}
	}
	return out, nil
}

// Stated says whether an action, or a financing, stands in the register.
func (tx *Tx) Stated(kind coop.PairKind, id int64) (bool, error) {
	find := tx.q.ActionExists
	if kind == coop.PairProgramme {
		find = tx.q.FinancingExists
	}
	n, err := find(tx.ctx, id)
	return n > 0, wrap(err, "find "+string(kind))
}
