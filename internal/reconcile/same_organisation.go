package reconcile

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/coop"
)

// Body is an organisation as it is compared with others.
type Body struct {
	ID         int64
	Names      []string     // its name first, then acronyms, former names, the words documents use
	Kind       coop.OrgKind // "" where nobody says
	Level      string       // of the territory it governs; "" for other bodies
	Country    string
	Places     []string          // the territory it is placed on and those above it, narrowest first, any keys
	Around     []string          // their names
	Codes      map[string]string // identifiers by scheme
	Company    []int64           // the organisations it has partnerships with
	Successors []int64           // what took its place
}

// body is a Body taken apart once.
type body struct {
	*Body
	names  []naming
	kind   coop.OrgKind
	class  class
	around []string // the loose names of its places
}

// most names of one body that are compared; documents print a few.
const mostNames = 6

func newBody(b *Body) body {
	out := body{Body: b, kind: b.Kind}
	for _, text := range b.Names[:min(len(b.Names), mostNames)] {
		n := call(text)
		if n.whole != "" && !slices.ContainsFunc(out.names, func(have naming) bool { return have.whole == n.whole }) {
			out.names = append(out.names, n)
		}
	}
	for _, name := range b.Around {
		out.around = append(out.around, loose(normal(name)))
	}
	if b.Level != "" {
		out.class = classOf(b.Level)
	}
	for _, n := range out.names {
		if out.kind == "" {
			out.kind = n.kind
		}
		if out.class == 0 {
			out.class = n.class
		}
	}
	if out.kind == "" && out.class == 0 && len(out.names) > 0 && out.isTown(out.names[0].core) {
		out.class = town
	}
	if out.kind == "" && out.class != 0 {
		out.kind = coop.Authority
	}
	if out.class&district != 0 {
		out.class |= town // the District de Bamako has a mairie
	}
	return out
}

// isTown says whether a bare name is that of the place where the body lies: it means the town.
func (b *body) isTown(core string) bool { return len(b.around) > 0 && b.around[0] == core }

// isPlace says whether a name is only that of a place where the body lies.
func (b *body) isPlace(core string) bool { return slices.Contains(b.around, core) }

// Organisations proposes which organisations may be one, best first.
func Organisations(list []Body) []coop.Pair {
	bodies := make([]body, len(list))
	for i := range list {
		bodies[i] = newBody(&list[i])
	}
	k := kind[body]{keys: (*body).keys, order: (*body).order, compare: compareBodies}
	var out []coop.Pair
	for _, m := range k.matches(bodies) {
		out = append(out, m.pair(coop.PairOrganisation, bodies[m.a].ID, bodies[m.b].ID))
	}
	return ranked(out)
}

func (b *body) order() string {
	if len(b.names) == 0 {
		return ""
	}
	return b.names[0].core
}

// keys are the blocks of a body: its name in the forms that survive a slip, its acronym, each telling word within its
// département or cercle, its identifiers, what took its place.
func (b *body) keys() []string {
	var out []string
	for scheme, code := range b.Codes {
		out = append(out, "c:"+scheme+":"+code)
	}
	out = append(out, "b:"+strconv.FormatInt(b.ID, 10))
	for _, s := range b.Successors {
		out = append(out, "b:"+strconv.FormatInt(s, 10))
	}
	for i := range b.names {
		out = append(out, b.nameKeys(&b.names[i])...)
	}
	return out
}

func (b *body) nameKeys(n *naming) []string {
	out := []string{"n:" + n.sorted, "s:" + b.Country + skeleton(n.core)}
	if n.short != "" {
		out = append(out, "a:"+n.short, "x:"+n.short[:1]+b.area())
	}
	if len(n.parts) >= 3 {
		for _, i := range n.initials {
			out = append(out, "a:"+i)
		}
		out = append(out, "x:"+n.parts[0][:1]+b.area())
	}
	if len(n.core) >= 2 && len(b.Places) > 0 {
		out = append(out, "p:"+n.core[:2]+b.Places[0])
	}
	if len(n.core) >= 8 {
		out = append(out, "f:"+n.core[:6]+b.area(), "l:"+n.core[len(n.core)-6:]+b.area())
	}
	for _, w := range n.words {
		if len(w) >= 4 {
			out = append(out, "w:"+skeleton(w)+b.area())
		}
	}
	return out
}

// area is the second territory of a body: the département or cercle of a town.
func (b *body) area() string {
	if len(b.Places) == 0 {
		return "|" + b.Country
	}
	return "|" + b.Places[min(1, len(b.Places)-1)]
}

// compareBodies weighs two organisations.
func compareBodies(a, b *body) score {
	s := against(a, b)
	if s.points() <= -100 {
		return nil
	}
	for scheme := range maps.Keys(a.Codes) {
		if a.Codes[scheme] == b.Codes[scheme] {
			s.add(PartCode, 80, scheme)
		}
	}
	named := bestName(a, b)
	heirs(&s, a, b)
	if len(named) == 0 && len(s) == 0 {
		return nil
	}
	s = append(s, named...)
	places(&s, a.Places, b.Places)
	if a.kind != "" && a.kind == b.kind && (a.class == b.class || a.class&b.class != 0) {
		s.add(PartKind, 5)
	}
	if n := common(a.Company, b.Company); n > 0 {
		s.add(PartCompany, 15)
	}
	return s
}

