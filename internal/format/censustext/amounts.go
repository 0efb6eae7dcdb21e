package censustext

import (
	"math"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"kafo/internal/format"
)

var (
	number    = regexp.MustCompile(`\d{1,3}(?:[ .]\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?`)
	oneGap    = regexp.MustCompile(`\d{1,3}[ .]\d{3}(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?`)
	sign      = re(`^ ?(?:([km]) ?(€|euros?\b|eur\b|f ?cfa\b|xof\b)|(milliers?|millions?|milliards?)?(?: ?(?:de |d'))? ?(€|euros?\b|eur\b|f\.? ?cfa\b|francs? cfa\b|cfa\b|xof\b))`)
	joiner    = regexp.MustCompile(`^ ?(?:/|-|–|—|à|et) ?$`)
	ordinal   = re(`(?:phase|volet|annee|tranche|lot|projet|axe|action|n°|no) ?$`)
	rangeWord = regexp.MustCompile(`^ ?(?:-|–|—|à) ?$`)
	between   = re(`\bentre $`)
	twoGaps   = regexp.MustCompile(`\d{1,3}(?:[ .]\d{3}){1,2}(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?`)
	bareCell  = regexp.MustCompile(`^[\d ,.]*\d[\d ,.]*$`)
	cfa       = re(`\bf\.? ?cfa\b|\bxof\b|francs? cfa`)
)

// figure is a number in a text, with its sign once known.
type figure struct {
	start, end int // of the digits
	digits     string
	stop       int // end of the sign
	factor     float64
	currency   string // "" while it is no money
	span       bool   // an end of a range: « de 4 000 à 6 000 € »
}

// numbers finds the numbers of a text by a pattern. A number does not stop between two digits.
func numbers(s string, pattern *regexp.Regexp) []figure {
	var out []figure
	for at := 0; at < len(s); {
		m := pattern.FindStringIndex(s[at:])
		if m == nil {
			break
		}
		start, end := at+m[0], at+m[1]
		if end < len(s) && isDigit(s[end]) {
			end = start
			for end < len(s) && isDigit(s[end]) {
				end++
			}
		}
		out = append(out, figure{start: start, end: end, stop: end, digits: s[start:end], factor: 1})
		at = end
	}
	return out
}

// bracketSize bounds how far a remark in brackets is looked for, so that a line is read in linear time.
const bracketSize = 300

// near gives the text from a place on, at most n bytes.
func near(s string, from, n int) string { return s[from:min(len(s), from+n)] }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }

// value gives the number in units: a point before three digits marks thousands, a comma decimals. It is false for
// more digits than money has.
func (f figure) value() (float64, bool) {
	s := strings.ReplaceAll(f.digits, " ", "")
	for {
		i := strings.IndexByte(s, '.')
		if i < 0 || len(s)-i < 4 {
			break
		}
		s = s[:i] + s[i+1:]
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64)
	if err != nil || len(s) > 15 {
		return 0, false
	}
	return math.Round(v*f.factor*100) / 100, true
}

// money finds the figures of money in a line: those with a sign of currency, and those joined to one.
func money(line string) []figure {
	all := numbers(line, number)
	for i := range all {
		if m := sign.FindStringSubmatch(near(line, all[i].end, 40)); m != nil {
			all[i].stop = all[i].end + len(m[0])
			all[i].factor, all[i].currency = factorOf(m[1]+m[3]), currencyOf(m[2]+m[4])
			share(line, all, i)
		}
	}
	var out []figure
	for _, f := range all {
		if f.currency != "" {
			out = append(out, f)
		}
	}
	return out
}

// share gives the sign of a figure to those joined to it from the left: « entre 4 000 et 6 000 € ».
func share(line string, all []figure, i int) {
	for j := i - 1; j >= 0 && all[j].currency == "" && joiner.MatchString(line[all[j].end:all[j+1].start]); j-- {
		if all[j].isYear() && !(len(all[i].digits) == 4) || ordinal.MatchString(line[max(0, all[j].start-16):all[j].start]) {
			return
		}
		all[j].factor, all[j].currency = all[i].factor, all[i].currency
		all[j].span = rangeWord.MatchString(line[all[j].end:all[j+1].start]) || between.MatchString(line[max(0, all[j].start-10):all[j].start])
	}
}

// isYear tells a figure that reads as a year.
func (f figure) isYear() bool { return len(f.digits) == 4 && fourDigits.MatchString(f.digits) }

func factorOf(word string) float64 {
	word = format.Fold(word)
	switch {
	case word == "k", strings.HasPrefix(word, "millier"):
		return 1e3
	case word == "m", strings.HasPrefix(word, "million"):
		return 1e6
	case strings.HasPrefix(word, "milliard"):
		return 1e9
	}
	return 1
}

func currencyOf(s string) string {
	if s = format.Fold(s); strings.Contains(s, "cfa") || s == "xof" {
		return "XOF"
	}
	return "EUR"
}

