package coop

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// answerOf is the answer of its record in which an amount stands: « budget », « actions.3.budget », « funding.2 ».
func answerOf(path string) string {
	for _, mark := range []string{".amounts.", ".one_percent."} {
		if i := strings.LastIndex(path, mark); i >= 0 {
			return path[:i]
		}
	}
	return path
}

// noMoney: a difference between years and the base of a 1 % are no sums given.
func (l *Ledger) noMoney(_ [][]int) {
	for i := range l.Lines {
		if p := l.Lines[i].Part; p == Difference || p == BaseOf {
			l.group(NoMoney, []int{i})
		}
	}
}

// printedTwice: a partnership states the same line in two records of one date (or for one stated time). The line of the
// record that has most lines counts, so that one copy is kept whole.
func (l *Ledger) printedTwice(records [][]int) {
	size, states := map[RecordID]int{}, map[PartnershipID]int{} // lines of a record, records of a partnership
	for _, r := range records {
		size[l.Lines[r[0]].Place.Record] = len(r)
		states[l.Lines[r[0]].Partnership]++
	}
	blocks := newBlocks[lineKey]()
	for _, r := range records {
		if p := l.Lines[r[0]].Partnership; p == 0 || states[p] < 2 {
			continue
		}
		for _, i := range r {
			key := keyOf(&l.Lines[i])
			for at := blocks.at(key); len(at) > 0 && l.Lines[at[len(at)-1]].Place.Record == l.Lines[i].Place.Record; at = blocks.at(key) {
				key.nth++ // the same line again in this record
			}
			blocks.add(key, i)
		}
	}
	for _, b := range blocks.list {
		if len(b) < 2 {
			continue
		}
		slices.SortStableFunc(b, func(i, j int) int {
			return cmp.Compare(size[l.Lines[j].Place.Record], size[l.Lines[i].Place.Record])
		})
		l.group(PrintedTwice, singles(b)...)
	}
}

// lineKey is what two lines of a partnership have alike if a fiche is printed twice.
type lineKey struct {
	partnership            PartnershipID
	value                  int64
	part                   Standing
	whole                  bool
	currency               string
	words, row, raw, label string
	dated                  Date
	from, to, nth          int
}

func keyOf(x *MoneyLine) lineKey {
	k := lineKey{
		partnership: x.Partnership, value: x.Value(), part: x.Part, whole: x.Action == "", currency: x.Currency,
		words: x.Words, row: x.Row, raw: x.Raw, label: x.Label,
	}
	if k.from, k.to = x.Span(); k.from == 0 {
		k.dated = x.Dated
	}
	return k
}

// repeated: an answer says an amount of one year again, without calling it anything else.
func (l *Ledger) repeated(_ [][]int) {
	type key struct {
		record           RecordID
		answer, currency string
		value            int64
		from, to         int
	}
	blocks := newBlocks[key]()
	for i := range l.Lines {
		x := &l.Lines[i]
		if from, to := x.Span(); from > 0 && x.Part == "" {
			blocks.add(key{x.Place.Record, answerOf(x.Place.Path), x.Currency, x.Value(), from, to}, i)
		}
	}
	for _, b := range blocks.list {
		if len(b) == 2 && l.again(b[0], b[1]) {
			l.group(Repeated, singles(b)...)
		}
	}
}

func (l *Ledger) again(i, j int) bool {
	a, b := &l.Lines[i], &l.Lines[j]
	named := func(x *MoneyLine) bool { return x.Label != "" || x.PayerText != "" }
	return !named(a) || !named(b) || a.Label == b.Label && a.PayerText == b.PayerText
}

// totalParts: « dont » and its whole; an answer whose first amount is the sum of the others; a numbered row whose first
// amount is; the total printed under the actions; the total of a fund.
func (l *Ledger) totalParts(records [][]int) {
	type key struct {
		record RecordID
		place  string
	}
	answers, rows := newBlocks[key](), newBlocks[key]()
	for i := range l.Lines {
		x := &l.Lines[i]
		if l.sums(i) {
			continue
		}
		answers.add(key{x.Place.Record, answerOf(x.Place.Path)}, i)
		if x.Row != "" {
			rows.add(key{x.Place.Record, x.Row}, i)
		}
	}
	for _, b := range answers.list {
		if len(b) > 1 && !l.said(b) {
			l.summed(b, 1)
		}
	}
	for _, b := range rows.list {
		if answerOf(l.Lines[b[0]].Place.Path) != answerOf(l.Lines[b[len(b)-1]].Place.Path) {
			l.summed(b, 2)
		}
	}
	for _, r := range records {
		l.printedTotals(r)
	}
}

