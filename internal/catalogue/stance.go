package catalogue

import (
	"cmp"
	"context"
	"slices"

	"kafo/internal/coop"
)

// Stance is what a party says of what the register says of its partnership.
type Stance struct {
	coop.Stance
	By Ref
	On coop.Date
}

// stances adds what the parties say that holds, the latest first; of a partnership that others were merged into, also what
// was said of these.
func (c *Catalogue) stances(ctx context.Context, x *index, p *Partnership) error {
	all, err := c.said(ctx, x, p.ID)
	for _, s := range all {
		by := x.orgRef(s.Org)
		s.Said, s.Why = x.kept.names.mask(s.Said), x.kept.names.mask(s.Why)
		p.Stances = append(p.Stances, Stance{Stance: s, By: by, On: day(s.At)})
	}
	slices.Reverse(p.Stances)
	return err
}

// said are the stances that hold about a partnership and those merged into it, on the day of the register.
func (c *Catalogue) said(ctx context.Context, x *index, id coop.PartnershipID) ([]coop.Stance, error) {
	ids := []coop.PartnershipID{id}
	for from := range x.merged {
		if x.standsFor(from) == id {
			ids = append(ids, from)
		}
	}
	var all []coop.Stance
	for _, of := range ids {
		rows, err := c.q.StancesOf(ctx, int64(of))
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if x.of != "" && x.of.Before(day(r.At)) {
				continue
			}
			all = append(all, coop.Stance{
				Partnership: id, Org: x.survivor(coop.OrgID(r.Organisation)), Property: r.Property, Kind: coop.StanceKind(r.Stance), Said: r.Said, Why: r.Why,
				Author: coop.Author(r.Author), At: r.At,
			})
		}
	}
	slices.SortStableFunc(all, func(a, b coop.Stance) int { return cmp.Compare(a.At, b.At) })
	return coop.Holding(all), nil
}
