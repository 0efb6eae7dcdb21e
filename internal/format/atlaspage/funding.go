package atlaspage

import (
	"regexp"
	"strconv"
	"strings"

	"kafo/internal/format"
)

// number is an amount as the table prints it: digits, no-break spaces or dots between thousands, cents after a
// comma or a point.
var number = regexp.MustCompile(`^-?(?:\d{1,3}(?:[.\x{00a0}\x{202f}]\d{3})+|\d+)(?:[.,]\d{1,2})?$`)

var yearWord = regexp.MustCompile(`^(?:19|20)\d\d$`)

// digitGap joins the thousands that no-break spaces separate, before other spaces cut the row.
var digitGap = regexp.MustCompile(`(\d)[\x{00a0}\x{202f}](\d{3})\b`)

// euros reads an amount; nil if it is none.
func euros(s string) *float64 {
	s = strings.Trim(strings.TrimSpace(s), "€ ")
	s = strings.ReplaceAll(s, " ", "\u00a0")
	if !number.MatchString(s) {
		return nil
	}
	if i := strings.LastIndexAny(s, ".,"); i >= 0 && len(s)-i <= 3 { // cents
		s = s[:i] + "#" + s[i+1:]
	}
	s = strings.NewReplacer(".", "", "\u00a0", "", "\u202f", "", "#", ".").Replace(s)
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil
	}
	return &v
}

// year reads a year standing alone.
func year(s string) *int {
	if !yearWord.MatchString(s) {
		return nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return nil
	}
	return &n
}

// fundingTable reads the rows of one funding table.
type fundingTable struct {
	known   names // given elsewhere on the page: a funder may end in a figure
	grouped bool  // spaces separate thousands: « 29 000 »
}

// newFundingTable looks at all rows first: where any figure has four digits or more beside the year, a space never
// separates thousands.
func newFundingTable(rows []line, known names) fundingTable {
	t := fundingTable{known: known}
	for _, l := range rows {
		words := numericTail(strings.Fields(fundingRow(l.text)))
		for i, w := range words {
			if i > 0 && len(w) == 3 && len(words[i-1]) <= 3 && words[i-1] != "0" {
				t.grouped = true
			}
		}
	}
	for _, l := range rows {
		words := numericTail(strings.Fields(fundingRow(l.text)))
		for i, w := range words {
			if len(w) > 3 && (i < len(words)-1 || !yearWord.MatchString(w)) {
				t.grouped = false
			}
		}
	}
	return t
}

func fundingRow(text string) string { return row(digitGap.ReplaceAllString(joinGaps(text), "$1$2")) }

// joinGaps runs digitGap once more than it can overlap: « 1 000 000 » has two gaps that share a digit group.
func joinGaps(text string) string { return digitGap.ReplaceAllString(text, "$1$2") }

// numericTail is the run of figures that ends a row.
func numericTail(words []string) []string {
	i := len(words)
	for i > 0 && (number.MatchString(words[i-1]) || words[i-1] == "€") {
		i--
	}
	var out []string
	for _, w := range words[i:] {
		if w != "€" {
			out = append(out, w)
		}
	}
	return out
}

// read reads a row; ok is false for a row without figures.
func (t fundingTable) read(text string) (f Funding, ok bool) {
	s := fundingRow(text)
	if parts := cells(s); parts != nil {
		return fundingCells(parts)
	}
	funder, rest := t.splitFunder(s)
	figures := t.group(rest)
	if n := len(figures); n > 0 {
		if f.Year = year(figures[n-1]); f.Year != nil {
			figures = figures[:n-1]
		}
	} else {
		return f, false
	}
	f.Funder = funder
	f.place(figures)
	return f, funder != ""
}

// place puts the figures before the year into the columns from the left: a single figure is the first column.
func (f *Funding) place(figures []string) {
	for i, w := range figures {
		if i == 0 {
			f.Eur = euros(w)
		} else if i <= len(f.OnePercent) {
			f.OnePercent[i-1] = euros(w)
		}
	}
}

// fundingCells reads a row with bars: funder, euros, as many 1 % columns as stand between, year.
func fundingCells(parts []string) (Funding, bool) {
	for len(parts) > 0 && parts[len(parts)-1] == "" && len(parts) > 6 {
		parts = parts[:len(parts)-1]
	}
	f := Funding{}
	if name := cell(parts, 0); name != nil {
		f.Funder = *name
	}
	if len(parts) < 2 || f.Funder == "" {
		return f, false
	}
	figures := parts[1:]
	if f.Year = year(figures[len(figures)-1]); f.Year != nil || len(figures) > 4 {
		figures = figures[:len(figures)-1]
	}
	f.place(figures)
	return f, f.Eur != nil || f.Year != nil
}

// splitFunder cuts the figures from the name. A name the page gives elsewhere keeps the figure it ends in, and so do
// an acronym with the number of a département (« CD 91 ») and a row with more figures than the table has columns.
func (t fundingTable) splitFunder(s string) (string, []string) {
	words := strings.Fields(s)
	tail := numericTail(words)
	start := len(words)
	for start > 0 && (number.MatchString(words[start-1]) || words[start-1] == "€") {
		start--
	}
	tooMany := len(tail) > 2+len(Funding{}.OnePercent) && !t.grouped
	if start > 0 && (tooMany || len(tail) > 2 && small(tail[0]) != nil && len(tail[0]) >= 2 && t.ownsNumber(words[start-1], strings.Join(words[:start+1], " "))) {
		return strings.Join(words[:start+1], " "), tail[1:]
	}
	return strings.Join(words[:start], " "), tail
}

var acronym = regexp.MustCompile(`^(?:C[DGR]|PARIS|SIVOM|[A-Z]{2,4})$`)

func (t fundingTable) ownsNumber(before, name string) bool {
	return t.known[format.Fold(name)] || acronym.MatchString(before) && !t.grouped
}

// maxGrouped bounds an amount to twelve digits.
const maxGrouped = 9

// group joins the figures of a table that separates thousands with spaces.
func (t fundingTable) group(figures []string) []string {
	if !t.grouped {
		return figures
	}
	var out []string
	for i, w := range figures {
		last := i == len(figures)-1 && yearWord.MatchString(w)
		if n := len(out); n > 0 && len(w) == 3 && !last && out[n-1] != "0" && len(figures[i-1]) <= 3 && len(out[n-1]) <= maxGrouped {
			out[n-1] += w
		} else {
			out = append(out, w)
		}
	}
	return out
}
