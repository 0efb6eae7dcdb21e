package campaign

import (
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"kafo/internal/coop"
	"kafo/internal/format/paper"
	"kafo/internal/i18n"
)

// Understood is what was read of a form that came back: nothing is guessed, and what stands in it and was not taken is
// listed with its place.
type Understood struct {
	Stamp   string // of which questionnaire, version and invitation it says that it is; "" where it does not say
	Answers []Taken
	Lost    []Doubt        // what stands under no question
	Notes   []*paper.Fault // what the document has that is not read
}

// Taken is what was read for one question.
type Taken struct {
	Item   coop.Item
	Found  bool // the question stands in the document
	Given  coop.Given
	Place  paper.Place // of the answer, else of the question
	Doubts []Doubt
}

// Doubt is a text that could not be placed, or was with reserve: why, as a message key with arguments.
type Doubt struct {
	Key   string
	Args  []any
	Text  string
	Place paper.Place
}

// Unreadable is why a document could not be read, and where.
type Unreadable = paper.Fault

// Foreign says that a document was made for somebody else, or for another census: the words for that, "" of our own. A blank
// one is anybody's.
func (u Understood) Foreign(form Form) string {
	said, own := strings.Fields(u.Stamp), strings.Fields(strings.Trim(form.stamp(), "[]"))
	switch {
	case len(said) > 0 && said[0] != own[0]:
		return "replyform.other_questionnaire"
	case len(said) == 3 && len(own) == 3 && said[2] != own[2]:
		return "replyform.other_invitation"
	}
	return ""
}

// Older says that a document is of another version of the questionnaire.
func (u Understood) Older(form Form) bool {
	said := strings.Fields(u.Stamp)
	return len(said) > 1 && said[1] != form.Q.Version
}

// maxLines are those of a form: a questionnaire has hundreds.
const maxLines = 10_000

// ReadForm reads a form that came back, whoever edited it and with whatever program. form is as it was written, in any of its
// languages. Errors are *paper.Fault.
func ReadForm(r io.ReaderAt, size int64, form Form) (Understood, error) {
	doc, err := paper.Read(r, size)
	if err != nil {
		return Understood{}, err
	}
	f := newFormReader(form)
	for _, head := range doc.Heads {
		f.stamped(head)
	}
	if err := f.flat(doc.Blocks); err != nil {
		return Understood{}, err
	}
	out := Understood{Stamp: f.stamp, Notes: doc.Notes}
	for _, l := range f.preamble {
		out.Lost = append(out.Lost, l.doubt("replyform.no_question"))
	}
	for _, i := range form.Q.Items() {
		out.Answers = append(out.Answers, f.taken(i))
	}
	if !slices.ContainsFunc(out.Answers, func(t Taken) bool { return t.Found }) {
		return out, &paper.Fault{Key: "replyform.no_form"}
	}
	return out, nil
}

// formLine is a paragraph of a form, or a table in it.
type formLine struct {
	text  string
	place paper.Place
	table []paper.Row
}

func (l formLine) doubt(key string, args ...any) Doubt {
	text := l.text
	for _, r := range l.table {
		text += rowText(r) + "\n"
	}
	return Doubt{Key: key, Args: args, Text: strings.TrimSpace(text), Place: l.place}
}

func rowText(r paper.Row) string {
	var cells []string
	for _, c := range r {
		if text := c.Text(); text != "" {
			cells = append(cells, text)
		}
	}
	return strings.Join(cells, " | ")
}

// section is what stands under a question.
type section struct {
	place paper.Place
	lines []formLine
}

// formReader sorts the lines of a document under the questions of a form.
type formReader struct {
	form     Form
	words    []formWords // in each language of the questionnaire
	items    map[string]coop.Item
	labels   map[string]string // of questions, folded, to their codes
	own      map[string]bool   // lines of the form itself, folded
	sections map[string]*section
	current  *section
	preamble []formLine
	stamp    string
	count    int
}

func newFormReader(form Form) *formReader {
	f := &formReader{form: form, items: map[string]coop.Item{}, labels: map[string]string{}, own: map[string]bool{}, sections: map[string]*section{}}
	for _, lang := range form.Q.Languages {
		t := form.words(i18n.Lang(lang))
		f.words = append(f.words, t)
		f.owns(append(t.preamble(), form.Campaign.Title, t.T("replyform.code"), t.T("replyform.known"), t.T("replyform.blank"), t.T("replyform.end"))...)
		for _, x := range form.Q.Rubrics {
			f.owns(t.in(x.Intro))
		}
		for _, i := range form.Q.Items() {
			f.items[i.ID] = i
			f.labels[coop.Fold(t.in(i.Label))] = i.ID
			f.owns(strings.Join(t.hints(i), " "))
			f.owns(t.hints(i)...)
		}
	}
	return f
}

