package coop

import "slices"

// Stance (position) is what a party of a partnership says of what the register says of it. Every party has the same right
// to one, on whichever side it stands.
type Stance struct {
	Partnership PartnershipID
	Org         OrgID
	Property    string // the value that it is about; "" for all that the register says of the partnership
	Kind        StanceKind
	Said        string // what the register said of the value then, in the language of the register; published
	Why         string // published
	Author      Author
	At          int64 // Unix milliseconds, UTC
}

// StanceKind is what is said.
type StanceKind string

// Kinds of stances.
const (
	StanceConfirmed StanceKind = "confirmed" // confirmé
	StanceContested StanceKind = "contested" // contesté, with a reason
	StanceWithdrawn StanceKind = "withdrawn" // what was said before holds no more
)

// StanceKinds are those that hold until something else is said.
var StanceKinds = []StanceKind{StanceConfirmed, StanceContested}

// Holding are the stances that hold, of all those about one partnership in the order in which they were taken: the last
// of each organisation about each value. Who speaks of the whole takes back what she said of single values before.
func Holding(all []Stance) []Stance {
	var out []Stance
	for _, s := range all {
		out = slices.DeleteFunc(out, func(was Stance) bool { return was.Org == s.Org && (s.Property == "" || was.Property == s.Property) })
		if s.Kind != StanceWithdrawn {
			out = append(out, s)
		}
	}
	return out
}

// Confirmed is when a party last said that what the register says is so, of what holds; 0: never. Who contests any of it has
// said that the partnership is alive as little as that it is not, and does not count.
func Confirmed(standing []Stance) (at int64, by OrgID) {
	for _, s := range standing {
		if s.Kind == StanceConfirmed && s.Property == "" && s.At >= at {
			at, by = s.At, s.Org
		}
	}
	return at, by
}
