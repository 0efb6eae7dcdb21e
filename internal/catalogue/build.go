package catalogue

import (
	"context"
	"maps"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"kafo/internal/coop"
)

// part is how many partnerships, or records, are read at a time: what a part takes beside the index is soon given back.
const part = 2000

// builder makes a generation of the index, from nothing or from an older generation, which stays as it is.
type builder struct {
	c             *Catalogue
	x             *index
	words, titles *setsWriter[string]
	facets        map[string]*setsWriter[string]
	orgs          *setsWriter[coop.OrgID]
	places        *setsWriter[coop.TerritoryID]
	fresh         []key
	spoken        map[coop.PartnershipID]spoken
	orgWords      map[coop.OrgID][]string
}

// from begins a generation on top of x, whose fields it may replace but not change.
func (c *Catalogue) from(x *index) *builder {
	b := &builder{
		c: c, x: x, words: x.words.change(), titles: x.titles.change(), orgs: x.orgRows.change(), places: x.placeRows.change(),
		facets: map[string]*setsWriter[string]{}, orgWords: map[coop.OrgID][]string{},
	}
	for name, values := range x.facets {
		b.facets[name] = values.change()
	}
	x.rows.stand, x.rows.at = x.rows.stand.Clone(), slices.Clone(x.rows.at)
	b.spoken = x.spoken()
	return b
}

// scratch begins the first generation.
func (c *Catalogue) scratch(x *index) *builder {
	return &builder{
		c: c, x: x, words: newSets[string](), titles: newSets[string](), orgs: newSets[coop.OrgID](), places: newSets[coop.TerritoryID](),
		facets: map[string]*setsWriter[string]{}, orgWords: map[coop.OrgID][]string{}, spoken: x.spoken(),
	}
}

// spoken is what records say of a partnership, as far as it stands in their heads.
type spoken struct {
	records int
	trend   string // the latest that a record states
	latest  *recordHead
}

// spoken sums up the records that speak of each partnership.
func (x *index) spoken() map[coop.PartnershipID]spoken {
	out := map[coop.PartnershipID]spoken{}
	for r := range x.heads.all() {
		for _, p := range x.subjects(r) {
			s := out[p]
			s.records++
			if r.trend != "" && (s.latest == nil || r.dated >= s.latest.dated) {
				s.trend, s.latest = r.trend, r
			}
			out[p] = s
		}
	}
	return out
}

// take puts the partnerships of a range of ids as they are now in the place of what the index had of them.
func (b *builder) take(ctx context.Context, s span) error {
	list, err := b.drafts(ctx, s)
	if err != nil {
		return err
	}
	r := &b.x.rows
	for id := s.First; id <= s.Last && id < int64(len(r.at)); id++ {
		if row, ok := r.row(coop.PartnershipID(id)); ok {
			r.stand.Remove(row)
			r.at[id] = 0
		}
	}
	for _, d := range list {
		b.add(d)
	}
	return nil
}

func (b *builder) add(d *draft) {
	r := &b.x.rows
	row := uint32(len(r.ids))
	var p packer
	d.pack(&p)
	r.ids = append(r.ids, d.id)
	r.items.add(p.b)
	r.ends.add(d.ends)
	r.actions = append(r.actions, uint32(d.actions))
	for len(r.at) <= int(d.id) {
		r.at = append(r.at, 0)
	}
	r.at[d.id] = row + 1
	r.stand.Add(row)
	b.fresh = append(b.fresh, keyOf(row, d.id, d.packedItem))
	for w := range d.words {
		b.words.add(w, row)
	}
	for _, w := range words(d.title) {
		b.titles.add(w, row)
	}
	for name, values := range d.facets {
		if b.facets[name] == nil {
			b.facets[name] = newSets[string]()
		}
		for _, v := range values {
			b.facets[name].add(v, row)
		}
	}
	for _, o := range d.orgs {
		b.orgs.add(o, row)
	}
	for _, t := range d.within {
		b.places.add(t, row)
	}
}

// close brings the parts together: orders, the sorted words, names of facet values, totals.
func (b *builder) close(ctx context.Context) error {
	x := b.x
	x.words, x.titles, x.orgRows, x.placeRows = b.words.sets, b.titles.sets, b.orgs.sets, b.places.sets
	x.facets = map[string]sets[string]{}
	for name, w := range b.facets {
		maps.DeleteFunc(w.sets, func(_ string, rows rowSet) bool { return !rows.meets(x.rows.stand) })
		x.facets[name] = w.sets
	}
	orders := map[string]order{}
	for name, compare := range sorts {
		orders[name] = x.rows.with(x.rows.orders[name], b.fresh, compare)
	}
	x.rows.orders = orders
	if len(x.sorted) != len(x.words) {
		x.sorted = slices.Sorted(maps.Keys(x.words))
	}
	x.name()
	x.whole = &whole{}
	return b.c.count(ctx, x)
}

// name gives the values of facets the names by which they are shown and sorted.
func (x *index) name() {
	x.labels = map[string]map[string]label{}
	countries := map[string]string{}
	for _, t := range x.territories {
		if t.Level == "country" {
			countries[t.Country] = t.Name
		}
	}
	for name, values := range x.facets {
		x.labels[name] = make(map[string]label, len(values))
		for v := range values {
			text := x.label(name, v)
			if name == "pays" {
				text = countries[v]
			}
			x.labels[name][v] = label{text, coop.Fold(text), x.isFormer(name, v)}
		}
	}
}

func emptyRows() rows { return rows{stand: roaring.New(), orders: map[string]order{}} }
