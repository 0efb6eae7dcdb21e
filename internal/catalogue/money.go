package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
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
	told    []toldGroup // the groups to tell, the largest first
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
	n := len(a.kept) + len(a.out) + len(a.told) + rowsTold
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
	count := l.book.Count(subset)
	a.MoneyFigures, a.kept, a.out = l.figures(count), count.Kept, count.Out
	a.told = l.tell(a)
	amounts := l.spread(subset)
	for n, v := range q.Values() {
		if v == "" {
			a.Tables = append(a.Tables, l.table(MoneyDimensions[n], amounts))
		}
	}
	l.several(&a)
	for _, p := range subset {
		if shares := l.book.Lines[p.Line].Shares; len(shares) > 0 {
			if _, rebased := coop.Split(100, shares); rebased {
				a.Rebased++
			}
		}
	}
	return a, nil
}

// subset is the lines asked for, each with what of it is.
func (l *ledger) subset(q MoneyQuery) ([]coop.MoneyPart, error) {
	subset := l.book.Whole()
	for n, v := range q.Values() {
		parts := l.by[MoneyDimensions[n]][v]
		switch {
		case v == "":
			continue
		case parts == nil:
			return nil, coop.Refuse(coop.NotFound, "money.notfound", v)
		}
		subset = both(l.spread(subset), parts, nil)
	}
	return subset, nil
}

// amounts are what of each line belongs to a subset, so that whether it does is asked without a search.
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

// both adds to out what a subset has in common with parts, which follow each other in the order of lines; of a line that
// several pay, the smaller part.
func both(a amounts, parts, out []coop.MoneyPart) []coop.MoneyPart {
	for i := 0; i < len(parts); {
		p := parts[i]
		for i++; i < len(parts) && parts[i].Line == p.Line; i++ {
			p.Euros += parts[i].Euros
		}
		if a[p.Line] != outside {
			p.Euros = min(p.Euros, a[p.Line])
			out = append(out, p)
		}
	}
	return out
}

func (l *ledger) figures(c coop.Count) MoneyFigures {
	f := MoneyFigures{Stated: c.Stated, Once: c.Once, Left: c.Left, Lines: c.Lines, Kept: len(c.Kept), Spread: c.Spread, Reasons: l.book.Why(c)}
	for _, i := range c.Unknown {
		line := &l.book.Lines[i]
		n := slices.IndexFunc(f.Unknown, func(m Money) bool { return m.Currency == line.Currency })
		if n < 0 {
			n, f.Unknown = len(f.Unknown), append(f.Unknown, Money{Currency: line.Currency})
		}
		f.Unknown[n].Cents += line.Value()
	}
	return f
}

// table ranks the values of a dimension by what they come to, and tells the first.
func (l *ledger) table(dimension string, a amounts) MoneyTable {
	t := MoneyTable{Dimension: dimension, Overlap: dimension == "theme" || dimension == "lieu"}
	var parts []coop.MoneyPart
	for _, v := range l.rows[dimension] {
		if parts = both(a, l.by[dimension][v], parts[:0]); len(parts) > 0 {
			c := l.book.Count(parts)
			t.ranks = append(t.ranks, moneyRank{v, c.Once, c.Stated})
		}
	}
	slices.SortStableFunc(t.ranks, func(a, b moneyRank) int {
		switch {
		case (a.value == NotStated) != (b.value == NotStated): // what nobody states stands last
			return map[bool]int{true: 1, false: -1}[a.value == NotStated]
		case dimension == "annee":
			return cmp.Compare(a.value, b.value)
		}
		return cmp.Or(cmp.Compare(b.once, a.once), cmp.Compare(b.stated, a.stated))
	})
	t.Total = len(t.ranks)
	return l.told(t, a, 0, rowsTold)
}

// told is a table with the rows of a part of it.
func (l *ledger) told(t MoneyTable, a amounts, from, size int) MoneyTable {
	t.Rows = nil
	from = min(from, t.Total)
	for _, r := range t.ranks[from:min(from+size, t.Total)] {
		f := l.figures(l.book.Count(both(a, l.by[t.Dimension][r.value], nil)))
		t.Rows = append(t.Rows, MoneyRow{Value: r.value, Label: l.label(t.Dimension, r.value), MoneyFigures: f})
	}
	return t
}

