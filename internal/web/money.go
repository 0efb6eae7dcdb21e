package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// MoneyPage is how much, three ways: for everything, or for a payer, year, theme, place or partnership.
type MoneyPage struct {
	Page
	R      catalogue.MoneyReport
	Chips  []Chip
	Charts []MoneyChart
	Pager  Pager
	Self   string // its address without a page
}

// MoneyChart is the same money by the values of a dimension.
type MoneyChart struct {
	catalogue.MoneyTable
	Finding     string
	All         string // address of the page with every row, "" if this is all of them
	First, Rest []MoneyBar
	Unsaid      *MoneyBar // what no value is stated for
	longest     int64
}

// MoneyBar is a row of a chart, with the address of the page of its value.
type MoneyBar struct {
	Label, Path string
	catalogue.MoneyFigures
}

// Rows of a chart at once and behind « more », and lines of a page.
const (
	barsFirst  = 10
	barsMore   = 50
	linesAPage = 50
)

func (s *server) money(v *visit) error {
	q := readMoney(v.r.URL.Query())
	page, err := readPage(v.r.URL.Query())
	if err != nil {
		return err
	}
	if by := v.r.URL.Query().Get("par"); by != "" {
		return s.moneyTable(v, q, by, page)
	}
	if v.file() {
		lines, err := v.reader.EachMoneyLine(v.long, q) // a download is all lines
		if err != nil {
			return err
		}
		_, err = v.data("argent", lines, "csv", "xlsx")
		return err
	}
	report, err := v.reader.MoneyReport(v.r.Context(), q, page, linesAPage)
	if err != nil {
		return err
	}
	if done, err := v.data("argent", report, "json"); done {
		return err
	}
	p := MoneyPage{Page: v.frame(""), R: report, Self: moneyAddress(q, 1)}
	if p.Pager, err = newPager(page, report.Total, linesAPage, func(n int) string { return moneyAddress(q, n) + "#lignes" }); err != nil {
		return err
	}
	p.Page.Path, p.Section, p.Formats = moneyAddress(q, page), "/argent", []string{"json", "csv", "xlsx"}
	p.Chips = moneyChips(v.lang, report)
	p.Title = moneyTitle(v.lang, p.Chips)
	p.Description, p.NoIndex = v.lang.T("money.lede"), p.NoIndex || page > 1 || len(p.Chips) > 1
	p.number(page)
	for _, t := range report.Tables {
		if c := p.moneyChart(q, t); len(t.Rows) > 1 {
			p.Charts = append(p.Charts, c)
		}
	}
	return v.html(MoneyView(p))
}

func moneyTitle(l i18n.Lang, chips []Chip) string {
	out := l.T("money.title")
	for _, c := range chips {
		out += " · " + c.Name
	}
	return out
}

// MoneyTablePage is every row of one dimension, by pages.
type MoneyTablePage struct {
	Page
	Chart MoneyChart
	Back  string // the money that it divides
	Pager Pager
}

func (s *server) moneyTable(v *visit, q catalogue.MoneyQuery, by string, page int) error {
	size := barsMore
	if v.file() {
		page, size = 1, 0 // a download is all rows
	}
	t, err := v.reader.MoneyTable(v.r.Context(), q, by, page, size)
	if err != nil {
		return err
	}
	if done, err := v.data("argent-par-"+by, t, "json", "csv", "xlsx"); done {
		return err
	}
	self := joinQuery(moneyAddress(q, 1), "par="+by)
	p := MoneyTablePage{Page: v.frame(""), Back: moneyAddress(q, 1)}
	p.Pager, err = newPager(page, t.Total, barsMore, func(n int) string { return joinQuery(self, "page="+itoa(n)) })
	if err != nil || len(t.Rows) == 0 {
		return cmp.Or(err, notFound("error.no_such_page"))
	}
	p.Path, p.Section, p.Formats, p.NoIndex = self, "/argent", []string{"json", "csv", "xlsx"}, true
	p.Title, p.Description = v.lang.T("money.all."+by, t.Total), v.lang.T("money.lede")
	p.number(page)
	p.Chart = p.moneyChart(q, t)
	return v.html(MoneyTableView(p))
}

// readMoney reads which money an address asks for.
func readMoney(values url.Values) catalogue.MoneyQuery {
	var q catalogue.MoneyQuery
	for _, d := range catalogue.MoneyDimensions {
		q = q.With(d, cutRunes(values.Get(d), maxText))
	}
	return q
}

// moneyAddress is the one address of a query of money.
func moneyAddress(q catalogue.MoneyQuery, page int) string {
	path := "/argent"
	for n, v := range q.Values() {
		if v != "" {
			path = joinQuery(path, catalogue.MoneyDimensions[n]+"="+url.QueryEscape(v))
		}
	}
	if page > 1 {
		path = joinQuery(path, "page="+strconv.Itoa(page))
	}
	return path
}

func moneyChips(l i18n.Lang, r catalogue.MoneyReport) []Chip {
	var out []Chip
	n := 0
	for i, v := range r.Query.Values() {
		if v == "" {
			continue
		}
		d := catalogue.MoneyDimensions[i]
		out = append(out, Chip{moneyLabel(l, d, v, r.Chosen[n].Label), moneyAddress(r.Query.With(d, ""), 1)})
		n++
	}
	return out
}

