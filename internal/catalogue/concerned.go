package catalogue

import (
	"context"
	"fmt"
	"slices"

	"kafo/internal/coop"
)

// Concerned is an object as rights see it: the organisations that it is about, and the networks of which these are
// members, as the records of networks say. Errors: invalid for a kind that rights do not know; notfound.
func (c *Catalogue) Concerned(ctx context.Context, kind string, id int64) (coop.Object, error) {
	switch kind {
	case coop.KindOrganisation:
		if _, err := c.Organisation(ctx, coop.OrgID(id), 1, 1); err != nil {
			return coop.Object{}, err
		}
	case coop.KindPartnership:
		if _, err := c.Partnership(ctx, coop.PartnershipID(id)); err != nil {
			return coop.Object{}, err
		}
	default:
		return coop.Object{}, coop.Refuse(coop.Invalid, "error.no_page")
	}
	return c.Touched(ctx, kind, id)
}

// Touched is Concerned of an object of any kind, that may have gone since: then, and of what is about no organisation, it
// is nothing, which only a right over everything reaches.
func (c *Catalogue) Touched(ctx context.Context, kind string, id int64) (o coop.Object, err error) {
	switch kind {
	case coop.KindOrganisation:
		o.Orgs = []coop.OrgID{coop.OrgID(id)}
	case coop.KindPartnership:
		parties, err := c.q.OrganisationsOf(ctx, id)
		if err != nil {
			return o, fmt.Errorf("concerned: %w", err)
		}
		for _, p := range parties {
			o.Orgs = append(o.Orgs, coop.OrgID(p))
		}
	}
	return o, c.inNetworks(ctx, &o)
}

func (c *Catalogue) inNetworks(ctx context.Context, o *coop.Object) error {
	for _, org := range o.Orgs {
		networks, err := c.q.NetworksOf(ctx, int64(org))
		if err != nil {
			return fmt.Errorf("networks: %w", err)
		}
		for _, n := range networks {
			if !slices.Contains(o.Networks, coop.OrgID(n)) {
				o.Networks = append(o.Networks, coop.OrgID(n))
			}
		}
	}
	return nil
}
