package coop_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kafo/internal/coop"
)

func same(by coop.DecisionID, subject, object []int32) coop.SameMoney {
	return coop.SameMoney{Decision: by, Subject: subject, Object: object}
}

func differ(subject, object []int32) coop.SameMoney {
	return coop.SameMoney{Distinct: true, Subject: subject, Object: object}
}

func at(p string, record coop.RecordID, partnership coop.PartnershipID, changes ...func(*coop.MoneyLine)) func(int64) coop.MoneyLine {
	return func(euros int64) coop.MoneyLine {
		return line(euros, p, append([]func(*coop.MoneyLine){in(record, partnership, coop.OrgID(10+partnership), 21)}, changes...)...)
	}
}

// TestWhatSomebodyDecidedCounts: of what is said to be one, what the object says counts; what is said not to be one
// counts twice, whatever the rules say.
func TestWhatSomebodyDecidedCounts(t *testing.T) {
	const first, second = "actions.0.budget.amounts.0", "actions.0.budget.amounts.1"
	for _, c := range []struct {
		name  string
		kind  coop.MoneyKind
		once  int64
		lines []coop.MoneyLine
		said  []coop.SameMoney
	}{
		{"two actions that are one", coop.DecidedSame, 120, []coop.MoneyLine{at(first, 1, 1)(120), at(first, 2, 2)(100)}, []coop.SameMoney{same(1, []int32{1}, []int32{0})}},
		{"the object counts, even if it is smaller", coop.DecidedSame, 100, []coop.MoneyLine{at(first, 1, 1)(120), at(first, 2, 2)(100)}, []coop.SameMoney{same(1, []int32{0}, []int32{1})}},
		{"nothing is decided", "", 220, []coop.MoneyLine{at(first, 1, 1)(120), at(first, 2, 2)(100)}, nil},
		{"two parts of one and their sum", coop.DecidedSame, 100, []coop.MoneyLine{at(first, 1, 1)(60), at(second, 1, 1)(40), at(first, 2, 2)(100)}, []coop.SameMoney{same(1, []int32{0, 1}, []int32{2})}},
		{"a year that the other does not state counts", coop.DecidedSame, 150,
			[]coop.MoneyLine{at(first, 1, 1, year(2012))(100), at(second, 1, 1, year(2013))(50), at(first, 2, 2, year(2012))(100)}, []coop.SameMoney{same(1, []int32{0, 1}, []int32{2})}},
		{"three that are one", coop.DecidedSame, 100, []coop.MoneyLine{at(first, 1, 1)(100), at(first, 2, 2)(100), at(first, 3, 3)(100)},
			[]coop.SameMoney{same(1, []int32{1}, []int32{0}), same(2, []int32{2}, []int32{1})}},
		{"three that are one in a circle", coop.DecidedSame, 100, []coop.MoneyLine{at(first, 1, 1)(100), at(first, 2, 2)(100), at(first, 3, 3)(100)},
			[]coop.SameMoney{same(1, []int32{1}, []int32{0}), same(2, []int32{0}, []int32{2}), same(3, []int32{2}, []int32{1})}},
		{"what lies in a budget that counts is not counted beside it", coop.DecidedSame, 500,
			[]coop.MoneyLine{at("budget.amounts.0", 1, 1)(500), at(first, 1, 1)(100), at(first, 2, 2)(100)}, []coop.SameMoney{same(1, []int32{2}, []int32{1})}},
		{"a gift and the action that reports it, in no words that name the fund", coop.DecidedSame, 3000,
			[]coop.MoneyLine{at(first, 1, 1, words("aide d urgence"))(3000), line(3000, "donations.0", fund(11))}, []coop.SameMoney{same(1, []int32{0}, []int32{1})}},
		{"a programme of two fiches is said to be two", "", 1236, []coop.MoneyLine{
			line(618, first, dam), line(618, "actions.2.budget.amounts.0", dam, in(2, 2, 11, 22)),
		}, []coop.SameMoney{differ([]int32{1}, []int32{0})}},
		{"a gift that is said to be another", "", 6000, []coop.MoneyLine{
			line(3000, "actions.4.budget.amounts.0", words("versement au fonds de solidarite")), line(3000, "donations.0", fund(11)),
		}, []coop.SameMoney{differ([]int32{0}, []int32{1})}},
	} {
		l := coop.NewLedger(c.lines, c.said...)
		got := l.Count(l.Whole())
		if got.Once != c.once*100 || got.Stated != got.Once+got.Left {
			t.Errorf("%s: once %d of %d; want %d", c.name, got.Once/100, got.Stated/100, c.once)
		}
		if has := slices.ContainsFunc(l.Groups, func(g coop.MoneyGroup) bool { return g.Kind == c.kind && len(g.Decisions) > 0 }); has != (c.kind != "") {
			t.Errorf("%s: groups %+v", c.name, l.Groups)
		}
	}
}

// TestOfWhatIsDecidedToBeOneSomethingAlwaysCounts: whatever decisions meet, and whatever is asked for, money that only
// decisions group does not vanish, and lines that they make one count once.
func TestOfWhatIsDecidedToBeOneSomethingAlwaysCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 8).Draw(t, "lines")
		lines := make([]coop.MoneyLine, n)
		for i := range lines {
			p := coop.PartnershipID(i + 1)
			lines[i] = line(100, "actions.0.budget.amounts.0", in(coop.RecordID(p), p, coop.OrgID(100+i), coop.OrgID(200+i)))
		}
		var said []coop.SameMoney
		root := make([]int, n)
		for i := range root {
			root[i] = i
		}
		for range rapid.IntRange(0, 10).Draw(t, "decisions") {
			a, b := rapid.IntRange(0, n-1).Draw(t, "a"), rapid.IntRange(0, n-1).Draw(t, "b")
			if a == b {
				continue
			}
			said = append(said, same(coop.DecisionID(len(said)+1), []int32{int32(a)}, []int32{int32(b)}))
			from, to := root[a], root[b]
			for i := range root {
				if root[i] == from {
					root[i] = to
				}
			}
		}
		l := coop.NewLedger(lines, said...)
		var subset []coop.MoneyPart
		classes := map[int]bool{}
		for i := range lines {
			if rapid.Bool().Draw(t, "in") {
				subset = append(subset, coop.MoneyPart{Line: i, Euros: 10_000})
				classes[root[i]] = true
			}
		}
		if c := l.Count(subset); c.Once != int64(len(classes))*10_000 {
			t.Fatalf("%d things count as %d", len(classes), c.Once/10_000)
		}
	})
}