// several counts the lines for several years of which the year asked for is one.
func (l *ledger) several(a *MoneyAnswer) {
	year, err := strconv.Atoi(a.Query.Year)
	if err != nil || year == 0 {
		return
	}
	var subset []coop.MoneyPart
	for v, parts := range l.by["annee"] {
		var from, to int
		if n, _ := fmt.Sscanf(v, "%d-%d", &from, &to); n == 2 && from <= year && year <= to {
			subset = append(subset, parts...)
		}
	}
	slices.SortFunc(subset, func(a, b coop.MoneyPart) int { return cmp.Compare(a.Line, b.Line) })
	for n, v := range a.Query.Values() {
		if d := MoneyDimensions[n]; v != "" && d != "annee" {
			subset = both(l.spread(subset), l.by[d][v], nil)
		}
	}
	a.Several = l.figures(l.book.Count(subset))
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

// MoneyStated is a line of a count: the amount, what it is for, and whether it counts.
type MoneyStated struct {
	Money
	Partnership Ref
	Action      string // what its action says it does
	Theme       string
	Euros       int64 // what of it belongs to the subset, in euro cents
	Counted     bool
	Why         coop.MoneyKind // why it does not
	Group       string         // id of the group that says so
	path        string         // of its action
}

// MoneyLines are the lines behind an answer, those that count first, each in the order of documents; page is 1-based,
// size 0 gives all.
func (c *Catalogue) MoneyLines(ctx context.Context, q MoneyQuery, page, size int) (list []MoneyStated, total int, err error) {
	a, err := c.Money(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	l, err := c.money(ctx)
	if err != nil {
		return nil, 0, err
	}
	total = len(a.kept) + len(a.out)
	from, to := 0, total
	if size > 0 {
		from = min(total, (page-1)*size)
		to = min(total, from+size)
	}
	for n := from; n < to; n++ {
		if n < len(a.kept) {
			list = append(list, l.stated(a.kept[n], true))
			continue
		}
		list = append(list, l.left(a.out[n-len(a.kept)]))
	}
	return list, total, l.sayActions(ctx, c, list)
}

// sayActions adds to lines what their actions say they do.
func (l *ledger) sayActions(ctx context.Context, c *Catalogue, list []MoneyStated) error {
	seen, says := map[int64]bool{}, map[actionKey]db.PartnershipActionsRow{}
	for i := range list {
		m := &list[i]
		if m.path == "" {
			continue
		}
		if !seen[m.Partnership.ID] {
			seen[m.Partnership.ID] = true
			rows, err := c.q.PartnershipActions(ctx, m.Partnership.ID)
			if err != nil {
				return fmt.Errorf("actions of partnership %d: %w", m.Partnership.ID, err)
			}
			for _, r := range rows {
				says[actionKey{r.Record, r.Path}] = r
			}
		}
		if r, ok := says[actionKey{int64(m.Place.Record), m.path}]; ok {
			m.Action, m.Theme = l.x.masked(m.Place.Source, cmp.Or(r.Description, r.Domain)), r.Theme
		}
	}
	return nil
}

func (l *ledger) left(o coop.Out) MoneyStated {
	s := l.stated(o.MoneyPart, false)
	s.Why, s.Group = l.book.Groups[o.Group].Kind, l.ids[o.Group]
	return s
}

func (l *ledger) stated(p coop.MoneyPart, counted bool) MoneyStated {
	line := &l.book.Lines[p.Line]
	s := MoneyStated{Money: l.moneyOf(line), Euros: p.Euros, Counted: counted, path: line.Action}
	if n, ok := l.x.rows.row(line.Partnership); ok {
		s.Partnership = Ref{ID: int64(line.Partnership), Kind: "partnership", Name: l.x.title(n)}
	}
	return s
}

// moneyOf is a line as pages show it, masked.
func (l *ledger) moneyOf(line *coop.MoneyLine) Money {
	cite := l.x.cite(line.Place.Record, line.Place.Path, line.Place.Line, line.Place.LineEnd)
	m := Money{
		Cents: line.Cents, Currency: line.Currency, Year: line.Year, Period: line.Period, Qualifier: line.Qualifier, Kind: line.Kind,
		Raw: l.x.masked(cite.Source, line.Raw), Payer: l.x.masked(cite.Source, line.PayerText), Terms: l.x.maskTerms(cite.Source, line.Terms), Place: cite,
	}
	if o := l.x.orgs[line.Payer]; o != nil {
		m.Payer, m.PayerRef = o.Name, l.x.orgRef(o.ID)
	}
	return m
}

// MoneyGroup is statements about the same money: those that count and those left out, with the reason.
type MoneyGroup struct {
	ID      string
	Kind    coop.MoneyKind
	Members []MoneyStated
	Counted int64 // euro cents
	Left    int64

	Decisions []Decision // that say so, of what was decided
}

// MoneyGroups are the groups that leave something out of an answer, and, where two payers pay as much, those that leave
// nothing out; the largest first. The lines of a fiche that is printed again are one group.
func (c *Catalogue) MoneyGroups(ctx context.Context, q MoneyQuery) ([]MoneyGroup, error) {
	a, err := c.Money(ctx, q)
	if err != nil {
		return nil, err
	}
	l, err := c.money(ctx)
	if err != nil {
		return nil, err
	}
	return l.groups(a, len(a.told)), nil
}

// toldGroup is the groups that are told as one, with what they leave out.
type toldGroup struct {
	groups []int
	left   int64
}

// tell finds the groups of an answer to tell.
func (l *ledger) tell(a MoneyAnswer) []toldGroup {
	counted, gone, leaves := l.spread(a.kept), make(map[int]int64, len(a.out)), map[int]bool{}
	for _, o := range a.out {
		gone[o.Line], leaves[o.Group] = o.Euros, true
	}
	at := map[string]int{}
	var out []toldGroup
	for n, g := range l.book.Groups {
		if !leaves[n] && !(g.Kind == coop.SameAmount && counted.all(g)) {
			continue
		}
		i, ok := at[l.ids[n]]
		if !ok {
			i, out = len(out), append(out, toldGroup{})
			at[l.ids[n]] = i
		}
		out[i].groups = append(out[i].groups, n)
		for _, side := range g.Sides {
			for _, m := range side {
				if counted[m] == outside {
					out[i].left += gone[m]
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b toldGroup) int { return cmp.Compare(b.left, a.left) })
	return out
}

// all says that every line of a group belongs.
func (a amounts) all(g coop.MoneyGroup) bool {
	return !slices.ContainsFunc(g.Members(), func(i int) bool { return a[i] == outside })
}

// groups are the first groups of an answer with their members.
func (l *ledger) groups(a MoneyAnswer, most int) []MoneyGroup {
	var out []MoneyGroup
	for _, t := range a.told[:min(most, len(a.told))] {
		first := l.book.Groups[t.groups[0]]
		g := MoneyGroup{ID: l.ids[t.groups[0]], Kind: first.Kind, Left: t.left, Decisions: l.decisionsOn(first)}
		for _, n := range t.groups {
			for _, m := range l.book.Groups[n].Members() {
				if i, in := slices.BinarySearchFunc(a.kept, m, func(p coop.MoneyPart, m int) int { return p.Line - m }); in {
					g.Members = append(g.Members, l.stated(a.kept[i], true))
					g.Counted += a.kept[i].Euros
				} else if i, in := slices.BinarySearchFunc(a.out, m, func(o coop.Out, m int) int { return o.Line - m }); in {
					g.Members = append(g.Members, l.left(a.out[i]))
				}
			}
		}
		out = append(out, g)
	}
	return out
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
	r.GroupTotal, r.Groups = len(r.told), l.groups(r.MoneyAnswer, rowsTold)
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
	return l.told(a.Tables[i], l.spread(subset), (page-1)*size, size), err
}

// moneyOfPartnership counts the lines of one partnership. No group of theirs alone has a side outside, so the whole
// ledger need not be there.
func (c *Catalogue) moneyOfPartnership(ctx context.Context, x *index, rows []db.FinancingsRow, actions []db.ActionsRow) (MoneyFigures, error) {
	d, err := c.newMoneyDraft(ctx, x)
	if err != nil {
		return MoneyFigures{}, err
	}
	for i := range actions {
		d.actions[actionKey{actions[i].Record, actions[i].Path}] = &actions[i]
	}
	for i := range rows {
		d.financing(&rows[i])
	}
	said, err := d.decided(ctx, c)
	if err != nil {
		return MoneyFigures{}, err
	}
	d.book = coop.NewLedger(d.lines, said...)
	return d.figures(d.book.Count(d.book.Whole())), nil
}
