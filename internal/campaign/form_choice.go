package campaign

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"kafo/internal/coop"
)

// mark is what stands before the words of a box.
type mark struct {
	box, ticked bool
	rest        string
}

var (
	boxSigns  = regexp.MustCompile(`^(?:[☐□▢◻❏❑]|\[\s*\]|\(\s*\))`)
	tickSigns = regexp.MustCompile(`^(?:[☒☑✓✔✗✘✕✖■◼🗹🗷]|\[\s*[xX✓✔]\s*\]|\(\s*[xX✓✔]\s*\)|[xX](?:[\s:]|$|[☐□▢◻]))`)
)

// boxed reads the boxes before a text, however they were ticked.
func boxed(text string) (m mark) {
	m.rest = strings.TrimLeft(text, " \t•-–·")
	for {
		if at := tickSigns.FindStringIndex(m.rest); at != nil {
			m.box, m.ticked = true, true
			_, n := firstSign(m.rest[:at[1]])
			m.rest = m.rest[n:]
		} else if at := boxSigns.FindStringIndex(m.rest); at != nil {
			m.box = true
			m.rest = m.rest[at[1]:]
		} else {
			return m
		}
		m.rest = strings.TrimLeft(m.rest, " \t:")
	}
}

// firstSign is a tick without what only stands after it: the x of « x ☐ oui » leaves the box to be read.
func firstSign(s string) (string, int) {
	if s[0] == 'x' || s[0] == 'X' {
		return s[:1], 1
	}
	return s, len(s)
}

// says is a word after a box that ticks it: x, oui, yes.
func says(text string) bool {
	text = strings.Trim(coop.Fold(text), " :=.-()[]")
	return slices.Contains([]string{"x", "xx", "oui", "yes", "ok"}, text) || boxed(text).ticked && boxed(text).rest == ""
}

// picked is a line that names an answer: how it stands, and the words after it.
type picked struct {
	mark
	code, tail string
	line       formLine
}

// choice reads boxes: those that are ticked, else the only answer that somebody has typed or left standing.
func (t *Taken) choice(words []formWords, lines []formLine) {
	var chosen, bare []picked
	var beside []formLine
	for _, l := range lines {
		if detail, ok := detailIn(words, l.text); ok {
			t.Given.Detail = joined(t.Given.Detail, detail)
			continue
		}
		p, ok := pick(words, t.Item, l)
		switch {
		case !ok:
			beside = append(beside, l)
		case p.ticked || says(p.tail) || p.agrees():
			chosen = append(chosen, p)
		case !p.box:
			bare = append(bare, p)
		case p.tail != "" && coop.Fold(p.tail) != "non" && coop.Fold(p.tail) != "no":
			t.Doubts = append(t.Doubts, l.doubt("replyform.beside"))
		}
	}
	if len(chosen) == 0 && len(bare) == 1 {
		chosen, bare = bare, nil
	}
	for _, p := range bare {
		t.Doubts = append(t.Doubts, p.line.doubt("replyform.unticked"))
	}
	t.choose(chosen, beside)
}

// choose keeps the answers that were chosen with the words beside them.
func (t *Taken) choose(chosen []picked, beside []formLine) {
	codes := map[string]bool{}
	for _, p := range chosen {
		codes[p.code] = true
	}
	if t.Item.Type != coop.AskSeveral && len(codes) > 1 {
		for _, p := range chosen {
			t.Doubts = append(t.Doubts, p.line.doubt("replyform.two"))
		}
		chosen = nil
	}
	for _, p := range chosen {
		if !slices.Contains(t.Given.Values, p.code) {
			t.Given.Values = append(t.Given.Values, p.code)
		}
		if !says(p.tail) {
			t.Given.Detail = joined(t.Given.Detail, p.tail)
		}
	}
	for _, l := range beside {
		t.Given.Detail = joined(t.Given.Detail, l.text)
		if l.table != nil {
			t.Doubts = append(t.Doubts, l.doubt("replyform.no_place"))
		}
	}
	if len(t.Given.Values) == 0 && t.Given.Detail != "" && !t.Given.Unsure {
		t.Doubts = append(t.Doubts, Doubt{Key: "replyform.words_only", Text: t.Given.Detail, Place: t.Place})
	}
	t.Given.Unsure = t.Given.Unsure && len(t.Given.Values) == 0
}

// agrees takes a « oui » or an x off the words after a box: « ☐ Il augmente : oui, de 10 % ».
func (p *picked) agrees() bool {
	head, rest, ok := strings.Cut(p.tail, ",")
	if ok && p.box && says(head) {
		p.tail = strings.TrimSpace(rest)
		return true
	}
	return false
}

// detailIn are the words after « Précisions : ».
func detailIn(words []formWords, text string) (string, bool) {
	for _, w := range words {
		if rest, ok := cutFolded(text, w.T("replyform.detail")); ok {
			return strings.TrimSpace(rest), true
		}
		if rest, ok := cutFolded(text, strings.TrimRight(w.T("replyform.detail"), " :\u00a0\u202f")); ok && strings.TrimSpace(rest) == "" {
			return "", true
		}
	}
	return "", false
}

// pick finds the answer that a line names, the longest first.
func pick(words []formWords, i coop.Item, l formLine) (p picked, ok bool) {
	m := boxed(l.text)
	longest := 0
	for _, w := range words {
		for _, o := range w.offered(i) {
			label := w.in(o.Label)
			for _, by := range []mark{m, agreed(m)} {
				rest, named := cutFolded(by.rest, label)
				if named && len(label) > longest && !begins(rest) {
					longest, ok = len(label), true
					p = picked{mark: by, code: o.Code, tail: strings.Trim(rest, " :,;–-.\u00a0\u202f"), line: l}
				}
			}
		}
	}
	return p, ok
}

// agreed is a box that is ticked by a « oui » before its words.
func agreed(m mark) mark {
	for _, word := range []string{"oui ", "yes "} {
		if strings.HasPrefix(strings.ToLower(m.rest), word) {
			return mark{box: true, ticked: true, rest: m.rest[len(word):]}
		}
	}
	return mark{}
}

// begins says that a text goes on with a word that has begun: « Nonante » does not begin with « Non ».
func begins(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return wordly(r)
}
