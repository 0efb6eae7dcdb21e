package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// wholeActions is the path of the action of a total that a record prints under its actions.
const wholeActions = "actions"

// rawTerms are what else the words say of an amount, as the store wrote it.
func rawTerms(text string) coop.Terms {
	var t coop.Terms
	if text == "" || json.Unmarshal([]byte(text), &t) != nil { // written by the store: it is JSON
		return coop.Terms{}
	}
	return t
}

// terms are the same for the public: masked.
func (x *index) terms(source coop.SourceID, text string) coop.Terms {
	return x.maskTerms(source, rawTerms(text))
}

func (x *index) maskTerms(source coop.SourceID, t coop.Terms) coop.Terms {
	for _, s := range []*string{&t.Label, &t.BeneficiaryText, &t.Scope, &t.Alike} {
		*s = x.masked(source, *s)
	}
	t.Shares = slices.Clone(t.Shares)
	for i := range t.Shares {
		t.Shares[i].PayerText = x.masked(source, t.Shares[i].PayerText)
	}
	return t
}

// latestFirst orders amounts by their year; those of several years, which are no annual budget, come after.
func latestFirst(a, b Money) int { return cmp.Or(cmp.Compare(b.Year, a.Year), cmp.Compare(b.To, a.To)) }

// budgetFirst is the same, before what those who fund a partnership give.
func budgetFirst(a, b Money) int {
	rank := func(m Money) int {
		if coop.IsBudget(m.Place.Path) {
			return 0
		}
		return 1
	}
	return cmp.Or(rank(a)-rank(b), latestFirst(a, b))
}

// Rates are the loaded rates of currencies beside the fixed parities.
func (c *Catalogue) Rates(ctx context.Context) (coop.Rates, error) {
	rows, err := c.q.Rates(ctx)
	if err != nil {
		return coop.Rates{}, fmt.Errorf("rates: %w", err)
	}
	list := make([]coop.Rate, len(rows))
	for i, r := range rows {
		list[i] = coop.Rate{Currency: r.Currency, Year: r.Year, Micros: r.Micros, Origin: r.Origin}
	}
	return coop.NewRates(list), nil
}

// MoneyQuery is which money is asked for, by the values of dimensions; an empty one asks for any. Page is of the list
// of lines, 1-based; Size 0 means the usual.
type MoneyQuery struct {
	Payer       string // id of an organisation, ~name of one that nobody has decided on, 0 for none stated
	Year        string // 2013, 2013-2015, 0
	Theme       string // code, 0
	Place       string // id of a territory, france, 0
	Partnership string // id; 0 for gifts to funds
}

// Values are the values asked for, in the order of MoneyDimensions.
func (q MoneyQuery) Values() []string {
	return []string{q.Payer, q.Year, q.Theme, q.Place, q.Partnership}
}

// With is the query with another value of a dimension.
func (q MoneyQuery) With(dimension, value string) MoneyQuery {
	*[]*string{&q.Payer, &q.Year, &q.Theme, &q.Place, &q.Partnership}[slices.Index(MoneyDimensions, dimension)] = value
	return q
}

// MoneyFigures is how much something comes to, three ways, in euro cents: Stated is Once and Left together.
type MoneyFigures struct {
	Stated, Once, Left int64
	Lines, Kept        int
	Spread             int64 // what the ranges would add at their upper ends
	Reasons            []coop.Reason
	Unknown            []Money // sums by currency that no rate turns into euros
}

// MoneyAnswer answers how much, by payer, year, theme, place and partnership.
type MoneyAnswer struct {
	Query MoneyQuery
	MoneyFigures
	Chosen  []FacetValue // what was asked for, in words
	Tables  []MoneyTable
	Several MoneyFigures // lines for several years of which the year asked for is one: not in the figures
	Rebased int          // lines whose shares do not make 100
	kept    []coop.MoneyPart
	out     []coop.Out
	unrated []int       // lines that no rate turns into euros
	groups  []toldGroup // to tell, the largest first
}

// MoneyTable is the same money by the values of a dimension. Each row is counted for itself: those of what is counted
// once need not add up to the whole; where Overlap is true a line stands in several rows, and those of what is stated
// do not either.
type MoneyTable struct {
	Dimension string
	Overlap   bool
	Rows      []MoneyRow  // the first, or those of a page
	Total     int         // how many rows there are
	ranks     []moneyRank // all of them, in order
}

