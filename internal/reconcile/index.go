package reconcile

import (
	"regexp"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/refdata"
)

// entry is something a party can be: the authority of a territory, or a body of the reference data (class 0).
type entry struct {
	key, name  string
	country    string
	territory  string // key of the territory it is placed on; its own key for an authority
	kind       coop.OrgKind
	class      class
	level      string
	parents    []string
	lat, lon   float64
	population int
	names      []string   // normal forms of its name, aliases and acronyms, the name first
	telling    [][]string // of a body: what its names say beside the kind of body
}

// index finds entries by key and by name.
type index struct {
	entries  []entry
	byKey    map[string]int32
	byName   map[string][]int32
	byLoose  map[string][]int32
	byDigits map[string]int32 // number of a département
	bodies   []int32
	joints   map[string][]int32 // inter-municipal bodies by loose name without « communauté d'agglomération »
	abroad   []int32            // towns and villages outside France, of which no list is complete
}

func newIndex(size int) *index {
	return &index{
		entries: make([]entry, 0, size), byKey: make(map[string]int32, size), byName: make(map[string][]int32, size),
		byLoose: make(map[string][]int32, size), byDigits: map[string]int32{}, joints: map[string][]int32{},
	}
}

func (x *index) addTerritory(t refdata.Territory) {
	e := entry{
		key: t.Key, name: t.Name, country: t.Country, territory: t.Key, class: classOf(t.Level), level: t.Level,
		kind: coop.KindOfLevel(t.Level), lat: t.Lat, lon: t.Lon, population: t.Population,
	}
	for _, p := range []string{t.Parent, t.ParentNow} {
		if p != "" {
			e.parents = append(e.parents, p)
		}
	}
	e.names = placeNames(t.Name, t.Aliases)
	if e.country != "FR" && e.class&(town|village) != 0 {
		x.abroad = append(x.abroad, int32(len(x.entries)))
	}
	if t.Country == "FR" && t.Level == "departement" {
		x.byDigits[t.Key[strings.LastIndexByte(t.Key, '/')+1:]] = int32(len(x.entries))
	}
	x.add(e)
}

func (x *index) addBody(o refdata.Organisation) {
	e := entry{key: o.Key, name: o.Name, country: o.Country, territory: o.Territory, kind: coop.OrgKind(o.Kind)}
	for _, n := range append(append([]string{o.Name}, o.Acronyms...), o.Aliases...) {
		norm := normal(n)
		e.names = appendNew(e.names, norm)
		e.telling = append(e.telling, telling(norm))
		if rest, c, _ := cutDesignator(norm); c&joint != 0 || e.kind == coop.Intermunicipal {
			x.joints[loose(rest)] = appendOnce(x.joints[loose(rest)], int32(len(x.entries)))
		}
	}
	x.bodies = append(x.bodies, int32(len(x.entries)))
	x.add(e)
}

func (x *index) add(e entry) {
	i := int32(len(x.entries))
	x.entries = append(x.entries, e)
	x.byKey[e.key] = i
	for _, n := range e.names {
		x.byName[n] = appendOnce(x.byName[n], i)
		l := loose(n)
		x.byLoose[l] = appendOnce(x.byLoose[l], i)
	}
}

var (
	numbered   = regexp.MustCompile(`\bcommune (i|ii|iii|iv|v|vi|vii|viii|ix|x)\b`)
	inBrackets = regexp.MustCompile(`\([^)]*\)`)
)

// placeNames are the normal forms of the names of a territory: as they stand, without their designator (« CA du Grand
// Dole »), and the bare « commune V » of a numbered part of a town.
func placeNames(name string, aliases []string) []string {
	var out []string
	for _, n := range append([]string{name}, aliases...) {
		norm := normal(inBrackets.ReplaceAllString(n, " "))
		if norm == "" {
			continue
		}
		out = appendNew(out, norm)
		if rest, _, ok := cutDesignator(norm); ok && rest != "" {
			out = appendNew(out, rest)
		}
		if m := numbered.FindString(norm); m != "" {
			out = appendNew(out, m)
		}
	}
	return out
}

func appendNew(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}

func appendOnce(list []int32, i int32) []int32 {
	if n := len(list); n > 0 && list[n-1] == i {
		return list
	}
	return append(list, i)
}

// inside says whether a territory is, or lies in, the territory of a key, then or today.
func (x *index) inside(key, container string) bool {
	for range 8 { // deeper than any division; a loop in the data ends here
		if key == container {
			return true
		}
		i, ok := x.byKey[key]
		if !ok || len(x.entries[i].parents) == 0 {
			return false
		}
		for _, p := range x.entries[i].parents[1:] {
			if x.inside(p, container) {
				return true
			}
		}
		key = x.entries[i].parents[0]
	}
	return false
}

// middleOf is the département, cercle or province a territory lies in (or is); "" if none is known.
func (x *index) middleOf(key string) string {
	for range 8 {
		i, ok := x.byKey[key]
		if !ok {
			return ""
		}
		e := &x.entries[i]
		if e.class == middle {
			return key
		}
		if len(e.parents) == 0 {
			return ""
		}
		key = e.parents[0]
	}
	return ""
}
