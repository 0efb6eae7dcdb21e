package export

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kafo/internal/coop"
	"kafo/internal/format/paper"
	"kafo/internal/i18n"
)

// ExampleTemplate writes a template to begin from, by the end of its name: a DOCX or an ODT whose first page bears every mark and
// whose second shows every style, or the style sheet and the frame of the page. Error: notfound (none of these).
func ExampleTemplate(name string, lang i18n.Lang, w io.Writer) error {
	switch end := strings.TrimPrefix(strings.ToLower(filepath.Ext(name)), "."); end {
	case "css", "html":
		raw, err := Templates{}.file("recueil." + end)
		if err == nil {
			_, err = w.Write(raw)
		}
		return err
	case string(paper.DOCX), string(paper.ODT):
		return examplePaper(paper.Format(end), lang, w)
	default:
		return coop.Refuse(coop.NotFound, "error.no_format", end)
	}
}

// markOf is a mark as a template has it.
func markOf(name string) string { return "{{" + name + "}}" }

func examplePaper(format paper.Format, lang i18n.Lang, w io.Writer) error {
	title := lang.T("recueil.template.title")
	d, err := paper.Create(w, format, paper.About{
		Title: title, Lang: string(lang), Date: time.Unix(0, 0), Cover: true, Header: markOf("titre"), Footer: markOf("edition"),
	})
	if err != nil {
		return err
	}
	says := func(s paper.Style, text string) { d.Paragraph(paper.Paragraph{Style: s, Runs: paper.Text(text)}) }
	d.Paragraph(paper.Paragraph{Style: paper.Body, Image: &paper.Image{Data: band(), Width: 160}})
	says(paper.Title, markOf("titre"))
	says(paper.Subtitle, markOf("edition"))
	says(paper.Subtitle, markOf("editeur"))
	says(paper.Note, markOf("fiches"))
	says(paper.Note, markOf("adresse"))
	d.Paragraph(paper.Paragraph{Style: paper.Heading1, NewPage: true, Runs: paper.Text(title)})
	says(paper.Body, lang.T("recueil.template.how", strings.Join(TemplateMarks, ", ")))
	says(paper.Heading2, "Heading 2")
	says(paper.Heading3, "Heading 3")
	d.Table(paper.Table{Name: "Table", Widths: []int{50, 50}, Head: [][]paper.Cell{{paper.Head("Table Heading"), paper.Head("Table Heading")}}, Rows: func(yield func([]paper.Cell) bool) {
		yield([]paper.Cell{paper.Said("Table Contents"), paper.Said("Table Contents")})
	}})
	d.List(paper.Text("List Bullet"))
	says(paper.Caption, "Caption")
	says(paper.Note, "Note")
	for _, s := range []paper.Style{paper.ContentsTitle, paper.Contents1, paper.Contents2} {
		says(s, lang.T("edition.contents")+"\t1")
	}
	return d.Close()
}

// Understood is what was understood of a template.
type Understood struct {
	Format  paper.Format
	Covers  bool         // it bears marks where they count: its cover and its pages are taken, not its styles alone
	Marks   []paper.Mark // that are known and will be replaced
	Lost    []paper.Mark // that are known, and stand where nothing is taken over
	Unknown []paper.Mark // that are not known, or not closed
	Absent  []string     // that it could bear and does not
	Fault   *paper.Fault // why it cannot be read at all, or lacks styles; nil: it can
}

// Serves says that documents can be printed by the template.
func (u Understood) Serves() bool { return u.Fault == nil && len(u.Unknown) == 0 }

// Understand reads a template as printing does, and says what was understood of it: an unknown mark is told with its place, not
// refused at once, so that a designer sees all that is to be mended. Errors are those of reading.
func Understand(raw []byte) (u Understood, err error) {
	t, err := paper.ReadTemplate(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		if errors.As(err, &u.Fault) {
			err = nil
		}
		return u, err
	}
	u.Format, u.Covers, u.Absent = t.Format(), t.Covers(), slices.Clone(TemplateMarks)
	for _, m := range t.Marks() {
		known := !m.Open && slices.Contains(TemplateMarks, m.Name)
		switch {
		case m.Zone == paper.ZoneRest && known:
			u.Lost = append(u.Lost, m)
		case m.Zone == paper.ZoneRest: // nobody reads it: it may be anything
		case !known:
			u.Unknown = append(u.Unknown, m)
		default:
			u.Marks = append(u.Marks, m)
			u.Absent = slices.DeleteFunc(u.Absent, func(name string) bool { return name == m.Name })
		}
	}
	if len(u.Unknown) == 0 {
		err = u.printed(t)
	}
	return u, err
}

// printed tries the template on an empty document: what can be found only there is found before anybody needs it.
func (u *Understood) printed(t *paper.Template) error {
	words := map[string]string{}
	for _, name := range TemplateMarks {
		words[name] = name
	}
	d, err := paper.Create(io.Discard, u.Format, paper.About{Title: "essai", Lang: string(i18n.FR), Template: t, Words: words})
	if err == nil {
		err = d.Close()
	}
	if errors.As(err, &u.Fault) {
		return nil
	}
	return err
}

// Problems are why the template cannot serve, in a designer's words and with the places; none where it can.
func (u Understood) Problems(lang i18n.Lang) (out []string) {
	if u.Fault != nil {
		out = append(out, lang.T(u.Fault.Key, u.Fault.Args...))
	}
	for _, m := range u.Unknown {
		text := lang.T("template.unknown", m.Name, strings.Join(TemplateMarks, ", "))
		if m.Open {
			text = lang.T("template.open", m.Name)
		}
		out = append(out, lang.T("template.at", Place(lang, m), text))
	}
	return out
}

// Notes say what is taken of the template, and which marks are of no use where they stand.
func (u Understood) Notes(lang i18n.Lang) []string {
	out := []string{lang.T(map[bool]string{true: "template.covers", false: "template.styles"}[u.Covers])}
	for _, m := range u.Lost {
		out = append(out, lang.T("template.at", Place(lang, m), lang.T("template.lost", m.Name)))
	}
	return out
}

// Places are where a mark stands in the template, each place once; none of one that it does not bear.
func (u Understood) Places(lang i18n.Lang, name string) (out []string) {
	for _, m := range u.Marks {
		if at := Place(lang, m); m.Name == name && !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	return out
}

// Place says where in a template a mark stands, as one counts there.
func Place(lang i18n.Lang, m paper.Mark) string {
	return lang.T("template.place", lang.T("template.zone."+string(m.Zone)), m.Paragraph)
}
