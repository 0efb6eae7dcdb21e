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
func (l *Ledger) noMoney(_ [][]int32) {
	for i := range l.Lines {
		if l.Lines[i].is(noSum) {
			l.group(NoMoney, []int32{int32(i)})
		}
	}
}

// printedTwice: a partnership states the same line in two records of one date (or for one stated time). The line of the
// record that has most lines counts, so that one copy is kept whole.
func (l *Ledger) printedTwice(records [][]int32) {
	size, states := map[RecordID]int{}, map[PartnershipID]int{} // lines of a record, records of a partnership
	for _, r := range records {
		states[l.Lines[r[0]].Partnership]++
	}
	type key struct {
		line uint64
		nth  int
	}
	blocks := newBlocks[key]()
	for _, r := range records {
		first := &l.Lines[r[0]]
		if first.Partnership == 0 || states[first.Partnership] < 2 {
			continue
		}
		size[first.Record] = len(r)
		for _, i := range r {
			key := key{l.Lines[i].reprint, 0}
			for at := blocks.at(key); len(at) > 0 && l.Lines[at[len(at)-1]].Record == first.Record; at = blocks.at(key) {
				key.nth++ // the same line again in this record
			}
			blocks.add(key, i)
		}
	}
	for _, b := range blocks.list {
		if len(b) < 2 {
			continue
		}
		slices.SortStableFunc(b, func(i, j int32) int { return cmp.Compare(size[l.Lines[j].Record], size[l.Lines[i].Record]) })
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
	from, to               int
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
func (l *Ledger) repeated(records [][]int32) {
	type key struct {
		answer   uint64
		currency uint8
		value    int64
		from, to int16
	}
	within(records, func(i int32) uint64 {
		e := &l.Lines[i]
		if !e.is(dated) || !e.plain() {
			return 0
		}
		return hash(key{e.answer, e.currency, e.value, e.from, e.to})
	}, func(b []int32) {
		if len(b) == 2 && l.again(b[0], b[1]) {
			l.group(Repeated, singles(b)...)
		}
	})
}

func (l *Ledger) again(i, j int32) bool {
	a, b := &l.Lines[i], &l.Lines[j]
	return a.says == 0 || b.says == 0 || a.says == b.says
}

// totalParts: « dont » and its whole; an answer whose first amount is the sum of the others; a numbered row whose first
// amount is; the total printed under the actions; the total of a fund.
func (l *Ledger) totalParts(records [][]int32) {
	one := func(key func(e *MoneyEntry) uint64) func(i int32) uint64 {
		return func(i int32) uint64 {
			if l.sums(i) {
				return 0
			}
			return key(&l.Lines[i])
		}
	}
	within(records, one(func(e *MoneyEntry) uint64 { return e.answer }), func(b []int32) {
		if !l.said(b) {
			l.summed(b, 1)
		}
	})
	within(records, one(func(e *MoneyEntry) uint64 { return e.row }), func(b []int32) {
		if l.Lines[b[0]].answer != l.Lines[b[len(b)-1]].answer {
			l.summed(b, 2)
		}
	})
	for _, r := range records {
		l.printedTotals(r)
	}
}

// sums says that a line is the printed total of a whole record: of its actions, of a fund.
func (l *Ledger) sums(i int32) bool {
	e := &l.Lines[i]
	return e.is(whole) || e.Partnership == 0 && e.is(aTotal)
}

func (l *Ledger) printedTotals(record []int32) {
	var parts, totals []int32
	for _, i := range record {
		switch x := &l.Lines[i]; {
		case l.sums(i):
			totals = append(totals, i)
		case !x.is(budget) || x.Partnership == 0:
			parts = append(parts, i)
		}
	}
	for _, t := range totals {
		if len(parts) > 0 {
			l.group(TotalParts, parts, []int32{t})
		}
	}
}

// said groups the amounts that their words call parts with the whole before them.
func (l *Ledger) said(answer []int32) bool {
	whole, found := int32(-1), false
	var parts []int32
	end := func() {
		if whole >= 0 && len(parts) > 0 {
			l.group(TotalParts, parts, []int32{whole})
			found = true
		}
		parts = nil
	}
	for _, i := range answer {
		switch e := &l.Lines[i]; {
		case e.is(aPart):
			parts = append(parts, i)
		case e.is(noSum):
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
func (l *Ledger) summed(list []int32, least int) {
	if len(list) <= least {
		return
	}
	sum := int64(0)
	for _, i := range list[1:] {
		if l.Lines[i].currency != l.Lines[list[0]].currency {
			return
		}
		sum += l.Lines[i].value
	}
	if sum != l.Lines[list[0]].value || sum == 0 || len(list) == 2 && !l.Lines[list[1]].is(times) {
		return
	}
	l.group(TotalParts, list[1:], list[:1])
}

// budgetActions: a record states a budget and, beneath it, actions that are paid from it: those of its years. What names
// no year may be of any. A budget that is only planned gives way to the actions.
func (l *Ledger) budgetActions(records [][]int32) {
	for _, r := range records {
		var budgets, actions []int32
		for _, i := range r {
			switch x := &l.Lines[i]; {
			case x.Partnership == 0:
			case x.is(budget):
				budgets = append(budgets, i)
			default:
				actions = append(actions, i)
			}
		}
		for _, sides := range l.ofOneTime(budgets, actions) {
			l.group(BudgetActions, sides[1], sides[0])
			l.Groups[len(l.Groups)-1].First = !slices.ContainsFunc(sides[0], func(i int32) bool { return !l.Lines[i].is(planned) })
		}
	}
}

// ofOneTime parts budgets and actions into those whose years meet, one through the other; both sides have lines.
func (l *Ledger) ofOneTime(budgets, actions []int32) (out [][2][]int32) {
	left, rest := slices.Clone(budgets), slices.Clone(actions)
	take := func(from *[]int32, by []int32) (met []int32) {
		*from = slices.DeleteFunc(*from, func(i int32) bool {
			meets := slices.ContainsFunc(by, func(j int32) bool { return overlap(&l.Lines[i], &l.Lines[j]) })
			if meets {
				met = append(met, i)
			}
			return meets
		})
		return met
	}
	for len(left) > 0 && len(rest) > 0 {
		sides := [2][]int32{{left[0]}, nil}
		left = left[1:]
		for met := sides[0]; len(met) > 0; {
			found := take(&rest, met)
			met = take(&left, found)
			sides[0], sides[1] = append(sides[0], met...), append(sides[1], found...)
		}
		if len(sides[1]) > 0 {
			slices.Sort(sides[0])
			slices.Sort(sides[1])
			out = append(out, sides)
		}
	}
	return out
}

// sharedProgrammes: partnerships that share a holder or a partner state the same amount under the same title, of at
// least three words, and no other payer for it.
func (l *Ledger) sharedProgrammes(_ [][]int32) {
	type key struct {
		programme uint64
		org       OrgID
	}
	var all []meeting
	for i := range l.Lines {
		e := &l.Lines[i]
		if e.Partnership == 0 || e.alike == 0 {
			continue
		}
		p := l.partiesOf(e)
		for _, list := range [][]OrgID{p.holders, p.partners} {
			for _, org := range list {
				all = append(all, meeting{hash(key{e.alike, org}), int32(i)})
			}
		}
	}
	done := map[string]bool{}
	for _, b := range meet(all) {
		sides := l.byPartnership(b)
		if name := fmt.Sprint(sides); len(sides) > 1 && !done[name] {
			done[name] = true
			l.group(SharedProgram, sides...)
		}
	}
}

// byPartnership makes the lines of each partnership a side, unless a record states the amount several times: then it is
// no programme that others state too, but several sums.
func (l *Ledger) byPartnership(list []int32) [][]int32 {
	records, sides := map[RecordID]bool{}, newBlocks[PartnershipID]()
	for _, i := range list {
		x := &l.Lines[i]
		if records[x.Record] {
			return nil
		}
		records[x.Record] = true
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
func (l *Ledger) nearEqual(_ [][]int32) {
	type key struct{ holder, partner OrgID }
	var all []meeting
	for i := range l.Lines {
		e := &l.Lines[i]
		if !e.is(nearby) {
			continue
		}
		p := l.partiesOf(e)
		for _, holder := range p.holders {
			for _, partner := range p.partners {
				all = append(all, meeting{hash(key{holder, partner}), int32(i)})
			}
		}
	}
	done := map[int32]bool{}
	for _, b := range meet(all) {
		slices.SortStableFunc(b, func(i, j int32) int { return cmp.Compare(l.Lines[i].Euros, l.Lines[j].Euros) })
		for n := 1; n < len(b); n++ {
			i, j := b[n-1], b[n]
			if done[i] || done[j] || !l.rounded(i, j) {
				continue
			}
			done[i], done[j] = true, true
			if zeros(l.Lines[i].value) > zeros(l.Lines[j].value) {
				i, j = j, i
			}
			l.group(NearEqual, []int32{i}, []int32{j}) // the more exact figure first
		}
	}
}

func (l *Ledger) rounded(i, j int32) bool {
	a, b := &l.Lines[i], &l.Lines[j]
	if a.Partnership == b.Partnership || a.Record == b.Record || a.Euros == b.Euros || (b.Euros-a.Euros)*nearPart > b.Euros {
		return false
	}
	coarse, fine := a, b
	if zeros(b.value) > zeros(a.value) {
		coarse, fine = b, a
	}
	return coarse.is(bare) && zeros(coarse.value) > zeros(fine.value) && overlap(a, b)
}

// overlap says that two lines may be for the same time: one does not say, or the years meet.
func overlap(a, b *MoneyEntry) bool {
	return a.from == 0 || b.from == 0 || a.from <= max(b.to, b.from) && b.from <= max(a.to, a.from)
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
func (l *Ledger) fundGifts(_ [][]int32) {
	gifts := newBlocks[uint64]()
	for i := range l.Lines {
		if e := &l.Lines[i]; e.Partnership == 0 && e.plain() {
			gifts.add(e.alike, int32(i))
		}
	}
	for i := range l.Lines {
		e := &l.Lines[i]
		if e.Partnership == 0 || e.fund == 0 || len(gifts.list) == 0 {
			continue
		}
		var g []int32
		p := l.partiesOf(e)
		for _, org := range append(slices.Clone(p.holders), e.payer) {
			if org != 0 {
				g = append(g, gifts.at(hash(gift{org, "", e.value}))...)
			}
		}
		for _, name := range p.named {
			g = append(g, gifts.at(hash(gift{0, properName(name), e.value}))...)
		}
		words := l.texts.funds[e.fund]
		if n := slices.IndexFunc(g, func(j int32) bool { return sharesWord(l.texts.funds[l.Lines[j].fund], words) }); n >= 0 {
			l.group(FundGift, []int32{g[n]}, []int32{int32(i)})
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
func (l *Ledger) regrants(records [][]int32) {
	within(records, func(i int32) uint64 { return l.Lines[i].body }, func(b []int32) {
		var given, spent []int32
		for _, i := range b {
			if l.Lines[i].is(grant) {
				given = append(given, i)
			} else {
				spent = append(spent, i)
			}
		}
		if len(given) > 0 && len(spent) > 0 {
			l.group(Regrant, spent, given)
		}
	})
}

// sameGrants: two records state one grant, from both of its ends: each names who pays and whom it is given to, and the
// sum and the years are equal. Less than that is a matter for people (« décider »).
func (l *Ledger) sameGrants(_ [][]int32) {
	var all []meeting
	for i := range l.Lines {
		if e := &l.Lines[i]; e.ends != 0 {
			all = append(all, meeting{e.ends, int32(i)})
		}
	}
	for _, b := range meet(all) {
		if sides := l.byRecordOf(b); len(sides) > 1 {
			l.group(SameGrant, sides...)
		}
	}
}

// byRecordOf makes the line of each record a side, unless one states the grant several times: then it is several.
func (l *Ledger) byRecordOf(list []int32) [][]int32 {
	records := map[RecordID]bool{}
	for _, i := range list {
		records[l.Lines[i].Record] = true
	}
	if len(records) < len(list) {
		return nil
	}
	return singles(list)
}

// sameAmounts: a line says that another pays as much; a line of another partnership with the same partner has that
// amount, to a two-hundredth. Both are paid: nothing is left out.
func (l *Ledger) sameAmounts(_ [][]int32) {
	type key struct {
		partner OrgID
		bucket  int64
	}
	asked := map[OrgID]bool{} // the partners of lines as much as which another pays
	for i := range l.Lines {
		if e := &l.Lines[i]; e.is(asMuch) {
			for _, p := range l.partiesOf(e).partners {
				asked[p] = true
			}
		}
	}
	if len(asked) == 0 {
		return
	}
	blocks := newBlocks[key]()
	for i := range l.Lines {
		e := &l.Lines[i]
		if e.is(asMuch) || e.is(budget) {
			continue
		}
		for _, p := range l.partiesOf(e).partners {
			if asked[p] {
				blocks.add(key{p, e.Euros / 10_00}, int32(i))
			}
		}
	}
	for i := range l.Lines {
		if !l.Lines[i].is(asMuch) {
			continue
		}
		if j := l.paysAsMuch(&l.Lines[i], func(p OrgID, bucket int64) []int32 { return blocks.at(key{p, bucket}) }); j >= 0 {
			l.group(SameAmount, []int32{int32(i)}, []int32{j})
		}
	}
}

// paysAsMuch is the line of another partnership that comes nearest to the amount of a line, -1 if none is near enough.
func (l *Ledger) paysAsMuch(e *MoneyEntry, at func(OrgID, int64) []int32) int32 {
	best := int32(-1)
	near := func(j int32) int64 { return max(l.Lines[j].Euros-e.Euros, e.Euros-l.Lines[j].Euros) }
	for _, p := range l.partiesOf(e).partners {
		for b := e.Euros/10_00 - 1; b <= e.Euros/10_00+1; b++ {
			for _, j := range at(p, b) {
				if l.Lines[j].Partnership != e.Partnership && near(j)*200 <= e.Euros && (best < 0 || near(j) < near(best)) {
					best = j
				}
			}
		}
	}
	return best
}
