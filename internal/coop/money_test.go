package coop_test

import (
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"kafo/internal/coop"
)

// line is a line of partnership 1, held by 11 with 21, in record 1, unless the changes say otherwise.
func line(euros int64, path string, changes ...func(*coop.MoneyLine)) coop.MoneyLine {
	l := coop.MoneyLine{Partnership: 1, Holders: []coop.OrgID{11}, Partners: []coop.OrgID{21}, Dated: "2013-05-17"}
	l.Cents, l.Currency, l.Place = euros*100, "EUR", coop.Place{Record: 1, Path: path}
	if len(path) > 7 && path[:7] == "actions" {
		l.Action = path[:9]
	}
	for _, change := range changes {
		change(&l)
	}
	l.Euros = l.Value()
	return l
}

func in(record coop.RecordID, p coop.PartnershipID, holder, partner coop.OrgID) func(*coop.MoneyLine) {
	return func(l *coop.MoneyLine) {
		l.Place.Record, l.Partnership, l.Holders, l.Partners = record, p, []coop.OrgID{holder}, []coop.OrgID{partner}
	}
}

func words(s string) func(*coop.MoneyLine)     { return func(l *coop.MoneyLine) { l.Words = s } }
func label(s string) func(*coop.MoneyLine)     { return func(l *coop.MoneyLine) { l.Label = s } }
func row(s string) func(*coop.MoneyLine)       { return func(l *coop.MoneyLine) { l.Row = s } }
func year(n int) func(*coop.MoneyLine)         { return func(l *coop.MoneyLine) { l.Year = n } }
func times(n int) func(*coop.MoneyLine)        { return func(l *coop.MoneyLine) { l.Times = n } }
func alike(s string) func(*coop.MoneyLine)     { return func(l *coop.MoneyLine) { l.Alike = s } }
func payer(o coop.OrgID) func(*coop.MoneyLine) { return func(l *coop.MoneyLine) { l.Payer = o } }
func funds(s string) func(*coop.MoneyLine)     { return func(l *coop.MoneyLine) { l.Funds = s } }
func dated(d coop.Date) func(*coop.MoneyLine)  { return func(l *coop.MoneyLine) { l.Dated = d } }
func grantTo(o coop.OrgID) func(*coop.MoneyLine) {
	return func(l *coop.MoneyLine) { l.Beneficiary = o }
}
func part(p coop.Standing) func(*coop.MoneyLine) { return func(l *coop.MoneyLine) { l.Part = p } }
func fund(giver coop.OrgID) func(*coop.MoneyLine) {
	return func(l *coop.MoneyLine) {
		l.Place.Record, l.Partnership, l.Holders, l.Partners, l.Payer, l.Words = 90, 0, nil, nil, giver, "fonds de solidarite pour la vallee"
	}
}

func total(l *coop.MoneyLine) { l.Action, l.Part = "actions", coop.TotalOf }

// moneyCase is a few lines, the group they make ("" where none may form) and what they come to once, in euros.
type moneyCase struct {
	name  string
	kind  coop.MoneyKind
	once  int64
	lines []coop.MoneyLine
}

var dam = words("construction d un barrage a sokoro")

