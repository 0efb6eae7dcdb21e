package registry

import (
	"context"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// rebuilt is how many partnerships a commit of a rebuild holds.
const rebuilt = 500

// Rebuild makes every object from the claims and the decisions again, as they hold on a day ("" for today), whatever
// stands there: the same claims give the same rows. It says how many partnerships it has built.
func (r *Registry) Rebuild(ctx context.Context, author coop.Author, of coop.Date) (int, error) {
	if err := r.store.Update(ctx, author, "rebuild: identities", r.identities); err != nil {
		return 0, err
	}
	count, last := 0, coop.PartnershipID(0)
	for {
		var list []coop.PartnershipID
		err := r.store.Update(ctx, author, "rebuild: partnerships", func(tx *store.Tx) (err error) {
			if list, err = tx.SubjectsAfter(last, rebuilt); err != nil {
				return err
			}
			return r.build(tx, list, of)
		})
		if err != nil || len(list) == 0 {
			return count, err
		}
		last = list[len(list)-1]
		count += len(list)
	}
}

// identities makes the rows of all partnerships, empty, and links what is merged.
func (r *Registry) identities(tx *store.Tx) error {
	if err := tx.Unbuild(); err != nil {
		return err
	}
	organisations, err := tx.Merges(coop.KindOrganisation)
	if err != nil {
		return err
	}
	for _, m := range organisations {
		if err := tx.LinkOrganisation(coop.OrgID(m[0]), coop.OrgID(m[1])); err != nil {
			return err
		}
	}
	partnerships, err := tx.Merges(coop.KindPartnership)
	if err != nil {
		return err
	}
	for _, m := range partnerships {
		if err := tx.LinkPartnership(coop.PartnershipID(m[0]), coop.PartnershipID(m[1])); err != nil {
			return err
		}
	}
	return nil
}

func (r *Registry) build(tx *store.Tx, list []coop.PartnershipID, of coop.Date) error {
	for _, id := range list {
		survivor, err := tx.Survivor(id)
		if err != nil {
			return err
		}
		if survivor != id {
			continue // its claims are projected with those of the other
		}
		if err := r.Project(tx, id, of); err != nil {
			return err
		}
	}
	return nil
}
