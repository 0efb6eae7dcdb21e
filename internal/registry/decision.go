package registry

import (
	"context"

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
		return err
	})
	return id, err
}

// Distinguish remembers that two objects are not one. Errors: invalid.
func (r *Registry) Distinguish(ctx context.Context, author coop.Author, kind string, a, b int64, why string) (id coop.DecisionID, err error) {
	if err := reasoned(a, b, why); err != nil {
		return 0, err
	}
	err = r.store.Update(ctx, author, why, func(tx *store.Tx) error {
		id, err = tx.Decide(coop.Decision{Kind: coop.DecideDistinct, SubjectKind: kind, Subject: min(a, b), Object: max(a, b), Why: why})
		return err
	})
	return id, err
}

// Rank prefers or deprecates a claim, named by its set and its position. Errors: invalid, notfound.
func (r *Registry) Rank(ctx context.Context, author coop.Author, kind coop.DecisionKind, set int64, position int, why string) (id coop.DecisionID, err error) {
	if why == "" {
		return 0, coop.Refuse(coop.Invalid, "decision.no_reason")
	}
	err = r.store.Update(ctx, author, why, func(tx *store.Tx) error {
		subject, err := tx.ClaimAt(set, position)
		if err != nil {
			return err
		}
		id, err = tx.Decide(coop.Decision{Kind: kind, SubjectKind: coop.KindClaim, Subject: set, Object: int64(position), Why: why})
		if err != nil {
			return err
		}
		return r.Project(tx, subject, "")
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
	id, err := tx.Decide(coop.Decision{Kind: coop.DecideMerge, SubjectKind: kind, Subject: from, Object: into, Why: why})
	if err != nil {
		return 0, err
	}
	switch kind {
	case coop.KindPartnership:
		return id, r.unitePartnerships(tx, coop.PartnershipID(from), coop.PartnershipID(into))
	case coop.KindOrganisation:
		return id, r.uniteOrganisations(tx, coop.OrgID(from), coop.OrgID(into))
	}
	return 0, coop.Refuse(coop.Invalid, "decision.kind", kind)
}

func (r *Registry) unitePartnerships(tx *store.Tx, from, into coop.PartnershipID) error {
	for _, id := range []coop.PartnershipID{from, into} {
		survivor, err := tx.Survivor(id)
		if err != nil {
			return err
		}
		if survivor != id {
			return coop.Refuse(coop.Conflict, "decision.merged", id, survivor)
		}
		sets, err := tx.Claims(id)
		if err != nil {
			return err
		}
		if len(sets) == 0 {
			return coop.Refuse(coop.NotFound, "partnership.notfound", id)
		}
	}
	if err := tx.LinkPartnership(from, into); err != nil {
		return err
	}
	return r.Project(tx, into, "")
}

func (r *Registry) uniteOrganisations(tx *store.Tx, from, into coop.OrgID) error {
	for _, id := range []coop.OrgID{from, into} {
		o, _, err := tx.FindOrganisation(id)
		if err != nil {
			return err
		}
		if o.ID != id {
			return coop.Refuse(coop.Conflict, "decision.merged", id, o.ID)
		}
	}
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
	switch {
	case d.Kind == coop.DecideDistinct:
		return nil
	case d.SubjectKind == coop.KindClaim:
		subject, err := tx.ClaimAt(d.Subject, int(d.Object))
		if err != nil {
			return err
		}
		return r.Project(tx, subject, "")
	case d.SubjectKind == coop.KindPartnership:
		if err := tx.LinkPartnership(coop.PartnershipID(d.Subject), 0); err != nil {
			return err
		}
		return r.projectAll(tx, []coop.PartnershipID{coop.PartnershipID(d.Subject), coop.PartnershipID(d.Object)})
	case d.SubjectKind == coop.KindOrganisation:
		return r.partOrganisations(tx, coop.OrgID(d.Subject), coop.OrgID(d.Object))
	}
	return nil // actions, financings and gifts are linked, not projected together
}

// partOrganisations separates two organisations again, and the partnerships that had become one because of it.
func (r *Registry) partOrganisations(tx *store.Tx, from, into coop.OrgID) error {
	if err := tx.LinkOrganisation(from, 0); err != nil {
		return err
	}
	list, err := tx.PartnershipsOf(into)
	if err != nil {
		return err
	}
	for _, id := range list {
		if err := r.partPartnerships(tx, id); err != nil {
			return err
		}
	}
	return r.projectAll(tx, list)
}

// partPartnerships undoes the joins into a partnership that rested on the same parties and whose parties differ now.
func (r *Registry) partPartnerships(tx *store.Tx, into coop.PartnershipID) error {
	joins, err := tx.JoinsInto(into, sameParties)
	if err != nil {
		return err
	}
	for _, d := range joins {
		same, err := r.sameSides(tx, coop.PartnershipID(d.Subject), into)
		if err != nil || same {
			return err
		}
		if err := tx.Undo(d.ID, sameParties); err != nil {
			return err
		}
		if err := r.restore(tx, d); err != nil {
			return err
		}
	}
	return nil
}

// sameSides compares the parties that the claims of two partnerships give, each taken alone.
func (r *Registry) sameSides(tx *store.Tx, a, b coop.PartnershipID) (bool, error) {
	var keys [2][2]string
	for i, id := range []coop.PartnershipID{a, b} {
		parties, err := r.ownParties(tx, id)
		if err != nil {
			return false, err
		}
		keys[i][0], keys[i][1] = coop.Sides(parties)
	}
	return keys[0] == keys[1], nil
}

func (r *Registry) ownParties(tx *store.Tx, id coop.PartnershipID) ([]coop.Party, error) {
	sets, err := tx.OwnClaims(id)
	if err != nil {
		return nil, err
	}
	p := coop.Project(id, sets, "")
	for i := range p.Parties {
		if err := r.settled(tx, &p.Parties[i]); err != nil {
			return nil, err
		}
	}
	return p.Parties, nil
}

func (r *Registry) projectAll(tx *store.Tx, list []coop.PartnershipID) error {
	for _, id := range list {
		survivor, err := tx.Survivor(id)
		if err != nil {
			return err
		}
		if err := r.Project(tx, survivor, ""); err != nil {
			return err
		}
	}
	return nil
}
