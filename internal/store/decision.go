package store

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// Decide keeps a decision, signed by the author of the transaction.
func (tx *Tx) Decide(d coop.Decision) (coop.DecisionID, error) {
	d.Author = tx.author
	return tx.decide(d)
}

// decide keeps a decision under its author.
func (tx *Tx) decide(d coop.Decision) (coop.DecisionID, error) {
	n, err := tx.nextID("decision")
	if err != nil {
		return 0, err
	}
	err = tx.q.InsertDecision(tx.ctx, db.InsertDecisionParams{
		ID: n, Kind: string(d.Kind), SubjectKind: d.SubjectKind, Subject: d.Subject, Object: d.Object, Why: d.Why,
		Author: string(d.Author), At: tx.at, Detail: d.Detail,
	})
	if err != nil {
		return 0, fmt.Errorf("decide: %w", err)
	}
	tx.changed("decision", touch{"decision", n})
	tx.ranked = nil
	return coop.DecisionID(n), nil
}

// FindDecision is a decision. Error: notfound.
func (tx *Tx) FindDecision(id coop.DecisionID) (coop.Decision, error) {
	r, err := tx.q.Decision(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Decision{}, coop.Refuse(coop.NotFound, "decision.notfound", id)
	}
	if err != nil {
		return coop.Decision{}, fmt.Errorf("find decision: %w", err)
	}
	return coop.Decision{
		ID: id, Kind: coop.DecisionKind(r.Kind), SubjectKind: r.SubjectKind, Subject: r.Subject, Object: r.Object, Why: r.Why,
		Author: coop.Author(r.Author), At: r.At, UndoneAt: r.UndoneAt, UndoneBy: coop.Author(r.UndoneBy), UndoneWhy: r.UndoneWhy, Detail: r.Detail,
	}, nil
}

// Undo says that a decision holds no more; it stays, with who undid it and why.
func (tx *Tx) Undo(id coop.DecisionID, why string) error {
	tx.changed("decision undone", touch{"decision", int64(id)})
	tx.ranked = nil
	return wrap(tx.q.UndoDecision(tx.ctx, db.UndoDecisionParams{
		ID: int64(id), UndoneAt: tx.at, UndoneBy: string(tx.author), UndoneWhy: why,
	}), "undo decision")
}

// Merges are the merges of a kind of object that hold, in the order in which they were decided.
func (tx *Tx) Merges(kind string) ([][2]int64, error) {
	rows, err := tx.q.Merges(tx.ctx, kind)
	if err != nil {
		return nil, fmt.Errorf("merges: %w", err)
	}
	out := make([][2]int64, len(rows))
	for i, r := range rows {
		out[i] = [2]int64{r.Subject, r.Object}
	}
	return out, nil
}

// JoinsWithin are the merges, decided for a reason and standing, of what is merged into a partnership at any remove.
func (tx *Tx) JoinsWithin(root coop.PartnershipID, why string) ([]coop.Decision, error) {
	rows, err := tx.q.JoinsWithin(tx.ctx, db.JoinsWithinParams{Root: int64(root), Why: why})
	if err != nil {
		return nil, fmt.Errorf("joins within %d: %w", root, err)
	}
	out := make([]coop.Decision, len(rows))
	for i, r := range rows {
		out[i] = coop.Decision{
			ID: coop.DecisionID(r.ID), Kind: coop.DecideMerge, SubjectKind: coop.KindPartnership, Subject: r.Subject, Object: r.Object, Why: why,
		}
	}
	return out, nil
}

// ranks are the ranks of the claims of a set: of several decisions the last one holds, and what was decided of the claim
// that one repeats is decided of it. Decisions are few, so that they are read once a transaction.
func (tx *Tx) ranks(s coop.ClaimSet) (coop.Ranks, error) {
	if tx.ranked == nil {
		rows, err := tx.q.ClaimRanks(tx.ctx)
		if err != nil {
			return nil, fmt.Errorf("ranks: %w", err)
		}
		tx.ranked = map[int64]coop.Ranks{}
		for _, r := range rows {
			tx.rank(coop.DecisionKind(r.Kind), r.Subject, int(r.Object))
		}
	}
	out := tx.ranked[s.ID]
	for i, c := range s.Claims {
		if c.Was == nil {
			continue
		}
		if rank, ok := tx.ranked[c.Was.Set][c.Was.Position]; ok {
			out = maps.Clone(out)
			if out == nil {
				out = coop.Ranks{}
			}
			out[i] = rank
		}
	}
	return out, nil
}

func (tx *Tx) rank(kind coop.DecisionKind, set int64, position int) {
	if tx.ranked[set] == nil {
		tx.ranked[set] = coop.Ranks{}
	}
	rank := coop.Preferred
	if kind == coop.DecideDeprecate {
		rank = coop.Deprecated
	}
	tx.ranked[set][position] = rank
}

// ClaimAt is the first claim that the one at a position of a set repeats, itself if it repeats none, and the partnerships
// of which it is said today. Error: notfound.
func (tx *Tx) ClaimAt(set int64, position int) (first coop.ClaimRef, said []coop.PartnershipID, err error) {
	r, err := tx.q.ClaimSet(tx.ctx, set)
	if errors.Is(err, sql.ErrNoRows) {
		return first, nil, coop.Refuse(coop.NotFound, "claim.notfound", set, position)
	}
	if err != nil {
		return first, nil, fmt.Errorf("find claim: %w", err)
	}
	var claims []coop.Claim
	if err := unmarshal(r.Claims, &claims); err != nil {
		return first, nil, err
	}
	if position < 0 || position >= len(claims) {
		return first, nil, coop.Refuse(coop.NotFound, "claim.notfound", set, position)
	}
	first = coop.ClaimRef{Set: set, Position: position}
	if was := claims[position].Was; was != nil {
		first = *was
	}
	if r.SubjectKind == coop.KindOrganisation {
		tx.changed("claims on an organisation", touch{"organisation", r.Subject})
		return first, nil, nil
	}
	said, err = tx.saidToday(coop.RecordID(r.Record))
	if err != nil {
		return first, nil, err
	}
	own, err := tx.Survivor(coop.PartnershipID(r.Subject))
	if !slices.Contains(said, own) {
		said = append(said, own)
	}
	return first, said, err
}

// saidToday are the partnerships of which a record speaks, or the one that has taken its place.
func (tx *Tx) saidToday(r coop.RecordID) ([]coop.PartnershipID, error) {
	now, err := tx.q.StandingRecord(tx.ctx, int64(r))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil // its document was withdrawn
	}
	if err != nil {
		return nil, fmt.Errorf("what stands for record %d: %w", r, err)
	}
	return tx.Subjects(coop.RecordID(now))
}