// moneyRank is a row of a table by what it is sorted by.
type moneyRank struct {
	value        string
	once, stated int64
}

// rowsTold is how many rows of a table, and how many groups, an answer tells at once: a large register has a row a
// partnership.
const rowsTold = 1000

// MoneyRow is a value with its figures; Label is a name of its own, empty where i18n has the words.
type MoneyRow struct {
	Value, Label string
	MoneyFigures
}

// Money counts. Errors: notfound for a value that no line has.
func (c *Catalogue) Money(ctx context.Context, q MoneyQuery) (MoneyAnswer, error) {
	l, err := c.money(ctx)
	if err != nil {
		return MoneyAnswer{}, err
	}
	l.mu.Lock()
	a, ok := l.answers[q]
	l.mu.Unlock()
	if ok {
		return a, nil
	}
	if a, err = l.answer(q); err != nil {
		return a, err
	}
	l.keep(q, a)
	return a, nil
}

// answersWeight bounds what the kept answers of a ledger hold, in lines, rows and groups; past it they start afresh.
const answersWeight = 4_000_000

func (a MoneyAnswer) weight() int {
	n := len(a.kept) + len(a.out) + len(a.groups) + rowsTold
	for _, t := range a.Tables {
		n += len(t.ranks) + 10*len(t.Rows)
	}
	return n
}

func (l *ledger) keep(q MoneyQuery, a MoneyAnswer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.weight += a.weight(); l.weight > answersWeight {
		clear(l.answers)
		l.weight = a.weight()
	}
	l.answers[q] = a
}

func (l *ledger) answer(q MoneyQuery) (MoneyAnswer, error) {
	a := MoneyAnswer{Query: q}
	subset, err := l.subset(q)
	if err != nil {
		return a, err
	}
	for n, v := range q.Values() {
		if v != "" {
			a.Chosen = append(a.Chosen, FacetValue{Value: v, Label: l.label(MoneyDimensions[n], v)})
		}
	}
	counter := l.book.Counter()
	count := counter.Count(subset)
	a.MoneyFigures, a.kept, a.out, a.unrated = l.figures(count), count.Kept, count.Out, count.Unknown
	amounts := l.spread(subset)
	a.groups = l.tell(a)
	for n, v := range q.Values() {
		if v == "" {
			a.Tables = append(a.Tables, l.table(n, amounts, counter))
		}
	}
	l.several(&a, counter)
	for _, p := range subset {
		if l.files[payers].rebased(l.book.Lines[p.Line].Filed[payers]) {
			a.Rebased++
		}
	}
	return a, nil
}

// partnerships is the position of the dimension whose values need no filing: lines are in their order.
const partnerships = places + 1

// subset is the lines asked for, each with what of it is.
func (l *ledger) subset(q MoneyQuery) ([]coop.MoneyPart, error) {
	subset := l.book.Whole()
	for n, v := range q.Values() {
		if v == "" {
			continue
		}
		if !l.has(n, v) {
			return nil, coop.Refuse(coop.NotFound, "money.notfound", v)
		}
		subset = l.both(l.spread(subset), n, v, nil)
	}
	return subset, nil
}

// has says that a line has a value.
func (l *ledger) has(dimension int, v string) bool {
	from, to := l.reach(dimension, v)
	return from < to
}

// reach is where the lines of a value begin and end, in the lines of their filing; those of a partnership follow each
// other in the book.
func (l *ledger) reach(dimension int, v string) (from, to int) {
	if dimension == partnerships {
		id, err := strconv.ParseInt(v, 10, 64)
		if err != nil || id < 0 || strconv.FormatInt(id, 10) != v {
			return 0, 0
		}
		return l.book.Find(coop.PartnershipID(id))
	}
	f := l.files[dimension]
	n, ok := f.number[v]
	if !ok {
		return 0, 0
	}
	return int(f.from[n]), int(f.from[n+1])
}

// amounts are what of each line belongs to a subset, so that whether it does is asked without a search; of none, all do.
type amounts []int64

// outside is the amount of a line that does not belong.
const outside = math.MinInt64