// sums says that a line is the printed total of a whole record: of its actions, of a fund.
func (l *Ledger) sums(i int) bool {
	x := &l.Lines[i]
	return x.Action == "actions" || x.Partnership == 0 && x.Part == TotalOf
}

func (l *Ledger) printedTotals(record []int) {
	var parts, totals []int
	for _, i := range record {
		switch x := &l.Lines[i]; {
		case l.sums(i):
			totals = append(totals, i)
		case x.Action != "" || x.Partnership == 0:
			parts = append(parts, i)
		}
	}
	for _, t := range totals {
		if len(parts) > 0 {
			l.group(TotalParts, parts, []int{t})
		}
	}
}

// said groups the amounts that their words call parts with the whole before them.
func (l *Ledger) said(answer []int) bool {
	whole, found := -1, false
	var parts []int
	end := func() {
		if whole >= 0 && len(parts) > 0 {
			l.group(TotalParts, parts, []int{whole})
			found = true
		}
		parts = nil
	}
	for _, i := range answer {
		switch l.Lines[i].Part {
		case PartOf:
			parts = append(parts, i)
		case Difference, BaseOf:
		default:
			end()
			whole = i
		}
	}
	end()
	return found
}

// summed groups an amount with those behind it, at least so many, that add up to it exactly. A single one must be a
// multiple: « 40 000 € (20 000 € * 2) ».
func (l *Ledger) summed(list []int, least int) {
	if len(list) <= least {
		return
	}
	sum := int64(0)
	for _, i := range list[1:] {
		if l.Lines[i].Currency != l.Lines[list[0]].Currency {
			return
		}
		sum += l.Lines[i].Value()
	}
	if sum != l.Lines[list[0]].Value() || sum == 0 || len(list) == 2 && l.Lines[list[1]].Times < 2 {
		return
	}
	l.group(TotalParts, list[1:], list[:1])
}

// budgetActions: a record states a budget and, beneath it, actions that are paid from it. A budget that is only planned
// gives way to the actions.
func (l *Ledger) budgetActions(records [][]int) {
	for _, r := range records {
		var budgets, actions []int
		for _, i := range r {
			switch x := &l.Lines[i]; {
			case x.Partnership == 0:
			case x.Action == "":
				budgets = append(budgets, i)
			default:
				actions = append(actions, i)
			}
		}
		if len(budgets) > 0 && len(actions) > 0 {
			l.group(BudgetActions, actions, budgets)
			l.Groups[len(l.Groups)-1].First = !slices.ContainsFunc(budgets, func(i int) bool { return l.Lines[i].Stage != "planned" })
		}
	}
}

// sharedProgrammes: partnerships that share a holder or a partner state the same amount under the same title, of at
// least three words, and no other payer for it.
func (l *Ledger) sharedProgrammes(_ [][]int) {
	type key struct {
		title, currency, payer string
		budget                 bool
		cents                  int64
		org                    OrgID
	}
	blocks := newBlocks[key]()
	for i := range l.Lines {
		x := &l.Lines[i]
		k := key{title: cmp.Or(x.Words, Fold(x.Label)), currency: x.Currency, payer: Fold(x.PayerText), budget: x.Action == "", cents: x.Value()}
		if x.Partnership == 0 || k.cents == 0 || strings.Count(k.title, " ") < 2 {
			continue
		}
		for _, list := range [][]OrgID{x.Holders, x.Partners} {
			for _, k.org = range list {
				blocks.add(k, i)
			}
		}
	}
	done := map[string]bool{}
	for _, b := range blocks.list {
		if len(b) < 2 {
			continue
		}
		sides := l.byPartnership(b)
		if name := fmt.Sprint(sides); len(sides) > 1 && !done[name] {
			done[name] = true
			l.group(SharedProgram, sides...)
		}
	}
}