// insideRecords are groups of one record or of its copies.
var insideRecords = []moneyCase{
	{"a fiche printed twice", coop.PrintedTwice, 150, []coop.MoneyLine{
		line(100, "actions.0.budget.amounts.0", dam), line(100, "actions.0.budget.amounts.0", dam, in(2, 1, 11, 21)), line(50, "actions.1.budget.amounts.0", in(2, 1, 11, 21), words("un puits")),
	}},
	{"a partnership that says the same sum again a year later", "", 200, []coop.MoneyLine{
		line(100, "budget.amounts.0"), line(100, "budget.amounts.0", in(2, 1, 11, 21), dated("2014-06-01")),
	}},
	{"an answer that repeats itself", coop.Repeated, 163, []coop.MoneyLine{
		line(163, "budget.amounts.0", year(2012), payer(5), func(l *coop.MoneyLine) { l.PayerText = "AJX" }), line(163, "budget.amounts.1", year(2012)),
	}},
	{"two sums alike under two names", "", 326, []coop.MoneyLine{
		line(163, "budget.amounts.0", year(2012), label("puits")), line(163, "budget.amounts.1", year(2012), label("école")),
	}},
	{"a difference", coop.NoMoney, 163, []coop.MoneyLine{line(163, "budget.amounts.0"), line(128, "budget.amounts.1", part(coop.Difference))}},
	{"dont", coop.TotalParts, 87, []coop.MoneyLine{line(87, "budget.amounts.0"), line(38, "budget.amounts.1", part(coop.PartOf))}},
	{"an answer whose first amount is the sum of the others", coop.TotalParts, 32, []coop.MoneyLine{
		line(32, "budget.amounts.0"), line(12, "budget.amounts.1"), line(20, "budget.amounts.2"),
	}},
	{"an answer whose amounts are no sum", "", 65, []coop.MoneyLine{line(32, "budget.amounts.0"), line(13, "budget.amounts.1"), line(20, "budget.amounts.2")}},
	{"a sum and what it is the double of", coop.TotalParts, 40, []coop.MoneyLine{
		line(40, "actions.0.budget.amounts.0"), line(20, "actions.0.budget.amounts.1", times(2)),
	}},
	{"two equal sums side by side", "", 40, []coop.MoneyLine{line(20, "actions.0.budget.amounts.0"), line(20, "actions.0.budget.amounts.1")}},
	{"a row with its details", coop.TotalParts, 100, []coop.MoneyLine{
		line(100, "actions.5.budget.amounts.0", row("5|programme")), line(37, "actions.6.budget.amounts.0", row("5|programme")), line(63, "actions.7.budget.amounts.0", row("5|programme")),
	}},
	{"two times the same sum in another row", "", 75, []coop.MoneyLine{
		line(25, "actions.1.budget.amounts.0", row("2|urgence"), times(2)), line(25, "actions.2.budget.amounts.0", row("3|urgence")),
	}},
	{"a total that differs from its parts", coop.TotalParts, 110, []coop.MoneyLine{
		line(60, "actions.0.budget.amounts.0"), line(50, "actions.1.budget.amounts.0"), line(109, "stated_total", total),
	}},
}

