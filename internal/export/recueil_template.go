package export

import (
	"io"
	"path/filepath"
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
