package catalogue

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"

	"kafo/internal/coop"
)

// Grouped is what a query finds under each value of a facet: the register read as an annex by région, by country, by
// theme. A partnership stands under every value that is its own, so that the groups do not add up to the total.
type Grouped struct {
	List          // the same list, whole, without its page of partnerships
	By     string // name of the facet
	Groups []Group
	All    int // groups in all
	Left   int // partnerships under no value
}

// Group is a value of the facet with its first partnerships.
type Group struct {
	FacetValue
	Items []Item
}

// Groups of a page, and partnerships shown of each.
const (
	GroupsAPage = 12
	GroupFirst  = 5
)

// Grouped answers a query by the values of a facet, in the order of the facet; of each value first partnerships are
// read, all of them where first is 0. Counts come from the bitmaps: nothing else is loaded. An unknown facet gives no
// group.
func (c *Catalogue) Grouped(ctx context.Context, q Query, by string, first int) (Grouped, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Grouped{}, err
	}
	base := x.search(q.Text)
	found := x.filtered(base, q, "")
	g := Grouped{List: List{Query: q, Total: int(found.GetCardinality()), Of: x.totals.Partnerships}, By: by}
	g.Facets, g.Places = x.surroundings(base, found, q)
	under := roaring.New()
	for _, f := range g.Facets {
		if f.Name == by {
			g.Groups = chosenOf(f.Values, len(q.Filters[by]) > 0)
		}
	}
	for _, v := range g.Groups {
		x.facets[by][v.Value].into(under)
	}
	g.Left, g.All = int(roaring.AndNot(found, under).GetCardinality()), len(g.Groups)
	if first > 0 {
		from := min(max(0, q.Page-1)*GroupsAPage, len(g.Groups))
		g.Groups = g.Groups[from:min(from+GroupsAPage, len(g.Groups))]
	}
	return g, c.fill(ctx, x, q, found, &g, first)
}

// chosenOf are the values of a facet as groups: only those that are chosen, where the facet is a filter.
func chosenOf(values []FacetValue, filter bool) []Group {
	var out []Group
	for _, v := range values {
		if v.Selected || !filter {
			out = append(out, Group{FacetValue: v})
		}
	}
	return out
}

// fill reads the partnerships of the groups at once.
func (c *Catalogue) fill(ctx context.Context, x *index, q Query, found *roaring.Bitmap, g *Grouped, first int) error {
	var rows []uint32
	until := make([]int, len(g.Groups))
	for i, v := range g.Groups {
		within := x.facets[g.By][v.Value].in(found)
		most := first
		if first == 0 {
			most = int(within.GetCardinality())
		}
		g.Groups[i].Count = int(within.GetCardinality())
		rows = append(rows, x.page(q, within, 0, most)...)
		until[i] = len(rows)
	}
	items, err := c.items(ctx, x, rows)
	if err != nil {
		return err
	}
	from, drawn := 0, map[coop.PartnershipID]bool{}
	for i, to := range until {
		g.Groups[i].Items = items[from:to]
		for _, row := range rows[from:to] {
			if id := x.rows.ids[row]; !drawn[id] {
				drawn[id] = true
				g.Points = append(g.Points, x.link(row))
			}
		}
		from = to
	}
	return nil
}
