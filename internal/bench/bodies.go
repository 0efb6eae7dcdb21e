package bench

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"kafo/internal/coop"
	"kafo/internal/reconcile"
)

// Town is a place on which invented bodies are put, with the places above it, narrowest first.
type Town struct {
	Country string
	Places  []string // keys
	Names   []string
}

// Reconciled is what reconciling so many invented organisations took and found.
type Reconciled struct {
	Organisations int     `json:"organisations"`
	Twins         int     `json:"twins"`    // noisy duplicates among them
	Proposed      int     `json:"proposed"` // pairs
	Precision     float64 `json:"precision"`
	Recall        float64 `json:"recall"`
	Seconds       float64 `json:"seconds"`
	Growth        float64 `json:"growth"` // exponent against the size before: 1 is linear; 0 for the first
}

// twinShare is the share of organisations that another one is a noisy copy of.
const twinShare = 0.05

// Reconcile proposes duplicates among invented organisations and compares with what is known of them.
func Reconcile(towns []Town, size int, seed uint64) Reconciled {
	bodies, twins := Bodies(towns, size, seed)
	began := time.Now()
	pairs := reconcile.Organisations(bodies)
	out := Reconciled{Organisations: size, Twins: len(twins), Proposed: len(pairs), Seconds: time.Since(began).Seconds()}
	right := 0
	for _, p := range pairs {
		if twins[p.B] == p.A {
			right++
		}
	}
	out.Precision, out.Recall = float64(right)/float64(max(1, len(pairs))), float64(right)/float64(max(1, len(twins)))
	return out
}

// Bodies invents so many organisations, of which one in twenty is a noisy copy of another: twins says of which. The same
// seed gives the same organisations. No two others bear one name in one place.
func Bodies(towns []Town, size int, seed uint64) (bodies []reconcile.Body, twins map[int64]int64) {
	g := &inventor{Rand: rand.New(rand.NewPCG(seed, 1992)), towns: towns, taken: map[string]bool{}}
	copies := int(float64(size) * twinShare)
	for len(bodies) < size-copies {
		if b, ok := g.body(); ok {
			b.ID = int64(len(bodies) + 1)
			bodies = append(bodies, b)
		}
	}
	twins = map[int64]int64{}
	for _, i := range g.Perm(len(bodies))[:copies] {
		b := g.twin(bodies[i])
		b.ID = int64(len(bodies) + 1)
		twins[b.ID] = bodies[i].ID
		bodies = append(bodies, b)
	}
	return bodies, twins
}

type inventor struct {
	*rand.Rand
	towns []Town
	taken map[string]bool
}

// shapes of names of bodies: %n is an invented name, %t the town, %s a subject.
var shapes = []struct {
	text string
	kind coop.OrgKind
}{
	{"Comité de jumelage de %t", coop.Committee}, {"Association %n", coop.Association}, {"Association %n de %t", coop.Association},
	{"Association des %s de %t", coop.Association}, {"Les Amis de %n", coop.Association}, {"Syndicat intercommunal %n de %t", coop.Intermunicipal},
	{"Lycée %n", coop.Other}, {"Centre de santé de %t", coop.Other}, {"Coopérative %n de %t", coop.Association}, {"Commune de %t", coop.Authority},
	{"Radio %n de %t", ""}, {"Union des %s de %t", ""}, {"%n et Partage", ""}, {"Groupement des %s %n", coop.Association},
}

var (
	subjects  = []string{"femmes", "parents d'élèves", "maraîchers", "ressortissants", "éleveurs", "jeunes", "pêcheurs", "artisans", "apiculteurs", "anciens combattants"}
	syllables = []string{"ba", "ben", "ka", "di", "fa", "so", "ko", "li", "ma", "ni", "sa", "ta", "wa", "yi", "dou", "gna", "jè", "kan", "lé", "mo", "nyè", "sin", "tou", "bou", "gou", "ja", "ton", "ya", "ri", "vel"}
)

