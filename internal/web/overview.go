package web

import (
	"slices"
	"strconv"

	"kafo/internal/catalogue"
)

// OverviewPage is the census's overview, recomputed, beside what the document claims.
type OverviewPage struct {
	Page
	O      catalogue.Overview
	Notes  *Notes
	Groups []FigureGroup
	Charts []Chart
}

// FigureGroup is the figures of one question: overview.trend.maintained and overview.trend.reduced stand together.
type FigureGroup struct {
	Key     string
	Figures []catalogue.Figure
}

func (s *server) overview(v *visit) error {
	read := v.reader.Figures
	if v.format == "json" {
		read = v.reader.Overview
	}
	o, err := read(v.r.Context())
	if err != nil {
		return err
	}
	if done, err := v.data("apercu", o, "json", "csv", "xlsx"); done {
		return err
	}
	p := OverviewPage{Page: v.frame(v.lang.T("overview.title")), O: o, Notes: &Notes{}, Groups: groupFigures(o.Figures)}
	p.Path, p.Section, p.Formats, p.Description = "/apercu", "/apercu", []string{"json", "csv", "xlsx"}, v.lang.T("overview.lede", o.Fiches)
	for _, c := range []struct {
		name string
		bars []catalogue.Bar
	}{{"region", o.ByRegion}, {"theme", o.ByTheme}, {"status", o.ByStatus}, {"year", o.ByYear}} {
		if len(c.bars) > 0 {
			p.Charts = append(p.Charts, p.chart(c.name, c.bars, o.Totals.Partnerships))
		}
	}
	return v.html(Overview(p))
}

func groupFigures(list []catalogue.Figure) []FigureGroup {
	var out []FigureGroup
	for _, f := range list {
		key := f.Group()
		i := slices.IndexFunc(out, func(g FigureGroup) bool { return g.Key == key })
		if i < 0 {
			out, i = append(out, FigureGroup{Key: key}), len(out)
		}
		out[i].Figures = append(out[i].Figures, f)
	}
	return out
}

// FigurePage is the list behind one figure.
type FigurePage struct {
	Page
	F     catalogue.Figure // with the records and the passages of this page
	Hits  int              // how many passages there are
	Notes *Notes
	Pager Pager
}

func (s *server) figure(v *visit) error {
	o, err := v.reader.Figures(v.r.Context())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(o.Figures, func(f catalogue.Figure) bool { return f.Ref() == v.ref })
	if i < 0 {
		return notFound("error.no_page")
	}
	page, err := v.pageOrWhole()
	if err != nil {
		return err
	}
	f, passages, err := v.reader.Figure(v.r.Context(), o.Figures[i].Key, page, namesPerPage)
	if err != nil {
		return err
	}
	if done, err := v.data("apercu-"+v.ref, f, "json", "csv"); done {
		return err
	}
	p := FigurePage{Page: v.frame(v.lang.T(f.Key, f.Count, f.Of)), F: f, Hits: passages, Notes: &Notes{}}
	p.Pager, err = newPager(page, max(f.Count, passages), namesPerPage, func(n int) string { return "/apercu/" + v.ref + "?page=" + itoa(n) })
	if err != nil {
		return err
	}
	p.number(page)
	p.Path, p.Section, p.Formats = "/apercu/"+v.ref, "/apercu", []string{"json", "csv"}
	p.Crumbs = []Crumb{{v.lang.T("overview.title"), "/apercu"}}
	p.Description = p.Title
	return v.html(FigureView(p))
}

// agrees says whether what a document claims is what its records give; a claim in words ("de nombreuses") can be
// neither right nor wrong.
func agrees(f catalogue.Figure, c catalogue.Claimed) (agrees, comparable bool) {
	n, err := strconv.Atoi(c.Value)
	return err == nil && n == f.Count, err == nil
}

// share is the width of a figure's bar.
func share(f catalogue.Figure) string {
	if f.Of == 0 {
		return "0%"
	}
	return number(float64(100*f.Count)/float64(f.Of)) + "%"
}
