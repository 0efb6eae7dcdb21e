package coop

import "cmp"

// Value is one value of a property that can have one only, as one record says it.
type Value struct {
	Property string // see the properties
	Text     string // as given
	Date     Date   // for a property that is a date
	Asserted Date   // when the source says so
	Source   string // kind of record
	Rank     Rank
	Kept     bool   // the one to show first
	Why      string // message key: why it is kept; empty for the others
	Place    Place
	Set      int64 // claim set
	Position int   // of the claim in its set
}

// Properties that have one value.
const (
	FirstSignature = "first_signature" // the date at which the first instrument was signed
)

// trust orders the kinds of records: who declares of itself comes before a form that others keep, a list of members, a
// page about something else. docs/DATA.md, "Choix".
var trust = map[string]int{KindFiche: 4, KindAtlas: 3, KindNetwork: 2, KindProse: 1}

// criteria decide among values, first to last; the first that tells two apart is the reason.
var criteria = []struct {
	why     string
	compare func(a, b Value) int // below 0 if a comes first
}{
	{"chosen.rank", func(a, b Value) int { return cmp.Compare(b.Rank, a.Rank) }},
	{"chosen.source", func(a, b Value) int { return cmp.Compare(trust[b.Source], trust[a.Source]) }},
	{"chosen.date", func(a, b Value) int { return cmp.Compare(b.Asserted, a.Asserted) }},
	{"chosen.complete", func(a, b Value) int {
		return cmp.Or(cmp.Compare(len(b.Date), len(a.Date)), cmp.Compare(len(b.Text), len(a.Text)))
	}},
	{"chosen.first", func(a, b Value) int { return cmp.Or(cmp.Compare(a.Set, b.Set), cmp.Compare(a.Position, b.Position)) }},
}

func before(a, b Value) (bool, string) {
	for _, c := range criteria {
		if n := c.compare(a, b); n != 0 {
			return n < 0, c.why
		}
	}
	return false, ""
}

// Choose marks the value to show among those of one property, with the reason, and puts it first. Deprecated values are
// never chosen. What several sources say alike is kept because they agree.
func Choose(values []Value) []Value {
	if len(values) == 0 {
		return nil
	}
	best := 0
	for i := range values {
		if first, _ := before(values[i], values[best]); first {
			best = i
		}
	}
	out := append([]Value{values[best]}, append(append([]Value{}, values[:best]...), values[best+1:]...)...)
	if out[0].Rank > Deprecated {
		out[0].Kept, out[0].Why = true, reason(out)
	}
	return out
}

// reason is why the first value comes before the nearest one that says something else.
func reason(values []Value) string {
	kept, nearest := values[0], -1
	for i := 1; i < len(values); i++ {
		if values[i].Date == kept.Date && values[i].Text == kept.Text {
			continue
		}
		if nearest < 0 {
			nearest = i
		} else if first, _ := before(values[i], values[nearest]); first {
			nearest = i
		}
	}
	switch {
	case len(values) == 1:
		return "chosen.only"
	case nearest < 0:
		return "chosen.agree"
	}
	_, why := before(kept, values[nearest])
	return why
}
