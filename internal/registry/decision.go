package registry

import (
	"context"
	"slices"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Merge says that one object is another: the address of the first leads to the second, which is projected from the
// claims of both. Errors: invalid (no reason, an object with itself, a kind that does not merge), notfound, conflict (one
// of them is merged already).
func (r *Registry) Merge(ctx context.Context, author coop.Author, kind string, from, into int64, why string) (id coop.DecisionID, err error) {
	if err := reasoned(from, into, why); err != nil {
		return 0, err
	}
	err = r.store.Update(ctx, author, why, func(tx *store.Tx) error {
		id, err = r.unite(tx, kind, from, into, why)
		tx.Did(coop.PartDecision, int64(id))
		return err
	})
	return id, err
}

// Distinguish remembers that two objects are not one. Errors: invalid (no reason, an object with itself, a kind that does
// not merge), notfound, conflict (they are one by a decision, or said not to be already).
func (r *Registry) Distinguish(ctx context.Context, author coop.Author, kind string, a, b int64, why string) (id coop.DecisionID, err error) {
	if err := reasoned(a, b, why); err != nil {
		return 0, err
	}
	err = r.store.Update(ctx, author, why, func(tx *store.Tx) error {
		id, err = r.distinguish(tx, kind, a, b, why)
		tx.Did(coop.PartDecision, int64(id))
		return err
	})
	return id, err
}

func (r *Registry) distinguish(tx *store.Tx, kind string, a, b int64, why string) (coop.DecisionID, error) {
	if err := r.there(tx, kind, a, b); err != nil {
		return 0, err
	}
	if err := r.stillTwo(tx, coop.Pair{Kind: coop.PairKind(kind), A: a, B: b}); err != nil {
		return 0, err
	}
	if err := r.undistinguished(tx, kind, a, b); err != nil {
		return 0, err
	}
	id, err := tx.Decide(coop.Decision{Kind: coop.DecideDistinct, SubjectKind: kind, Subject: min(a, b), Object: max(a, b), Why: why})
	if err != nil {
		return 0, err
	}
	return id, r.closes(tx, kind, a, b, id)
}

// there refuses objects that the register does not have, and kinds that do not merge.
func (r *Registry) there(tx *store.Tx, kind string, ids ...int64) error {
	for _, id := range ids {
		switch kind {
		case coop.KindPartnership:
			if sets, err := tx.Claims(coop.PartnershipID(id)); err != nil {
				return err
			} else if len(sets) == 0 {
				return coop.Refuse(coop.NotFound, "partnership.notfound", id)
			}
		case coop.KindOrganisation:
			if _, _, err := tx.FindOrganisation(coop.OrgID(id)); err != nil {
				return err
			}
		default:
			return coop.Refuse(coop.Invalid, "decision.kind", kind)
		}
	}
	return nil
}

// undistinguished refuses two objects that somebody said not to be one.
func (r *Registry) undistinguished(tx *store.Tx, kind string, a, b int64) error {
	refused, err := r.refused(tx)
	if err != nil {
		return err
	}
	if id := refused[refusal{coop.PairKind(kind), min(a, b), max(a, b), ""}]; id != 0 {
		return coop.Refuse(coop.Conflict, "decision.distinct", a, b, id)
	}
	return nil
}

// closes says of the open proposal about two objects that a decision has decided it.
func (r *Registry) closes(tx *store.Tx, kind string, a, b int64, by coop.DecisionID) error {
	id, err := tx.OpenProposal(kind, a, b)
	if err != nil || id == 0 {
		return err
	}
	return tx.DecideProposal(id, by)
}

// Rank prefers or deprecates a claim, named by its set and its position, and those that repeat it. Errors: invalid, notfound.
func (r *Registry) Rank(ctx context.Context, author coop.Author, kind coop.DecisionKind, set int64, position int, why string) (id coop.DecisionID, err error) {
	if why == "" {
		return 0, coop.Refuse(coop.Invalid, "decision.no_reason")
	}
	err = r.store.Update(ctx, author, why, func(tx *store.Tx) error {
		first, said, err := tx.ClaimAt(set, position)
		if err != nil {
			return err
		}
		id, err = tx.Decide(coop.Decision{Kind: kind, SubjectKind: coop.KindClaim, Subject: first.Set, Object: int64(first.Position), Why: why})
		if err != nil {
			return err
		}
		tx.Did(coop.PartDecision, int64(id))
		return r.projectAll(tx, said)
	})
	return id, err
}

// Undo takes a decision back; what it had changed is as it was, with what has come since. Errors: invalid (no reason),
// notfound, conflict (undone already).
func (r *Registry) Undo(ctx context.Context, author coop.Author, id coop.DecisionID, why string) error {
	if why == "" {
		return coop.Refuse(coop.Invalid, "decision.no_reason")
	}
	return r.store.Update(ctx, author, why, func(tx *store.Tx) error { return r.undo(tx, id, why) })
}

func (r *Registry) undo(tx *store.Tx, id coop.DecisionID, why string) error {
	d, err := tx.FindDecision(id)
	if err != nil {
		return err
	}
	if !d.Holds() {
		return coop.Refuse(coop.Conflict, "decision.undone", id)
	}
	if err := tx.Undo(id, why); err != nil {
		return err
	}
	tx.Did(coop.PartUndone, int64(id))
	d.UndoneWhy = why
	return r.restore(tx, d)
}

func reasoned(a, b int64, why string) error {
	switch {
	case why == "":
		return coop.Refuse(coop.Invalid, "decision.no_reason")
	case a == b:
		return coop.Refuse(coop.Invalid, "decision.itself")
	}
	return nil
}

func (r *Registry) unite(tx *store.Tx, kind string, from, into int64, why string) (coop.DecisionID, error) {
	if err := r.there(tx, kind, from, into); err != nil {
		return 0, err
	}
	for _, id := range []int64{from, into} {
		now, _, err := r.today(tx, coop.PairKind(kind), id, id)
		if err != nil {
			return 0, err
		}
		if now != id {
			return 0, coop.Refuse(coop.Conflict, "decision.merged", id, now)
		}
	}
	if err := r.undistinguished(tx, kind, from, into); err != nil {
		return 0, err
	}
	id, err := tx.Decide(coop.Decision{Kind: coop.DecideMerge, SubjectKind: kind, Subject: from, Object: into, Why: why})
	if err != nil {
		return 0, err
	}
	if err := r.closes(tx, kind, from, into, id); err != nil {
		return 0, err
	}
	if kind == coop.KindOrganisation {
		return id, r.uniteOrganisations(tx, coop.OrgID(from), coop.OrgID(into))
	}
	if err := tx.LinkPartnership(coop.PartnershipID(from), coop.PartnershipID(into)); err != nil {
		return 0, err
	}
	return id, r.reconsider(tx, []coop.PartnershipID{coop.PartnershipID(into)}) // both together may have the parties of a third, or no longer
}

func (r *Registry) uniteOrganisations(tx *store.Tx, from, into coop.OrgID) error {
	list, err := tx.PartnershipsOf(from)
	if err != nil {
		return err
	}
	if err := tx.LinkOrganisation(from, into); err != nil {
		return err
	}
	return r.rejoin(tx, list)
}

// restore makes the register as if a decision had not been taken.
func (r *Registry) restore(tx *store.Tx, d coop.Decision) error {
	a, b := coop.PartnershipID(d.Subject), coop.PartnershipID(d.Object)
	switch {
	case d.Kind == coop.DecideAnswer:
		return r.unanswer(tx, coop.QuestionID(d.Subject))
	case d.Kind == coop.DecideWithdraw:
		subjects, err := tx.ReturnSource(coop.SourceID(d.Subject))
		if err != nil {
			return err
		}
		return r.reconsider(tx, subjects)
	case d.SubjectKind == coop.KindClaim:
		_, said, err := tx.ClaimAt(d.Subject, int(d.Object))
		if err != nil {
			return err
		}
		return r.projectAll(tx, said)
	case d.Kind == coop.DecideDistinct && d.SubjectKind == coop.KindPartnership:
		return r.rejoin(tx, []coop.PartnershipID{a, b})
	case d.Kind == coop.DecideDistinct:
		return nil
	case d.SubjectKind == coop.KindPartnership:
		return r.partPartnerships(tx, d)
	case d.SubjectKind == coop.KindOrganisation:
		return r.partOrganisations(tx, coop.OrgID(d.Subject), coop.OrgID(d.Object))
	}
	return nil // actions, financings and gifts are linked, not projected together
}

// partPartnerships separates two partnerships again. Of two that had become one because they have the same parties
// somebody says now that they are two: that is remembered, or the next look would join them again.
func (r *Registry) partPartnerships(tx *store.Tx, d coop.Decision) error {
	a, b := coop.PartnershipID(d.Subject), coop.PartnershipID(d.Object)
	if err := tx.LinkPartnership(a, 0); err != nil {
		return err
	}
	if d.Why == sameParties {
		if _, err := r.distinguish(tx, d.SubjectKind, d.Subject, d.Object, d.UndoneWhy); err != nil {
			return err
		}
	}
	return r.reconsider(tx, []coop.PartnershipID{a, b})
}

// partOrganisations separates two organisations again, and the partnerships that had become one because of it.
func (r *Registry) partOrganisations(tx *store.Tx, from, into coop.OrgID) error {
	if err := tx.LinkOrganisation(from, 0); err != nil {
		return err
	}
	o, _, err := tx.FindOrganisation(into)
	if err != nil {
		return err
	}
	list, err := tx.PartnershipsOf(o.ID)
	if err != nil {
		return err
	}
	return r.reconsider(tx, list)
}

// reconsider looks again at the joins that rest on the same parties, in partnerships and in all that is merged into them:
// one whose two sides differ now is undone, and what has the same parties now is joined.
func (r *Registry) reconsider(tx *store.Tx, list []coop.PartnershipID) error {
	joins, err := r.unjoin(tx, list)
	if err != nil {
		return err
	}
	list = slices.Clone(list)
	for _, d := range joins {
		list = append(list, coop.PartnershipID(d.Subject), coop.PartnershipID(d.Object))
	}
	if err := r.projectAll(tx, list); err != nil {
		return err
	}
	for _, d := range joins {
		a, b := coop.PartnershipID(d.Subject), coop.PartnershipID(d.Object)
		same, err := r.sameSides(tx, a, b)
		if err != nil {
			return err
		}
		if !same {
			if err := tx.Undo(d.ID, sameParties); err != nil {
				return err
			}
			continue
		}
		if err := tx.LinkPartnership(a, b); err != nil {
			return err
		}
		if err := r.projectAll(tx, []coop.PartnershipID{b}); err != nil {
			return err
		}
	}
	return r.rejoin(tx, list)
}

// unjoin parts for a moment what was joined because of the same parties, and says by which decisions.
func (r *Registry) unjoin(tx *store.Tx, list []coop.PartnershipID) (joins []coop.Decision, err error) {
	list, err = r.survivors(tx, list)
	if err != nil {
		return nil, err
	}
	for _, id := range list {
		within, err := tx.JoinsWithin(id, sameParties)
		if err != nil {
			return nil, err
		}
		joins = append(joins, within...)
	}
	for _, d := range joins {
		if err := tx.LinkPartnership(coop.PartnershipID(d.Subject), 0); err != nil {
			return nil, err
		}
	}
	return joins, nil
}

// sameSides compares the parties of two partnerships: those of their own claims, or else those of all that is merged into
// either.
func (r *Registry) sameSides(tx *store.Tx, a, b coop.PartnershipID) (bool, error) {
	var own, all [2][2]string
	for i, id := range []coop.PartnershipID{a, b} {
		parties, err := r.ownParties(tx, id)
		if err != nil {
			return false, err
		}
		own[i][0], own[i][1] = coop.Sides(parties)
		now, err := tx.Survivor(id)
		if err != nil {
			return false, err
		}
		if all[i][0], all[i][1], err = tx.SidesOf(now); err != nil {
			return false, err
		}
	}
	return own[0] == own[1] || all[0] == all[1] && all[0][0] != "" && all[0][1] != "", nil
}

func (r *Registry) ownParties(tx *store.Tx, id coop.PartnershipID) ([]coop.Party, error) {
	sets, err := tx.OwnClaims(id)
	if err != nil {
		return nil, err
	}
	p := coop.Project(id, sets, "")
	err = r.parted(tx, &p)
	return p.Parties, err
}

func (r *Registry) projectAll(tx *store.Tx, list []coop.PartnershipID) error {
	list, err := r.survivors(tx, list)
	if err != nil {
		return err
	}
	for _, id := range list {
		if err := r.Project(tx, id, ""); err != nil {
			return err
		}
	}
	return nil
}

// survivors are the partnerships that these are today, each once.
func (r *Registry) survivors(tx *store.Tx, list []coop.PartnershipID) ([]coop.PartnershipID, error) {
	var out []coop.PartnershipID
	for _, id := range list {
		now, err := tx.Survivor(id)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(out, now) {
			out = append(out, now)
		}
	}
	return out, nil
}
