package coop

import (
	"cmp"
	"math"
	"slices"
)

// MoneyLine is a financing with what decides whether it is the same money as another.
type MoneyLine struct {
	Financing
	Partnership PartnershipID // 0 for a gift to a fund, as the fund states it
	Holders     []OrgID       // of its partnership
	Partners    []OrgID
	Named       []string // holders that nobody has decided on, as printed
	Words       string   // of its action, or of its fund: folded
	Row         string   // the numbered row of a table that its action comes from, "" if it has no number
	Starts      int      // years of its action, for an amount that states none
	Ends        int
	Dated       Date  // when its record says so
	Euros       int64 // its value in euro cents
	Unknown     bool  // no rate turns it into euros: it enters no sum

	Filed [4]uint32 // where its reader files it; the rules do not look at it
}

// Time is the years that a line is for, its own or those of its action.
func (l *MoneyLine) Time() (from, to int) {
	if from, to = l.Span(); from > 0 {
		return from, to
	}
	if l.Starts > 0 && l.Ends == 0 {
		return l.Starts, l.Starts
	}
	return l.Starts, l.Ends
}

// MoneyKind is why statements are about the same money.
type MoneyKind string

// Kinds of groups, in the order in which they are applied: what an earlier one leaves out, a later one does not see.
const (
	NoMoney       MoneyKind = "difference"       // a change, or the base of a 1 %: no sum given
	PrintedTwice  MoneyKind = "printed_twice"    // the same line in a fiche printed again
	Repeated      MoneyKind = "repeated"         // said again in the same answer
	TotalParts    MoneyKind = "total_parts"      // a total and what it is made of
	BudgetActions MoneyKind = "budget_actions"   // a budget and the actions paid from it
	DecidedSame   MoneyKind = "decided"          // somebody decided that they are the same
	SharedProgram MoneyKind = "shared_programme" // one programme stated by several partnerships
	NearEqual     MoneyKind = "near_equal"       // one figure is the other, rounded
	FundGift      MoneyKind = "fund_gift"        // a gift to a fund, stated by the fund and by the giver
	Regrant       MoneyKind = "regrant"          // a grant, and what its beneficiary spends
	SameGrant     MoneyKind = "same_grant"       // a grant, stated by who gives it and by who has it
	SameAmount    MoneyKind = "same_amount"      // two payers who each pay as much: both count
)

// NoRate is why a line is in no sum though no group leaves it out: no rate of its year is known.
const NoRate MoneyKind = "no_rate"

// MoneyKinds are all kinds, in order.
var MoneyKinds = []MoneyKind{NoMoney, PrintedTwice, Repeated, TotalParts, BudgetActions, DecidedSame, SharedProgram, NearEqual, FundGift, Regrant, SameGrant, SameAmount}

// keepsLargest are the kinds of which the side with the larger sum counts; of the others the first side does.
var keepsLargest = map[MoneyKind]bool{TotalParts: true, BudgetActions: true, Regrant: true}

// MoneyGroup is statements about the same money, as sides of which one counts: the parts or their total. A side is
// positions of lines.
type MoneyGroup struct {
	Kind  MoneyKind
	Sides [][]int32
	First bool // the first side counts even if it is the smaller

	Decisions []DecisionID // that say so, of what was decided
}

// Members are the lines of all sides.
func (g MoneyGroup) Members() []int32 { return slices.Concat(g.Sides...) }

// Ledger is lines with their groups. It does not change; one that follows it takes over what stands.
type Ledger struct {
	Lines   []MoneyEntry
	Groups  []MoneyGroup
	of      []int32 // groups of all lines, those of a line from first[line] to first[line+1]
	first   []int32
	texts   texts
	rulings []SameMoney
	apart   map[pairOfLines]bool // lines that somebody said not to be the same money
}

// NewLedger finds the groups of lines, by what was decided of them and by rules. The rules read amounts, words, parties and the shape of records (docs/DATA.md,
// « Argent »); lines meet through keys, so that the time grows with their number alone.
func NewLedger(lines []MoneyLine, said ...SameMoney) *Ledger {
	l := EmptyLedger()
	l.Add(lines)
	l.Decide(said...)
	return l
}

// EmptyLedger is that of no lines.
func EmptyLedger() *Ledger { return &Ledger{texts: noTexts()} }

// Next begins a ledger that will follow another one: it has none of its lines yet.
func (l *Ledger) Next() *Ledger { return &Ledger{texts: l.texts} }

