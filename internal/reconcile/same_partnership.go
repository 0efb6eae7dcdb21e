package reconcile

import (
	"fmt"
	"slices"
	"strconv"

	"kafo/internal/coop"
)

// Link is a partnership as it is compared with others.
type Link struct {
	ID                int64
	Holders, Partners []Member
	Years             []int   // of its agreements
	Documents         []int64 // that speak of it
}

// Member is a party of a side: an organisation with those that took its place, or an open question with the organisations
// it may mean.
type Member struct {
	Org   int64
	Name  string
	May   []int64
	Heirs []Heir
}

// Heir is an organisation that took the place of another.
type Heir struct {
	Org  int64
	Name string
}

// Points of a side: all members the same on both, all of one among those of the other, some in common.
const (
	wholeSide = 35
	innerSide = 28
	someOfIt  = 15
)

// Partnerships proposes which partnerships may be one, best first.
func Partnerships(list []Link) []coop.Pair {
	k := kind[Link]{keys: (*Link).keys, order: func(l *Link) string { return strconv.FormatInt(l.ID, 10) }, compare: compareLinks}
	var out []coop.Pair
	for _, m := range k.matches(list) {
		out = append(out, m.pair(coop.PairPartnership, list[m.a].ID, list[m.b].ID))
	}
	return ranked(out)
}

// names are everything by which a member may be met.
func (m Member) names() []int64 {
	out := slices.Clone(m.May)
	if m.Org != 0 {
		out = append(out, m.Org)
	}
	for _, h := range m.Heirs {
		out = append(out, h.Org)
	}
	return out
}

// keys are the pairs of a holder and a partner: two partnerships with none in common are not one.
func (l *Link) keys() []string {
	var out []string
	for _, h := range l.Holders {
		for _, p := range l.Partners {
			for _, hn := range h.names() {
				for _, pn := range p.names() {
					out = append(out, fmt.Sprintf("%d|%d", hn, pn))
				}
			}
		}
	}
	return out
}

func compareLinks(a, b *Link) score {
	var s score
	holders, inherited := side(&s, a.Holders, b.Holders, sideWords{PartHolders, PartInHolders, PartSomeHolder})
	partners, alsoInherited := side(&s, a.Partners, b.Partners, sideWords{PartPartners, PartInPartners, PartSomePartner})
	if !holders || !partners {
		return nil
	}
	if slices.ContainsFunc(a.Years, func(y int) bool { return slices.Contains(b.Years, y) }) {
		s.add(PartAgreement, 10)
	}
	if common(a.Documents, b.Documents) > 0 && !inherited && !alsoInherited {
		s.add(PartDocument, -15)
	}
	return s
}

// sideWords are the reasons that one side gives: all members the same, all of one among the other's, some in common.
type sideWords struct{ whole, inner, some string }

// side weighs one side of two partnerships; met is false where no member is common.
func side(s *score, a, b []Member, say sideWords) (met, inherited bool) {
	if len(a) > len(b) {
		a, b = b, a
	}
	matched, asked, heir := 0, false, ""
	for _, m := range a {
		how, name := meet(m, b)
		if how == noMember {
			continue
		}
		matched++
		asked = asked || how == mayBe
		if how == byHeir {
			heir = name
		}
	}
	if matched == 0 {
		return false, false
	}
	key, points := say.whole, wholeSide
	switch {
	case matched < len(a):
		key, points = say.some, someOfIt
	case len(a) < len(b):
		key, points = say.inner, innerSide
	}
	if heir == "" {
		s.add(key, points)
	} else {
		s.add(PartHeir, points-3, heir)
	}
	if asked {
		s.add(PartAsked, -5)
	}
	return true, heir != ""
}

// How a member is met on the other side.
const (
	noMember = iota
	sameOrg
	byHeir
	mayBe
)

func meet(m Member, list []Member) (how int, heir string) {
	for _, x := range list {
		switch {
		case m.Org != 0 && m.Org == x.Org:
			return sameOrg, ""
		case m.Org == 0 && slices.Contains(m.May, x.Org), x.Org == 0 && slices.Contains(x.May, m.Org), m.Org == 0 && x.Org == 0 && common(m.May, x.May) > 0:
			return mayBe, ""
		}
	}
	for _, x := range list {
		for _, h := range m.line() {
			if slices.Contains(x.line(), h) {
				return byHeir, h.Name
			}
		}
	}
	return noMember, ""
}

// line is what took the place of a member, nearest first, and then the member itself.
func (m Member) line() []Heir {
	out := slices.Clone(m.Heirs)
	if m.Org != 0 {
		out = append(out, Heir{m.Org, m.Name})
	}
	return out
}
