package reconcile

import (
	"slices"
	"strconv"

	"kafo/internal/coop"
)

// Gift is a donation of a fund statement, which its donor may report as an action too.
type Gift struct {
	Record int64
	Path   string  // "donations.7"
	Donors []int64 // the donor, or the organisations its open question may mean
	Amount Amount
	Year   int      // of the statement
	Fund   []string // the words of the name of the fund, sorted
}

// given is a gift or an action: the two are compared with each other, never among themselves.
type given struct {
	gift *Gift
	deed *deed
}

// Gifts proposes which actions may report a gift, best first.
func Gifts(gifts []Gift, list []Deed) []coop.Pair {
	things := make([]given, 0, len(gifts)+len(list))
	for i := range gifts {
		things = append(things, given{gift: &gifts[i]})
	}
	for i := range list {
		things = append(things, given{deed: &deed{&list[i], coop.Words(list[i].Text)}})
	}
	k := kind[given]{keys: (*given).keys, order: (*given).order, compare: compareGiven}
	var out []coop.Pair
	for _, m := range k.matches(things) {
		g, d := things[m.a].gift, things[m.b].deed
		p := m.pair(coop.PairGift, d.ID, g.Record)
		p.A, p.B, p.Path = d.ID, g.Record, g.Path
		out = append(out, p)
	}
	return ranked(out)
}

func (g *given) order() string {
	if g.gift != nil {
		return g.gift.Path
	}
	return strconv.FormatInt(g.deed.ID, 10)
}

func (g *given) keys() []string {
	var out []string
	var orgs []int64
	var sums []Amount
	if g.gift != nil {
		orgs, sums = g.gift.Donors, []Amount{g.gift.Amount}
	} else {
		orgs, sums = g.deed.Parties, g.deed.Amounts
	}
	for _, o := range orgs {
		for _, a := range sums {
			out = append(out, a.key()+"|"+strconv.FormatInt(o, 10))
		}
	}
	return out
}

func compareGiven(a, b *given) score {
	if a.gift == nil || b.deed == nil {
		return nil
	}
	var s score
	g, d := a.gift, b.deed
	if !slices.Contains(d.Amounts, g.Amount) || common(g.Donors, d.Parties) == 0 {
		return nil
	}
	s.add(PartAmount, 30)
	s.add(PartPayer, 20)
	if d.From != 0 && g.Year != 0 {
		if d.From > g.Year {
			s.add(PartOtherYear, -40)
		} else if max(d.From, d.To) >= g.Year-1 {
			s.add(PartYear, 5)
		}
	}
	if named := shared(g.Fund, d.words); named >= 2 {
		s.add(PartFund, 25)
	}
	return s
}

func shared(a, b []string) int {
	n := 0
	for _, w := range a {
		if _, ok := slices.BinarySearch(b, w); ok {
			n++
		}
	}
	return n
}

// Sum is a financing as it is compared with those of other partnerships: a programme that several partnerships share
// is stated by each of them.
type Sum struct {
	ID          int64
	Partnership int64
	Record      int64
	Parties     []int64
	Amount      Amount
	Text        string
	From, To    int // years the words state
}

// sum is a Sum with its words.
type sum struct {
	*Sum
	words []string
}

// Programmes proposes which financings may be the money of one programme, best first.
func Programmes(list []Sum) []coop.Pair {
	sums := make([]sum, len(list))
	for i := range list {
		sums[i] = sum{&list[i], coop.Words(list[i].Text)}
	}
	k := kind[sum]{keys: (*sum).keys, order: func(s *sum) string { return strconv.FormatInt(s.ID, 10) }, compare: compareSums}
	var out []coop.Pair
	for _, m := range k.matches(sums) {
		out = append(out, m.pair(coop.PairProgramme, sums[m.a].ID, sums[m.b].ID))
	}
	return ranked(out)
}

func (x *sum) keys() []string {
	var out []string
	for _, p := range x.Parties {
		out = append(out, x.Amount.key()+"|"+strconv.FormatInt(p, 10))
	}
	return out
}

func compareSums(a, b *sum) score {
	if a.Partnership == b.Partnership || a.Record == b.Record || a.Amount != b.Amount || a.Amount.Cents == 0 {
		return nil
	}
	var s score
	s.add(PartAmount, a.Amount.weight(25))
	if common(a.Parties, b.Parties) > 0 {
		s.add(PartCompany, 15)
	}
	texts(&s, a.words, b.words)
	years(&s, a.From, a.To, b.From, b.To)
	return s
}
