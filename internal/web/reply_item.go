package web

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/campaign"
	"kafo/internal/coop"
)

// hint is what stands below a question: its help, what it is for, whether the answer will be public (U9).
func (p ReplyPage) hint(i coop.Item) string {
	parts := []string{p.In(i.Help), p.In(i.Why)}
	if forPerson(i) {
		parts = append(parts, p.T("reply.consent"))
	} else if i.Public {
		parts = append(parts, p.T("reply.public"))
	} else {
		parts = append(parts, p.T("reply.private"))
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}

// label marks what one may leave out (U10).
func (p ReplyPage) label(i coop.Item) string {
	if i.Optional {
		return p.In(i.Label) + " " + p.T("reply.optional")
	}
	return p.In(i.Label)
}

// offered are the answers that a question offers.
func (p ReplyPage) offered(i coop.Item) (out [][2]string) {
	if i.Type == coop.AskYesNo {
		return [][2]string{{"yes", p.T("reply.yes")}, {"no", p.T("reply.no")}}
	}
	for _, o := range i.Options {
		out = append(out, [2]string{o.Code, p.In(o.Label)})
	}
	return out
}

// options are the answers that a question offers, with none chosen first.
func (p ReplyPage) options(i coop.Item) [][2]string {
	return append([][2]string{{"", p.T("reply.choose")}}, p.offered(i)...)
}

// detailed says that a question has room for words beside its choice.
func detailed(i coop.Item) bool {
	return i.Type == coop.AskYesNo || slices.ContainsFunc(i.Options, func(o coop.Option) bool { return o.Detail })
}

// forPerson says that a question asks for a person.
func forPerson(i coop.Item) bool { return strings.HasPrefix(i.Fills, "contact.") }

// shown is the answer that a question's field begins with: what was answered, else what the register knows.
func (p ReplyPage) shown(i coop.Item) coop.Given {
	if g := p.Reply.Given[i.ID]; !g.Empty() && !g.Unsure {
		return g
	}
	return p.Reply.Known[i.ID]
}

// ticked says that one of several answers is chosen.
func (p ReplyPage) ticked(i coop.Item, code string) bool {
	if p.Typed.Has(sealField) {
		return slices.Contains(p.Typed[i.ID], code)
	}
	return slices.Contains(p.shown(i).Values, code)
}

// What somebody says of what the register knows. To say nothing yet is one of the choices: where none is chosen, text browsers
// choose the first (RFC 1866, § 8.1.2.4).
const (
	stillOpen   = "attente"
	stillExact  = "exact"
	stillWrong  = "corriger"
	stillUnsure = "inconnu"
)

// stills are these, in words.
func (p ReplyPage) stills() [][2]string {
	return [][2]string{{stillOpen, p.T("reply.still.open")}, {stillExact, p.T("reply.still.exact")}, {stillWrong, p.T("reply.still.wrong")}, {stillUnsure, p.T("reply.still.unsure")}}
}

// still is what was said of what the register knows.
func (p ReplyPage) still(i coop.Item) string {
	g := p.Reply.Given[i.ID]
	switch {
	case p.Typed.Has(i.ID + ".encore"):
		return p.Typed.Get(i.ID + ".encore")
	case p.Wrong(i.ID) != "":
		return stillWrong
	case g.Empty():
		return stillOpen
	case g.Unsure:
		return stillUnsure
	case g.Same(p.Reply.Known[i.ID]):
		return stillExact
	}
	return stillWrong
}

// knows says that the register knows something that is asked on this page.
func (p ReplyPage) knows() bool {
	return slices.ContainsFunc(p.Rubric.Items, func(i coop.Item) bool { return !p.Reply.Known[i.ID].Empty() })
}

// items are the questions of the rubric: not those that answers of other pages leave out.
func (p ReplyPage) items() (out []coop.Item) {
	for _, i := range p.Rubric.Items {
		here := i.When != nil && slices.ContainsFunc(p.Rubric.Items, func(o coop.Item) bool { return o.ID == i.When.Question })
		if (here || p.Whole || i.Asked(p.Reply.Given)) && !(p.Whole && (forPerson(i) || i.Type == coop.AskFile)) {
			out = append(out, i)
		}
	}
	return out
}

// only says after which answers of the same page a question is asked: without script it stands there for everybody.
func (p ReplyPage) only(i coop.Item) string {
	if i.When == nil || !p.Whole && !slices.ContainsFunc(p.Rubric.Items, func(o coop.Item) bool { return o.ID == i.When.Question }) {
		return ""
	}
	return p.after(i)
}

// after says after which answers a question is asked; "" for one that everybody is.
func (p ReplyPage) after(i coop.Item) string {
	if i.When == nil {
		return ""
	}
	all := p.Q.Items()
	of := all[slices.IndexFunc(all, func(o coop.Item) bool { return o.ID == i.When.Question })] // the questionnaire was checked
	var answers []string
	for _, o := range p.offered(of) {
		if slices.Contains(i.When.Is, o[0]) {
			answers = append(answers, p.T("reply.quote", o[1]))
		}
	}
	return p.T("reply.only", strings.Join(answers, p.T("reply.or")), p.In(of.Label))
}

// read is how a date or an amount was understood; "" where there is nothing to understand, or it cannot be.
func (p ReplyPage) read(i coop.Item, text string) string {
	switch i.Type {
	case coop.AskDate:
		if d, err := coop.TypedDate(text); err == nil {
			return p.T("reply.read", p.Date(string(d)))
		}
	case coop.AskAmount:
		b, err := coop.TypedBudget(text)
		if err != nil {
			return ""
		}
		said := p.Money(b.Low, b.Currency)
		if b.Low != b.High {
			said = p.T("reply.between", said, p.Money(b.High, b.Currency))
		}
		return p.T("reply.read", said)
	}
	return ""
}

// rows are the rows of a table with room for more.
func (p ReplyPage) rows(i coop.Item) [][]string {
	rows := slices.Clone(p.shown(i).Rows)
	for range 3 {
		rows = append(rows, make([]string, len(i.Columns)))
	}
	return rows
}

// cell is the name of the field of a cell.
func cell(i coop.Item, row, column int) string {
	return i.ID + "." + strconv.Itoa(row) + "." + strconv.Itoa(column)
}

// optionID names the field of an answer on offer; the first bears the name of its question, to which a problem leads.
func optionID(i coop.Item, at int, code string) string {
	if at == 0 {
		return i.ID
	}
	return i.ID + "-" + code
}

// said are the words of an answer on a page that is read through.
func (p ReplyPage) said(i coop.Item, g coop.Given) []string {
	if g.Unsure {
		return []string{p.T("reply.unsure")}
	}
	var out []string
	for _, v := range g.Values {
		for _, o := range p.offered(i) {
			if o[0] == v {
				v = o[1]
			}
		}
		if read := p.read(i, v); read != "" {
			v += " – " + read
		}
		out = append(out, v)
	}
	if g.Detail != "" {
		out = append(out, g.Detail)
	}
	for _, f := range g.Files {
		out = append(out, p.fileSize(f.Name, f.Size))
	}
	for _, r := range g.Rows {
		out = append(out, strings.Join(slices.DeleteFunc(slices.Clone(r), func(s string) bool { return s == "" }), " · "))
	}
	return out
}

// Missing is what hinders sending, by question.
func (p ReplyPage) Missing() map[string]error { return campaign.Wrong(p.Q, p.Reply) }

// cellOf is a cell of a row, which may be shorter than its table.
func cellOf(row []string, column int) string {
	if column >= len(row) {
		return ""
	}
	return row[column]
}

// Fault are the words of what is wrong with an answer.
func (p ReplyPage) Fault(err error) string {
	if e := (*coop.Error)(nil); errors.As(err, &e) {
		return p.T(e.Key, e.Args...)
	}
	return ""
}
