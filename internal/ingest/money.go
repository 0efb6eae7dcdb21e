package ingest

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/format/censustext"
)

// Every rule of this file reads the words around a figure. docs/DATA.md, « Argent », lists them.

// actionMoney is the money of the i-th action of a fiche.
func (m *mapper) actionMoney(a censustext.Action, i int) []coop.Claim {
	path := fmt.Sprintf("actions.%d", i)
	list := readMoney(a.Budget.Raw, a.Budget.Amounts)
	var claims []coop.Claim
	for _, f := range list {
		f.Action, f.Place = path, m.at(fmt.Sprintf("%s.budget.amounts.%s", path, f.Place.Path))
		if f.Kind == "" {
			f.Kind = kinds[deref(a.Budget.Kind)]
		}
		if f.Law == "" {
			f.Law = lawOf(coop.Fold(a.Description))
		}
		if len(list) == 1 {
			for _, c := range a.Budget.Cofunders {
				f.Shares = append(f.Shares, coop.Share{PayerText: c.Name, Percent: float64(c.Share)})
			}
		}
		claims = append(claims, coop.Claim{Financing: &f})
	}
	return claims
}

var kinds = map[string]string{"fonctionnement": "operation", "investissement": "investment"}

// budget is the money of the partnership as a whole: its yearly budget, and the total a fiche prints under its actions.
func (m *mapper) budget(f censustext.Fiche) []coop.Claim {
	var claims []coop.Claim
	for _, x := range readMoney(f.Budget.Raw, f.Budget.Amounts) {
		x.Place = m.at("budget.amounts." + x.Place.Path)
		claims = append(claims, coop.Claim{Financing: &x})
	}
	if f.StatedTotal != nil {
		claims = append(claims, coop.Claim{Financing: &coop.Financing{
			Cents: cents(*f.StatedTotal), Currency: currencyOf(f.Actions), Raw: strconv.FormatFloat(*f.StatedTotal, 'f', -1, 64),
			Action: "actions", Terms: coop.Terms{Part: coop.TotalOf}, Place: m.at("stated_total"),
		}})
	}
	return claims
}

// currencyOf is the currency of the first amount of the actions: their total is printed without one.
func currencyOf(actions []censustext.Action) string {
	for _, a := range actions {
		for _, x := range a.Budget.Amounts {
			return x.Currency
		}
	}
	return "EUR"
}

func cents(units float64) int64 { return int64(math.Round(units * 100)) }

// readMoney reads the amounts of an answer, each with what the words around it say. Both ends of a range are one
// statement. Place.Path is the position among the amounts.
func readMoney(raw string, amounts []censustext.Amount) []coop.Financing {
	text := listSlash.ReplaceAllString(strings.Map(plainSpace, raw), " ; $1")
	sums := sumsOf(text, amounts)
	var out []coop.Financing
	var whole coop.Financing // the last amount that is no part of another: its time holds for its parts
	for i, s := range sums {
		x := amounts[s.at]
		f := coop.Financing{
			Cents: cents(x.Value), Currency: x.Currency, Year: deref(x.Year), Raw: raw, Place: coop.Place{Path: strconv.Itoa(s.at)},
		}
		if s.start >= 0 {
			before, after := around(text, sums, i)
			say(&f, before, after)
			if s.most > 0 {
				f.Qualifier, f.UpTo = "between", cents(s.most)
			}
		}
		if f.Law != "" {
			f.Base = baseOf(text)
			if f.Base == f.Cents && len(out) > 0 {
				f.Part, out[len(out)-1].Law, out[len(out)-1].Base = coop.BaseOf, f.Law, f.Base
			}
		}
		if len(out) > 0 && out[len(out)-1].Part == coop.PartOf && f.Part == "" && s.joined(text, sums, i) {
			f.Part = coop.PartOf
		}
		if f.Part == coop.PartOf && f.Year == 0 && f.From == 0 {
			f.Year, f.From, f.To = whole.Year, whole.From, whole.To
		}
		if f.Part != coop.PartOf {
			whole = f
		}
		out = append(out, f)
	}
	return out
}

