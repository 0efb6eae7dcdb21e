package coop

import (
	"cmp"
	"slices"
)

// Scope tells the territory of a key (a piece of land, a constituency) from the organisation of the same key (the
// authority elected there): a law may change one and not the other. Empty means both.
type Scope string

// Scopes.
const (
	Both           Scope = ""
	OfTerritory    Scope = "territory"
	OfOrganisation Scope = "organisation"
)

// Version is what an entity was between two dates: its name, the form of its authority in the words of the time
// (« conseil général »), its level, the key of the territory above it, and the codes that this version alone has.
type Version struct {
	Name, Kind, Level string
	Parent            string
	Codes             map[string]string
	From, To          Date // To excluded; empty where open or unknown
	Source            string
}

// Holds says whether the version is that of a date; a year or a month stands for its first day, no date for today.
func (v Version) Holds(d Date) bool {
	if d == "" {
		return v.To == ""
	}
	return !d.begins().Before(v.From.begins()) && (v.To == "" || d.begins().Before(v.To.begins()))
}

// begins is the first day of a year or month; nothing of nothing.
func (d Date) begins() Date {
	switch len(d) {
	case 4:
		return d + "-01-01"
	case 7:
		return d + "-01"
	}
	return d
}

// EventKind is a kind of event in the life of entities.
type EventKind string

// Kinds of events. Those of one entity that goes on (renamed, another form, moved) follow from its versions.
const (
	Merged       EventKind = "merge"
	Absorbed     EventKind = "absorb"
	Divided      EventKind = "split"
	Created      EventKind = "create"
	Dissolved    EventKind = "dissolve"
	StatusChange EventKind = "status" // change of status
	Transferred  EventKind = "transfer"
	Renamed      EventKind = "rename"
	Moved        EventKind = "moved" // lies in another territory
)

// Succession is an event: predecessors become successors. An entity that stands on both sides goes on.
type Succession struct {
	Kind          EventKind
	Date          Date // empty where no source gives it
	Of            Scope
	Before, After []string // keys of entities
	From, To      string   // what was and what is: names of a rename, forms of a status, keys of the parents of a move
	Basis         string   // the law or decree
	Source        string
	Against       string // what another source says to the contrary: the event is doubtful
	Note          string
}

// Sure says whether no source contradicts.
func (s Succession) Sure() bool { return s.Against == "" }

// Ends says whether the event takes a key out of life: it stands before and not after a merger, absorption, division or end.
func (s Succession) Ends(key string) bool {
	ending := s.Kind == Merged || s.Kind == Absorbed || s.Kind == Divided || s.Kind == Dissolved
	return ending && slices.Contains(s.Before, key) && !slices.Contains(s.After, key)
}

// about says whether an event is one of a territory, or of an organisation.
func (s Succession) about(of Scope) bool { return s.Of == Both || of == Both || s.Of == of }

// Life is the history of one entity: its versions in order of time and the events that name it.
type Life struct {
	Key      string
	Of       Scope
	Versions []Version
	Events   []Succession
}

// At is the version of a date; ok is false where the entity did not exist, or not any more. No date means today.
func (l Life) At(d Date) (v Version, ok bool) {
	for _, v := range l.Versions {
		if v.Holds(d) {
			return v, true
		}
	}
	return Version{}, false
}

// Ended is the day on which an entity that is no more at a date ended; empty if it exists or has not begun.
func (l Life) Ended(d Date) Date {
	if _, ok := l.At(d); ok || len(l.Versions) == 0 {
		return ""
	}
	to := l.Versions[len(l.Versions)-1].To
	if to == "" || d != "" && d.begins().Before(to.begins()) {
		return ""
	}
	return to
}

// Nearest is the version of a date, with the day on which the entity ended if it is no more; of one that has not begun
// the first version, of one that has ended the last.
func (l Life) Nearest(d Date) (v Version, ended Date) {
	v, ok := l.At(d)
	switch {
	case ok || len(l.Versions) == 0:
		return v, ""
	case l.Ended(d) != "":
		return l.Versions[len(l.Versions)-1], l.Ended(d)
	}
	return l.Versions[0], ""
}

// History is everything that happened to the entity, in order of time, what has no date first: the events that name it
// and what its versions tell. An event without a date is left out where a dated one has the same parties.
func (l Life) History() []Succession {
	var out []Succession
	for _, s := range l.Events {
		if s.about(l.Of) && !(s.Date == "" && slices.ContainsFunc(l.Events, s.dated)) {
			out = append(out, s)
		}
	}
	for i := 1; i < len(l.Versions); i++ {
		out = append(out, l.changes(l.Versions[i-1], l.Versions[i])...)
	}
	slices.SortStableFunc(out, func(a, b Succession) int { return cmp.Compare(a.Date.begins(), b.Date.begins()) })
	return out
}

// dated says whether an event is the same as one whose date nobody gives, with its date.
func (s Succession) dated(o Succession) bool {
	return o.Date != "" && slices.Equal(s.After, o.After) && len(s.Before) > 0 && slices.Contains(o.Before, s.Before[0])
}

// changes are what differs between two versions that follow each other.
func (l Life) changes(a, b Version) []Succession {
	event := func(kind EventKind, from, to string) Succession {
		return Succession{Kind: kind, Date: b.From, Of: l.Of, Before: []string{l.Key}, After: []string{l.Key}, From: from, To: to, Source: b.Source}
	}
	var out []Succession
	if a.Name != b.Name {
		out = append(out, event(Renamed, a.Name, b.Name))
	}
	if a.Kind != b.Kind {
		out = append(out, event(StatusChange, a.Kind, b.Kind))
	}
	if a.Parent != "" && b.Parent != "" && a.Parent != b.Parent { // where one is not known, nobody says that it moved
		out = append(out, event(Moved, a.Parent, b.Parent))
	}
	return out
}

// Heirs are the entities that stand at a date in the place of a key: itself as long as nothing has ended it, else what
// came after it, and after that. No date means today.
func Heirs(events []Succession, key string, of Scope, d Date) []string {
	return heirs(events, key, of, d, 0)
}

func heirs(events []Succession, key string, of Scope, d Date, depth int) []string {
	const deepest = 8 // a loop in the data ends here
	for _, s := range events {
		if depth == deepest || !s.about(of) || !s.Ends(key) || d != "" && d.begins().Before(s.Date.begins()) {
			continue
		}
		var out []string
		for _, after := range s.After {
			for _, h := range heirs(events, after, of, d, depth+1) {
				if !slices.Contains(out, h) {
					out = append(out, h)
				}
			}
		}
		return out
	}
	return []string{key}
}

// Descent is the events that end an entity, by its key.
type Descent map[string][]Succession

// NewDescent keeps of events those that end entities of a scope.
func NewDescent(events []Succession, of Scope) Descent {
	out := Descent{}
	for _, s := range events {
		for _, key := range s.Before {
			if s.about(of) && s.Ends(key) {
				out[key] = append(out[key], s)
			}
		}
	}
	return out
}

// Line is every key that took the place of a key, one after another, nearest first; the key itself is not among them.
func (d Descent) Line(key string) []string {
	seen, next := []string{key}, []string{key}
	for len(next) > 0 {
		key, next = next[0], next[1:]
		for _, s := range d[key] {
			for _, after := range s.After {
				if !slices.Contains(seen, after) {
					seen, next = append(seen, after), append(next, after)
				}
			}
		}
	}
	return seen[1:]
}