// acrossRecords are groups of a record's parts, of several partnerships and of funds.
var acrossRecords = []moneyCase{
	{"a budget and the actions beneath it", coop.BudgetActions, 204, []coop.MoneyLine{line(204, "budget.amounts.0"), line(120, "actions.0.budget.amounts.0")}},
	{"a budget that is only planned", coop.BudgetActions, 120, []coop.MoneyLine{
		line(204, "budget.amounts.0", func(l *coop.MoneyLine) { l.Stage = "planned" }), line(120, "actions.0.budget.amounts.0"),
	}},
	{"actions beyond their budget", coop.BudgetActions, 237, []coop.MoneyLine{line(204, "budget.amounts.0"), line(237, "actions.0.budget.amounts.0")}},
	{"budgets of two years, each with its actions", coop.BudgetActions, 300, []coop.MoneyLine{
		line(100, "budget.amounts.0", year(2011)), line(150, "budget.amounts.1", year(2012)), line(80, "actions.0.budget.amounts.0", year(2011)), line(200, "actions.1.budget.amounts.0", year(2012)),
	}},
	{"a budget of one year and an action of another", "", 180, []coop.MoneyLine{line(100, "budget.amounts.0", year(2011)), line(80, "actions.0.budget.amounts.0", year(2012))}},
	{"an action of no year may be of any budget", coop.BudgetActions, 250, []coop.MoneyLine{
		line(100, "budget.amounts.0", year(2011)), line(150, "budget.amounts.1", year(2012)), line(80, "actions.0.budget.amounts.0"),
	}},
	{"a grant from both ends", coop.SameGrant, 12, []coop.MoneyLine{
		line(12, "budget.amounts.0", payer(5), grantTo(7), year(2012)), line(12, "budget.amounts.1", in(2, 2, 12, 22), payer(5), grantTo(7), year(2012)),
	}},
	{"a grant from both ends, of two years", "", 24, []coop.MoneyLine{
		line(12, "budget.amounts.0", payer(5), grantTo(7), year(2012)), line(12, "budget.amounts.1", in(2, 2, 12, 22), payer(5), grantTo(7), year(2013)),
	}},
	{"a grant of no year, twice", "", 24, []coop.MoneyLine{
		line(12, "budget.amounts.0", payer(5), grantTo(7)), line(12, "budget.amounts.1", in(2, 2, 12, 22), payer(5), grantTo(7)),
	}},
	{"a grant from both ends, of names that are many", "", 24, []coop.MoneyLine{
		line(12, "budget.amounts.0", payer(5), year(2012), func(l *coop.MoneyLine) { l.BeneficiaryText = "association" }),
		line(12, "budget.amounts.1", in(2, 2, 12, 22), payer(5), year(2012), func(l *coop.MoneyLine) { l.BeneficiaryText = "association" }),
	}},
	{"two grants to one body, from two", "", 24, []coop.MoneyLine{
		line(12, "budget.amounts.0", payer(5), grantTo(7), year(2012)), line(12, "budget.amounts.1", in(2, 2, 12, 22), payer(6), grantTo(7), year(2012)),
	}},
	{"a grant twice in one record, once in another", "", 36, []coop.MoneyLine{
		line(12, "actions.0.budget.amounts.0", payer(5), grantTo(7), year(2012)), line(12, "actions.1.budget.amounts.0", payer(5), grantTo(7), year(2012)),
		line(12, "actions.0.budget.amounts.0", in(2, 2, 12, 22), payer(5), grantTo(7), year(2012)),
	}},
	{"a programme in two fiches", coop.SharedProgram, 618, []coop.MoneyLine{
		line(618, "actions.0.budget.amounts.0", dam), line(618, "actions.2.budget.amounts.0", dam, in(2, 2, 11, 22)),
	}},
	{"the same words of two strangers", "", 1236, []coop.MoneyLine{
		line(618, "actions.0.budget.amounts.0", dam), line(618, "actions.2.budget.amounts.0", dam, in(2, 2, 12, 22)),
	}},
	{"two payers of one programme", "", 6, []coop.MoneyLine{
		line(3, "actions.0.budget.amounts.0", dam, func(l *coop.MoneyLine) { l.PayerText = "Ville A" }),
		line(3, "actions.0.budget.amounts.0", dam, in(2, 2, 11, 22), func(l *coop.MoneyLine) { l.PayerText = "Ville B" }),
	}},
	{"a rounded figure", coop.NearEqual, 94_350, []coop.MoneyLine{
		line(94_350, "actions.0.budget.amounts.0", dam), line(95_000, "budget.amounts.0", in(2, 2, 11, 21)),
	}},
	{"a figure further away", "", 187_350, []coop.MoneyLine{
		line(92_350, "actions.0.budget.amounts.0", dam), line(95_000, "budget.amounts.0", in(2, 2, 11, 21)),
	}},
	{"near figures with another partner", "", 189_350, []coop.MoneyLine{
		line(94_350, "actions.0.budget.amounts.0", dam), line(95_000, "budget.amounts.0", in(2, 2, 11, 22)),
	}},
	{"near figures of other years", "", 189_350, []coop.MoneyLine{
		line(94_350, "actions.0.budget.amounts.0", dam, year(2011)), line(95_000, "budget.amounts.0", in(2, 2, 11, 21), year(2013)),
	}},
	{"a gift to a fund", coop.FundGift, 3000, []coop.MoneyLine{
		line(3000, "actions.4.budget.amounts.0", words("versement au fonds de solidarite")), line(3000, "donations.0", fund(11)),
	}},
	{"a gift of one that nobody has decided on", coop.FundGift, 3000, []coop.MoneyLine{
		line(3000, "actions.4.budget.amounts.0", words("versement au fonds de solidarite"), func(l *coop.MoneyLine) { l.Holders, l.Named = nil, []string{"MAIRIE DE SAINT-ELOI"} }),
		line(3000, "donations.0", fund(0), func(l *coop.MoneyLine) { l.PayerText = "Ville de Saint-Éloi" }),
	}},
	{"a sum as large that speaks of no fund", "", 6000, []coop.MoneyLine{
		line(3000, "actions.4.budget.amounts.0", words("un puits a solidarite")), line(3000, "donations.0", fund(11)),
	}},
	{"the gift of another", "", 6000, []coop.MoneyLine{
		line(3000, "actions.4.budget.amounts.0", words("versement au fonds de solidarite")), line(3000, "donations.0", fund(12)),
	}},
	{"the total of a fund", coop.TotalParts, 5000, []coop.MoneyLine{
		line(3000, "donations.0", fund(11)), line(2000, "donations.1", fund(12)), line(5000, "stated_total_eur", fund(0), part(coop.TotalOf)),
	}},
	{"a grant and what its beneficiary spends", coop.Regrant, 15, []coop.MoneyLine{line(12, "budget.amounts.0", grantTo(7)), line(15, "budget.amounts.1", payer(7))}},
	{"a grant beside own funds of the beneficiary", "", 27, []coop.MoneyLine{line(12, "budget.amounts.0", grantTo(7)), line(15, "budget.amounts.1", payer(7), funds("own"))}},
	{"another who pays as much", coop.SameAmount, 17_321, []coop.MoneyLine{
		line(8660, "actions.0.budget.amounts.0", alike("la région Y")), line(8661, "actions.0.budget.amounts.0", words("appui"), in(2, 2, 12, 21)),
	}},
}