func (l *ledger) spread(subset []coop.MoneyPart) amounts {
	out := make(amounts, len(l.book.Lines))
	for i := range out {
		out[i] = outside
	}
	for _, p := range subset {
		out[p.Line] = p.Euros
	}
	return out
}

// both adds to out what a subset has under a value; of a line that several pay, the smaller part.
func (l *ledger) both(a amounts, dimension int, v string, out []coop.MoneyPart) []coop.MoneyPart {
	from, to := l.reach(dimension, v)
	for at := from; at < to; at++ {
		p := coop.MoneyPart{Line: at}
		if dimension != partnerships {
			p.Line = int(l.files[dimension].lines[at])
		}
		if a[p.Line] == outside {
			continue
		}
		e := &l.book.Lines[p.Line]
		p.Euros = e.Euros
		if dimension == payers {
			f := l.files[payers]
			p.Euros = f.part(e.Euros, e.Filed[payers], f.number[v])
		}
		p.Euros = min(p.Euros, a[p.Line])
		out = append(out, p)
	}
	return out
}

func (l *ledger) figures(c coop.Count) MoneyFigures {
	f := MoneyFigures{Stated: c.Stated, Once: c.Once, Left: c.Left, Lines: c.Lines, Kept: len(c.Kept), Spread: c.Spread, Reasons: l.book.Why(c)}
	for _, i := range c.Unknown {
		e := &l.book.Lines[i]
		currency := l.book.Currency(e)
		n := slices.IndexFunc(f.Unknown, func(m Money) bool { return m.Currency == currency })
		if n < 0 {
			n, f.Unknown = len(f.Unknown), append(f.Unknown, Money{Currency: currency})
		}
		f.Unknown[n].Cents += e.Value()
	}
	return f
}

// values are those that make the table of a dimension.
func (l *ledger) values(dimension int) iter.Seq[string] {
	return func(yield func(string) bool) {
		if dimension != partnerships {
			for _, v := range l.files[dimension].values {
				if l.x.inTable(MoneyDimensions[dimension], v) && !yield(v) {
					return
				}
			}
			return
		}
		for _, i := range l.starts {
			if !yield(strconv.FormatInt(int64(l.book.Lines[i].Partnership), 10)) {
				return
			}
		}
		if l.has(partnerships, NotStated) {
			yield(NotStated)
		}
	}
}

// table ranks the values of a dimension by what they come to, and tells the first.
func (l *ledger) table(n int, a amounts, counter *coop.Counter) MoneyTable {
	dimension := MoneyDimensions[n]
	t := MoneyTable{Dimension: dimension, Overlap: dimension == "theme" || dimension == "lieu"}
	var parts []coop.MoneyPart
	for v := range l.values(n) {
		if parts = l.both(a, n, v, parts[:0]); len(parts) > 0 {
			c := counter.Count(parts)
			t.ranks = append(t.ranks, moneyRank{v, c.Once, c.Stated})
		}
	}
	slices.SortFunc(t.ranks, func(a, b moneyRank) int {
		switch {
		case (a.value == NotStated) != (b.value == NotStated): // what nobody states stands last
			return map[bool]int{true: 1, false: -1}[a.value == NotStated]
		case dimension == "annee":
			return cmp.Compare(a.value, b.value)
		}
		return cmp.Or(cmp.Compare(b.once, a.once), cmp.Compare(b.stated, a.stated), cmp.Compare(a.value, b.value))
	})
	t.Total = len(t.ranks)
	return l.page(t, a, counter, 0, rowsTold)
}

// page is a table with the rows of a part of it.
func (l *ledger) page(t MoneyTable, a amounts, counter *coop.Counter, from, size int) MoneyTable {
	t.Rows = nil
	from = min(from, t.Total)
	n := slices.Index(MoneyDimensions, t.Dimension)
	for _, r := range t.ranks[from:min(from+size, t.Total)] {
		f := l.figures(counter.Count(l.both(a, n, r.value, nil)))
		t.Rows = append(t.Rows, MoneyRow{Value: r.value, Label: l.label(t.Dimension, r.value), MoneyFigures: f})
	}
	return t
}

