package web

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// themeName is the label of a theme; a code that the thesaurus does not know is shown as it is.
func themeName(l i18n.Lang, code string) string {
	t, ok := coop.ThemeByCode(code)
	switch {
	case !ok:
		return code
	case l == i18n.EN:
		return t.English
	}
	return i18n.Typography(t.French)
}

// InFCFA says what an amount in euros is in CFA francs, at the fixed parity.
func (p Page) InFCFA(m catalogue.Money) string {
	if m.UpTo > 0 {
		return p.T("money.fcfa", p.T("qualifier.range", p.Money(i18n.InFCFA(m.Cents), "XOF"), p.Money(i18n.InFCFA(m.UpTo), "XOF")))
	}
	return p.T("money.fcfa", p.Money(i18n.InFCFA(m.Cents), "XOF"))
}

// listed joins names, the first ones when there are many.
func (p Page) listed(names Named) string {
	if more := names.Count - len(names.First); more > 0 {
		return strings.Join(names.First, ", ") + " " + p.T("map.more", more)
	}
	return join(p.Lang, names.First)
}

// Pager is where a page of a list stands among the others.
type Pager struct {
	Page, Last int
	to         func(page int) string
}

func newPager(page, total, size int, to func(int) string) (Pager, error) {
	last := max(1, (total+size-1)/size)
	if page > last {
		return Pager{}, notFound("error.no_such_page")
	}
	return Pager{Page: page, Last: last, to: to}, nil
}

// Around lists the pages to offer: the first, the last, those near this one; 0 is a gap.
func (g Pager) Around() []int {
	var out []int
	for n := 1; n <= g.Last; n++ {
		switch {
		case n == 1, n == g.Last, n >= g.Page-2 && n <= g.Page+2:
			out = append(out, n)
		case out[len(out)-1] != 0:
			out = append(out, 0)
			n = cmp.Or(jump(n, g), n)
		}
	}
	return out
}

// jump leads to just before the next page to offer.
func jump(n int, g Pager) int {
	if n < g.Page-2 {
		return g.Page - 3
	}
	return g.Last - 1
}

// Chart is horizontal bars: the title is what they show.
type Chart struct {
	Finding, What string
	Of, Unit      string // heads of the columns
	Total         int    // the whole that shares are of
	Bars          []ChartBar
}

// ChartBar is a bar with the list behind it.
type ChartBar struct {
	Label, Path string
	Count       int
}

// Width of a bar in percent of the longest.
func (c Chart) Width(count int) string {
	longest := 1
	for _, b := range c.Bars {
		longest = max(longest, b.Count)
	}
	return number(float64(100*count)/float64(longest)) + "%"
}

// chart makes a chart of partnerships by a facet; each bar opens its list.
func (p Page) chart(name string, bars []catalogue.Bar, total int) Chart {
	c := Chart{What: p.T("chart."+name+".what", total), Of: p.T("chart." + name + ".of"), Unit: p.T("chart.unit"), Total: total}
	for _, b := range bars {
		path := ""
		if facet := facetOf[name]; facet != "" && b.Value != "" {
			path = listAddress("/partenariats", catalogue.Query{Filters: map[string][]string{facet: {b.Value}}})
		}
		c.Bars = append(c.Bars, ChartBar{Label: p.barLabel(name, b), Path: path, Count: b.Count})
	}
	c.Finding = p.T("chart."+name+".none", total)
	if len(c.Bars) > 0 {
		top := slices.MaxFunc(c.Bars, func(a, b ChartBar) int { return cmp.Compare(a.Count, b.Count) })
		c.Finding = p.T("chart."+name+".finding", top.Label, top.Count, total)
	}
	return c
}

// facetOf says which facet the bars of a chart choose; a decade is no facet.
var facetOf = map[string]string{"region": "region", "theme": "theme", "status": "statut"}

func (p Page) barLabel(name string, b catalogue.Bar) string {
	switch {
	case b.Label != "":
		return b.Label
	case name == "theme":
		return p.ThemeName(b.Value)
	case name == "status":
		return p.T("status." + b.Value)
	}
	return b.Value
}

// splitInt reads the number of a query value; 0 where there is none.
func splitInt(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// ref names an object and leads to its page; a name nobody has decided on says so. It is written by hand because a
// template would leave white space behind it, before the comma or the letter that follows.
func ref(p Page, r catalogue.Ref) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		out := "<span>" + templ.EscapeString(r.Name) + "</span>"
		if to := p.To(r); to != "" {
			out = `<a href="` + templ.EscapeString(to) + `">` + templ.EscapeString(r.Name) + "</a>"
		}
		if r.Asked {
			out += ` <em class="asked">` + templ.EscapeString(p.T("ref.asked")) + "</em>"
		}
		_, err := io.WriteString(w, out)
		return err
	})
}
