package censustext

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"kafo/internal/format"
)

const months = `janvier|janv\.?|fevrier|fevr?\.?|mars|avril|avr\.?|mai|juin|juillet|juil\.?|aout|septembre|sept\.?|octobre|oct\.?|novembre|nov\.?|decembre|dec\.?`

var (
	isoDate   = regexp.MustCompile(`\b((?:19|20)\d{2})-(\d{2})-(\d{2})\b`)
	slashDate = regexp.MustCompile(`\b(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{4}|\d{2})\b`)
	monthYear = regexp.MustCompile(`\b(\d{1,2})/((?:19|20)\d{2})\b`)
	wordDate  = re(`(?:\b(\d{1,2}) ?(?:\^?\{?er\}?)? )?(` + months + `)(?: ?((?:19|20)\d{2})\b|'?(\d{2})\b)?`)
	partYear  = re(`\b([1-4]|premier|second|deuxieme|troisieme|quatrieme|dernier) ?(?:\^?\{?(?:er|ere|eme|nd|nde|e)\}?)? (trimestre|semestre)s?(?:(?: de)?(?: l'annee)? ((?:19|20)\d{2})\b)?`)
	partSpan  = re(`\b([1-4]) ?(?:er|ere|eme|nd|nde|e)? ?(?:et|au|a|-|–|/) ?(?:le |la )?([1-4]) ?(?:eme|nd|nde|e)? (trimestre|semestre)s?(?:(?: de)?(?: l'annee)? ((?:19|20)\d{2})\b)?`)
	letterPar = regexp.MustCompile(`\b([STst])([1-4]) ?((?:19|20)\d{2})\b`)
	shortSpan = regexp.MustCompile(`\b((?:19|20)\d{2}) ?[-–/] ?(\d{2})\b`)
	year      = regexp.MustCompile(`\b(?:19|20)\d{2}\b`)
	dayBefore = regexp.MustCompile(`(?i)\b(\d{1,2}) ?(?:\^?\{?er\}?)? ?(?:au|et|à|-|–|,|&) ?(?:le )?$`)
	// These look at folded texts.
	before    = regexp.MustCompile(`\bavant(?: le| la| l'| les| debut| fin)?$`)
	openWord  = regexp.MustCompile(`\bdepuis\b|\ba partir d|\ba ce jour\b|aujourd'hui`)
	untilWord = regexp.MustCompile(`\bjusqu`)
	beginning = regexp.MustCompile(`\bdemarr|\blancement|\bdebut(?: du| des| de\b| ?:)|\binitie|\bcommenc|\blancee?s?\b|\bengagee?s? en\b`)
)

// date is a date in a text: year 0 until known, month and day 0 where not printed. last is the last month of a quarter
// or half-year.
type date struct {
	start, end       int
	year, month, day int
	last             int
}

func (d date) from() string { return iso(d.year, d.month, d.day) }

func (d date) to() string {
	if d.last > 0 {
		return iso(d.year, d.last, 0)
	}
	return d.from()
}

func iso(y, m, d int) string {
	switch {
	case m == 0:
		return fmt.Sprintf("%04d", y)
	case d == 0:
		return fmt.Sprintf("%04d-%02d", y, m)
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d)
}

// rules are the ways of writing a date, the more telling first: what one has read, the next leave alone.
var rules = []struct {
	pattern *regexp.Regexp
	read    func(s string, g []string) []date
}{
	{isoDate, func(_ string, g []string) []date { return []date{{year: num(g[1]), month: num(g[2]), day: num(g[3])}} }},
	{slashDate, func(_ string, g []string) []date {
		return []date{{year: fullYear(g[3]), month: num(g[2]), day: num(g[1])}}
	}},
	{monthYear, func(_ string, g []string) []date { return []date{{year: num(g[2]), month: num(g[1])}} }},
	{wordDate, func(_ string, g []string) []date {
		return []date{{year: fullYear(g[3] + g[4]), month: monthOf(g[2]), day: num(g[1])}}
	}},
	{partSpan, func(_ string, g []string) []date {
		half := format.Fold(g[3])[0] == 's'
		return []date{part(g[1], half, num(g[4])), part(g[2], half, num(g[4]))}
	}},
	{partYear, func(_ string, g []string) []date { return []date{part(g[1], format.Fold(g[2])[0] == 's', num(g[3]))} }},
	{letterPar, func(_ string, g []string) []date { return []date{part(g[2], strings.EqualFold(g[1], "s"), num(g[3]))} }},
	{shortSpan, func(_ string, g []string) []date {
		from := num(g[1])
		return []date{{year: from}, {year: from/100*100 + num(g[2])}}
	}},
	{year, func(_ string, g []string) []date { return []date{{year: num(g[0])}} }},
}

func num(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0 // the group is absent
	}
	return n
}

// fullYear reads 13 as 2013, 85 as 1985.
func fullYear(s string) int {
	n := num(s)
	if len(s) != 2 {
		return n
	}
	if n < 70 {
		return 2000 + n
	}
	return 1900 + n
}

var monthNames = []string{"janv", "fev", "mars", "avr", "mai", "juin", "juil", "aout", "sept", "oct", "nov", "dec"}

