package registry

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Proposed says what a run has changed.
type Proposed struct {
	New, Again, Gone int
}

// Propose keeps the pairs that a complete run has found. A pair that was refused is not proposed again, nor is one that
// is decided; a proposal that the run has not made again is gone. A run that finds what is there writes nothing.
func (r *Registry) Propose(ctx context.Context, author coop.Author, pairs []coop.Pair) (out Proposed, err error) {
	err = r.store.Update(ctx, author, "reconcile", func(tx *store.Tx) error {
		out = Proposed{}
		known, err := proposals(tx)
		if err != nil {
			return err
		}
		refused, err := r.refused(tx)
		if err != nil {
			return err
		}
		for _, p := range pairs {
			old, there := known[p.Key()]
			delete(known, p.Key())
			if refused[refusal{p.Kind, p.A, p.B, p.Path}] != 0 || old.State == coop.ProposalAccepted || old.State == coop.ProposalRefused {
				continue
			}
			if there && old.State == coop.ProposalOpen && old.Pair.Score == p.Score && slices.EqualFunc(old.Pair.Parts, p.Parts, coop.Part.Equal) {
				continue
			}
			if there {
				out.Again++
			} else {
				out.New++
			}
			if err := tx.SaveProposal(coop.Proposal{ID: old.ID, Pair: p}); err != nil {
				return err
			}
		}
		out.Gone, err = retire(tx, known)
		return err
	})
	return out, err
}

// retire says of the open proposals among these that they are gone.
func retire(tx *store.Tx, list map[coop.PairKey]coop.Proposal) (gone int, err error) {
	for _, p := range list {
		if p.State != coop.ProposalOpen {
			continue
		}
		if err := tx.RetireProposal(p.ID); err != nil {
			return gone, err
		}
		gone++
	}
	return gone, nil
}

// proposals are all that there are, by their pair: a gift by where it is said today.
func proposals(tx *store.Tx) (map[coop.PairKey]coop.Proposal, error) {
	list, err := tx.Proposals()
	if err != nil {
		return nil, err
	}
	restated, err := tx.Restated()
	if err != nil {
		return nil, err
	}
	out := make(map[coop.PairKey]coop.Proposal, len(list))
	for _, p := range list {
		k := p.Pair.Key()
		if now, ok := restated[store.Spot{Record: coop.RecordID(k.B), Path: k.Path}]; ok && k.Kind == coop.PairGift {
			k.B, k.Path = int64(now.Record), now.Path
		}
		out[k] = p
	}
	return out, nil
}

// refusal is a pair that somebody has said not to be one.
type refusal struct {
	kind coop.PairKind
	a, b int64
	path string // of a gift
}

// refused are the decisions by which pairs were said not to be one, under the ids they have now: who is not A is not what A has
// become.
func (r *Registry) refused(tx *store.Tx) (map[refusal]coop.DecisionID, error) {
	list, err := tx.Decided(coop.DecideDistinct)
	if err != nil {
		return nil, err
	}
	restated, err := tx.Restated()
	if err != nil {
		return nil, err
	}
	out := map[refusal]coop.DecisionID{}
	for _, d := range list {
		kind := coop.PairKind(d.SubjectKind)
		if kind == coop.PairGift {
			gift, err := refusedGift(d, restated)
			if err != nil {
				return nil, err
			}
			out[gift] = d.ID
			continue
		}
		out[refusal{kind, d.Subject, d.Object, ""}] = d.ID
		a, b, err := r.today(tx, kind, d.Subject, d.Object)
		if err != nil {
			return nil, err
		}
		out[refusal{kind, min(a, b), max(a, b), ""}] = d.ID
	}
	return out, nil
}

// refusedGift is what a decision says of a gift, where the gift is said today.
func refusedGift(d coop.Decision, restated map[store.Spot]store.Spot) (refusal, error) {
	var rests struct{ Path string }
	if err := json.Unmarshal([]byte(d.Detail), &rests); err != nil {
		return refusal{}, fmt.Errorf("detail of decision %d: %w", d.ID, err)
	}
	at := store.Spot{Record: coop.RecordID(d.Object), Path: rests.Path}
	if now, ok := restated[at]; ok {
		at = now
	}
	return refusal{coop.PairGift, d.Subject, int64(at.Record), at.Path}, nil
}

