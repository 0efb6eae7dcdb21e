package refdata

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Scopes of a version or an event: a law may change a territory and not the authority of the same key, or the other way
// round. An empty scope means both.
const (
	OfTerritory    = "territory"
	OfOrganisation = "organisation"
)

// Version is what a territory or an organisation was between two dates.
type Version struct {
	Name     string
	Kind     string // form of the authority in the words of its time, "conseil général"; empty where nobody gives it
	Level    string
	Parent   string            // key of the territory above; of a territory only
	Codes    map[string]string // those that this version alone has
	From, To string            // ISO dates or years, To excluded; empty where open or unknown
	Source   string
}

// Succession is an event: predecessors become successors. An entity that stands on both sides goes on.
type Succession struct {
	Kind    string // merge, absorb, split, create, dissolve, status, transfer
	Date    string
	Of      string // scope
	Before  []string
	After   []string
	Basis   string // the law or decree
	Source  string
	Against string // what another source says to the contrary: the event is doubtful
	Note    string
}

type versionRow struct {
	of, key string
	Version
}

type past struct {
	versions map[string][]versionRow
	events   map[string][]Succession
}

var history = sync.OnceValue(func() *past {
	p := &past{versions: map[string][]versionRow{}, events: map[string][]Succession{}}
	each("versions.csv", func(t *table) {
		r := versionRow{of: t.get("of"), key: t.get("key"), Version: Version{
			Name: t.get("name"), Kind: t.get("kind"), Level: t.get("level"), Parent: t.get("parent"), Codes: codes(t.list("codes")),
			From: t.get("from"), To: t.get("to"), Source: t.get("source"),
		}}
		p.versions[r.key] = append(p.versions[r.key], r)
	})
	each("successions.csv", func(t *table) {
		s := Succession{
			Kind: t.get("kind"), Date: t.get("date"), Of: t.get("of"), Before: t.list("before"), After: t.list("after"),
			Basis: t.get("basis"), Source: t.get("source"), Against: t.get("against"), Note: t.get("note"),
		}
		keys := slices.Concat(s.Before, s.After)
		slices.Sort(keys)
		for _, key := range slices.Compact(keys) {
			p.events[key] = append(p.events[key], s)
		}
	})
	return p
})

// pattern is the key under which a row speaks of all entities of a family: "fr/dep/*" of "fr/dep/91".
func pattern(key string) string { return key[:strings.LastIndexByte(key, '/')+1] + "*" }

// Versions are the versions of the territory or the organisation of a key, in order of time; nil if nothing is known of
// it. Rows of its own come before those of its family. Without any, a territory has changed where its parent of 2013 is
// not that of today, on the day on which the parent of today began; an organisation is that of its territory.
func Versions(of, key string) []Version {
	for _, k := range []string{key, pattern(key)} {
		var rows []Version
		for _, r := range history().versions[k] {
			if r.of == "" || r.of == of {
				rows = append(rows, filled(of, key, r.Version))
			}
		}
		if len(rows) > 0 {
			return rows
		}
	}
	if t, ok := Lookup(key); ok {
		return derived(of, t)
	}
	if o, ok := OrganisationByKey(key); ok && of == OfOrganisation {
		return []Version{{Name: o.Name, From: o.From, To: o.To, Source: o.Source}}
	}
	return nil
}

// filled takes what a row leaves out from the entity itself.
func filled(of, key string, v Version) Version {
	t, _ := Lookup(key)
	o, _ := OrganisationByKey(key)
	v.Name, v.Level = cmp.Or(v.Name, t.Name, o.Name), cmp.Or(v.Level, t.Level)
	if of == OfTerritory {
		v.Parent = cmp.Or(v.Parent, t.Parent)
	}
	return v
}

func derived(of string, t Territory) []Version {
	whole := Version{Name: t.Name, Level: t.Level, From: t.From, To: t.To, Source: t.Source}
	if of == OfOrganisation {
		return []Version{whole}
	}
	whole.Parent = t.Parent
	above, ok := Lookup(t.ParentNow)
	if !ok {
		return []Version{whole}
	}
	then, now := whole, whole
	then.To, now.From = above.From, above.From
	now.Parent, now.Source = above.Key, above.Source
	return []Version{then, now}
}

// Successions are the events of an entity: those of its own rows and of its family; without any, the one that its
// successor tells, whose date may be unknown.
func Successions(key string) []Succession {
	out := slices.Clone(history().events[key])
	for _, s := range history().events[pattern(key)] {
		s.Before, s.After = own(s.Before, key), own(s.After, key)
		out = append(out, s)
	}
	ends := func(s Succession) bool { return slices.Contains(s.Before, key) && len(s.After) > 0 }
	if t, ok := Lookup(key); ok && t.Successor != "" && !slices.ContainsFunc(out, ends) {
		out = append(out, Succession{Kind: "merge", Date: t.To, Before: []string{key, t.Successor}, After: []string{t.Successor}, Source: t.Source})
	}
	return out
}

// own puts an entity in the place of its family.
func own(keys []string, key string) []string {
	keys = slices.Clone(keys)
	for i, k := range keys {
		if k == pattern(key) {
			keys[i] = key
		}
	}
	return keys
}

// formerNames are the names of all versions of a key.
func formerNames(key string) []string {
	var out []string
	for _, r := range history().versions[key] {
		if r.Name != "" && !slices.Contains(out, r.Name) {
			out = append(out, r.Name)
		}
	}
	return out
}