// byPartnership makes the lines of each partnership a side, unless a record states the amount several times: then it is
// no programme that others state too, but several sums.
func (l *Ledger) byPartnership(list []int) [][]int {
	records, sides := map[RecordID]bool{}, newBlocks[PartnershipID]()
	for _, i := range list {
		x := &l.Lines[i]
		if records[x.Place.Record] {
			return nil
		}
		records[x.Place.Record] = true
		sides.add(x.Partnership, i)
	}
	return sides.list
}

// Limits of nearEqual: within a hundredth, of 10 000 € and more; smaller sums are often alike by chance.
const (
	nearLeast = 10_000_00
	nearPart  = 100
)

// nearEqual: records of two partnerships with a holder and a partner in common state amounts within a hundredth of each
// other for the same time; one of them stands without a name, and is rounder than the other.
func (l *Ledger) nearEqual(_ [][]int) {
	type key struct{ holder, partner OrgID }
	blocks := newBlocks[key]()
	for i := range l.Lines {
		x := &l.Lines[i]
		if x.Euros < nearLeast || x.Unknown || x.Alike != "" || x.Part == PartOf || x.Action == "actions" {
			continue
		}
		for _, h := range x.Holders {
			for _, p := range x.Partners {
				blocks.add(key{h, p}, i)
			}
		}
	}
	done := map[int]bool{}
	for _, b := range blocks.list {
		slices.SortStableFunc(b, func(i, j int) int { return cmp.Compare(l.Lines[i].Euros, l.Lines[j].Euros) })
		for n := 1; n < len(b); n++ {
			i, j := b[n-1], b[n]
			if done[i] || done[j] || !l.rounded(i, j) {
				continue
			}
			done[i], done[j] = true, true
			if zeros(l.Lines[i].Value()) > zeros(l.Lines[j].Value()) {
				i, j = j, i
			}
			l.group(NearEqual, []int{i}, []int{j}) // the more exact figure first
		}
	}
}

func (l *Ledger) rounded(i, j int) bool {
	a, b := &l.Lines[i], &l.Lines[j]
	if a.Partnership == b.Partnership || a.Place.Record == b.Place.Record || a.Euros == b.Euros || (b.Euros-a.Euros)*nearPart > b.Euros {
		return false
	}
	bare := func(x *MoneyLine) bool { return x.Words == "" && x.Label == "" }
	coarse, fine := a, b
	if zeros(b.Value()) > zeros(a.Value()) {
		coarse, fine = b, a
	}
	return bare(coarse) && zeros(coarse.Value()) > zeros(fine.Value()) && overlap(a, b)
}

// overlap says that two lines may be for the same time: one does not say, or the years meet.
func overlap(a, b *MoneyLine) bool {
	af, at := a.Time()
	bf, bt := b.Time()
	return af == 0 || bf == 0 || af <= max(bt, bf) && bf <= max(at, af)
}

// zeros are the zeros at the end of a number: how round it is.
func zeros(n int64) int {
	count := 0
	for ; n != 0 && n%10 == 0; n /= 10 {
		count++
	}
	return count
}

// fundGifts: a fund names a giver and an amount; a partnership that the giver holds (or whose line it pays) states the
// same amount in words that name the fund.
func (l *Ledger) fundGifts(_ [][]int) {
	type key struct {
		org   OrgID
		name  string // of one that nobody has decided on
		cents int64
	}
	gifts := newBlocks[key]()
	for i := range l.Lines {
		x := &l.Lines[i]
		switch {
		case x.Partnership != 0 || x.Part != "":
		case x.Payer != 0:
			gifts.add(key{x.Payer, "", x.Value()}, i)
		default:
			gifts.add(key{0, properName(x.PayerText), x.Value()}, i)
		}
	}
	for i := range l.Lines {
		x := &l.Lines[i]
		words := strings.TrimSpace(x.Words + " " + Fold(x.Label))
		if x.Partnership == 0 || !strings.Contains(words, "fonds") {
			continue
		}
		var g []int
		for _, org := range append(slices.Clone(x.Holders), x.Payer) {
			if org != 0 {
				g = append(g, gifts.at(key{org, "", x.Value()})...)
			}
		}
		for _, name := range x.Named {
			g = append(g, gifts.at(key{0, properName(name), x.Value()})...)
		}
		if n := slices.IndexFunc(g, func(j int) bool { return sharesWord(l.Lines[j].Words, words) }); n >= 0 {
			l.group(FundGift, []int{g[n]}, []int{i})
		}
	}
}

