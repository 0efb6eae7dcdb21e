package campaign

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"kafo/internal/coop"
	"kafo/internal/format/paper"
	"kafo/internal/i18n"
)

// Form is a questionnaire as a document that is filled in with a word processor, blank or for one that is asked.
type Form struct {
	Q        coop.Questionnaire
	Campaign coop.Campaign
	Lang     i18n.Lang
	Asked    string                // who is asked; "" of a blank one
	Number   string                // of the invitation, with the first letters of its code; "" of a blank one
	Shown    map[string]coop.Given // what stands in it already: what was answered, else what the register knows
}

// FileFormat is a kind of document: "docx" or "odt".
type FileFormat = paper.Format

// Form is the form of an invitation: with what was answered so far, else with what is known. Nothing is written.
func (c *Campaigns) Form(ctx context.Context, i coop.Invitation, lang i18n.Lang) (Form, error) {
	one, err := c.Reader.Campaign(ctx, i.Campaign)
	if err != nil {
		return Form{}, err
	}
	r := coop.Reply{Questionnaire: one.Questionnaire, Version: one.Version}
	if i.Reply != 0 {
		if r, err = c.Reader.Reply(ctx, i.Reply); err != nil {
			return Form{}, err
		}
	}
	f := Form{Campaign: one, Lang: lang, Asked: i.Asked, Number: c.short(i), Shown: map[string]coop.Given{}}
	if f.Q, err = c.Questionnaire(ctx, r.Questionnaire, r.Version); err != nil {
		return f, err
	}
	if i.Reply == 0 {
		if r.Known, err = c.Known(ctx, f.Q, i.Partnership); err != nil {
			return f, err
		}
	}
	for _, item := range f.Q.Items() {
		if g := r.Given[item.ID]; !g.Empty() {
			f.Shown[item.ID] = g
		} else if k := r.Known[item.ID]; !k.Empty() {
			f.Shown[item.ID] = k
		}
	}
	return f, nil
}

// sent is the form of an invitation as it travels by mail, where it may come into other hands: blank, or with what the register
// knows, as its link shows it to whoever opens it first. What was answered since stays with who answered.
func (c *Campaigns) sent(ctx context.Context, id coop.InvitationID, lang i18n.Lang, blank bool) (Form, error) {
	i, err := c.Reader.Invitation(ctx, id)
	if err != nil {
		return Form{}, err
	}
	f, err := c.Form(ctx, i.Invitation, lang)
	if f.Shown = nil; err == nil && !blank {
		f.Shown, err = c.Known(ctx, f.Q, i.Partnership)
	}
	return f, err
}

// Files are the documents that go with a letter, one in each format for each of its questionnaires: with what is known when they
// are made.
func (c *Campaigns) Files(ctx context.Context, l coop.Letter, lang string) (out []coop.LetterFile, err error) {
	for _, a := range l.Asked {
		for _, format := range l.Attached.Formats() {
			f, err := c.sent(ctx, a.Invitation, i18n.Lang(lang), l.Attached.Blank())
			if err != nil {
				return nil, err
			}
			var b bytes.Buffer
			if err := WriteForm(&b, paper.Format(format), f, c.Now()); err != nil {
				return nil, err
			}
			out = append(out, coop.LetterFile{Name: f.FormName(paper.Format(format)), MediaType: paper.Format(format).MediaType(), Body: b.Bytes()})
		}
	}
	return out, nil
}

// short is what a document names its invitation by: not the key, which stands in no file that goes from hand to hand.
func (c *Campaigns) short(i coop.Invitation) string {
	parts := strings.SplitN(c.Code(i), "-", 3)
	return parts[0] + "-" + parts[1]
}

// rowsLeft are the empty rows of a table of a form.
const rowsLeft = 6

// Signs of boxes in a form.
const boxEmpty, boxTicked = "☐", "☒"