// Add adds lines, in the order of their partnerships; what funds state comes last. Groups are found by Decide.
func (l *Ledger) Add(lines []MoneyLine) { l.Lines = append(l.Lines, l.enter(lines)...) }

// Keep takes the lines of an older ledger over, those of some partnerships apart, each to its place.
func (l *Ledger) Keep(old *Ledger, gone map[PartnershipID]bool) {
	fresh := l.Lines
	l.Lines = make([]MoneyEntry, 0, len(old.Lines)+len(fresh))
	for i := 0; i < len(old.Lines); {
		p, end := old.Lines[i].Partnership, old.End(i)
		for len(fresh) > 0 && standing(fresh[0].Partnership) < standing(p) {
			l.Lines, fresh = append(l.Lines, fresh[0]), fresh[1:]
		}
		if !gone[p] {
			l.Lines = append(l.Lines, old.Lines[i:end]...)
		}
		i = end
	}
	l.Lines = append(l.Lines, fresh...)
}

// Find is where the lines of a partnership begin and end.
func (l *Ledger) Find(p PartnershipID) (from, to int) {
	from, _ = slices.BinarySearchFunc(l.Lines, p, func(e MoneyEntry, p PartnershipID) int { return cmp.Compare(standing(e.Partnership), standing(p)) })
	for to = from; to < len(l.Lines) && l.Lines[to].Partnership == p; to++ {
	}
	return from, to
}

// End is where the lines of the partnership of a line end.
func (l *Ledger) End(i int) int {
	end := i + 1
	for end < len(l.Lines) && l.Lines[end].Partnership == l.Lines[i].Partnership {
		end++
	}
	return end
}

// standing is a partnership by its place among the lines: that of a fund is the last.
func standing(p PartnershipID) PartnershipID {
	if p == 0 {
		return math.MaxInt64
	}
	return p
}

// Decide finds the groups of a ledger by what was decided and by the rules.
func (l *Ledger) Decide(said ...SameMoney) {
	l.judge(said)
	records := l.byRecord()
	for _, rule := range []func([][]int32){
		l.noMoney, l.printedTwice, l.repeated, l.totalParts, l.budgetActions, l.decided, l.sharedProgrammes, l.nearEqual, l.fundGifts, l.regrants, l.sameGrants, l.sameAmounts,
	} {
		rule(records)
	}
	l.index()
}

// byRecord are the lines of each record, in the order of records.
func (l *Ledger) byRecord() [][]int32 {
	at, of := map[RecordID]int32{}, make([]int32, len(l.Lines))
	var size []int32
	for i := range l.Lines {
		record := l.Lines[i].Record
		if i > 0 && record == l.Lines[i-1].Record {
			of[i] = of[i-1]
		} else if n, ok := at[record]; ok {
			of[i] = n
		} else {
			of[i] = int32(len(size))
			at[record], size = of[i], append(size, 0)
		}
		size[of[i]]++
	}
	out, all := make([][]int32, len(size)), make([]int32, len(l.Lines))
	for n, most := range size {
		out[n], all = all[:0:most], all[most:]
	}
	for i, n := range of {
		out[n] = append(out[n], int32(i))
	}
	return out
}

// group adds a group of at least one line, unless somebody decided that its sides are not the same money.
func (l *Ledger) group(kind MoneyKind, sides ...[]int32) {
	if sides = l.agreed(kind, sides); len(sides) > 0 {
		l.Groups = append(l.Groups, MoneyGroup{Kind: kind, Sides: sides})
	}
}

// index finds the groups of each line.
func (l *Ledger) index() {
	l.first = make([]int32, len(l.Lines)+1)
	each := func(visit func(line, group int32)) {
		for n, g := range l.Groups {
			for _, side := range g.Sides {
				for _, i := range side {
					visit(i, int32(n))
				}
			}
		}
	}
	each(func(line, _ int32) { l.first[line+1]++ })
	for i := range l.Lines {
		l.first[i+1] += l.first[i]
	}
	l.of = make([]int32, l.first[len(l.Lines)])
	next := slices.Clone(l.first)
	each(func(line, group int32) {
		l.of[next[line]] = group
		next[line]++
	})
}

// Share of a line in a subset: its position, and how much of it belongs there.
type MoneyPart struct {
	Line  int
	Euros int64
}

// Out is a line left out, with the group that says why.
type Out struct {
	MoneyPart
	Group int
}

