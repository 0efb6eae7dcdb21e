package coop

import (
	"cmp"
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
	SameAmount    MoneyKind = "same_amount"      // two payers who each pay as much: both count
)

// MoneyKinds are all kinds, in order.
var MoneyKinds = []MoneyKind{NoMoney, PrintedTwice, Repeated, TotalParts, BudgetActions, DecidedSame, SharedProgram, NearEqual, FundGift, Regrant, SameAmount}

// keepsLargest are the kinds of which the side with the larger sum counts; of the others the first side does.
var keepsLargest = map[MoneyKind]bool{TotalParts: true, BudgetActions: true, Regrant: true}

// MoneyGroup is statements about the same money, as sides of which one counts: the parts or their total. A side is
// positions of lines.
type MoneyGroup struct {
	Kind  MoneyKind
	Sides [][]int
	First bool // the first side counts even if it is the smaller

	Decisions []DecisionID // that say so, of what was decided
}

// Members are the lines of all sides.
func (g MoneyGroup) Members() []int { return slices.Concat(g.Sides...) }

// Ledger is lines with their groups. It is pure and does not change.
type Ledger struct {
	Lines   []MoneyLine
	Groups  []MoneyGroup
	of      [][]int32 // groups of each line
	rulings []SameMoney
	apart   map[pairOfLines]bool // lines that somebody said not to be the same money
}

// NewLedger finds the groups of lines, by what was decided of them and by rules. The rules read amounts, words, parties and the shape of records (docs/DATA.md,
// « Argent »); lines meet through keys, so that the time grows with their number alone.
func NewLedger(lines []MoneyLine, said ...SameMoney) *Ledger {
	l := &Ledger{Lines: lines, of: make([][]int32, len(lines))}
	l.judge(said)
	records := l.byRecord()
	for _, rule := range []func([][]int){
		l.noMoney, l.printedTwice, l.repeated, l.totalParts, l.budgetActions, l.decided, l.sharedProgrammes, l.nearEqual, l.fundGifts, l.regrants, l.sameAmounts,
	} {
		rule(records)
	}
	return l
}

// byRecord are the lines of each record, in the order of records.
func (l *Ledger) byRecord() [][]int {
	at := map[RecordID]int{}
	var out [][]int
	for i := range l.Lines {
		record := l.Lines[i].Place.Record
		n, ok := at[record]
		if !ok {
			n = len(out)
			at[record], out = n, append(out, nil)
		}
		out[n] = append(out[n], i)
	}
	return out
}

// group adds a group of at least one line, unless somebody decided that its sides are not the same money.
func (l *Ledger) group(kind MoneyKind, sides ...[]int) {
	if sides = l.agreed(kind, sides); len(sides) == 0 {
		return
	}
	n := int32(len(l.Groups))
	l.Groups = append(l.Groups, MoneyGroup{Kind: kind, Sides: sides})
	for _, side := range sides {
		for _, i := range side {
			l.of[i] = append(l.of[i], n)
		}
	}
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
func (l *Ledger) Count(subset []MoneyPart) Count {
	var c Count
	amount := make(map[int]int64, len(subset))
	var groups []int32
	for _, p := range subset {
		c.Lines++
		if l.Lines[p.Line].Unknown {
			c.Unknown = append(c.Unknown, p.Line)
			continue
		}
		amount[p.Line] += p.Euros
		groups = append(groups, l.of[p.Line]...)
	}
	slices.Sort(groups)
	out := map[int]int{}
	for _, g := range slices.Compact(groups) {
		l.decide(int(g), amount, out)
	}
	for _, p := range subset {
		g, left := out[p.Line]
		switch {
		case l.Lines[p.Line].Unknown:
			continue
		case left:
			c.Left += p.Euros
			c.Out = append(c.Out, Out{p, g})
		default:
			c.Once += p.Euros
			c.Kept = append(c.Kept, p)
			c.Spread += l.spread(p)
		}
		c.Stated += p.Euros
	}
	return c
}

// decide leaves out all sides of a group but one, among the lines of the subset that are still in.
func (l *Ledger) decide(g int, amount map[int]int64, out map[int]int) {
	group := l.Groups[g]
	if group.Kind == SameAmount {
		return
	}
	best, most, sides := -1, int64(0), 0
	for n, side := range group.Sides {
		sum, in := int64(0), false
		for _, i := range side {
			if x, ok := amount[i]; ok {
				if _, gone := out[i]; !gone {
					sum, in = sum+x, true
				}
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
	all := group.Kind == NoMoney || l.elsewhere(group, amount, out)
	if sides < 2 && !all {
		return
	}
	for n, side := range group.Sides {
		if n == best && !all {
			continue
		}
		for _, i := range side {
			if _, gone := out[i]; !gone {
				out[i] = g
			}
		}
	}
}

// spread is how much more a line of the subset may come to: the upper end of its range.
func (l *Ledger) spread(p MoneyPart) int64 {
	line := &l.Lines[p.Line]
	if line.UpTo <= line.Cents || line.Cents == 0 {
		return 0
	}
	return int64(float64(p.Euros) * float64(line.UpTo-line.Cents) / float64(line.Cents))
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