// WriteForm writes a form. Every question bears a code, which is how its answer is found when the document comes back,
// whatever was done to it meanwhile.
func WriteForm(w io.Writer, f paper.Format, form Form, day time.Time) error {
	t := form.words(form.Lang)
	doc, err := paper.Create(w, f, paper.About{
		Title: form.Campaign.Title, Author: form.Campaign.Host, Lang: string(form.Lang), Date: day.Truncate(24 * time.Hour),
		Header: clip(form.Campaign.Title, 70) + " – " + form.stamp(), Footer: t.in(form.Q.Title),
	})
	if err != nil {
		return err
	}
	doc.Paragraph(paper.Paragraph{Style: paper.Heading1, Runs: paper.Text(form.Campaign.Title)})
	for _, line := range t.preamble() {
		doc.Paragraph(paper.Paragraph{Runs: paper.Text(line)})
	}
	doc.Paragraph(paper.Paragraph{Style: paper.Note, Runs: []paper.Run{{Text: t.T("replyform.code")}, {Text: " " + form.stamp(), Mark: true}}})
	for _, x := range form.Q.Rubrics {
		doc.Paragraph(paper.Paragraph{Style: paper.Heading2, Bookmark: "r_" + x.ID, Runs: paper.Text(t.in(x.Title))})
		if intro := t.in(x.Intro); intro != "" {
			doc.Paragraph(paper.Paragraph{Runs: paper.Text(intro)})
		}
		for _, i := range x.Items {
			t.question(doc, i)
		}
	}
	doc.Paragraph(paper.Paragraph{Style: paper.Note, Runs: []paper.Run{{Text: t.T("replyform.end")}, {Text: " [" + endMark + "]", Mark: true}}})
	return doc.Close()
}

// endMark ends the last answer.
const endMark = "fin"

// stamp says of which questionnaire and for whom a document is.
func (f Form) stamp() string {
	return "[" + strings.TrimSpace(f.Q.ID+" "+f.Q.Version+" "+f.Number) + "]"
}

// formWords are the words of a form in one of its languages: those that are written, and those that are told from answers
// when it comes back.
type formWords struct {
	Form
	i18n.Lang
}

func (f Form) words(lang i18n.Lang) formWords { return formWords{f, lang} }

func (t formWords) in(w coop.Wording) string { return w.In(string(t.Lang)) }

// preamble is what stands before the questions.
func (t formWords) preamble() []string {
	out := []string{t.T("replyform.blank"), t.in(t.Q.Intro), t.T("replyform.how")}
	if t.Asked != "" {
		out[0] = t.T("reply.for", t.Asked)
	}
	if len(t.Shown) > 0 {
		out = append(out, t.T("replyform.known"))
	}
	return slices.DeleteFunc(append(out, t.T("reply.until", t.Date(string(t.Campaign.Closes)), t.Campaign.Host, t.Campaign.Contact)), func(s string) bool { return s == "" })
}

