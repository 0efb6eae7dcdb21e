package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// MoneyStated is a line of a count: the amount, what it is for, and whether it counts.
type MoneyStated struct {
	Money
	Partnership Ref
	Action      string // what its action says it does
	Theme       string
	Euros       int64 // what of it belongs to the subset, in euro cents
	Counted     bool
	Why         coop.MoneyKind // why it does not
	Rate        *coop.Rate     // that made euros of another currency
	Group       string         // id of the group that says so
	path        string         // of its action
}

// MoneyLines are the lines behind an answer: those that count, those left out, those without a rate, each in the order
// of documents; page is 1-based, size 0 gives all.
func (c *Catalogue) MoneyLines(ctx context.Context, q MoneyQuery, page, size int) (list []MoneyStated, total int, err error) {
	a, err := c.Money(ctx, q)
	if err != nil {
		return nil, 0, err
	}
	l, err := c.money(ctx)
	if err != nil {
		return nil, 0, err
	}
	total = len(a.kept) + len(a.out) + len(a.unrated)
	from, to := 0, total
	if size > 0 {
		from = min(total, (page-1)*size)
		to = min(total, from+size)
	}
	kept, from, to := onPage(a.kept, from, to)
	out, from, to := onPage(a.out, from, to)
	unrated, _, _ := onPage(a.unrated, from, to)
	var lines []int32
	for _, p := range kept {
		lines = append(lines, int32(p.Line))
	}
	for _, o := range out {
		lines = append(lines, int32(o.Line), l.firstOf(o.Group))
	}
	for _, i := range unrated {
		lines = append(lines, int32(i))
	}
	said, err := l.said(ctx, c, lines)
	if err != nil {
		return nil, 0, err
	}
	for _, p := range kept {
		list = append(list, l.stated(p, said))
	}
	for _, o := range out {
		list = append(list, l.left(o, said))
	}
	for _, i := range unrated {
		m := l.stated(coop.MoneyPart{Line: i}, said)
		m.Counted, m.Why = false, coop.NoRate
		list = append(list, m)
	}
	return list, total, l.sayActions(ctx, c, list)
}

// onPage is what a page has of a list, with where it begins and ends in the list that follows.
func onPage[T any](list []T, from, to int) (part []T, nextFrom, nextTo int) {
	n := len(list)
	return list[min(from, n):min(to, n)], max(0, from-n), max(0, to-n)
}

// said reads what lines say: from the store, or of a fund as it was read.
func (l *ledger) said(ctx context.Context, c *Catalogue, lines []int32) (map[int32]coop.Financing, error) {
	out, at := make(map[int32]coop.Financing, len(lines)), make(map[int64]int32, len(lines))
	var ids []int64
	for _, i := range lines {
		e := &l.book.Lines[i]
		if _, ok := out[i]; ok {
			continue
		}
		if e.Partnership == 0 {
			out[i] = l.gifts[int(i)-len(l.book.Lines)+len(l.gifts)].Financing
			continue
		}
		out[i] = coop.Financing{Cents: e.Value(), Currency: l.book.Currency(e), Place: coop.Place{Record: e.Record}} // if it is there no more
		ids, at[int64(e.ID)] = append(ids, int64(e.ID)), i
	}
	for part := range slices.Chunk(ids, inList) {
		rows, err := c.financings(ctx, part)
		if err != nil {
			return nil, err
		}
		for n := range rows {
			out[at[rows[n].ID]] = l.x.financing(&rows[n])
		}
	}
	return out, nil
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

// firstOf is the line that a group is named by.
func (l *ledger) firstOf(group int) int32 { return l.book.Groups[l.told[group]].Sides[0][0] }

func (l *ledger) left(o coop.Out, said map[int32]coop.Financing) MoneyStated {
	s := l.stated(o.MoneyPart, said)
	s.Counted, s.Why, s.Group = false, l.book.Groups[o.Group].Kind, l.groupID(o.Group, said)
	return s
}

// stated is a line that counts.
func (l *ledger) stated(p coop.MoneyPart, said map[int32]coop.Financing) MoneyStated {
	f := said[int32(p.Line)]
	s := MoneyStated{Money: l.moneyOf(f), Euros: p.Euros, Counted: true, path: f.Action}
	e := &l.book.Lines[p.Line]
	if rate, ok := l.rates.Of(l.book.Currency(e), e.Year()); ok {
		s.Rate = &rate
	}
	id := e.Partnership
	if n, ok := l.x.rows.row(id); ok {
		s.Partnership = Ref{ID: int64(id), Kind: "partnership", Name: l.x.title(n)}
	}
	return s
}

// moneyOf is a line as pages show it, masked.
func (l *ledger) moneyOf(line coop.Financing) Money {
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
