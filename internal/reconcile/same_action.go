package reconcile

import (
	"slices"
	"strconv"
	"strings"

	"kafo/internal/coop"
)

// Deed is an action as it is compared with others and with gifts.
type Deed struct {
	ID          int64
	Partnership int64
	Parties     []int64 // organisations of its partnership, and those that its open questions may mean
	Text        string  // label and description
	Theme       string
	From, To    int // years; 0 where nobody says
	Territory   int64
	Amounts     []Amount
	Record      int64
}

// Amount is a sum of money as stated.
type Amount struct {
	Cents    int64
	Currency string
}

// deed is a Deed with its words.
type deed struct {
	*Deed
	words []string
}

// Actions proposes which actions may be one, best first.
func Actions(list []Deed) []coop.Pair {
	deeds := make([]deed, len(list))
	for i := range list {
		deeds[i] = deed{&list[i], coop.Words(list[i].Text)}
	}
	k := kind[deed]{keys: (*deed).keys, order: func(d *deed) string { return strings.Join(d.words, " ") }, compare: compareDeeds}
	var out []coop.Pair
	for _, m := range onceEach(k.matches(deeds), deeds) {
		out = append(out, m.pair(coop.PairAction, deeds[m.a].ID, deeds[m.b].ID))
	}
	return ranked(out)
}

// onceEach keeps the best matches of an action in another record: a record lists an action once, so that the second
// best is another action. Matches as good as the best stay, all of them.
func onceEach(list []match, deeds []deed) []match {
	type side struct {
		action int32
		record int64
	}
	best := map[side]int{}
	for _, m := range list {
		for _, s := range []side{{m.a, deeds[m.b].Record}, {m.b, deeds[m.a].Record}} {
			best[s] = max(best[s], m.points())
		}
	}
	return slices.DeleteFunc(list, func(m match) bool {
		return m.points() < max(best[side{m.a, deeds[m.b].Record}], best[side{m.b, deeds[m.a].Record}])
	})
}

// keys are an amount, or the longest words of the text, with a party.
func (d *deed) keys() []string {
	longest := slices.Clone(d.words)
	slices.SortStableFunc(longest, func(a, b string) int { return len(b) - len(a) })
	longest = longest[:min(3, len(longest))]
	var out []string
	for _, p := range d.Parties {
		org := "|" + strconv.FormatInt(p, 10)
		for _, a := range d.Amounts {
			out = append(out, a.key()+org)
		}
		for _, w := range longest {
			out = append(out, w+org)
		}
	}
	return out
}

func (a Amount) key() string { return strconv.FormatInt(a.Cents, 10) + a.Currency }

// compareDeeds weighs two actions of two records: one record lists an action once.
func compareDeeds(a, b *deed) score {
	if a.Record == b.Record {
		return nil
	}
	var s score
	texts(&s, a.words, b.words)
	amounts(&s, a.Amounts, b.Amounts)
	if common(a.Parties, b.Parties) > 0 {
		s.add(PartCompany, 10)
	}
	years(&s, a.From, a.To, b.From, b.To)
	switch {
	case a.Territory == 0 || b.Territory == 0:
	case a.Territory == b.Territory:
		s.add(PartPlace, 10)
	default:
		s.add(PartElsewhere, -40)
	}
	if a.Theme != "" && a.Theme == b.Theme {
		s.add(PartTheme, 5)
	}
	return s
}

// texts weighs the share of words in common.
func texts(s *score, a, b []string) {
	share := coop.Shared(a, b)
	switch {
	case share >= 0.8:
		s.add(PartText, 45)
	case share >= 0.5:
		s.add(PartWords, 30)
	case share >= 0.3:
		s.add(PartWords, 15)
	}
}

// amounts weighs sums of money: one in common that is not round is seldom chance.
func amounts(s *score, a, b []Amount) {
	if len(a) == 0 || len(b) == 0 {
		return
	}
	for _, x := range a {
		if x.Cents > 0 && slices.Contains(b, x) {
			s.add(PartAmount, x.weight(25))
			return
		}
	}
	s.add(PartOtherMoney, -30)
}

// weight adds to the points of an amount in common what its figures tell.
func (a Amount) weight(points int) int {
	const tenThousand = 10_000 * 100
	if a.Cents%tenThousand != 0 {
		points += 10
	}
	if a.Cents >= 10*tenThousand {
		points += 5
	}
	return points
}

// years weighs two periods; what nobody dates says nothing.
func years(s *score, from1, to1, from2, to2 int) {
	switch {
	case from1 == 0 || from2 == 0:
	case from1 <= max(to2, from2) && from2 <= max(to1, from1):
		s.add(PartYear, 10)
	default:
		s.add(PartOtherYear, -40)
	}
}
