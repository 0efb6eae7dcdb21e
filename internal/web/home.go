package web

import (
	"kafo/internal/catalogue"
)

// HomePage is the way in: the question, the map, the headline figures, the regions.
type HomePage struct {
	Page
	Totals  catalogue.Totals
	Map     Map
	Regions Chart
	Themes  Chart
	Latest  []catalogue.Item
}

func (s *server) home(v *visit) error {
	list, err := v.reader.List(v.r.Context(), catalogue.Query{Sort: "maj", Page: 1, Drawn: maxCurves})
	if err != nil {
		return err
	}
	totals, err := v.reader.Totals(v.r.Context())
	if err != nil {
		return err
	}
	p := v.frame("")
	p.Path, p.NoSearch, p.Description = "/", true, v.lang.T("site.description")
	return v.html(Home(HomePage{Page: p, Totals: totals, Map: s.mapOfList(list, false), Latest: list.Items[:min(len(list.Items), 5)],
		Regions: p.chart("region", facetBars(list, "region", 10), list.Total),
		Themes:  p.chart("theme", facetBars(list, "theme", 10), list.Total)}))
}

// facetBars are the first values of a facet as bars.
func facetBars(list catalogue.List, name string, most int) []catalogue.Bar {
	var out []catalogue.Bar
	for _, f := range list.Facets {
		if f.Name != name {
			continue
		}
		for _, v := range f.Values[:min(len(f.Values), most)] {
			out = append(out, catalogue.Bar{Label: v.Label, Value: v.Value, Count: v.Count})
		}
	}
	return out
}