// today are the ids under which two things live on.
func (r *Registry) today(tx *store.Tx, kind coop.PairKind, a, b int64) (int64, int64, error) {
	ids := [2]int64{a, b}
	for i, id := range ids {
		switch kind {
		case coop.PairPartnership:
			now, err := tx.Survivor(coop.PartnershipID(id))
			if err != nil {
				return a, b, err
			}
			ids[i] = int64(now)
		case coop.PairOrganisation:
			o, _, err := tx.FindOrganisation(coop.OrgID(id))
			if err != nil {
				return a, b, err
			}
			ids[i] = int64(o.ID)
		}
	}
	return ids[0], ids[1], nil
}

// Accept decides that the two things of a proposal are one. Of two organisations or partnerships, into is the one that
// stays (0: the older one, or what took the place of the other); of other things it says nothing: both stay, linked.
// Errors: invalid (no reason, into is neither), notfound, conflict (decided already).
func (r *Registry) Accept(ctx context.Context, author coop.Author, id coop.ProposalID, into int64, why string) error {
	return r.AcceptAll(ctx, author, []coop.ProposalID{id}, into, why)
}

// AcceptAll accepts several proposals as one operation, all or none. Errors are those of Accept.
func (r *Registry) AcceptAll(ctx context.Context, author coop.Author, ids []coop.ProposalID, into int64, why string) error {
	return r.decide(ctx, author, ids, why, func(tx *store.Tx, p coop.Proposal) (coop.DecisionID, error) {
		from, stays, err := r.survivor(tx, p.Pair, into)
		if err != nil {
			return 0, err
		}
		return r.same(tx, p.Pair, from, stays, why)
	})
}

// Refuse decides that the two things of a proposal are not one: the pair is not proposed again. Errors: invalid (no
// reason), notfound, conflict (decided already; they have become one).
func (r *Registry) Refuse(ctx context.Context, author coop.Author, id coop.ProposalID, why string) error {
	return r.RefuseAll(ctx, author, []coop.ProposalID{id}, why)
}

// RefuseAll refuses several proposals as one operation, all or none. Errors are those of Refuse.
func (r *Registry) RefuseAll(ctx context.Context, author coop.Author, ids []coop.ProposalID, why string) error {
	return r.decide(ctx, author, ids, why, func(tx *store.Tx, p coop.Proposal) (coop.DecisionID, error) {
		if err := r.stillTwo(tx, p.Pair); err != nil {
			return 0, err
		}
		detail, err := detailOf(p.Pair)
		if err != nil {
			return 0, err
		}
		return tx.Decide(coop.Decision{
			Kind: coop.DecideDistinct, SubjectKind: string(p.Pair.Kind), Subject: p.Pair.A, Object: p.Pair.B, Why: why, Detail: detail,
		})
	})
}

// stillTwo refuses a pair that has become one meanwhile, by another decision or because both have the same parties: what is one is
// split, and not only said to be two.
func (r *Registry) stillTwo(tx *store.Tx, p coop.Pair) error {
	if p.Kind != coop.PairPartnership && p.Kind != coop.PairOrganisation {
		return nil
	}
	a, b, err := r.today(tx, p.Kind, p.A, p.B)
	if err == nil && a == b {
		err = coop.Refuse(coop.Conflict, "decision.one", p.A, p.B)
	}
	return err
}

func (r *Registry) decide(ctx context.Context, author coop.Author, ids []coop.ProposalID, why string, f func(*store.Tx, coop.Proposal) (coop.DecisionID, error)) error {
	if why == "" {
		return coop.Refuse(coop.Invalid, "decision.no_reason")
	}
	return r.store.Update(ctx, author, why, func(tx *store.Tx) error {
		for _, id := range ids {
			p, err := tx.FindProposal(id)
			if err != nil {
				return err
			}
			if p.State == coop.ProposalAccepted || p.State == coop.ProposalRefused {
				return coop.Refuse(coop.Conflict, "proposal.decided", id)
			}
			decision, err := f(tx, p)
			if err != nil {
				return err
			}
			tx.Did(coop.PartDecision, int64(decision))
			if err := tx.DecideProposal(id, decision); err != nil {
				return err
			}
		}
		return nil
	})
}