func (g *inventor) body() (reconcile.Body, bool) {
	t := g.towns[g.IntN(len(g.towns))]
	s := shapes[g.IntN(len(shapes))]
	name := strings.NewReplacer("%n", g.name(), "%t", t.Names[0], "%s", subjects[g.IntN(len(subjects))]).Replace(s.text)
	key := coop.Fold(name) + t.Places[0]
	if g.taken[key] {
		return reconcile.Body{}, false
	}
	g.taken[key] = true
	return reconcile.Body{Names: []string{name}, Kind: s.kind, Country: t.Country, Places: t.Places, Around: t.Names}, true
}

// name is two or three words' worth of syllables.
func (g *inventor) name() string {
	var words []string
	for range 1 + g.IntN(2) {
		word := ""
		for range 2 + g.IntN(2) {
			word += syllables[g.IntN(len(syllables))]
		}
		words = append(words, strings.ToUpper(word[:1])+word[1:])
	}
	return strings.Join(words, " ")
}

// twin is an organisation as another document might give it: other words for the same kind, accents or hyphens lost, a
// slip of the pen or of the scanner, its place unknown or only roughly known.
func (g *inventor) twin(b reconcile.Body) reconcile.Body {
	name := b.Names[0]
	for range 1 + g.IntN(2) {
		name = noises[g.IntN(len(noises))](g, name)
	}
	b.Names = []string{name}
	switch at := g.Float64(); {
	case at < 0.15:
		b.Places, b.Around = nil, nil
	case at < 0.35 && len(b.Places) > 1:
		b.Places, b.Around = b.Places[1:], b.Around[1:]
	}
	return b
}

var noises = []func(*inventor, string) string{
	func(_ *inventor, s string) string { return strings.ToUpper(s) },
	func(_ *inventor, s string) string { return coop.Fold(s) },
	func(_ *inventor, s string) string { return strings.ReplaceAll(s, "-", " ") },
	func(_ *inventor, s string) string {
		return strings.NewReplacer("Saint-", "St ", "Sainte-", "Ste ").Replace(s)
	},
	func(_ *inventor, s string) string {
		return strings.NewReplacer("Comité de jumelage", "Comité des jumelages", "Commune de", "Mairie de", "Association des", "Asso des", "Les Amis", "Amis", "Syndicat intercommunal", "Syndicat").Replace(s)
	},
	(*inventor).drop, (*inventor).drop, (*inventor).double, (*inventor).scan,
}

// letters of a name that a slip may touch: those of its last word, the first letter left.
func (g *inventor) slip(s string, f func(word []rune, at int) string) string {
	head, last := "", s
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		head, last = s[:i+1], s[i+1:]
	}
	word := []rune(last)
	if len(word) < 5 {
		return s
	}
	return head + f(word, 1+g.IntN(len(word)-1))
}

func (g *inventor) drop(s string) string {
	return g.slip(s, func(w []rune, at int) string { return string(w[:at]) + string(w[at+1:]) })
}

func (g *inventor) double(s string) string {
	return g.slip(s, func(w []rune, at int) string { return string(w[:at+1]) + string(w[at:]) })
}

// scan mistakes one letter for another that looks like it.
func (g *inventor) scan(s string) string {
	like := map[rune]rune{'h': 'b', 'l': 'i', 'i': 'l', 'o': '0', 'e': 'c', 'n': 'u', 'u': 'n', 'g': 'j', 'q': 'g'}
	return g.slip(s, func(w []rune, at int) string {
		if to, ok := like[w[at]]; ok {
			w[at] = to
		}
		return string(w)
	})
}

// GrowthSince is the exponent with which the time has grown since a smaller size: 1 is linear.
func (r Reconciled) GrowthSince(before *Reconciled) float64 {
	if before == nil || before.Seconds == 0 || before.Organisations == r.Organisations {
		return 0
	}
	return math.Log(r.Seconds/before.Seconds) / math.Log(float64(r.Organisations)/float64(before.Organisations))
}

// String says the figures in a line.
func (r Reconciled) String() string {
	return fmt.Sprintf("%7d organisations, %5d twins: %6d proposed, precision %.3f, recall %.3f, %6.2f s, growth %.2f",
		r.Organisations, r.Twins, r.Proposed, r.Precision, r.Recall, r.Seconds, r.Growth)
}