func (f *formReader) owns(lines ...string) {
	for _, l := range lines {
		if folded := coop.Fold(l); folded != "" {
			f.own[folded] = true
		}
	}
}

var (
	stampText = regexp.MustCompile(`\[([a-z][a-z0-9_]* \d{4}-\d{2}(?:-\d{2})?(?: \d+-[a-z0-9]+)?)\]`)
	markText  = regexp.MustCompile(`\[\s*([a-z][a-z0-9_]{0,39})\s*\]`)
)

// stamped looks for the stamp of a form, and says whether a line bears one.
func (f *formReader) stamped(text string) bool {
	m := stampText.FindStringSubmatch(text)
	if m != nil && f.stamp == "" {
		f.stamp = m[1]
	}
	return m != nil
}

// flat goes through blocks in the order in which they are read. A table is one line, unless questions stand in it: whoever
// has put the form into a table, its answers stand there too.
func (f *formReader) flat(blocks []paper.Block) error {
	for _, b := range blocks {
		if f.count++; f.count > maxLines {
			return &paper.Fault{Key: "paper.too_many", Args: []any{maxLines}, Place: b.Place}
		}
		switch {
		case b.Table == nil:
			f.line(b)
		case f.asks(b.Table):
			for _, r := range b.Table {
				for _, c := range r {
					if err := f.flat(c.Blocks); err != nil {
						return err
					}
				}
			}
		default:
			f.keep(formLine{place: b.Place, table: b.Table})
		}
	}
	return nil
}

// asks says that questions stand in a table.
func (f *formReader) asks(rows []paper.Row) bool {
	return slices.ContainsFunc(rows, func(r paper.Row) bool {
		return slices.ContainsFunc(r, func(c paper.Box) bool {
			return slices.ContainsFunc(c.Blocks, func(b paper.Block) bool {
				id, _ := f.question(b)
				return id != "" || b.Table != nil && f.asks(b.Table)
			})
		})
	})
}

// line sorts one paragraph: a question, words of the form, or an answer.
func (f *formReader) line(b paper.Block) {
	if id, rest := f.question(b); id != "" {
		if f.sections[id] == nil {
			f.sections[id] = &section{place: b.Place}
		}
		f.current = f.sections[id]
		if rest != "" {
			f.keep(formLine{text: rest, place: b.Place})
		}
		return
	}
	if f.stamped(b.Text) {
		return
	}
	if f.heading(b) || strings.Contains(b.Text, "["+endMark+"]") {
		f.current = nil
		return
	}
	if b.Text != "" && !f.own[coop.Fold(b.Text)] {
		f.keep(formLine{text: b.Text, place: b.Place})
	}
}

// heading says that a rubric begins.
func (f *formReader) heading(b paper.Block) bool {
	return slices.ContainsFunc(f.form.Q.Rubrics, func(x coop.Rubric) bool {
		named := slices.ContainsFunc(f.words, func(t formWords) bool { return coop.Fold(t.in(x.Title)) == coop.Fold(b.Text) })
		return named && (b.Level > 0 || slices.Contains(b.Bookmarks, "r_"+x.ID))
	})
}

func (f *formReader) keep(l formLine) {
	if f.current == nil {
		f.preamble = append(f.preamble, l)
		return
	}
	f.current.lines = append(f.current.lines, l)
}

// question finds the question of a paragraph by its code, else by its bookmark, else by its words; rest is what somebody
// has typed beside it.
func (f *formReader) question(b paper.Block) (id, rest string) {
	for _, m := range markText.FindAllStringSubmatchIndex(b.Text, -1) {
		if id := b.Text[m[2]:m[3]]; f.items[id].ID != "" {
			return id, joined(f.unlabelled(id, b.Text[:m[0]]), strings.TrimSpace(b.Text[m[1]:]))
		}
	}
	for _, mark := range b.Bookmarks {
		if id, ok := strings.CutPrefix(mark, "q_"); ok && f.items[id].ID != "" && b.Text != "" {
			return id, f.unlabelled(id, b.Text)
		}
	}
	folded := coop.Fold(b.Text)
	for _, t := range f.words {
		folded = strings.TrimSpace(strings.TrimSuffix(folded, coop.Fold(t.T("reply.optional"))))
	}
	return f.labels[folded], ""
}

