package catalogue

import (
	"context"
	"fmt"
	"reflect"

	"github.com/RoaringBitmap/roaring/v2"

	"kafo/internal/coop"
)

// followLedger makes a ledger that reads again the lines of the partnerships that changed, and those of funds.
func (c *Catalogue) followLedger(ctx context.Context, x *index, old *ledger, gone map[coop.PartnershipID]bool) (*ledger, error) {
	d, err := c.newMoneyDraft(ctx, x, old)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, 0, len(gone))
	for id := range gone {
		ids = append(ids, int64(id))
	}
	for s := range spans(ids) {
		if err := d.partnerships(ctx, c, s); err != nil {
			return nil, err
		}
	}
	if err := d.funds(ctx, c); err != nil {
		return nil, err
	}
	d.enter()
	gone[0] = true
	d.book.Keep(old.book, gone)
	return d.ledger, d.close(ctx, c)
}

// movedMoney are the partnerships whose lines have changed since a ledger was made, by themselves or through what they
// name; false says that it cannot follow.
func (c *Catalogue) movedMoney(ctx context.Context, old *ledger, x *index) (map[coop.PartnershipID]bool, bool, error) {
	t, ok, err := c.changes(ctx, old.x)
	if err != nil || !ok || x.hides() || old.x.hides() || x.placesMoved(old.x) {
		return nil, false, err
	}
	gone := map[coop.PartnershipID]bool{}
	for _, id := range t["partnership"] {
		gone[coop.PartnershipID(id)] = true
	}
	again := roaring.New()
	x.moved(old.x, again)
	for source, m := range x.masks {
		if was := old.x.masks[source]; was != m && !reflect.DeepEqual(was, m) {
			old.x.facets["source"][fmt.Sprint(source)].into(again)
		}
	}
	each(again, func(row uint32) { gone[old.x.rows.ids[row]] = true })
	for id := range x.remerged(old.x) {
		from, to := old.reach(payers, fmt.Sprint(id))
		for _, line := range old.files[payers].lines[from:to] {
			gone[old.book.Lines[line].Partnership] = true
		}
	}
	return gone, len(gone) <= max(followed, len(old.starts)/followedPart), nil
}

// placesMoved says that territories lie in others now: lines are filed under all above their own.
func (x *index) placesMoved(old *index) bool {
	for id, was := range old.territories {
		if t := x.territories[id]; t == nil || t.Parent != was.Parent || t.Level != was.Level {
			return true
		}
	}
	return false
}

// remerged are the organisations that stood for one in an older index for which another one stands now.
func (x *index) remerged(old *index) map[coop.OrgID]bool {
	out := map[coop.OrgID]bool{}
	for _, merged := range []map[coop.OrgID]coop.OrgID{x.mergedOrgs, old.mergedOrgs} {
		for id := range merged {
			if was := old.survivor(id); was != x.survivor(id) {
				out[was] = true
			}
		}
	}
	return out
}