// properName is a name without the kind of body before it: « Ville de X » and « MAIRIE DE X » are one.
func properName(text string) string {
	words := strings.Fields(Fold(text))
	for len(words) > 1 && slices.Contains([]string{"ville", "mairie", "commune", "municipalite", "de", "d", "du", "la", "le"}, words[0]) {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

// sharesWord says that a text has a long word of a name, « fonds » aside.
func sharesWord(name, text string) bool {
	for _, w := range strings.Fields(name) {
		if len(w) >= 6 && strings.Contains(" "+text+" ", " "+w+" ") {
			return true
		}
	}
	return false
}

// regrants: a record states a grant to a body, and what that body pays in its turn, not from funds of its own.
func (l *Ledger) regrants(_ [][]int) {
	type key struct {
		record RecordID
		org    OrgID
		name   string // where nobody decided who it is
	}
	body := func(x *MoneyLine, org OrgID, name string) key {
		if org != 0 {
			name = ""
		}
		return key{x.Place.Record, org, Fold(name)}
	}
	given, spent := newBlocks[key](), newBlocks[key]()
	for i := range l.Lines {
		x := &l.Lines[i]
		if x.Beneficiary != 0 || x.BeneficiaryText != "" {
			given.add(body(x, x.Beneficiary, x.BeneficiaryText), i)
		} else if (x.Payer != 0 || x.PayerText != "") && x.Funds != "own" && x.Part == "" {
			spent.add(body(x, x.Payer, x.PayerText), i)
		}
	}
	for _, g := range given.list {
		x := &l.Lines[g[0]]
		if s := spent.at(body(x, x.Beneficiary, x.BeneficiaryText)); len(s) > 0 {
			l.group(Regrant, s, g)
		}
	}
}

// sameAmounts: a line says that another pays as much; a line of another partnership with the same partner has that
// amount, to a two-hundredth. Both are paid: nothing is left out.
func (l *Ledger) sameAmounts(_ [][]int) {
	type key struct {
		partner OrgID
		bucket  int64
	}
	blocks := newBlocks[key]()
	for i := range l.Lines {
		x := &l.Lines[i]
		if x.Alike == "" && x.Action != "" {
			for _, p := range x.Partners {
				blocks.add(key{p, x.Euros / 10_00}, i)
			}
		}
	}
	for i := range l.Lines {
		x := &l.Lines[i]
		if x.Alike == "" {
			continue
		}
		if j := l.asMuch(i, func(p OrgID, bucket int64) []int { return blocks.at(key{p, bucket}) }); j >= 0 {
			l.group(SameAmount, []int{i}, []int{j})
		}
	}
}

// asMuch is the line of another partnership that comes nearest to the amount of a line, -1 if none is near enough.
func (l *Ledger) asMuch(i int, at func(OrgID, int64) []int) int {
	x, best := &l.Lines[i], -1
	near := func(j int) int64 { return max(l.Lines[j].Euros-x.Euros, x.Euros-l.Lines[j].Euros) }
	for _, p := range x.Partners {
		for b := x.Euros/10_00 - 1; b <= x.Euros/10_00+1; b++ {
			for _, j := range at(p, b) {
				if l.Lines[j].Partnership != x.Partnership && near(j)*200 <= x.Euros && (best < 0 || near(j) < near(best)) {
					best = j
				}
			}
		}
	}
	return best
}

// blocks are lists of lines by key, in the order in which keys came.
type blocks[K comparable] struct {
	index map[K]int
	list  [][]int
}

func newBlocks[K comparable]() *blocks[K] { return &blocks[K]{index: map[K]int{}} }

func (b *blocks[K]) add(key K, line int) {
	n, ok := b.index[key]
	if !ok {
		n = len(b.list)
		b.index[key], b.list = n, append(b.list, nil)
	}
	b.list[n] = append(b.list[n], line)
}

func (b *blocks[K]) at(key K) []int {
	if n, ok := b.index[key]; ok {
		return b.list[n]
	}
	return nil
}

// singles makes each line a side of its own.
func singles(list []int) [][]int {
	out := make([][]int, len(list))
	for n, i := range list {
		out[n] = []int{i}
	}
	return out
}
