package catalogue

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"kafo/internal/coop"
)

// Territories lists the territories of the register that have a partnership, by name, those that a text finds: name,
// former name, INSEE or postal code.
func (c *Catalogue) Territories(ctx context.Context, text string, page int) ([]TerritoryCount, int, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, 0, err
	}
	var all []TerritoryCount
	for id, t := range x.territories {
		if !matches(text, t.Name, strings.Join(t.Aliases, " "), t.Codes["insee"], t.Codes["postal"]) {
			continue
		}
		if n := x.withinCount(id); n > 0 {
			all = append(all, TerritoryCount{Ref: *x.territoryRef(id), Level: t.Level, Count: n, Point: x.point(id)})
		}
	}
	slices.SortFunc(all, func(a, b TerritoryCount) int {
		return cmp.Or(cmp.Compare(coop.Fold(a.Ref.Name), coop.Fold(b.Ref.Name)), cmp.Compare(a.Ref.ID, b.Ref.ID))
	})
	return paged(all, page), len(all), nil
}

// withinCount is how many they are.
func (x *index) withinCount(id coop.TerritoryID) int { return x.placeRows[id].count(x.rows.stand) }

// Territory is "mon territoire": its links, those of what lies in it, and who else works with the same partners. Of its
// partnerships it reads a page, from 1, and as many of the others; page 0 reads all. Error: notfound.
func (c *Catalogue) Territory(ctx context.Context, id coop.TerritoryID, page, size int) (Territory, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Territory{}, err
	}
	t := x.territories[id]
	if t == nil {
		return Territory{}, coop.Refuse(coop.NotFound, "territory.notfound", id)
	}
	out := Territory{
		ID: id, Key: t.Key, Name: t.Name, Level: t.Level, Country: t.Country, Codes: t.Codes, Names: t.Aliases, From: t.From,
		To: t.To, Point: x.point(id), Hidden: x.kept.hidden[id], Source: t.Source, Former: x.formerly(t),
	}
	for _, up := range x.lineage(t.Parent) {
		out.Parents = append(out.Parents, *x.territoryRef(up.ID))
	}
	out.History = x.history(coop.OfTerritory, t.Key)
	mine := x.placeRows[id].in(x.rows.stand)
	beside := x.neighbours(id, mine)
	out.Total, out.Beside = int(mine.GetCardinality()), int(beside.GetCardinality())
	if out.Partnerships, err = c.items(ctx, x, x.pageOf(mine, page, size)); err != nil {
		return out, err
	}
	if out.Neighbours, err = c.items(ctx, x, x.pageOf(beside, min(page, 1), size)); err != nil {
		return out, err
	}
	for _, child := range x.children[id] {
		if n := x.withinCount(child); n > 0 {
			out.Children = append(out.Children, TerritoryCount{Ref: *x.territoryRef(child), Level: x.territories[child].Level, Count: n})
		}
	}
	for _, org := range x.orgsAt[id] {
		out.Organisations = append(out.Organisations, x.orgRef(org))
		mentions, err := c.mentionsOf(ctx, x, org)
		if err != nil {
			return out, err
		}
		out.Mentions = append(out.Mentions, mentions...)
	}
	return out, nil
}

// pageOf is a page of a set of rows that stand, by title; page 0 is all of it.
func (x *index) pageOf(set *roaring.Bitmap, page, size int) []uint32 {
	if page == 0 {
		page, size = 1, int(set.GetCardinality())
	}
	return x.rows.orders[""].page(set, nil, (page-1)*size, size)
}

// neighbours are the other partnerships of the organisations with which the territory cooperates.
func (x *index) neighbours(id coop.TerritoryID, mine *roaring.Bitmap) *roaring.Bitmap {
	found, seen := roaring.New(), map[coop.OrgID]bool{}
	each(mine, func(row uint32) {
		eachEnd(x.rows.items.of(row), func(org coop.OrgID) {
			if seen[org] {
				return
			}
			seen[org] = true
			if o := x.orgs[org]; o != nil && !x.lies(o.Territory, id) {
				x.orgRows[org].into(found)
			}
		})
	})
	found.AndNot(mine)
	found.And(x.rows.stand)
	return found
}

// lies says whether a territory is another or lies in it.
func (x *index) lies(id, in coop.TerritoryID) bool {
	return slices.ContainsFunc(x.lineage(id), func(t *coop.Territory) bool { return t.ID == in })
}

// Themes counts the partnerships of each theme of the thesaurus that has any, in its order.
func (c *Catalogue) Themes(ctx context.Context) ([]Bar, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	var bars []Bar
	for _, t := range coop.Themes() {
		if b := x.facets["theme"][t.Code]; !b.empty() {
			bars = append(bars, Bar{Label: t.French, Value: t.Code, Count: b.count(x.rows.stand)})
		}
	}
	return bars, nil
}
