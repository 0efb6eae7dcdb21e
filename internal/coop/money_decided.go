package coop

import "slices"

// SameMoney is what somebody decided of two things that money was stated for, two actions, two amounts, an action and a
// gift: they are one, and what the object says counts; or they are not. A thing is the positions of its lines.
type SameMoney struct {
	Decision        DecisionID
	Distinct        bool // they are not one
	Subject, Object []int32
}

// pairOfLines is two positions, the lower first.
type pairOfLines [2]int32

func newPairOfLines(i, j int32) pairOfLines { return pairOfLines{min(i, j), max(i, j)} }

// judge keeps what was decided: the pairs of lines that are not the same money.
func (l *Ledger) judge(said []SameMoney) {
	l.rulings = said
	for _, s := range said {
		if !s.Distinct {
			continue
		}
		if l.apart == nil {
			l.apart = map[pairOfLines]bool{}
		}
		for _, i := range s.Subject {
			for _, j := range s.Object {
				l.apart[newPairOfLines(i, j)] = true
			}
		}
	}
}

// decided groups the lines of what was said to be one. Decisions that meet make one group, so that of three things that
// are one a single one counts.
func (l *Ledger) decided(_ [][]int32) {
	groups, left := map[int32]*verdict{}, map[int32]bool{}
	for _, s := range l.rulings {
		if s.Distinct {
			continue
		}
		for _, p := range l.match(s.Subject, s.Object) {
			join(groups, p, s.Decision)
			left[p[0]] = true
		}
	}
	var lines []int32
	for i := range groups {
		lines = append(lines, i)
	}
	slices.Sort(lines)
	done := map[*verdict]bool{}
	for _, i := range lines {
		v := groups[i]
		if done[v] {
			continue
		}
		done[v] = true
		slices.SortFunc(v.lines, func(a, b int32) int {
			if left[a] != left[b] { // what no decision leaves out comes first, and counts
				return map[bool]int{true: 1, false: -1}[left[a]]
			}
			return int(a - b)
		})
		l.group(DecidedSame, singles(v.lines)...)
		l.Groups[len(l.Groups)-1].Decisions = v.decisions
	}
}

// verdict is lines that decisions make one.
type verdict struct {
	lines     []int32
	decisions []DecisionID
}

// join puts two lines, and what is one with either, into one group.
func join(groups map[int32]*verdict, p [2]int32, by DecisionID) {
	into := &verdict{}
	for _, i := range p {
		old := groups[i]
		if old == nil {
			old = &verdict{lines: []int32{i}}
		}
		into.lines = append(into.lines, old.lines...)
		into.decisions = append(into.decisions, old.decisions...)
	}
	into.decisions = append(into.decisions, by)
	slices.Sort(into.lines)
	slices.Sort(into.decisions)
	into.lines, into.decisions = slices.Compact(into.lines), slices.Compact(into.decisions)
	for _, i := range into.lines {
		groups[i] = into
	}
}

// match pairs the lines of one thing with those of another: an amount with the same amount, of the same time if there is
// one, then what is left with the first that may be for the same time. A line that finds none stays alone, and counts.
func (l *Ledger) match(subject, object []int32) (pairs [][2]int32) {
	taken := map[int32]bool{}
	equal := func(i, j int32) bool {
		return !taken[j] && l.Lines[i].value == l.Lines[j].value && l.Lines[i].currency == l.Lines[j].currency
	}
	meet := func(i, j int32) bool { return overlap(&l.Lines[i], &l.Lines[j]) }
	rest := slices.Clone(subject)
	for _, fits := range []func(i, j int32) bool{func(i, j int32) bool { return equal(i, j) && meet(i, j) }, equal, meet} {
		rest = slices.DeleteFunc(rest, func(i int32) bool {
			n := slices.IndexFunc(object, func(j int32) bool { return j != i && fits(i, j) })
			if n < 0 {
				return false
			}
			taken[object[n]] = true
			pairs = append(pairs, [2]int32{i, object[n]})
			return true
		})
	}
	return pairs
}

// elsewhere says that the money of a decided group counts in the subset already: one of its lines is in a total that
// counts, or in a copy that does.
func (l *Counter) elsewhere(group *MoneyGroup) bool {
	return group.Kind == DecidedSame && slices.ContainsFunc(group.Members(), func(i int32) bool {
		return l.state[i] >= leftOut && l.Groups[l.state[i]-leftOut].Kind != NoMoney
	})
}

// mayDiffer are the kinds of groups whose sides state one sum each: a decision that two are not one undoes them.
var mayDiffer = map[MoneyKind]bool{PrintedTwice: true, SharedProgram: true, NearEqual: true, FundGift: true, SameGrant: true}

// agreed takes from the sides of a group those that somebody said not to be one with a side before them; a single side
// is no group.
func (l *Ledger) agreed(kind MoneyKind, sides [][]int32) [][]int32 {
	if len(l.apart) == 0 || !mayDiffer[kind] {
		return sides
	}
	var kept [][]int32
	for _, side := range sides {
		differs := func(other []int32) bool {
			return slices.ContainsFunc(other, func(i int32) bool {
				return slices.ContainsFunc(side, func(j int32) bool { return l.apart[newPairOfLines(i, j)] })
			})
		}
		if !slices.ContainsFunc(kept, differs) {
			kept = append(kept, side)
		}
	}
	if len(kept) < 2 {
		return nil
	}
	return kept
}
