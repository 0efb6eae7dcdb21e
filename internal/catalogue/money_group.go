package catalogue

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"kafo/internal/coop"
)

// MoneyGroup is statements about the same money: those that count and those left out, with the reason.
type MoneyGroup struct {
	ID      string
	Kind    coop.MoneyKind
	Members []MoneyStated
	Counted int64 // euro cents
	Left    int64

	Decisions []Decision // that say so, of what was decided
}

// EachMoneyGroup is the groups that leave something out of an answer, and, where two payers pay as much, those that leave
// nothing out; the largest first. The lines of a fiche that is printed again are one group.
func (c *Catalogue) EachMoneyGroup(ctx context.Context, q MoneyQuery) (iter.Seq2[MoneyGroup, error], error) {
	a, err := c.Money(ctx, q)
	if err != nil {
		return nil, err
	}
	l, err := c.money(ctx)
	if err != nil {
		return nil, err
	}
	return func(yield func(MoneyGroup, error) bool) {
		for some := range slices.Chunk(a.groups, inList) {
			list, err := l.groups(ctx, c, a, some)
			if err != nil {
				yield(MoneyGroup{}, err)
				return
			}
			for _, g := range list {
				if !yield(g, nil) {
					return
				}
			}
		}
	}, nil
}

// toldGroup is the groups that are told as one, with what they leave out.
type toldGroup struct {
	groups []int
	left   int64
}

// tell finds the groups of an answer to tell.
func (l *ledger) tell(a MoneyAnswer) []toldGroup {
	counted, gone, leaves := l.spread(a.kept), make([]int64, len(l.book.Lines)), make([]bool, len(l.book.Groups))
	for _, o := range a.out {
		gone[o.Line], leaves[o.Group] = o.Euros, true
	}
	at := map[int32]int{}
	var out []toldGroup
	for n := range l.book.Groups {
		g := &l.book.Groups[n]
		if !leaves[n] && !(g.Kind == coop.SameAmount && counted.all(g)) {
			continue
		}
		i, ok := at[l.told[n]]
		if !ok {
			i, out = len(out), append(out, toldGroup{})
			at[l.told[n]] = i
		}
		out[i].groups = append(out[i].groups, n)
		for _, side := range g.Sides {
			for _, m := range side {
				if counted[m] == outside {
					out[i].left += gone[m]
				}
			}
		}
	}
	slices.SortStableFunc(out, func(a, b toldGroup) int { return cmp.Compare(b.left, a.left) })
	return out
}

// all says that every line of a group belongs.
func (a amounts) all(g *coop.MoneyGroup) bool {
	return !slices.ContainsFunc(g.Members(), func(i int32) bool { return a[i] == outside })
}

// groups are groups of an answer with their members.
func (l *ledger) groups(ctx context.Context, c *Catalogue, a MoneyAnswer, told []toldGroup) ([]MoneyGroup, error) {
	var lines []int32
	for _, t := range told {
		for _, n := range t.groups {
			lines = append(append(lines, l.firstOf(n)), l.book.Groups[n].Members()...)
		}
	}
	for _, m := range lines { // of those left out for another reason
		if o, in := a.leftOut(m); in {
			lines = append(lines, l.firstOf(o.Group))
		}
	}
	said, err := l.said(ctx, c, lines)
	if err != nil {
		return nil, err
	}
	var out []MoneyGroup
	for _, t := range told {
		first := &l.book.Groups[t.groups[0]]
		g := MoneyGroup{ID: l.groupID(t.groups[0], said), Kind: first.Kind, Left: t.left, Decisions: l.decisionsOn(first)}
		for _, n := range t.groups {
			for _, m := range l.book.Groups[n].Members() {
				if p, in := a.keeps(m); in {
					g.Members = append(g.Members, l.stated(p, said))
					g.Counted += p.Euros
				} else if o, in := a.leftOut(m); in {
					g.Members = append(g.Members, l.left(o, said))
				}
			}
		}
		out = append(out, g)
	}
	return out, nil
}

func (a *MoneyAnswer) keeps(line int32) (coop.MoneyPart, bool) {
	i, in := slices.BinarySearchFunc(a.kept, int(line), func(p coop.MoneyPart, line int) int { return p.Line - line })
	if !in {
		return coop.MoneyPart{}, false
	}
	return a.kept[i], true
}

func (a *MoneyAnswer) leftOut(line int32) (coop.Out, bool) {
	i, in := slices.BinarySearchFunc(a.out, int(line), func(o coop.Out, line int) int { return o.Line - line })
	if !in {
		return coop.Out{}, false
	}
	return a.out[i], true
}