// hints are what stands below a question, a sentence each.
func (t formWords) hints(i coop.Item) []string {
	public := "reply.private"
	if i.Public {
		public = "reply.public"
	}
	out := []string{t.when(i), t.in(i.Help), t.in(i.Why), t.manner(i), t.T(public)}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// manner says how a question is answered, where that does not go without saying.
func (t formWords) manner(i coop.Item) string {
	switch i.Type {
	case coop.AskChoice, coop.AskYesNo:
		return t.T("replyform.one")
	case coop.AskSeveral:
		return t.T("replyform.several")
	case coop.AskTable:
		return t.T("replyform.table")
	case coop.AskFile:
		return t.T("replyform.file")
	}
	return ""
}

// when says after which answers a question is asked.
func (t formWords) when(i coop.Item) string {
	if i.When == nil {
		return ""
	}
	var label string
	var answers []string
	for _, of := range t.Q.Items() {
		if of.ID != i.When.Question {
			continue
		}
		label = t.in(of.Label)
		for _, o := range t.offered(of) {
			if slices.Contains(i.When.Is, o.Code) {
				answers = append(answers, t.T("reply.quote", t.in(o.Label)))
			}
		}
	}
	return t.T("reply.only", strings.Join(answers, t.T("reply.or")), label)
}

// offered are the answers that a question offers.
func (t formWords) offered(i coop.Item) []coop.Option {
	if i.Type != coop.AskYesNo {
		return i.Options
	}
	lang := string(t.Lang)
	return []coop.Option{{Code: "yes", Label: coop.Wording{lang: t.T("reply.yes")}, Detail: true}, {Code: "no", Label: coop.Wording{lang: t.T("reply.no")}, Detail: true}}
}

// detailed says that a question has room for words beside its choice.
func (t formWords) detailed(i coop.Item) bool {
	return slices.ContainsFunc(t.offered(i), func(o coop.Option) bool { return o.Detail })
}

// unsures says that a question has a box for who does not know; not where one of its answers says so.
func (t formWords) unsures(i coop.Item) bool {
	unsure := coop.Fold(t.T("reply.unsure"))
	return i.Type != coop.AskTable && i.Type != coop.AskFile && !slices.ContainsFunc(t.offered(i), func(o coop.Option) bool { return coop.Fold(t.in(o.Label)) == unsure })
}

// question writes one question with room for its answer.
func (t formWords) question(doc paper.Writer, i coop.Item) {
	label := t.in(i.Label)
	if i.Optional {
		label += " " + t.T("reply.optional")
	}
	doc.Paragraph(paper.Paragraph{Style: paper.Heading3, Bookmark: "q_" + i.ID, Runs: []paper.Run{{Text: label}, {Text: " [" + i.ID + "]", Mark: true}}})
	doc.Paragraph(paper.Paragraph{Style: paper.Note, Runs: paper.Text(strings.Join(t.hints(i), " "))})
	g := t.Shown[i.ID]
	answer := func(text string) { doc.Paragraph(paper.Paragraph{Style: paper.Answer, Runs: paper.Text(text)}) }
	switch i.Type {
	case coop.AskTable:
		t.table(doc, i, g)
	case coop.AskChoice, coop.AskSeveral, coop.AskYesNo:
		for _, o := range t.offered(i) {
			answer(box(slices.Contains(g.Values, o.Code)) + " " + t.in(o.Label))
		}
		if t.detailed(i) {
			answer(t.T("replyform.detail") + " " + g.Detail)
		}
	case coop.AskFile:
	default:
		for _, line := range roomFor(i, g) {
			answer(line)
		}
	}
	if t.unsures(i) {
		answer(box(g.Unsure) + " " + t.T("reply.unsure"))
	}
}

func box(ticked bool) string {
	if ticked {
		return boxTicked
	}
	return boxEmpty
}

// roomFor are the lines of an answer in words; where there are none, the room for some.
func roomFor(i coop.Item, g coop.Given) []string {
	lines := strings.Split(strings.Join(g.Values, "\n"), "\n")
	if len(g.Values) == 0 && (i.Type == coop.AskLong || i.Repeat) {
		lines = make([]string, 3)
	}
	return lines
}

// table is a table with its rows and with room for more.
func (t formWords) table(doc paper.Writer, i coop.Item, g coop.Given) {
	head := make([]paper.Cell, len(i.Columns))
	for c, col := range i.Columns {
		head[c] = paper.Head(t.in(col.Label))
		if help := t.in(col.Help); help != "" {
			head[c].Paragraphs = append(head[c].Paragraphs, paper.Paragraph{Style: paper.Note, Runs: paper.Text(help)})
		}
	}
	doc.Table(paper.Table{Name: t.in(i.Label), Widths: widths(i.Columns), Head: [][]paper.Cell{head}, Rows: func(yield func([]paper.Cell) bool) {
		for r := range len(g.Rows) + rowsLeft {
			row := make([]paper.Cell, len(i.Columns))
			for c := range row {
				row[c] = paper.Said("")
				if r < len(g.Rows) && c < len(g.Rows[r]) {
					row[c] = paper.Said(g.Rows[r][c])
				}
			}
			if !yield(row) {
				return
			}
		}
	}})
}

// widths are those of columns: long texts have twice the room of others.
func widths(columns []coop.Item) []int {
	shares, all := make([]int, len(columns)), 0
	for c, col := range columns {
		shares[c] = 1
		if col.Type == coop.AskLong {
			shares[c] = 2
		}
		all += shares[c]
	}
	for c := range shares {
		shares[c] = max(1, shares[c]*100/all)
	}
	return shares
}

// clip shortens a text for the head of a page.
func clip(s string, letters int) string {
	if r := []rune(s); len(r) > letters {
		return string(r[:letters-1]) + "…"
	}
	return s
}

// FormName is the name of a form's file: that of its invitation, so that a folder of them can be told apart.
func (f Form) FormName(format paper.Format) string {
	name := f.Q.ID + "-" + f.Q.Version
	if f.Number != "" {
		name += "-" + f.Number
	}
	return fmt.Sprintf("%s.%s", name, format)
}
