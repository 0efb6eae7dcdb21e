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

// Sided is a partnership with the keys of its holders and partners.
type Sided struct {
	ID                PartnershipID
	Holders, Partners []string
}

// Reunion is two partnerships whose holders have become one while they share a partner: a proposal, never a merger.
type Reunion struct {
	A, B    PartnershipID
	Holder  string // key of the holder of today
	Partner string // key of the partner of today
}

// Reunions lists the pairs of partnerships that a succession brought under one holder, with a partner in common: two
// holders were different, at least one of them has ended, and their heirs at the date are one. No date means today.
// Pairs are in the order of the ids.
func Reunions(list []Sided, events []Succession, d Date) []Reunion {
	at := map[[2]string][]Sided{} // holder and partner of today → partnerships
	for _, p := range list {
		for _, h := range allHeirs(events, p.Holders, d) {
			for _, q := range allHeirs(events, p.Partners, d) {
				at[[2]string{h, q}] = append(at[[2]string{h, q}], p)
			}
		}
	}
	seen := map[[2]PartnershipID]bool{}
	var out []Reunion
	for key, group := range at {
		for i, a := range group {
			for _, b := range group[i+1:] {
				ids := [2]PartnershipID{min(a.ID, b.ID), max(a.ID, b.ID)}
				if a.ID != b.ID && !seen[ids] && apart(events, a, b, key[0], d) {
					seen[ids] = true
					out = append(out, Reunion{A: ids[0], B: ids[1], Holder: key[0], Partner: key[1]})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b Reunion) int { return cmp.Or(cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B)) })
	return out
}

func allHeirs(events []Succession, keys []string, d Date) []string {
	var out []string
	for _, k := range keys {
		for _, h := range Heirs(events, k, OfOrganisation, d) {
			if !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
	}
	return out
}

// apart says whether two partnerships had different holders of which one heir came.
func apart(events []Succession, a, b Sided, heir string, d Date) bool {
	from := func(p Sided) []string {
		return slices.DeleteFunc(slices.Clone(p.Holders), func(k string) bool {
			return !slices.Contains(Heirs(events, k, OfOrganisation, d), heir)
		})
	}
	return !slices.ContainsFunc(from(a), func(k string) bool { return slices.Contains(from(b), k) })
}
