package catalogue

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// followed is how many partnerships, or one part in so many of the register, may have changed for the index to follow;
// with more it is made from nothing, which also leaves behind the rows that stand no more.
const (
	followed     = 5000
	followedPart = 4
)

// touched is what has changed since a generation was made, by kind.
type touched map[string][]int64

// changes are what commits touched after a generation; false says that it cannot follow them.
func (c *Catalogue) changes(ctx context.Context, x *index) (touched, bool, error) {
	const most = 20 * followed
	rows, err := c.q.ChangesSince(ctx, db.ChangesSinceParams{Seq: x.seq, Most: most})
	if err != nil {
		return nil, false, fmt.Errorf("changes: %w", err)
	}
	t := touched{}
	for _, r := range rows {
		t[r.Kind] = append(t[r.Kind], r.ID)
	}
	return t, len(rows) < most && len(t["all"]) == 0, nil
}

// follow makes a generation that has the changes since an older one. A nil index says that there are too many.
func (c *Catalogue) follow(ctx context.Context, old *index) (*index, error) {
	t, ok, err := c.changes(ctx, old)
	if err != nil || !ok || old.hides() && t.any("organisation", "territory", "record", "question", "partnership") {
		return nil, err // what comes in may have a name, or speak of a partnership, that is not public
	}
	next := *old
	x := &next
	again := roaring.New() // rows whose words or places are others now
	if err := errors.Join(c.followNamed(ctx, x, t, again), c.loadMerged(ctx, x), c.followConfirmed(ctx, x, old, t)); err != nil {
		return nil, err
	}
	again.And(old.rows.stand)
	ids := t["partnership"]
	each(again, func(row uint32) { ids = append(ids, int64(old.rows.ids[row])) })
	if left := len(old.rows.ids) - int(old.rows.stand.GetCardinality()); len(ids)+left > max(followed, len(old.rows.ids)/followedPart) {
		return nil, nil
	}
	if len(ids) == 0 {
		x.name()
		return x, c.count(ctx, x)
	}
	b := c.from(x)
	for s := range spans(ids) {
		if err := b.take(ctx, s); err != nil {
			return nil, err
		}
	}
	return x, b.close(ctx)
}

// any says whether something of these kinds was touched.
func (t touched) any(kinds ...string) bool {
	return slices.ContainsFunc(kinds, func(k string) bool { return len(t[k]) > 0 })
}

// followNamed reads again what partnerships and records name, where some of it was touched.
func (c *Catalogue) followNamed(ctx context.Context, x *index, t touched, again *roaring.Bitmap) error {
	if t.any("organisation", "territory") {
		old := *x
		if err := c.loadPlaces(ctx, x); err != nil {
			return err
		}
		x.moved(&old, again)
	}
	if t.any("source", "record") {
		if err := errors.Join(c.loadSources(ctx, x), c.followRecords(ctx, x, t, again)); err != nil {
			return err
		}
		x.maskTitles()
	}
	if t.any("record", "organisation", "question") {
		return c.countMentions(ctx, x)
	}
	return nil
}

// moved finds the rows whose parties are named otherwise, or lie elsewhere, than in an older generation: a territory that
// enters the register may be what another one is part of today.
func (x *index) moved(old *index, again *roaring.Bitmap) {
	for id, t := range x.territories {
		if was := old.territories[id]; was != nil && (was.Parent != t.Parent || was.Name != t.Name || was.Level != t.Level || was.To != t.To) {
			old.placeRows[id].into(again)
		}
	}
	for id, was := range old.orgs {
		if o := x.orgs[id]; o == nil || o.Name != was.Name || o.Territory != was.Territory || o.Kind != was.Kind || !slices.Equal(o.Names, was.Names) {
			old.orgRows[id].into(again)
		}
	}
}

// followRecords reads the records that changed, and whom their documents name now.
func (c *Catalogue) followRecords(ctx context.Context, x *index, t touched, again *roaring.Bitmap) error {
	w := x.heads.change()
	for s := range spans(t["record"]) {
		if err := c.loadHeads(ctx, x, w, s); err != nil {
			return err
		}
	}
	x.masks = maps.Clone(x.masks)
	documents := map[coop.SourceID]bool{}
	for _, id := range t["record"] {
		if r := w.heads.of(coop.RecordID(id)); r != nil {
			documents[r.source] = true
		}
	}
	for source := range documents {
		changed, err := c.loadBodies(ctx, x, w, source)
		if err != nil {
			return err
		}
		if changed {
			x.facets["source"][fmt.Sprint(source)].into(again)
		}
	}
	x.heads = w.heads
	return nil
}

// spans are ids as ranges: those of an import follow each other.
func spans(ids []int64) func(yield func(span) bool) {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	return func(yield func(span) bool) {
		for i := 0; i < len(ids); {
			s := span{ids[i], ids[i]}
			for i++; i < len(ids) && ids[i] == s.Last+1 && s.Last-s.First < part; i++ {
				s.Last = ids[i]
			}
			if !yield(s) {
				return
			}
		}
	}
}