func plainSpace(r rune) rune {
	if r == '\u00a0' || r == '\u202f' || r == '\u2028' {
		return ' '
	}
	return r
}

// sum is an amount where it stands in a text: start is -1 where the text does not have it. The end of a range ends the
// span; most is its upper end.
type sum struct {
	at         int // among the amounts
	start, end int
	most       float64
}

// joined says that only « et » or a comma parts an amount from the one before: « dont 20 000 € de la ville et 10 000 € ».
func (s sum) joined(text string, sums []sum, i int) bool {
	if i == 0 || s.start < 0 || sums[i-1].start < 0 {
		return false
	}
	_, before := part(text[sums[i-1].end:s.start])
	before = strings.TrimSpace(before)
	return before == "et" || before == ","
}

var (
	listSlash = regexp.MustCompile(` / (\d)`)
	numeral   = regexp.MustCompile(`\d{1,3}(?:[ .]\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?`)
	unit      = regexp.MustCompile(`(?i)^ ?(k|m|milliers?|millions?|milliards?)? ?(?:de |d['’])?(?:€|euros?\b|eur\b|f\.? ?cfa\b|francs? cfa\b|cfa\b|xof\b)`)
	linked    = regexp.MustCompile(`^ ?(et|à|-|–|—|/) ?$`)
)

// sumsOf finds amounts in the text that states them, in their order.
func sumsOf(text string, amounts []censustext.Amount) []sum {
	numbers := numeral.FindAllStringIndex(text, -1)
	var out []sum
	next := 0
	for j := 0; j < len(amounts); j++ {
		if amounts[j].Currency == "" { // the place that tables leave for the upper end of a range
			continue
		}
		s := sum{at: j, start: -1}
		for i := next; i < len(numbers); i++ {
			units, end := unitsAt(text, numbers[i])
			if math.Abs(units-amounts[j].Value) > 0.005 && !shares(text, numbers, i, amounts[j].Value) {
				continue
			}
			s.start, s.end, next = numbers[i][0], end, i+1
			if most, end, ok := rangeEnd(text, numbers, i, amounts[j].Value); ok {
				s.most, s.end, next = most, end, i+2
				if j+1 < len(amounts) && amounts[j+1].Value == most {
					j++
				}
			}
			break
		}
		out = append(out, s)
	}
	return out
}

// unitsAt is the number at a span in units of money, with the end of its sign.
func unitsAt(text string, span []int) (units float64, end int) {
	digits := strings.ReplaceAll(text[span[0]:span[1]], " ", "")
	for i := strings.IndexByte(digits, '.'); i >= 0 && len(digits)-i > 3; i = strings.IndexByte(digits, '.') {
		digits = digits[:i] + digits[i+1:] // a point that marks thousands
	}
	units, _ = strconv.ParseFloat(strings.ReplaceAll(digits, ",", "."), 64)
	end = span[1]
	if u := unit.FindStringSubmatch(text[end:]); u != nil {
		end += len(u[0])
		units *= factors[strings.TrimRight(strings.ToLower(u[1]), "s")]
	}
	return units, end
}

var factors = map[string]float64{"": 1, "k": 1e3, "millier": 1e3, "m": 1e6, "million": 1e6, "milliard": 1e9}

// shares says that a number has its factor from the sign of the next: « 2 à 3 k€ ».
func shares(text string, numbers [][]int, i int, units float64) bool {
	if i+1 >= len(numbers) || !linked.MatchString(text[numbers[i][1]:numbers[i+1][0]]) {
		return false
	}
	own, _ := unitsAt(text, numbers[i])
	u := unit.FindStringSubmatch(text[numbers[i+1][1]:])
	return u != nil && u[1] != "" && math.Abs(own*factors[strings.TrimRight(strings.ToLower(u[1]), "s")]-units) < 0.005
}