// moneyLabel puts a value of a dimension into words.
func moneyLabel(l i18n.Lang, dimension, value, label string) string {
	switch {
	case value == catalogue.NotStated:
		return l.T("money.none." + dimension)
	case value == catalogue.InFrance:
		return l.T("action.in_france")
	case dimension == "theme":
		return themeName(l, value)
	case dimension == "annee":
		return strings.ReplaceAll(value, "-", "–")
	}
	return label
}

func (p Page) moneyChart(q catalogue.MoneyQuery, t catalogue.MoneyTable) MoneyChart {
	c := MoneyChart{MoneyTable: t}
	var bars []MoneyBar
	for _, r := range t.Rows {
		bars = append(bars, MoneyBar{moneyLabel(p.Lang, t.Dimension, r.Value, r.Label), moneyAddress(q.With(t.Dimension, r.Value), 1), r.MoneyFigures})
		c.longest = max(c.longest, r.Stated)
	}
	named := bars
	if last := len(bars) - 1; t.Rows[last].Value == catalogue.NotStated && last > 0 {
		named, c.Unsaid = bars[:last], &bars[last]
	}
	top := slices.MaxFunc(named, func(a, b MoneyBar) int { return cmp.Compare(a.Once, b.Once) })
	c.Finding = p.T("money.finding."+t.Dimension, top.Label, p.Money(top.Once, "EUR"))
	first := barsFirst
	if t.Dimension == "annee" {
		first = barsMore
	}
	bars = bars[:min(barsMore, len(bars))]
	c.First, c.Rest = bars[:min(first, len(bars))], bars[min(first, len(bars)):]
	if t.Total > barsMore {
		c.All = joinQuery(moneyAddress(q, 1), "par="+t.Dimension)
	}
	return c
}

// width of a part of a bar, in percent of the longest.
func (c MoneyChart) width(cents int64) string {
	return number(float64(100*cents)/float64(max(1, c.longest))) + "%"
}

// groupsShown of a page of money, the largest first; the data have all.
const groupsShown = 30

// Groups are those to show.
func (p MoneyPage) Groups() []catalogue.MoneyGroup {
	return p.R.Groups[:min(groupsShown, len(p.R.Groups))]
}

// membersShown of a group.
const membersShown = 12

// Whose says whose money a line is: its partnership, or the fund.
func (p Page) Whose(m catalogue.MoneyStated) string {
	if m.Partnership.Name != "" {
		return m.Partnership.Name
	}
	return m.Label
}

// Amount says a stated amount in its own currency, with what qualifies it.
func (p Page) Amount(m catalogue.Money) string {
	out := p.Money(m.Cents, m.Currency)
	if m.Times > 1 {
		out = p.T("money.times", m.Times, out)
	}
	switch {
	case m.UpTo > 0:
		return p.T("qualifier.range", out, p.Money(m.UpTo, m.Currency))
	case m.Qualifier != "":
		return p.Or("qualifier."+m.Qualifier, "{0}", out)
	}
	return out
}

// Rated says what an amount in another currency is in euros, by which rate of which year.
func (p Page) Rated(m catalogue.MoneyStated) string {
	one := p.Lang.Exact(m.Rate.PerEuro())
	if m.Rate.Year == 0 {
		return p.T("money.parity", p.Money(m.Euros, "EUR"), one, m.Rate.Currency)
	}
	return p.T("money.rate", p.Money(m.Euros, "EUR"), one, m.Rate.Currency, itoa(m.Rate.Year), m.Rate.Origin)
}

// When says to which time an amount belongs, "" if nobody says.
func (p Page) When(m catalogue.Money) string {
	var parts []string
	switch {
	case m.Year > 0:
		parts = append(parts, p.T("money.year", itoa(m.Year)))
	case m.From > 0:
		parts = append(parts, p.T("money.years", itoa(m.From), itoa(m.To)))
	}
	if m.Period != "" {
		parts = append(parts, m.Period)
	}
	return strings.Join(parts, ", ")
}

// Terms says what else the words tell of an amount, each in a phrase.
func (p Page) Terms(m catalogue.Money) []string {
	var out []string
	say := func(key, value string) {
		if value != "" {
			out = append(out, p.T(key, value))
		}
	}
	code := func(key, value string) {
		if value != "" {
			out = append(out, p.T(key+value))
		}
	}
	code("money.part.", string(m.Part))
	code("money.stage.", m.Stage)
	code("money.kind.", m.Kind)
	code("money.form.", m.Form)
	code("money.funds.", m.Funds)
	say("money.beneficiary", m.BeneficiaryText)
	say("money.scope", m.Scope)
	say("money.alike", m.Alike)
	for _, s := range m.Shares {
		out = append(out, p.T("money.share", p.Lang.Decimal(s.Percent), s.PayerText))
	}
	if sum := coop.Stated(m.Shares); len(m.Shares) > 0 && (sum < 99.995 || sum > 100.005) {
		out = append(out, p.T("money.shares.sum", p.Lang.Decimal(sum)))
	}
	if m.Law != "" {
		out = append(out, p.law(m))
	}
	return out
}

// law says which 1 % an amount comes from and whether it keeps under the ceiling, where the base is known.
func (p Page) law(m catalogue.Money) string {
	name := p.T("money.law." + m.Law)
	ceiling, over, known := m.Ceiling(m.Cents)
	switch {
	case !known:
		return p.T("money.law.unknown", name)
	case over > 0:
		return p.T("money.law.over", name, p.Money(ceiling, m.Currency), p.Money(over, m.Currency))
	}
	return p.T("money.law.under", name, p.Money(ceiling, m.Currency))
}
