package censustext

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kafo/internal/format"
)

var (
	sentenceEnd = regexp.MustCompile(`[.!?…]["»”)]?\s+(?:["«“(]\s?)?\p{Lu}`)
	listNumber  = regexp.MustCompile(`^\d{1,2}[.)]\s`)
	footnote    = regexp.MustCompile(`^[¹²³⁴-⁹*]+ ?\S`)
	raised      = regexp.MustCompile(`[¹²³⁰⁴-⁹]+`)
	duration    = re(`^ *(?:ans?|annees?|mois|jours?|semaines?|heures?|e|eme|er|ere|nd|%)\b`)
	whatEnd     = regexp.MustCompile(`[.;:!?()–—]|(?:^|\s)-\s|,\s`)
	spelt       = re(`\b(?:(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante|soixante|cents?|mille)(?:[\s-]+(?:et[\s-]+une?\b[\s-]*)?|\b))+`)
)

// overview reads the figures of the overview: every count and sum of money in its sentences, but not its dates and
// durations.
func (d *document) overview() {
	end := len(d.rows)
	if len(d.fiches) > 0 {
		end = d.fiches[0].heading
	}
	from := d.overviewStart(end)
	if from < 0 {
		return
	}
	d.take(from, false)
	for i := from + 1; i < end; i++ {
		text := unstar(raised.ReplaceAllString(d.rows[i].only(), ""))
		if text == "" || len(text) > longCell || d.used[i] || footnote.MatchString(d.rows[i].only()) || d.feet[i] {
			continue
		}
		d.overviewLine(i, text)
	}
	d.structure(from, end)
}

func (d *document) overviewLine(i int, text string) {
	n := 0
	for _, s := range sentences(text) {
		for _, f := range claims(s) {
			d.take(i, true)
			d.add("overview_figure", i+1, i+1, n, &f, []format.Place{{Path: "sentence", Line: i + 1, LineEnd: i + 1}})
			n++
		}
	}
}

// sentences cuts a paragraph at the ends of its sentences.
func sentences(text string) []string {
	var out []string
	from := 0
	for _, m := range sentenceEnd.FindAllStringIndex(text, -1) {
		end := m[0] + strings.IndexAny(text[m[0]:m[1]], " ")
		if listNumber.MatchString(text[from:end] + " ") {
			continue
		}
		out = append(out, strings.TrimSpace(text[from:end]))
		from = end
	}
	return append(out, strings.TrimSpace(text[from:]))
}

// claims gives the figures of a sentence in order.
func claims(sentence string) []OverviewFigure {
	type hit struct {
		at, end int
		value   float64
	}
	var hits []hit
	days := dates(sentence)
	inDate := func(at int) bool {
		return slices.ContainsFunc(days, func(d date) bool { return d.start <= at && at < d.end })
	}
	sums := money(sentence)
	for _, f := range append(sums, counts(sentence, sums)...) {
		if v, ok := f.value(); ok && !inDate(f.start) && !(f.start == 0 && listNumber.MatchString(sentence)) {
			hits = append(hits, hit{f.start, f.stop, v})
		}
	}
	for _, m := range spelt.FindAllStringIndex(sentence, -1) {
		word := strings.TrimRight(sentence[m[0]:m[1]], " -")
		if !duration.MatchString(sentence[m[0]+len(word):]) {
			hits = append(hits, hit{m[0], m[0] + len(word), spelling(word)})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return a.at - b.at })
	var out []OverviewFigure
	for i, h := range hits {
		next := len(sentence)
		if i+1 < len(hits) {
			next = hits[i+1].at
		}
		out = append(out, OverviewFigure{Value: h.value, What: what(sentence, h.at, h.end, next), Sentence: sentence})
	}
	return out
}

// counts gives the numbers that are neither money, nor years, nor durations, nor parts of a word.
func counts(sentence string, sums []figure) []figure {
	var out []figure
	for _, f := range numbers(sentence, number) {
		taken := slices.ContainsFunc(sums, func(s figure) bool { return s.start == f.start })
		part := f.start > 0 && strings.ContainsRune("-'’n°", rune(sentence[f.start-1]))
		if !taken && !part && !f.isYear() && !dayMonth.MatchString(sentence[f.end:]) && !duration.MatchString(sentence[f.end:]) {
			out = append(out, f)
		}
	}
	return out
}

var dayMonth = re(`^ (?:` + months + `)\b`)

// what gives the words that say what a figure counts: those that follow it up to the next figure or pause, or those
// before it where none follow; who does something (« maintenu par 29 … ») stands with what is done.
func what(sentence string, at, end, next int) string {
	rest := strings.TrimSpace(sentence[end:next])
	if m := whatEnd.FindStringIndex(rest + " "); m != nil {
		rest = rest[:m[0]]
	}
	rest = strings.TrimSpace(looseEnd.ReplaceAllString(strings.TrimSpace(rest), ""))
	before := strings.TrimSpace(sentence[:at])
	if i := strings.LastIndexAny(before, ",;:()"); i >= 0 {
		before = strings.TrimSpace(before[i+1:])
	}
	switch {
	case rest == "":
		return before
	case strings.HasSuffix(before, " par"):
		return before + " " + sentence[at:end] + " " + rest
	}
	return rest
}

// looseEnd is a word that leads on to the next figure.
var looseEnd = re(`\s(?:et|ou|de|d'|dont|en|a|par|pour|avec|sur)$`)

var units = map[string]float64{
	"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13,
	"quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "un": 1, "une": 1,
}

// spelling reads a number in words: « cent cinquante » is 150, « quatre-vingt-dix » 90.
func spelling(words string) float64 {
	total, current := 0.0, 0.0
	for _, w := range strings.FieldsFunc(format.Fold(words), func(r rune) bool { return r == ' ' || r == '-' }) {
		switch v := units[w]; {
		case strings.HasPrefix(w, "cent"):
			current = max(current, 1) * 100
		case w == "mille":
			total, current = total+max(current, 1)*1000, 0
		case v == 20 && current == 4:
			current = 80
		default:
			current += v
		}
	}
	return total + current
}

// place names the path of the n-th item of a list.
func place(list string, n int) string { return fmt.Sprintf("%s.%d", list, n) }
