package censustext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"kafo/internal/format"
)

// In a cleaned text a bullet is a new line, the end of a paragraph is para and that of a row is rowEnd, so that "the same
// line or bullet" can be told; show makes it what a record holds.
const (
	bullet = "\n"
	para   = "\u2029"
	rowEnd = "\u2028"
)

var (
	inlineTag = regexp.MustCompile(`(?i)</?(?:i|u|b|em|strong|sup|sub|span|a|font)(?:\s[^<>]*)?>`)
	paraTag   = regexp.MustCompile(`(?i)</?(?:p|br|div)(?:\s[^<>]*)?/?>`)
)

// clean removes the markup of a cell (and the ** of a text copied as Markdown) and folds its white space. What stands before the first bullet stays before the
// first new line, even if it is empty.
func clean(cell string) string {
	cell = strings.ReplaceAll(cell, "**", "")
	if strings.ContainsRune(cell, '<') {
		cell = inlineTag.ReplaceAllString(cell, "")
		cell = paraTag.ReplaceAllString(cell, para)
	}
	cell = format.Unmark(cell)
	if !strings.Contains(cell, "•") {
		return squeezeParas(cell)
	}
	lines := strings.Split(cell, "•")
	out := []string{squeezeParas(lines[0])}
	for _, line := range lines[1:] {
		if line = squeezeParas(line); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, bullet)
}

func squeezeParas(s string) string {
	if !strings.Contains(s, para) {
		return format.Squeeze(s)
	}
	var out []string
	for _, p := range strings.Split(s, para) {
		if p = format.Squeeze(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, para)
}

// show gives a cleaned text as a record holds it: bullets on new lines, no other white space than single spaces.
func show(s string) string {
	if strings.Contains(s, para) || strings.Contains(s, rowEnd) {
		s = shown.Replace(s)
	}
	return strings.TrimSpace(s)
}

var shown = strings.NewReplacer(para+bullet, bullet, rowEnd+bullet, bullet, para, " ", rowEnd, " ")

// linesOf cuts a cleaned text into its lines: bullets and paragraphs.
func linesOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\u2029' })
}

// row is a line of the document cut into cleaned cells.
type row struct {
	line  int // 1-based
	cells []string
	after bool // an empty line or a page foot stands before it
}

func newRow(line int, text string) row {
	r := row{line: line}
	for _, c := range strings.Split(text, "\t") {
		r.cells = append(r.cells, clean(c))
	}
	return r
}

func (r row) cell(i int) string {
	if i < 0 || i >= len(r.cells) {
		return ""
	}
	return r.cells[i]
}

// only gives the text of the one cell that is not empty, "" if there are none or several.
func (r row) only() string {
	found := ""
	for _, c := range r.cells {
		if show(c) == "" {
			continue
		}
		if found != "" {
			return ""
		}
		found = show(c)
	}
	return found
}

// text gives the cells that are not empty.
func (r row) text() string {
	var out []string
	for _, c := range r.cells {
		if !isEmpty(c) {
			out = append(out, c)
		}
	}
	return strings.Join(out, " ")
}

// first gives the first cell that is not empty.
func (r row) first() string {
	for _, c := range r.cells {
		if c = show(c); c != "" {
			return c
		}
	}
	return ""
}

// nothing tells a cell that says nothing: empty, or only strokes.
func nothing(s string) bool {
	return strings.Trim(s, "/-–—_. \n"+para) == ""
}

// upper tells a line printed in capitals, as headings are.
func upper(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters >= 3
}

var foot = regexp.MustCompile(`^(?i:page )?\d{1,4}(?: ?(?:/|sur) ?\d{1,4})?$|^[-–] ?\d{1,4} ?[-–]$|\*\s*\d{1,4} ?/ ?\d{1,4}$|\bpôle .{3,200} \d{1,4} ?/ ?\d{1,4}$`)

// endsLikeFoot tells a line that ends with a figure or a stroke, as every foot does: most lines need no closer look.
func endsLikeFoot(line string) bool {
	end, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(line))
	return end >= '0' && end <= '9' || end == '-' || end == '–'
}

// isFoot tells the foot of a page: « publisher, title 6 / 95 ».
func isFoot(text string) bool {
	text = strings.TrimSpace(text)
	return len(text) < 400 && !strings.Contains(text, "\t") && foot.MatchString(text)
}

var footEnd = regexp.MustCompile(`^([^\d\t•-][^\t]{10,200}?[^\s\d/:,;–-])[\s,;|–-]+(?i:page )?(\d{1,4}) ?(?:/|sur) ?(\d{1,4})$`)

// feet finds the feet of pages: those told by their form, and lines that differ only in a page number which grows up
// to the same last one.
func feet(lines []string) []bool {
	out := make([]bool, len(lines))
	alike, pages := map[string][]int{}, map[string]int{}
	for i, line := range lines {
		if !endsLikeFoot(line) {
			continue
		}
		if out[i] = isFoot(line); out[i] || len(line) > 400 {
			continue
		}
		m := footEnd.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		if name := m[1] + "/" + m[3]; num(m[2]) > pages[name] && num(m[2]) <= num(m[3]) {
			pages[name] = num(m[2])
			alike[name] = append(alike[name], i)
		}
	}
	for _, same := range alike {
		for _, i := range same {
			out[i] = len(same) > 1
		}
	}
	return out
}

var accents = strings.NewReplacer(" ?", "\\s*", " *", "\\s*", "'?", "(?:['’ʼ]\\s*)?", "a", "[aàâä]", "c", "[cç]", "e", "[eéèêë]", "i", "[iîï]", "o", "[oôö]", "u", "[uùûü]", "'", "['’ʼ]\\s*", " ", "\\s+")

// re compiles a pattern written in small letters without accents so that it finds any case, any accents, either
// apostrophe and any white space.
func re(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)` + accents.Replace(pattern))
}