// unlabelled is what is left of a text without the words of a question.
func (f *formReader) unlabelled(id, text string) string {
	var own []string
	for _, t := range f.words {
		own = append(own, t.in(f.items[id].Label), t.T("reply.optional"))
	}
	return strings.TrimLeft(without(text, own), " :")
}

// without takes words that stand at the beginning of a text out of it, as often as they do.
func without(text string, phrases []string) string {
	for again := true; again; {
		again = false
		for _, p := range phrases {
			if rest, ok := cutFolded(text, p); ok {
				text, again = rest, true
			}
		}
	}
	return strings.TrimSpace(text)
}

// cutFolded is strings.CutPrefix for words that are compared without accents and signs.
func cutFolded(text, phrase string) (string, bool) {
	text = strings.TrimSpace(text)
	want, head := coop.Fold(phrase), text[:min(len(text), 4*len(phrase)+8)]
	if want == "" || !strings.HasPrefix(coop.Fold(head), want) {
		return text, false
	}
	for i := range head {
		if coop.Fold(head[:i]) == want { // signs at its end are no part of what is compared
			if signs := signsAfter(phrase); signs != "" {
				return strings.TrimPrefix(strings.TrimSpace(text[i:]), signs), true
			}
			return text[i:], true
		}
	}
	return "", coop.Fold(text) == want
}

// signsAfter are the signs after the last letter of a text.
func signsAfter(s string) string {
	s = strings.TrimSpace(s)
	return strings.TrimSpace(s[len(strings.TrimRightFunc(s, func(r rune) bool { return !wordly(r) })):])
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n")
}

// taken reads the answer to a question.
func (f *formReader) taken(i coop.Item) Taken {
	s := f.sections[i.ID]
	if s == nil {
		return Taken{Item: i}
	}
	t := Taken{Item: i, Found: true, Place: s.place}
	var hints []string
	for _, w := range f.words {
		hints = append(hints, w.hints(i)...)
	}
	var lines []formLine
	for _, l := range s.lines {
		if l.text = without(l.text, hints); l.text != "" || l.table != nil {
			lines = append(lines, l)
		}
	}
	if len(lines) > 0 {
		t.Place = lines[0].place
	}
	lines = f.unsure(&t, lines)
	switch i.Type {
	case coop.AskTable:
		t.rows(f.words, lines)
	case coop.AskChoice, coop.AskSeveral, coop.AskYesNo:
		t.choice(f.words, lines)
	case coop.AskFile:
		t.lost("replyform.no_file", lines)
	default:
		t.text(lines)
	}
	return t.checked()
}

// unsure takes the box « je ne sais pas » out of the lines of a question that has one.
func (f *formReader) unsure(t *Taken, lines []formLine) []formLine {
	return slices.DeleteFunc(lines, func(l formLine) bool {
		for _, w := range f.words {
			if !w.unsures(t.Item) {
				continue
			}
			m := boxed(l.text)
			if rest, ok := cutFolded(m.rest, w.T("reply.unsure")); ok && l.table == nil && (m.box || strings.Trim(rest, " .") == "") {
				t.Given.Unsure = t.Given.Unsure || m.ticked || !m.box || says(rest)
				return true
			}
		}
		return false
	})
}

func (t *Taken) lost(key string, lines []formLine) {
	for _, l := range lines {
		t.Doubts = append(t.Doubts, l.doubt(key))
	}
}

// text reads an answer in words; a table that somebody has put there says them too.
func (t *Taken) text(lines []formLine) {
	var out []string
	for _, l := range lines {
		out = append(out, strings.Split(l.text, "\n")...)
		for _, r := range l.table {
			out = append(out, rowText(r))
		}
	}
	out = slices.DeleteFunc(out, func(s string) bool { return strings.TrimSpace(s) == "" })
	switch {
	case len(out) == 0:
	case t.Item.Repeat:
		t.Given.Values = out
	case t.Item.Type == coop.AskLong:
		t.Given.Values = []string{strings.Join(out, "\n")}
	default:
		t.Given.Values = []string{strings.Join(out, " ")}
	}
	t.Given.Unsure = t.Given.Unsure && len(out) == 0
}

// checked says what is wrong with an answer; what is more than can be kept is not taken.
func (t Taken) checked() Taken {
	t.Given = t.Given.Tidy()
	err := t.Item.Refuse(t.Given)
	var e *coop.Error
	if errors.As(err, &e) {
		t.Doubts = append(t.Doubts, Doubt{Key: e.Key, Args: e.Args, Text: clip(t.Given.Text(), 200), Place: t.Place})
	}
	if t.Given.TooLong() != nil {
		t.Given = coop.Given{}
	}
	return t
}
