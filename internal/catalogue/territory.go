package catalogue

import (
	"cmp"
	"context"
	"slices"
	"strings"

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
		if n := len(x.within(id)); n > 0 {
			all = append(all, TerritoryCount{Ref: *x.territoryRef(id), Level: t.Level, Count: n, Point: x.point(id)})
		}
	}
	slices.SortFunc(all, func(a, b TerritoryCount) int {
		return cmp.Or(cmp.Compare(coop.Fold(a.Ref.Name), coop.Fold(b.Ref.Name)), cmp.Compare(a.Ref.ID, b.Ref.ID))
	})
	return paged(all, page), len(all), nil
}

// within is the partnerships of a territory and of all that lies in it.
func (x *index) within(id coop.TerritoryID) []uint32 {
	var found []uint32
	var walk func(coop.TerritoryID)
	walk = func(t coop.TerritoryID) {
		for _, org := range x.orgsAt[t] {
			found = append(found, x.partnerships[org]...)
		}
		for _, child := range x.children[t] {
			walk(child)
		}
	}
	walk(id)
	slices.Sort(found)
	return slices.Compact(found)
}

// Territory is "mon territoire": its links, those of what lies in it, and who else works with the same partners.
// Error: notfound.
func (c *Catalogue) Territory(ctx context.Context, id coop.TerritoryID) (Territory, error) {
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
		To: t.To, Point: x.point(id), Source: t.Source, Former: x.formerly(t),
	}
	for _, up := range x.lineage(t.Parent) {
		out.Parents = append(out.Parents, *x.territoryRef(up.ID))
	}
	out.History = x.history(coop.OfTerritory, t.Key)
	mine := x.within(id)
	for _, n := range mine {
		out.Partnerships = append(out.Partnerships, x.items[n])
	}
	for _, n := range x.neighbours(id, mine) {
		out.Neighbours = append(out.Neighbours, x.items[n])
	}
	for _, child := range x.children[id] {
		if n := len(x.within(child)); n > 0 {
			out.Children = append(out.Children, TerritoryCount{Ref: *x.territoryRef(child), Level: x.territories[child].Level, Count: n})
		}
	}
	for _, org := range x.orgsAt[id] {
		out.Organisations = append(out.Organisations, x.orgRef(org))
		out.Mentions = append(out.Mentions, x.mentions[org]...)
	}
	return out, nil
}

// neighbours are the other partnerships of the organisations with which the territory cooperates.
func (x *index) neighbours(id coop.TerritoryID, mine []uint32) []uint32 {
	own := map[coop.OrgID]bool{}
	var walk func(coop.TerritoryID)
	walk = func(t coop.TerritoryID) {
		for _, org := range x.orgsAt[t] {
			own[org] = true
		}
		for _, child := range x.children[t] {
			walk(child)
		}
	}
	walk(id)
	var found []uint32
	for _, n := range mine {
		for _, r := range slices.Concat(x.items[n].Holders, x.items[n].Partners) {
			if org := coop.OrgID(r.ID); !r.Asked && !own[org] {
				found = append(found, x.partnerships[org]...)
			}
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	return slices.DeleteFunc(found, func(n uint32) bool { return slices.Contains(mine, n) })
}

// Themes counts the partnerships of each theme of the thesaurus that has any, in its order.
func (c *Catalogue) Themes(ctx context.Context) ([]Bar, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	var bars []Bar
	for _, t := range coop.Themes() {
		if b := x.facets["theme"][t.Code]; b != nil {
			bars = append(bars, Bar{Label: t.French, Value: t.Code, Count: int(b.GetCardinality())})
		}
	}
	return bars, nil
}
