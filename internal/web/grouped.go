package web

import (
	"slices"

	"kafo/internal/catalogue"
)

// GroupedPage is the list under the values of a facet: by région, country, theme.
type GroupedPage struct {
	ListPage
	By     string
	Groups []GroupView
	Left   int
}

// GroupView is a value with its first partnerships and the address of all of them.
type GroupView struct {
	Label, Path string
	Count       int
	Items       []catalogue.Item
}

// groupers are the facets by which a list may be read, in the order of the choice.
var groupers = []string{"region", "pays", "region_fr", "theme", "statut", "annee", "source"}

// grouping is the facet that an address asks to group by, "" if none or another.
func (v *visit) grouping() string {
	by := v.r.URL.Query().Get("grouper")
	if !slices.Contains(groupers, by) {
		return ""
	}
	return by
}

func (s *server) grouped(v *visit, q catalogue.Query, by string) error {
	first := catalogue.GroupFirst
	if v.format != "" && v.format != "json" && v.format != "html" {
		first = 0 // a download is every group, whole
	}
	g, err := v.reader.Grouped(v.r.Context(), q, by, first)
	if err != nil {
		return err
	}
	if done, err := v.data("partenariats", g, "json", "csv", "xlsx"); done {
		return err
	}
	whole := q
	whole.Page = 1 // pages are those of groups: there may be more of them than of partnerships
	list, err := s.listPage(v, whole, g.List)
	if err != nil {
		return err
	}
	p := GroupedPage{ListPage: list, By: by, Left: g.Left}
	p.Title = v.lang.T("list.grouped", p.Title, v.lang.T("facet."+by))
	p.number(q.Page)
	p.keepGrouping()
	p.Page.Path, p.Formats, p.NoIndex = groupedAddress(q, by), []string{"json", "csv", "xlsx"}, true
	for _, x := range g.Groups {
		p.Groups = append(p.Groups, GroupView{Label: valueLabel(v.lang, by, x.Value, x.Label), Count: x.Count, Items: x.Items, Path: listAddress("/partenariats", only(q, by, x.Value))})
	}
	p.Pager, err = newPager(q.Page, g.All, catalogue.GroupsAPage, func(n int) string {
		q := q
		q.Page = n
		return groupedAddress(q, by)
	})
	if err != nil {
		return err
	}
	return v.html(Grouped(p))
}

// keepGrouping has what may be chosen next lead to a list that is grouped alike.
func (p *GroupedPage) keepGrouping() {
	for i := range p.Facets {
		for j := range p.Facets[i].Values {
			p.Facets[i].Values[j].Path = joinQuery(p.Facets[i].Values[j].Path, "grouper="+p.By)
		}
	}
	for i := range p.Chips {
		p.Chips[i].Without = joinQuery(p.Chips[i].Without, "grouper="+p.By)
	}
}

func groupedAddress(q catalogue.Query, by string) string {
	return joinQuery(listAddress("/partenariats", q), "grouper="+by)
}

// only is the query with one value of a facet, on its first page.
func only(q catalogue.Query, facet, value string) catalogue.Query {
	q = toggled(q, facet, value)
	q.Filters[facet] = []string{value}
	return q
}

// Groupings are the ways to group a list, with their addresses; the first leads to the plain list.
func (p ListPage) Groupings(by string) []FacetLink {
	q := p.Query
	q.Page = 1
	out := []FacetLink{{Label: p.T("list.ungrouped"), Path: listAddress("/partenariats", q), Selected: by == ""}}
	for _, name := range groupers {
		out = append(out, FacetLink{Label: p.T("facet." + name), Path: groupedAddress(q, name), Selected: name == by})
	}
	return out
}