func (f figure) amount() (Amount, bool) {
	v, ok := f.value()
	return Amount{Value: v, Currency: f.currency}, ok
}

// budgetAmounts reads the amounts of the yearly budget, each with the year that its line or bullet gives it. The end of
// a paragraph is markup and ends no line.
func budgetAmounts(text string) []Amount {
	out := []Amount{}
	for _, line := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\u2028' }) {
		line = show(line)
		figures := money(line)
		years := yearMarks(line, figures)
		for i, f := range figures {
			if a, ok := f.amount(); ok {
				a.Year = yearOf(line, figures, i, years)
				out = append(out, a)
			}
		}
	}
	return out
}

// yearMark is a year, or a range of years (year nil), in a line.
type yearMark struct {
	at   int
	year *int
}

var yearOrRange = regexp.MustCompile(`\b((?:19|20)\d{2})\b(?:( ?[-–—/] ?| à )((?:19|20)?\d{2})\b)?`)

// yearMarks finds the years of a line outside its figures of money.
func yearMarks(line string, figures []figure) []yearMark {
	var out []yearMark
	next := 0
	for _, m := range yearOrRange.FindAllStringSubmatchIndex(line, -1) {
		for next < len(figures) && figures[next].stop <= m[2] {
			next++
		}
		if next < len(figures) && figures[next].start <= m[2] {
			continue
		}
		mark := yearMark{at: m[0]}
		if m[4] < 0 || next < len(figures) && figures[next].start <= m[6] {
			year, _ := strconv.Atoi(line[m[2]:m[3]])
			mark.year = &year
		}
		out = append(out, mark)
	}
	return out
}

// yearOf gives the year of the i-th figure of a line: that of the bracket which belongs to it, else the last one
// printed before it, else one in the bracket in which it stands.
func yearOf(line string, figures []figure, i int, years []yearMark) *int {
	if open, end := bracketAfter(line, figures, i); end > 0 {
		if y, ok := lastBetween(years, open, end); ok {
			return y
		}
	}
	if y, ok := lastBetween(years, 0, figures[i].start); ok {
		return y
	}
	if open, end := bracketAround(line, figures[i]); end > 0 {
		if y, ok := lastBetween(years, open, end); ok {
			return y
		}
	}
	return nil
}

// bracketAfter gives the bracket that opens right after a figure and holds no other.
func bracketAfter(line string, figures []figure, i int) (open, end int) {
	rest := near(line, figures[i].stop, bracketSize)
	trimmed := strings.TrimLeft(rest, " ")
	if !strings.HasPrefix(trimmed, "(") {
		return 0, 0
	}
	open = figures[i].stop + len(rest) - len(trimmed)
	if end = strings.IndexByte(trimmed, ')'); end < 0 {
		return 0, 0
	}
	if end += open; i+1 < len(figures) && figures[i+1].start < end {
		return 0, 0
	}
	return open, end
}

// bracketAround gives the bracket in which a figure stands.
func bracketAround(line string, f figure) (open, end int) {
	from := max(0, f.start-bracketSize)
	open = strings.LastIndexByte(line[from:f.start], '(')
	if open < 0 || strings.LastIndexByte(line[from:f.start], ')') > open {
		return 0, 0
	}
	open += from
	if end = strings.IndexByte(near(line, f.stop, bracketSize), ')'); end < 0 {
		return 0, 0
	}
	return open, end + f.stop
}

func lastBetween(years []yearMark, from, to int) (*int, bool) {
	i := sort.Search(len(years), func(i int) bool { return years[i].at >= to }) - 1
	if i < 0 || years[i].at < from {
		return nil, false
	}
	return years[i].year, true
}

var kindMark = regexp.MustCompile(`(?i)\(\s*[fi]\s*\)`)

// bareFigures reads a budget cell that holds nothing but figures. It holds several only when the row has as many
// pieces; then each has at most one gap for thousands, or two where one gap leaves a number that begins with 000, as
// sums in F CFA do.
func bareFigures(cell, currency string, pieces []int) []figure {
	cell = strings.TrimSpace(kindMark.ReplaceAllString(cell, ""))
	if !bareCell.MatchString(cell) {
		return nil
	}
	for _, gaps := range []*regexp.Regexp{oneGap, twoGaps} {
		several := numbers(cell, gaps)
		if len(several) > 1 && slices.Contains(pieces, len(several)) && !slices.ContainsFunc(several, figure.isRest) {
			return signed(several, currency)
		}
	}
	if one := numbers(cell, number); len(one) == 1 {
		return signed(one, currency)
	}
	return nil
}

// isRest tells the end of a number that was cut too early: 000.
func (f figure) isRest() bool { return strings.HasPrefix(f.digits, "00") }

func signed(figures []figure, currency string) []figure {
	for i := range figures {
		figures[i].currency = currency
	}
	return figures
}