// Count is how much a subset of lines comes to, three ways. Stated is Once and Left together.
type Count struct {
	Stated, Once, Left int64 // euro cents
	Lines              int   // with those that have no rate
	Kept               []MoneyPart
	Out                []Out
	Spread             int64 // how much more the ranges that count would come to at their upper ends
	Unknown            []int // lines that no rate turns into euros: in no sum
}

// Whole is every line, whole.
func (l *Ledger) Whole() []MoneyPart {
	out := make([]MoneyPart, len(l.Lines))
	for i := range l.Lines {
		out[i] = MoneyPart{i, l.Lines[i].Euros}
	}
	return out
}

// Count counts a subset. Which line of a group is kept is decided inside the subset: a part whose total is not asked for
// counts.
func (l *Ledger) Count(subset []MoneyPart) Count { return l.Counter().Count(subset) }

// Counter counts one subset after the other without asking for memory each time. It is of one goroutine.
type Counter struct {
	*Ledger
	amount []int64
	state  []int32 // absent, present, or the number of the group that leaves a line out, from leftOut
	groups []int32
}

const (
	absent int32 = iota
	present
	leftOut
)

// Counter makes one.
func (l *Ledger) Counter() *Counter {
	return &Counter{Ledger: l, amount: make([]int64, len(l.Lines)), state: make([]int32, len(l.Lines))}
}

// Count is that of a ledger.
func (l *Counter) Count(subset []MoneyPart) Count {
	c := Count{Lines: len(subset)}
	groups := l.groups[:0]
	for _, p := range subset {
		if l.Lines[p.Line].is(unknown) {
			c.Unknown = append(c.Unknown, p.Line)
			continue
		}
		l.amount[p.Line] += p.Euros
		l.state[p.Line] = present
		groups = append(groups, l.of[l.first[p.Line]:l.first[p.Line+1]]...)
	}
	slices.Sort(groups)
	for _, g := range slices.Compact(groups) {
		l.decide(g)
	}
	l.groups = groups
	c.Kept = make([]MoneyPart, 0, len(subset))
	for _, p := range subset {
		switch s := l.state[p.Line]; {
		case l.Lines[p.Line].is(unknown):
			continue
		case s >= leftOut:
			c.Left += p.Euros
			c.Out = append(c.Out, Out{p, int(s - leftOut)})
		default:
			c.Once += p.Euros
			c.Kept = append(c.Kept, p)
			c.Spread += l.spread(p)
		}
		c.Stated += p.Euros
	}
	for _, p := range subset {
		l.amount[p.Line], l.state[p.Line] = 0, absent
	}
	return c
}

// decide leaves out all sides of a group but one, among the lines of the subset that are still in.
func (l *Counter) decide(g int32) {
	group := &l.Groups[g]
	if group.Kind == SameAmount {
		return
	}
	best, most, sides := -1, int64(0), 0
	for n, side := range group.Sides {
		sum, in := int64(0), false
		for _, i := range side {
			if l.state[i] == present {
				sum, in = sum+l.amount[i], true
			}
		}
		if !in {
			continue
		}
		sides++
		if best < 0 || keepsLargest[group.Kind] && !group.First && sum > most {
			best, most = n, sum
		}
	}
	all := group.Kind == NoMoney || l.elsewhere(group)
	if sides < 2 && !all {
		return
	}
	for n, side := range group.Sides {
		if n == best && !all {
			continue
		}
		for _, i := range side {
			if l.state[i] == present {
				l.state[i] = g + leftOut
			}
		}
	}
}

// spread is how much more a line of the subset may come to: the upper end of its range.
func (l *Ledger) spread(p MoneyPart) int64 {
	n := l.Lines[p.Line].bounds
	if n == 0 {
		return 0
	}
	b := l.texts.bounds[n]
	return int64(float64(p.Euros) * float64(b[1]-b[0]) / float64(b[0]))
}

// Why are the sums left out of a count by the kind of group, the largest first.
func (l *Ledger) Why(c Count) []Reason {
	var out []Reason
	for _, o := range c.Out {
		kind := l.Groups[o.Group].Kind
		i := slices.IndexFunc(out, func(r Reason) bool { return r.Kind == kind })
		if i < 0 {
			i, out = len(out), append(out, Reason{Kind: kind})
		}
		out[i].Euros += o.Euros
		out[i].Lines++
	}
	slices.SortStableFunc(out, func(a, b Reason) int { return cmp.Compare(b.Euros, a.Euros) })
	return out
}

// Reason is what one kind of group leaves out.
type Reason struct {
	Kind  MoneyKind
	Euros int64
	Lines int
}
