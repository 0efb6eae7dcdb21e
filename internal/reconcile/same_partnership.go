package reconcile

import (
	"fmt"
	"slices"
	"strconv"

	"kafo/internal/coop"
	"kafo/internal/refdata"
)

// Link is a partnership as it is compared with others.
type Link struct {
	ID                int64
	Holders, Partners []Member
	Years             []int   // of its agreements
	Documents         []int64 // that speak of it
}

// Member is a party of a side: an organisation with its key, or an open question with the organisations it may mean.
type Member struct {
	Org   int64
	Key   string
	May   []int64
	heirs []string
}

// Points of a side: all members the same on both, all of one among those of the other, some in common.
const (
	wholeSide = 35
	innerSide = 28
	someOfIt  = 15
)

// Partnerships proposes which partnerships may be one, best first.
func Partnerships(list []Link) []coop.Pair {
	list = slices.Clone(list)
	for i := range list {
		list[i].Holders, list[i].Partners = withHeirs(list[i].Holders), withHeirs(list[i].Partners)
	}
	k := kind[Link]{keys: (*Link).keys, order: func(l *Link) string { return strconv.FormatInt(l.ID, 10) }, compare: compareLinks}
	var out []coop.Pair
	for _, m := range k.matches(list) {
		out = append(out, m.pair(coop.PairPartnership, list[m.a].ID, list[m.b].ID))
	}
	return ranked(out)
}

// withHeirs adds to each member what took its place, by the reference data.
func withHeirs(side []Member) []Member {
	side = slices.Clone(side)
	for i := range side {
		key := side[i].Key
		for range 8 { // longer than any chain of succession
			if key = successor(key); key == "" {
				break
			}
			side[i].heirs = append(side[i].heirs, key)
		}
	}
	return side
}

// successor is the key of what took the place of a territory or body; "" where nothing did.
func successor(key string) string {
	if t, ok := refdata.Lookup(key); ok {
		return t.Successor
	}
	o, _ := refdata.OrganisationByKey(key)
	return o.Successor
}

// nameOf is what the reference data call a territory or body.
func nameOf(key string) string {
	if t, ok := refdata.Lookup(key); ok {
		return coop.AuthorityName(t.Name, t.Level)
	}
	o, _ := refdata.OrganisationByKey(key)
	return o.Name
}

// names are everything by which a member may be met.
func (m Member) names() []string {
	out := slices.Clone(m.heirs)
	if m.Key != "" {
		out = append(out, m.Key)
	}
	if m.Org != 0 {
		out = append(out, strconv.FormatInt(m.Org, 10))
	}
	for _, id := range m.May {
		out = append(out, strconv.FormatInt(id, 10))
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
					out = append(out, fmt.Sprintf("%s|%s", hn, pn))
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
		how, key := meet(m, b)
		if how == noMember {
			continue
		}
		matched++
		asked = asked || how == mayBe
		if how == byHeir {
			heir = key
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
		s.add(PartHeir, points-3, nameOf(heir))
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
		for _, h := range append(slices.Clone(m.heirs), m.Key) {
			if h != "" && (h == x.Key || slices.Contains(x.heirs, h)) {
				return byHeir, h
			}
		}
	}
	return noMember, ""
}