func TestSameMoneyIsCountedOnce(t *testing.T) {
	for _, c := range append(insideRecords, acrossRecords...) {
		l := coop.NewLedger(c.lines)
		got := l.Count(l.Whole())
		if got.Once != c.once*100 || got.Stated != got.Once+got.Left {
			t.Errorf("%s: once %d of %d, left %d; want %d", c.name, got.Once/100, got.Stated/100, got.Left/100, c.once)
		}
		var kinds []coop.MoneyKind
		for _, g := range l.Groups {
			kinds = append(kinds, g.Kind)
		}
		if c.kind == "" && len(kinds) > 0 || c.kind != "" && !slices.Contains(kinds, c.kind) {
			t.Errorf("%s: groups %v", c.name, kinds)
		}
	}
}

func TestWhatIsKeptIsDecidedInsideTheSubset(t *testing.T) {
	l := coop.NewLedger([]coop.MoneyLine{line(87, "budget.amounts.0", year(2012)), line(38, "budget.amounts.1", part(coop.PartOf), payer(7), year(2012))})
	if c := l.Count([]coop.MoneyPart{{Line: 1, Euros: 3800}}); c.Once != 3800 || c.Left != 0 {
		t.Errorf("the part counts where its whole is not asked for: %+v", c)
	}
}

func TestAFichePrintedTwiceKeepsItsFullerCopyWhole(t *testing.T) {
	again := in(2, 1, 11, 21)
	l := coop.NewLedger([]coop.MoneyLine{
		line(60, "actions.0.budget.amounts.0", words("a")), line(50, "stated_total", total),
		line(60, "actions.0.budget.amounts.0", words("a"), again), line(7, "actions.1.budget.amounts.0", words("b"), again), line(50, "stated_total", total, again),
	})
	if c := l.Count(l.Whole()); c.Once != 6700 || c.Stated != 22700 {
		t.Errorf("once %d of %d", c.Once, c.Stated)
	}
}

func TestALineWithoutARateIsInNoSum(t *testing.T) {
	l := coop.NewLedger([]coop.MoneyLine{line(5, "budget.amounts.0"), line(900, "budget.amounts.1", func(l *coop.MoneyLine) { l.Currency, l.Unknown = "GNF", true })})
	if c := l.Count(l.Whole()); c.Stated != 500 || len(c.Unknown) != 1 || c.Lines != 2 {
		t.Errorf("%+v", c)
	}
}

