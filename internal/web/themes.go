package web

import (
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// ThemesPage is the thesaurus with the partnerships of each entry.
type ThemesPage struct {
	Page
	Groups []ThemeGroup
	Chart  Chart
}

// ThemeGroup is a theme with its sub-themes.
type ThemeGroup struct {
	Head ThemeCount
	Subs []ThemeCount
}

// ThemeCount is an entry of the thesaurus with the partnerships that have an action in it.
type ThemeCount struct {
	coop.Theme
	Count int
}

func (s *server) themes(v *visit) error {
	bars, err := v.reader.Themes(v.r.Context())
	if err != nil {
		return err
	}
	if done, err := v.data("themes", bars, "json", "csv", "xlsx"); done {
		return err
	}
	totals, err := v.reader.Totals(v.r.Context())
	if err != nil {
		return err
	}
	p := ThemesPage{Page: v.frame(v.lang.T("nav.themes")), Groups: thesaurus(bars)}
	p.Path, p.Section, p.Formats, p.Description = "/themes", "/themes", []string{"json", "csv", "xlsx"}, v.lang.T("themes.intro")
	p.Chart = p.chart("theme", heads(p.Groups), totals.Partnerships)
	return v.html(Themes(p))
}

func thesaurus(bars []catalogue.Bar) []ThemeGroup {
	counts := map[string]int{}
	for _, b := range bars {
		counts[b.Value] = b.Count
	}
	var out []ThemeGroup
	for _, t := range coop.Themes() {
		c := ThemeCount{t, counts[t.Code]}
		if t.Parent == "" {
			out = append(out, ThemeGroup{Head: c})
			continue
		}
		last := &out[len(out)-1]
		last.Subs = append(last.Subs, c)
	}
	return out
}

func heads(groups []ThemeGroup) []catalogue.Bar {
	var out []catalogue.Bar
	for _, g := range groups {
		if g.Head.Count > 0 {
			out = append(out, catalogue.Bar{Value: g.Head.Code, Count: g.Head.Count})
		}
	}
	return out
}

// ThemePage is one theme: its place in the thesaurus and its partnerships.
type ThemePage struct {
	Page
	Theme  coop.Theme
	Parent *coop.Theme
	Subs   []coop.Theme
	List   catalogue.List
	Map    Map
}

func (s *server) theme(v *visit) error {
	t, ok := coop.ThemeByCode(v.ref)
	if !ok {
		return notFound("error.no_page")
	}
	if v.moved("/themes/" + t.Code) {
		return nil
	}
	q := catalogue.Query{Filters: map[string][]string{"theme": {t.Code}}, Page: 1, Size: catalogue.PageSize, Drawn: maxCurves}
	if v.file() {
		return s.wholeList(v, "theme-"+t.Code, q)
	}
	if v.format == "json" {
		q.Size = inJSON
	}
	list, err := v.reader.List(v.r.Context(), q)
	if err != nil {
		return err
	}
	if done, err := v.data("theme-"+t.Code, list, "json"); done {
		return err
	}
	p := ThemePage{Page: v.frame(v.lang.T("theme.page", themeName(v.lang, t.Code))), Theme: t, List: list, Map: s.mapOfList(list, false)}
	for _, sub := range coop.Themes() {
		switch {
		case sub.Parent == t.Code:
			p.Subs = append(p.Subs, sub)
		case sub.Code == t.Parent:
			p.Parent = &sub
		}
	}
	p.Path, p.Section, p.Formats = "/themes/"+t.Code, "/themes", formats
	p.Crumbs = []Crumb{{v.lang.T("nav.themes"), "/themes"}}
	p.Description = v.lang.T("theme.description", themeName(v.lang, t.Code), v.lang.T("count.partnerships", list.Total))
	return v.html(ThemeView(p))
}

// All is the address of the search for this theme.
func (p ThemePage) All() string { return listAddress("/partenariats", p.List.Query) }
