package coop

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Value is one value of a property that can have one only, as one record says it.
type Value struct {
	Property string // see the properties
	Text     string // as given
	Date     Date   // for a property that is a date, or has one
	Asserted Date   // when the source says so
	Source   string // kind of record
	Rank     Rank
	Kept     bool   // the one to show first
	Why      string // message key: why it is kept; empty for the others
	Place    Place
	Set      int64  // claim set
	Position int    // of the claim in its set
	Alike    string // what is compared where the words are not: two values that say alike agree
}

// Properties that have one value.
const (
	FirstSignature = "first_signature" // the date at which the first instrument was signed
	SinceWhen      = "since"           // the date from which the partnership is: of its earliest agreement
	LastAgreement  = "agreement"       // the latest agreement
	GoesOn         = "status"          // a Status
	StatusCause    = "cause"           // a Cause: why it has that status
	AnnualBudget   = "budget"          // the budget to show first
	BudgetTrend    = "trend"           // how the budget changes
	EndsOn         = "end"             // the end that a source foresees or states
)

// moves are the properties that change with time: of them the latest source knows most, whoever it is. The others are
// facts of the past, which who is closest to them knows best.
var moves = map[string]bool{LastAgreement: true, GoesOn: true, StatusCause: true, AnnualBudget: true, BudgetTrend: true, EndsOn: true, OwnSite: true}

// trust orders the kinds of records: who declares of itself comes before a form that others keep, a list of members, a
// page about something else. docs/DATA.md, "Choix".
var trust = map[string]int{KindContribution: 5, KindFiche: 4, KindAtlas: 3, KindNetwork: 2, KindProse: 1}

// criterion decides between two values: below 0 if a comes first.
type criterion struct {
	why     string
	compare func(a, b Value) int
}

var (
	bySource = criterion{"chosen.source", func(a, b Value) int { return cmp.Compare(trust[b.Source], trust[a.Source]) }}
	byDate   = criterion{"chosen.date", func(a, b Value) int { return cmp.Compare(b.Asserted, a.Asserted) }}
	latest   = func(a, b Value) int { return cmp.Compare(b.Date, a.Date) }
)

// about is what a property says of itself: the earliest agreement begins a partnership, the latest binds it, a budget is
// that of the latest year.
var about = map[string]criterion{
	SinceWhen:     {"chosen.earliest", func(a, b Value) int { return cmp.Compare(a.Date, b.Date) }},
	LastAgreement: {"chosen.latest", latest},
	AnnualBudget:  {"chosen.year", latest},
}

// criteria are those of a property, first to last; the first that tells two values apart is the reason.
func criteria(property string) []criterion {
	list := []criterion{{"chosen.rank", func(a, b Value) int { return cmp.Compare(b.Rank, a.Rank) }}}
	if own, ok := about[property]; ok {
		list = append(list, own)
	}
	if moves[property] {
		list = append(list, byDate, bySource)
	} else {
		list = append(list, bySource, byDate)
	}
	return append(list,
		criterion{"chosen.complete", func(a, b Value) int {
			return cmp.Or(cmp.Compare(len(b.Date), len(a.Date)), cmp.Compare(len(b.Text), len(a.Text)))
		}},
		criterion{"chosen.first", func(a, b Value) int { return cmp.Or(cmp.Compare(a.Set, b.Set), cmp.Compare(a.Position, b.Position)) }},
	)
}