// survivor says which of a pair stays, under the ids they have today.
func (r *Registry) survivor(tx *store.Tx, p coop.Pair, into int64) (from, stays int64, err error) {
	a, b, err := r.today(tx, p.Kind, p.A, p.B)
	if err != nil || p.Kind == coop.PairGift {
		return a, b, err
	}
	switch {
	case into != 0 && into != a && into != b:
		return 0, 0, coop.Refuse(coop.Invalid, "proposal.into", into)
	case into == a, into == 0 && a < b:
		return b, a, nil
	}
	return a, b, nil
}

// same decides that one thing is another. Organisations and partnerships become one; an action, a financing or a gift
// stays what its record says, linked with the other.
func (r *Registry) same(tx *store.Tx, p coop.Pair, from, into int64, why string) (coop.DecisionID, error) {
	if err := reasoned(from, into, why); err != nil && p.Kind != coop.PairGift {
		return 0, err
	}
	if p.Kind == coop.PairOrganisation || p.Kind == coop.PairPartnership {
		return r.unite(tx, string(p.Kind), from, into, why)
	}
	for _, id := range []int64{from, into} {
		if p.Kind == coop.PairGift && id == into {
			continue // a record
		}
		if there, err := tx.Stated(p.Kind, id); err != nil {
			return 0, err
		} else if !there {
			return 0, coop.Refuse(coop.NotFound, "proposal.side", id)
		}
	}
	detail, err := detailOf(p)
	if err != nil {
		return 0, err
	}
	return tx.Decide(coop.Decision{Kind: coop.DecideMerge, SubjectKind: string(p.Kind), Subject: from, Object: into, Why: why, Detail: detail})
}

// detailOf is what a decision about a proposal rests on.
func detailOf(p coop.Pair) (string, error) {
	raw, err := json.Marshal(map[string]any{"score": p.Score, "parts": p.Parts, "path": p.Path})
	if err != nil {
		return "", fmt.Errorf("encode: %w", err)
	}
	return string(raw), nil
}

// Reopen takes back what was decided about a proposal. Errors: invalid (no reason), notfound, conflict (nothing is
// decided).
func (r *Registry) Reopen(ctx context.Context, author coop.Author, id coop.ProposalID, why string) error {
	return r.ReopenAll(ctx, author, []coop.ProposalID{id}, why)
}

// ReopenAll takes back what was decided about several proposals as one operation, all or none. Errors are those of Reopen.
func (r *Registry) ReopenAll(ctx context.Context, author coop.Author, ids []coop.ProposalID, why string) error {
	if why == "" {
		return coop.Refuse(coop.Invalid, "decision.no_reason")
	}
	return r.store.Update(ctx, author, why, func(tx *store.Tx) error {
		for _, id := range ids {
			p, err := tx.FindProposal(id)
			if err != nil {
				return err
			}
			if p.State != coop.ProposalAccepted && p.State != coop.ProposalRefused {
				return coop.Refuse(coop.Conflict, "proposal.undecided", id)
			}
			if err := r.undo(tx, p.Decision, why); err != nil {
				return err
			}
		}
		return nil
	})
}

// Split takes back the merge that made an object another: its old address is its own again. Errors: invalid (no
// reason), notfound (it is merged into nothing).
func (r *Registry) Split(ctx context.Context, author coop.Author, kind string, id int64, why string) error {
	if why == "" {
		return coop.Refuse(coop.Invalid, "decision.no_reason")
	}
	return r.store.Update(ctx, author, why, func(tx *store.Tx) error {
		decision, err := tx.MergeOf(kind, id)
		if err != nil {
			return err
		}
		return r.undo(tx, decision, why)
	})
}