// anyLines draws lines that often meet: few words, few amounts, few parties.
func anyLines(t *rapid.T) []coop.MoneyLine {
	one := func(name string, list ...string) string { return rapid.SampledFrom(list).Draw(t, name) }
	n := rapid.IntRange(0, 40).Draw(t, "lines")
	out := make([]coop.MoneyLine, n)
	for i := range out {
		record := rapid.Int64Range(1, 5).Draw(t, "record")
		l := coop.MoneyLine{
			Partnership: coop.PartnershipID(rapid.Int64Range(0, 3).Draw(t, "partnership")), Words: one("words", "", "fonds de solidarite", "a b c d"),
			Row: one("row", "", "1|x"), Holders: []coop.OrgID{coop.OrgID(rapid.Int64Range(1, 2).Draw(t, "holder"))}, Partners: []coop.OrgID{9},
		}
		l.Place = coop.Place{Record: coop.RecordID(record), Path: one("path", "budget.amounts.0", "budget.amounts.1", "actions.0.budget.amounts.0", "actions.1.budget.amounts.0", "stated_total")}
		l.Action = map[string]string{"b": "", "s": "actions", "a": "actions.0"}[l.Place.Path[:1]]
		l.Cents, l.Currency = rapid.SampledFrom([]int64{0, 10_000_00, 20_000_00, 19_950_00, 40_000_00}).Draw(t, "cents"), "EUR"
		l.Times, l.Year = rapid.IntRange(0, 2).Draw(t, "times"), rapid.SampledFrom([]int{0, 2012}).Draw(t, "year")
		l.Part = coop.Standing(one("part", "", "", "part", "total", "difference"))
		l.Payer, l.Beneficiary = coop.OrgID(rapid.Int64Range(0, 2).Draw(t, "payer")), coop.OrgID(rapid.Int64Range(0, 2).Draw(t, "beneficiary"))
		l.Alike, l.Euros, l.Unknown = one("alike", "", "", "y"), l.Value(), rapid.IntRange(0, 9).Draw(t, "unknown") == 0
		out[i] = l
	}
	return out
}

// anyDecisions draws decisions about lines: that they are one, or are not.
func anyDecisions(t *rapid.T, lines int) []coop.SameMoney {
	if lines == 0 {
		return nil
	}
	some := rapid.SliceOfNDistinct(rapid.Int32Range(0, int32(lines)-1), 1, min(3, lines), rapid.ID[int32])
	out := make([]coop.SameMoney, rapid.IntRange(0, 6).Draw(t, "decisions"))
	for i := range out {
		out[i] = coop.SameMoney{Decision: coop.DecisionID(i + 1), Distinct: rapid.Bool().Draw(t, "distinct"), Subject: some.Draw(t, "subject"), Object: some.Draw(t, "object")}
	}
	return out
}

func TestStatedIsOnceAndLeftOutForEverySubset(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := anyLines(t)
		l := coop.NewLedger(lines, anyDecisions(t, len(lines))...)
		var subset []coop.MoneyPart
		want := int64(0)
		for i := range l.Lines {
			if rapid.Bool().Draw(t, "in") {
				p := coop.MoneyPart{Line: i, Euros: l.Lines[i].Euros * rapid.Int64Range(0, 4).Draw(t, "quarters") / 4}
				subset = append(subset, p)
				if !l.Lines[i].Unknown() {
					want += p.Euros
				}
			}
		}
		c := l.Count(subset)
		if c.Stated != want || c.Stated != c.Once+c.Left || len(c.Kept)+len(c.Out)+len(c.Unknown) != len(subset) {
			t.Fatalf("stated %d (want %d), once %d, left %d", c.Stated, want, c.Once, c.Left)
		}
		var sum int64
		for _, r := range l.Why(c) {
			sum += r.Euros
		}
		if sum != c.Left {
			t.Fatalf("the reasons make %d, left out are %d", sum, c.Left)
		}
		for _, o := range c.Out {
			if !slices.Contains(l.Groups[o.Group].Members(), int32(o.Line)) {
				t.Fatalf("line %d is left out for a group it is not in", o.Line)
			}
		}
		slices.Reverse(subset)
		if again := l.Count(subset); again.Once != c.Once {
			t.Fatal("the order of a subset changes nothing")
		}
	})
}

// many are lines of records of five.
func many(n int) []coop.MoneyLine {
	lines := make([]coop.MoneyLine, n)
	for i := range lines {
		record, path := coop.RecordID(i/5), "actions.0.budget.amounts.0"
		if i%5 == 0 {
			path = "budget.amounts.0"
		}
		lines[i] = line(int64(i*7919%90_000), path, in(record, coop.PartnershipID(record), coop.OrgID(record%40_000), coop.OrgID(record%30_000)), words("appui a la commune et formation des elus"))
	}
	return lines
}

func TestTheTimeGrowsWithTheLinesAlone(t *testing.T) {
	took := func(n int) time.Duration {
		lines, start := many(n), time.Now()
		l := coop.NewLedger(lines)
		l.Count(l.Whole())
		return time.Since(start)
	}
	took(1_000) // warm
	if few, more := took(10_000), took(100_000); more > 40*few+2*time.Second {
		t.Errorf("10 000 lines take %v, 100 000 take %v", few, more)
	}
}