func before(a, b Value) (bool, string) {
	for _, c := range criteria(a.Property) {
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
		if kept.agrees(values[i]) {
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

// agrees says that two sources give the same value.
func (v Value) agrees(o Value) bool {
	if v.Alike+o.Alike != "" {
		return v.Date == o.Date && v.Alike == o.Alike
	}
	return v.Date == o.Date && v.Text == o.Text
}

// values are those that a claim gives for the properties of its partnership that have one value.
func (c Claim) values() []Value {
	switch {
	case c.Value != nil:
		v := c.Value
		return []Value{{Property: v.Property, Text: v.Text, Date: v.Date, Place: v.Place}}
	case c.Agreement != nil:
		a := c.Agreement
		if d := cmp.Or(a.Date, a.From); d != "" {
			return []Value{
				{Property: SinceWhen, Text: a.Label, Date: d, Place: a.Place, Alike: "since"},
				{Property: LastAgreement, Text: cmp.Or(a.Label, a.Kind), Date: d, Place: a.Place, Alike: a.Kind},
			}
		}
	case c.Status != nil:
		return c.Status.values()
	case c.Financing != nil:
		f := c.Financing
		if f.OwnBudget() {
			return []Value{{Property: AnnualBudget, Text: f.Raw, Date: f.ofYear(), Place: f.Place, Alike: fmt.Sprint(f.Value(), f.Currency, f.Per)}}
		}
	}
	return nil
}

func (c *StatusClaim) values() []Value {
	var out []Value
	if s := c.status(); s != Unknown {
		out = append(out, Value{Property: GoesOn, Text: string(s), Place: c.Place})
	}
	if why := c.cause(); why != "" {
		out = append(out, Value{Property: StatusCause, Text: string(why), Place: c.Place})
	}
	if c.Trend != "" && c.Trend != "unknown" {
		out = append(out, Value{Property: BudgetTrend, Text: c.Trend, Place: c.Place})
	}
	if c.End != "" {
		out = append(out, Value{Property: EndsOn, Text: string(c.End), Date: c.End, Place: c.Place})
	}
	return out
}

// ofYear is the one year that an amount is for: what is for several, or for none that is said, is no budget of a year and
// gives way to what is.
func (f *Financing) ofYear() Date {
	if f.Year == 0 {
		return ""
	}
	return Date(strconv.Itoa(f.Year))
}

// alone are the properties that nothing but a value says: not a party, an agreement, an amount, nor the status.
var alone = map[string]bool{FirstSignature: true, StatusCause: true, EndsOn: true}

// settle chooses the value of each property: of what a record says several times its own best first, then among the
// records. What only one record states, and nobody decided on, needs no reason; it is kept as a value only where nothing
// else of the partnership says it.
func (p *Partnership) settle(said []Value) {
	p.Status = Unknown
	by := map[string][]Value{}
	for _, v := range said {
		by[v.Property] = append(by[v.Property], v)
	}
	if by[StatusCause] = explaining(by[StatusCause], by[GoesOn]); len(by[StatusCause]) == 0 {
		delete(by, StatusCause)
	}
	for _, property := range slices.Sorted(maps.Keys(by)) {
		values := Choose(eachSet(by[property]))
		if values[0].Kept {
			p.take(values[0])
		}
		ranked := slices.ContainsFunc(by[property], func(v Value) bool { return v.Rank != Normal })
		if len(values) > 1 || ranked || alone[property] {
			p.Values = append(p.Values, values...)
		}
	}
}

// eachSet is the best value of each claim set, and those that somebody set aside.
func eachSet(values []Value) []Value {
	sets := map[int64][]Value{}
	var order []int64
	var out []Value
	for _, v := range values {
		if v.Rank == Deprecated {
			out = append(out, v)
			continue
		}
		if sets[v.Set] == nil {
			order = append(order, v.Set)
		}
		sets[v.Set] = append(sets[v.Set], v)
	}
	for _, set := range order {
		best := Choose(sets[set])[0]
		best.Kept, best.Why = false, ""
		out = append(out, best)
	}
	return out
}

// take makes the object what the kept value says.
func (p *Partnership) take(v Value) {
	switch v.Property {
	case SinceWhen:
		p.Since = v.Date
	case GoesOn:
		p.Status = Status(v.Text)
	case StatusCause:
		p.Cause = Cause(v.Text)
	}
}
