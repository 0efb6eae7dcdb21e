package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

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

// StanceFact is what a party says of its partnership, that holds.
type StanceFact struct {
	Partnership coop.PartnershipID
	Stance
}

// Positions are the stances that hold on the day of the register, by partnership, in the order in which they were taken.
func (c *Catalogue) Positions(ctx context.Context) (out []StanceFact, err error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := c.q.EveryStance(ctx)
	if err != nil {
		return nil, fmt.Errorf("stances: %w", err)
	}
	spoken := map[coop.PartnershipID]bool{}
	for _, r := range rows {
		id := x.standsFor(coop.PartnershipID(r.Partnership))
		if _, stands := x.rows.row(id); stands { // and is public
			spoken[id] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(spoken)) {
		p := Partnership{ID: id}
		if err := c.stances(ctx, x, &p); err != nil {
			return nil, fmt.Errorf("stances of partnership %d: %w", id, err)
		}
		for _, s := range slices.Backward(p.Stances) {
			out = append(out, StanceFact{id, s})
		}
	}
	return out, nil
}

// loadConfirmed reads when a party last confirmed each partnership, of those that any did.
func (c *Catalogue) loadConfirmed(ctx context.Context, x *index) error {
	rows, err := c.q.EveryStance(ctx)
	all := map[coop.PartnershipID][]coop.Stance{}
	for _, r := range rows {
		id := x.standsFor(coop.PartnershipID(r.Partnership))
		if x.of == "" || !x.of.Before(day(r.At)) {
			all[id] = append(all[id], coop.Stance{Org: x.survivor(coop.OrgID(r.Organisation)), Property: r.Property, Kind: coop.StanceKind(r.Stance), At: r.At})
		}
	}
	x.confirmed = make(map[coop.PartnershipID]coop.Date, len(all))
	for id, said := range all {
		x.confirm(id, said)
	}
	return err
}

func (x *index) confirm(id coop.PartnershipID, said []coop.Stance) {
	delete(x.confirmed, id)
	if at, _ := coop.Confirmed(coop.Holding(said)); at != 0 {
		x.confirmed[id] = day(at)
	}
}

// followConfirmed reads it again of the partnerships of which something was said; of all, where some were merged or parted.
func (c *Catalogue) followConfirmed(ctx context.Context, x, old *index, t touched) error {
	if !maps.Equal(x.merged, old.merged) {
		return c.loadConfirmed(ctx, x)
	}
	if len(t["stance"]) > 0 {
		x.confirmed = maps.Clone(x.confirmed)
	}
	for _, of := range t["stance"] {
		id := x.standsFor(coop.PartnershipID(of))
		said, err := c.said(ctx, x, id)
		if err != nil {
			return err
		}
		x.confirm(id, said)
	}
	return nil
}

// OwnPerPage is how many partnerships a page of one's own shows.
const OwnPerPage = 25

// OwnList is a page of the partnerships of some organisations, those first that were not confirmed for longest.
type OwnList struct {
	Items []Item
	Total int
}

// OwnPartnerships are those of which one of the organisations is a party.
func (c *Catalogue) OwnPartnerships(ctx context.Context, orgs []coop.OrgID, page int) (OwnList, error) {
	x, err := c.current(ctx)
	if err != nil {
		return OwnList{}, err
	}
	rows := x.partyTo(orgs)
	slices.SortStableFunc(rows, func(a, b uint32) int { return cmp.Compare(x.confirmed[x.rows.ids[a]], x.confirmed[x.rows.ids[b]]) })
	out, from := OwnList{Total: len(rows)}, min((max(page, 1)-1)*OwnPerPage, len(rows))
	out.Items, err = c.items(ctx, x, rows[from:min(from+OwnPerPage, len(rows))])
	return out, err
}

// partyTo are the rows in which one of some organisations is a party, in the order of their titles.
func (x *index) partyTo(orgs []coop.OrgID) []uint32 {
	all := roaring.New()
	for _, org := range orgs {
		x.orgRows[x.survivor(org)].into(all)
	}
	all.And(x.rows.stand)
	return x.pageOf(all, 0, 0)
}