func BenchmarkMillionLines(b *testing.B) {
	lines := many(1_000_000)
	for b.Loop() {
		l := coop.NewLedger(lines)
		l.Count(l.Whole())
	}
}

// TestALedgerThatFollowedIsOneMadeFromNothing: what keeps the lines of an older ledger, some partnerships apart, and has
// others for those, is what all of them make anew.
func TestALedgerThatFollowedIsOneMadeFromNothing(t *testing.T) {
	inOrder := func(lines []coop.MoneyLine) []coop.MoneyLine {
		last := func(l coop.MoneyLine) coop.PartnershipID { return (l.Partnership + 3) % 4 } // that of funds is the last
		slices.SortStableFunc(lines, func(a, b coop.MoneyLine) int { return int(last(a) - last(b)) })
		return lines
	}
	rapid.Check(t, func(t *rapid.T) {
		old, fresh := inOrder(anyLines(t)), inOrder(anyLines(t))
		gone := map[coop.PartnershipID]bool{}
		for p := range coop.PartnershipID(4) {
			gone[p] = rapid.Bool().Draw(t, "gone")
		}
		fresh = slices.DeleteFunc(fresh, func(l coop.MoneyLine) bool { return !gone[l.Partnership] })
		stands := slices.DeleteFunc(slices.Clone(old), func(l coop.MoneyLine) bool { return gone[l.Partnership] })
		want, before := coop.NewLedger(inOrder(append(stands, fresh...))), coop.NewLedger(old)
		got := before.Next()
		got.Add(fresh)
		got.Keep(before, gone)
		got.Decide()
		a, b := want.Count(want.Whole()), got.Count(got.Whole())
		if !reflect.DeepEqual(a, b) || !reflect.DeepEqual(want.Groups, got.Groups) {
			t.Fatalf("from nothing %+v %v, followed %+v %v", a, want.Groups, b, got.Groups)
		}
	})
}

// TestALineOfALedgerIsSmall: a register of a million lines has them all in memory.
func TestALineOfALedgerIsSmall(t *testing.T) {
	lines := many(200_000)
	held := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := held()
	l := coop.NewLedger(lines)
	if each := (held() - before) / uint64(len(lines)); each > 220 {
		t.Errorf("%d bytes a line", each)
	} else {
		t.Log(each, "bytes a line")
	}
	runtime.KeepAlive(l)
	runtime.KeepAlive(lines)
}

// TestABudgetMeetsTheActionsOfItsYears: of one record, each budget with an action of its time is grouped with it, none
// with what it does not meet through others, and no line is in two groups.
func TestABudgetMeetsTheActionsOfItsYears(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var lines []coop.MoneyLine
		for n := range rapid.IntRange(2, 9).Draw(t, "lines") {
			path := rapid.SampledFrom([]string{"budget.amounts.", "actions.1.budget.amounts."}).Draw(t, "path")
			lines = append(lines, line(int64(n+1), path+string(rune('0'+n)), year(rapid.SampledFrom([]int{0, 2011, 2012, 2013, 2014}).Draw(t, "year")), label(string(rune('a'+n)))))
		}
		meets := func(a, b coop.MoneyLine) bool {
			return (a.Action == "") != (b.Action == "") && (a.Year == 0 || b.Year == 0 || a.Year == b.Year)
		}
		class := make([]int, len(lines)) // the least line that one is joined with
		for i := range class {
			class[i] = i
		}
		for range lines {
			for i := range lines {
				for j := range lines {
					if meets(lines[i], lines[j]) {
						class[i] = min(class[i], class[j])
					}
				}
			}
		}
		group := map[int32]int{}
		for n, g := range coop.NewLedger(lines).Groups {
			if g.Kind != coop.BudgetActions {
				continue
			}
			for _, i := range g.Members() {
				if _, twice := group[i]; twice {
					t.Fatalf("line %d is in two groups", i)
				}
				group[i] = n
			}
		}
		for i := range lines {
			for j := range lines {
				a, in := group[int32(i)]
				b, also := group[int32(j)]
				if together, want := in && also && a == b, class[i] == class[j]; i != j && together != want {
					t.Fatalf("%v and %v: together %v, want %v", lines[i].Place.Path, lines[j].Place.Path, together, want)
				}
			}
		}
	})
}