// several counts the lines for several years of which the year asked for is one.
func (l *ledger) several(a *MoneyAnswer, counter *coop.Counter) {
	year, err := strconv.Atoi(a.Query.Year)
	if err != nil || year == 0 {
		return
	}
	all := l.spread(l.book.Whole())
	var subset []coop.MoneyPart
	for _, v := range l.files[years].values {
		var from, to int
		if n, _ := fmt.Sscanf(v, "%d-%d", &from, &to); n == 2 && from <= year && year <= to {
			subset = l.both(all, years, v, subset)
		}
	}
	slices.SortFunc(subset, func(a, b coop.MoneyPart) int { return cmp.Compare(a.Line, b.Line) })
	for n, v := range a.Query.Values() {
		if v != "" && n != years {
			subset = l.both(l.spread(subset), n, v, nil)
		}
	}
	a.Several = l.figures(counter.Count(subset))
}

// label is the name of a value of a dimension, empty where i18n has the words.
func (l *ledger) label(dimension, v string) string {
	id, err := strconv.ParseInt(v, 10, 64)
	switch {
	case dimension == "payeur" && l.names[v] != "":
		return l.names[v]
	case v == NotStated || err != nil && dimension != "annee":
		return ""
	case dimension == "payeur":
		return l.x.orgRef(coop.OrgID(id)).Name
	case dimension == "lieu":
		if t := l.x.territories[coop.TerritoryID(id)]; t != nil {
			return t.Name
		}
	case dimension == "partenariat":
		if n, ok := l.x.rows.row(coop.PartnershipID(id)); ok {
			return l.x.title(n)
		}
	case dimension == "annee":
		return v
	}
	return ""
}

// MoneyReport is an answer with its lines and its groups: what a page of money shows.
type MoneyReport struct {
	MoneyAnswer
	Lines      []MoneyStated
	Total      int
	Groups     []MoneyGroup // the first
	GroupTotal int          // how many there are
}

// MoneyReport answers with a page of lines; size 0 gives all.
func (c *Catalogue) MoneyReport(ctx context.Context, q MoneyQuery, page, size int) (r MoneyReport, err error) {
	if r.MoneyAnswer, err = c.Money(ctx, q); err != nil {
		return r, err
	}
	l, err := c.money(ctx)
	if err != nil {
		return r, err
	}
	r.GroupTotal = len(r.groups)
	if r.Groups, err = l.groups(ctx, c, r.MoneyAnswer, r.groups[:min(rowsTold, len(r.groups))]); err != nil {
		return r, err
	}
	r.Lines, r.Total, err = c.MoneyLines(ctx, q, page, size)
	return r, err
}

// MoneyTable is a page of the rows of a dimension; size 0 gives all. Error: notfound for a value that no line has.
func (c *Catalogue) MoneyTable(ctx context.Context, q MoneyQuery, dimension string, page, size int) (MoneyTable, error) {
	a, err := c.Money(ctx, q)
	if err != nil {
		return MoneyTable{}, err
	}
	l, err := c.money(ctx)
	if err != nil {
		return MoneyTable{}, err
	}
	i := slices.IndexFunc(a.Tables, func(t MoneyTable) bool { return t.Dimension == dimension })
	if i < 0 {
		return MoneyTable{}, coop.Refuse(coop.NotFound, "money.notfound", dimension)
	}
	subset, err := l.subset(q)
	if size == 0 {
		page, size = 1, a.Tables[i].Total
	}
	return l.page(a.Tables[i], l.spread(subset), l.book.Counter(), (page-1)*size, size), err
}

// moneyOfPartnership counts the lines of one partnership. No group of theirs alone has a side outside, so the whole
// ledger need not be there.
func (c *Catalogue) moneyOfPartnership(ctx context.Context, x *index, rows []db.FinancingsRow, actions []db.ActionsRow) (MoneyFigures, error) {
	d, err := c.newMoneyDraft(ctx, x, nil)
	if err != nil {
		return MoneyFigures{}, err
	}
	for i := range actions {
		d.actions[actionKey{actions[i].Record, actions[i].Path}] = &actions[i]
	}
	for i := range rows {
		d.financing(&rows[i])
	}
	d.enter()
	said, err := d.decided(ctx, c)
	if err != nil {
		return MoneyFigures{}, err
	}
	d.book.Decide(said...)
	return d.figures(d.book.Count(d.book.Whole())), nil
}