func monthOf(s string) int {
	s = format.Fold(s)
	return 1 + slices.IndexFunc(monthNames, func(m string) bool { return strings.HasPrefix(s, m) })
}

var ordinals = map[string]int{"premier": 1, "second": 2, "deuxieme": 2, "troisieme": 3, "quatrieme": 4}

// part is a quarter, or a half of a year.
func part(which string, half bool, year int) date {
	size, n := 3, num(which)
	if half {
		size = 6
	}
	if n == 0 {
		n = ordinals[format.Fold(which)]
	}
	if n == 0 || n*size > 12 {
		n = 12 / size // « dernier »
	}
	return date{year: year, month: (n-1)*size + 1, last: n * size}
}

// dates finds the dates of a text in order. A day takes the month, a month the year printed after it; what finds none
// is no date, nor is « avant le … ».
func dates(s string) []date {
	taken := []byte(s)
	var all []date
	for _, r := range rules {
		for _, m := range r.pattern.FindAllStringSubmatchIndex(string(taken), -1) {
			if !standsAlone(s, m[0], m[1]) {
				continue
			}
			for _, d := range r.read(s, groups(s, m)) {
				d.start, d.end = m[0], m[1]
				all = append(all, d)
			}
			for i := m[0]; i < m[1]; i++ {
				taken[i] = '\x01'
			}
		}
	}
	slices.SortStableFunc(all, func(a, b date) int { return a.start - b.start })
	return keepKnown(s, complete(withDays(s, all)))
}

func groups(s string, m []int) []string {
	out := make([]string, len(m)/2)
	for i := range out {
		if m[2*i] >= 0 {
			out[i] = s[m[2*i]:m[2*i+1]]
		}
	}
	return out
}

// standsAlone: « mai » is no month in « maison ».
func standsAlone(s string, start, end int) bool {
	b, _ := utf8.DecodeLastRuneInString(s[:start])
	a, _ := utf8.DecodeRuneInString(s[end:])
	return !(start > 0 && unicode.IsLetter(b)) && !(end < len(s) && unicode.IsLetter(a))
}

// withDays adds the days printed before a day with its month: « 9 au 20 novembre ».
func withDays(s string, all []date) []date {
	var out []date
	edge := 0
	for _, d := range all {
		if d.day > 0 {
			out = append(out, daysBefore(s[edge:d.start], edge, d)...)
		}
		out = append(out, d)
		edge = d.end
	}
	return out
}

func daysBefore(gap string, shift int, d date) []date {
	var out []date
	if cut := len(gap) - 120; cut > 0 { // a list of days is short
		gap, shift = gap[cut:], shift+cut
	}
	for m := dayBefore.FindStringSubmatchIndex(gap); m != nil; m = dayBefore.FindStringSubmatchIndex(gap) {
		out = append([]date{{start: shift + m[0], end: shift + m[3], year: d.year, month: d.month, day: num(gap[m[2]:m[3]])}}, out...)
		gap = gap[:m[0]]
	}
	return out
}

// complete gives each date the year printed after it.
func complete(all []date) []date {
	for i := len(all) - 2; i >= 0; i-- {
		if all[i].year == 0 {
			all[i].year = all[i+1].year
		}
	}
	return all
}

func keepKnown(s string, all []date) []date {
	return slices.DeleteFunc(all, func(d date) bool {
		return d.year == 0 || d.month > 12 || d.day > 31 || d.month == 0 && d.day > 0 || before.MatchString(format.Fold(s[max(0, d.start-24):d.start]))
	})
}

// readPeriod reads when something took place. The end is open where the text says so, or where the last date is itself
// a beginning.
func readPeriod(text string) Period {
	s := show(text)
	p := Period{Raw: s}
	all := dates(s)
	if len(all) == 0 {
		return p
	}
	start, last := all[0].from(), all[len(all)-1]
	p.Start = &start
	gap := s[:last.start]
	if len(all) > 1 {
		gap = s[min(all[len(all)-2].end, last.start):last.start]
	}
	folded := format.Fold(s)
	if openWord.MatchString(folded) && !untilWord.MatchString(folded) || beginning.MatchString(format.Fold(gap)) || beginning.MatchString(format.Fold(s[last.end:])) {
		return p
	}
	end := last.to()
	p.End = &end
	return p
}

var (
	linkWord  = regexp.MustCompile(`(?:^|[ ,])(?:et|a|au|aux|puis|ou|jusqu\S*)(?: |$)|^[-/]`) // in folded words
	belongsTo = regexp.MustCompile(`^(?:\s*(?:\([^()]*\)|[,;.:]+))+`)
)

// datedPeriods cuts a text into the dated periods that stand side by side without a linking word.
func datedPeriods(text string) []string {
	s := show(text)
	all := dates(s)
	if len(all) == 0 {
		return nil
	}
	var out []string
	from := 0
	for i := 1; i < len(all); i++ {
		if all[i].start < all[i-1].end {
			continue
		}
		gap := s[all[i-1].end:all[i].start]
		if linkWord.MatchString(format.Fold(gap)) && !strings.Contains(gap, bullet) {
			continue
		}
		cut := all[i-1].end + len(belongsTo.FindString(gap))
		out = append(out, strings.TrimSpace(s[from:cut]))
		from = cut
	}
	return append(out, strings.TrimSpace(s[from:]))
}