// rangeEnd is the upper end of the range that a number begins: « entre 4 000 et 6 000 € », « 4 000 à 6 000 € », and
// « 25 000/30 000 € » while the second is at most twice the first.
func rangeEnd(text string, numbers [][]int, i int, low float64) (most float64, end int, ok bool) {
	if i+1 >= len(numbers) {
		return 0, 0, false
	}
	_, from := unitsAt(text, numbers[i])
	m := linked.FindStringSubmatch(text[from:numbers[i+1][0]])
	most, end = unitsAt(text, numbers[i+1])
	if m == nil || most <= low || most >= 100*low || end == numbers[i+1][1] { // the upper end bears the sign
		return 0, 0, false
	}
	switch m[1] {
	case "et":
		ok = strings.HasSuffix(coop.Fold(text[:numbers[i][0]]), "entre")
	case "/":
		ok = most <= 2*low
	default:
		ok = true
	}
	return most, end, ok
}

var (
	breaks   = regexp.MustCompile(`[\n;•]| ?\+ `)
	yearHead = regexp.MustCompile(`(?:19|20)\d\d(?: ?(?:[-–]|à) ?(?:19|20)?\d\d)? ?: *$`)
	headWord = regexp.MustCompile(`(?:^|[ )])((?:19|20)\d\d ?:|\p{Lu})`)
	article  = regexp.MustCompile(`(?i)(?:\b(?:du|de|des|la|le|les|par|à|au|en)|['’]) ?$`)
	remark   = regexp.MustCompile(`^ ?\([^()]*\) \p{Lu}`)
	dont     = regexp.MustCompile(`(?i)\(? ?\b(?:dont|et|soit|ou|puis)\b[^,€]*$`)
)

// around is the words that belong to the i-th amount: those that lead to it and those that follow.
func around(text string, sums []sum, i int) (before, after string) {
	if i > 0 && sums[i-1].start >= 0 {
		_, before = part(text[sums[i-1].end:sums[i].start])
	} else {
		before = lastPiece(text[:sums[i].start])
	}
	if i+1 < len(sums) && sums[i+1].start >= 0 {
		after, _ = part(text[sums[i].end:sums[i+1].start])
	} else {
		after = firstPiece(text[sums[i].end:])
	}
	return before, after
}

func firstPiece(s string) string {
	if m := breaks.FindStringIndex(s); m != nil {
		return s[:m[0]]
	}
	return s
}

func lastPiece(s string) string {
	if all := breaks.FindAllStringIndex(s, -1); len(all) > 0 {
		return s[all[len(all)-1][1]:]
	}
	return s
}

// part parts the words between two amounts: what still speaks of the first, and what leads to the second.
func part(s string) (after, before string) {
	if breaks.MatchString(s) {
		return firstPiece(s), lastPiece(s)
	}
	cut := len(s)
	if open := strings.LastIndexByte(s, '('); open >= 0 && !strings.Contains(s[open:], ")") {
		cut = open
	} else if strings.HasSuffix(strings.TrimSpace(s), ":") {
		cut = headStart(s)
	} else if m := remark.FindStringIndex(s); m != nil {
		cut = strings.IndexByte(s, ')') + 1
	} else if m := dont.FindStringIndex(s); m != nil {
		cut = m[0]
	} else if i := strings.LastIndexByte(s, ','); i > strings.LastIndexByte(s, ')') {
		cut = i
	}
	return s[:cut], s[cut:]
}

// headStart is where the heading before a colon begins: at its year, else at its first capital behind no article.
func headStart(s string) int {
	if m := yearHead.FindStringIndex(s); m != nil {
		return m[0]
	}
	closed := 0
	if strings.HasPrefix(strings.TrimSpace(s), "(") {
		closed = strings.IndexByte(s, ')') + 1
	}
	for _, m := range headWord.FindAllStringSubmatchIndex(s[closed:], -1) {
		if at := closed + m[2]; !article.MatchString(s[:at]) {
			return at
		}
	}
	return closed
}