// against are the reasons that no name outweighs.
func against(a, b *body) score {
	var s score
	if a.Country != "" && b.Country != "" && a.Country != b.Country {
		s.add(PartCountry, -100)
	}
	if a.class != 0 && b.class != 0 && a.class&b.class == 0 {
		s.add(PartLevel, -100)
	}
	if a.kind != "" && b.kind != "" && !alikeKinds(a.kind, b.kind) {
		s.add(PartBody, -100)
	}
	for scheme, code := range a.Codes {
		if other := b.Codes[scheme]; other != "" && other != code {
			s.add(PartOtherCode, -100, scheme)
		}
	}
	return s
}

// alikeKinds says whether two kinds may be those of one body. An authority is nothing but an authority.
func alikeKinds(a, b coop.OrgKind) bool {
	if a == coop.Authority || b == coop.Authority {
		return a == b
	}
	return sameKind(a, b) || sameKind(b, a)
}

// bestName is the strongest likeness of any name of one with any of the other.
func bestName(a, b *body) score {
	var best score
	placed := len(a.Places) > 0 && len(b.Places) > 0 && a.Places[0] == b.Places[0]
	isPlace := func(w string) bool { return a.isPlace(w) || b.isPlace(w) }
	for i := range a.names {
		for j := range b.names {
			s := likeness(&a.names[i], &b.names[j], placed, isPlace)
			if i+j > 0 && len(s) == 1 && s[0].Key == PartName {
				s[0].Key = PartAlias
			}
			if len(s) > 0 && s.points() > best.points() {
				best = s
			}
		}
	}
	return best
}

// homonym is the length to which the name of a town counts: many towns bear one name, however long.
const homonym = 5

// likeness weighs two names; what is only spelt nearly so counts where both are placed on one territory: longer names that nearly agree agree less often by chance.
func likeness(a, b *naming, placed bool, isPlace func(string) bool) score {
	var s score
	if acronymOf(a, b) || acronymOf(b, a) {
		s.add(PartAcronym, 35+5*min(5, len(shorter(a.short, b.short))))
		return s
	}
	if a.core == "" || b.core == "" {
		return nil
	}
	if !slices.Equal(a.numbers, b.numbers) {
		s.add(PartNumber, -100)
		return s
	}
	letters := min(len(a.core), len(b.core))
	if a.class&town != 0 && b.class&town != 0 {
		letters = min(letters, homonym)
	}
	switch {
	case a.whole == b.whole:
		s.add(PartName, 45+min(20, letters))
	case a.core == b.core:
		s.add(PartCore, 42+min(18, letters))
	case a.sorted == b.sorted:
		s.add(PartOrder, 45)
	case letters >= 4 && nearLength(a.core, b.core) && misspelt(a.text, b.text):
		astray := edits(a.core, b.core)
		s.add(PartLetters, 35+min(15, letters-4)-10*max(0, astray-1), strconv.Itoa(astray))
	case contained(a.words, b.words):
		s.within(a, b, isPlace)
	case contained(b.words, a.words):
		s.within(b, a, isPlace)
	case letters >= shortestName && placed:
		if nearness(a.core, b.core, dice(a.core, b.core)) > 0 {
			s.add(PartNear, 20)
		}
	}
	return s
}

// within weighs a name whose words all stand in a longer one. Of « Comité des fêtes d'Angoulême » the town says nothing;
// of « Syndicat Méraguémou de Yélimané » the town is all that is more.
func (s *score) within(few, many *naming, isPlace func(string) bool) {
	more := slices.DeleteFunc(slices.Clone(many.words), func(w string) bool { return slices.Contains(few.words, w) })
	switch {
	case isPlace(few.core):
		s.add(PartWithin, 15)
	case !slices.ContainsFunc(more, func(w string) bool { return !isPlace(w) }):
		s.add(PartWithin, 45)
		return
	default:
		s.add(PartWithin, 35)
	}
	s.add(PartMoreWords, -5*len(more))
}

// nearLength spares the letters of names that cannot be a slip apart.
func nearLength(a, b string) bool { return len(a)-len(b) <= 2 && len(b)-len(a) <= 2 }

func shorter(a, b string) string {
	if b == "" || a != "" && len(a) < len(b) {
		return a
	}
	return b
}

// contained says whether all words of a name of some length stand in another.
func contained(few, many []string) bool {
	return len(few) > 0 && len(few) < len(many) && len(strings.Join(few, "")) >= 4 &&
		!slices.ContainsFunc(few, func(w string) bool { return !slices.Contains(many, w) })
}

// dice is the share of trigrams that two names have in common.
func dice(a, b string) float64 {
	ga, gb := trigrams(a), trigrams(b)
	shared := 0
	for g := range ga {
		if _, ok := gb[g]; ok {
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(ga)+len(gb))
}

// heirs weighs succession: one took the place of the other.
func heirs(s *score, a, b *body) {
	if slices.Contains(a.Successors, b.ID) || slices.Contains(b.Successors, a.ID) {
		s.add(PartSuccessor, 60)
	}
}

// places weighs where two bodies lie; a place nobody states says nothing.
func places(s *score, a, b []string) {
	if len(a) == 0 || len(b) == 0 {
		return
	}
	switch {
	case a[0] == b[0]:
		s.add(PartPlace, 30)
	case slices.Contains(a, b[0]) || slices.Contains(b, a[0]):
		s.add(PartInside, 15)
	case len(a) > 2 && len(b) > 2 && a[1] == b[1]:
		s.add(PartSibling, -10)
	default:
		s.add(PartElsewhere, -70)
	}
}

// common counts what two lists share.
func common(a, b []int64) int {
	n := 0
	for _, x := range a {
		if slices.Contains(b, x) {
			n++
		}
	}
	return n
}
