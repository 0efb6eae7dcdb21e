package export

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html"
	"html/template"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"kafo/internal/format/paper"
)

// Templates is a folder with what a designer changes: recueil.html (what stands before and after the pages), recueil.css,
// recueil.docx and recueil.odt, of which the styles are taken, and where they bear marks (TemplateMarks) the cover, the page, its
// heads and its feet. What is not there is as it ships; nil: all of it is.
type Templates struct{ Folder fs.FS }

//go:embed templates/recueil.html templates/recueil.css
var shippedTemplates embed.FS

// file is a template by its name: the designer's, else the one that ships.
func (t Templates) file(name string) ([]byte, error) {
	if t.Folder != nil {
		raw, err := fs.ReadFile(t.Folder, name)
		if !errors.Is(err, fs.ErrNotExist) {
			return raw, err
		}
	}
	return fs.ReadFile(shippedTemplates, "templates/"+name)
}

// paper are the styles of a word processor's document, nil for those that ship.
func (t Templates) paper(f paper.Format) (*paper.Template, error) {
	raw, err := t.file("recueil." + string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return paper.ReadTemplate(bytes.NewReader(raw), int64(len(raw)))
}

// StyleHash names the style sheet that a printed page carries, as the policy of a site does that lets no other in (CSP 3, §2.3.1).
func (t Templates) StyleHash() (string, error) {
	css, err := t.file("recueil.css")
	sum := sha256.Sum256(css)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'", err
}

// htmlSheet is an edition as one page of HTML: headings, a list of contents, tables with heads, and a style sheet for A4. It is
// written as a document of a word processor is.
type htmlSheet struct {
	w    *bufio.Writer
	foot func() error
}

// html begins a page.
func (t Templates) html(w io.Writer, about paper.About) (paper.Writer, error) {
	raw, err := t.file("recueil.html")
	if err != nil {
		return nil, err
	}
	css, err := t.file("recueil.css")
	if err != nil {
		return nil, err
	}
	frame, err := template.New("recueil.html").Parse(string(raw))
	if err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	data := struct {
		paper.About
		Style template.CSS
	}{about, template.CSS(css)}
	b := bufio.NewWriter(w)
	s := &htmlSheet{w: b, foot: func() error { return frame.ExecuteTemplate(b, "foot", data) }}
	return s, frame.ExecuteTemplate(b, "head", data)
}

func (s *htmlSheet) put(format string, args ...any) { fmt.Fprintf(s.w, format, args...) }

// elements are what a style is in HTML: the name of the element, and a class.
var elements = map[paper.Style][2]string{
	paper.Body: {"p", ""}, paper.Title: {"h1", ""}, paper.Subtitle: {"p", "subtitle"}, paper.Heading1: {"h2", ""}, paper.Heading2: {"h3", ""}, paper.Heading3: {"h4", ""},
	paper.Caption: {"p", "caption"}, paper.TableHead: {"p", ""}, paper.TableText: {"p", ""}, paper.Note: {"p", "note"}, paper.Answer: {"p", "answer"},
}

func (s *htmlSheet) Paragraph(p paper.Paragraph) {
	e, ok := elements[p.Style]
	if !ok {
		e = [2]string{"p", ""}
	}
	classes := strings.TrimSpace(e[1] + map[bool]string{true: " page", false: ""}[p.NewPage])
	s.put("<%s%s%s>", e[0], attribute("id", p.Bookmark), attribute("class", classes))
	s.runs(p.Runs)
	if p.Image != nil {
		s.put(`<img alt="%s" width="%d" src="data:image/png;base64,%s">`, html.EscapeString(p.Image.Alt), p.Image.Width*960/254, base64.StdEncoding.EncodeToString(p.Image.Data))
	}
	s.put("</%s>\n", e[0])
}

func attribute(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + `="` + html.EscapeString(value) + `"`
}

func (s *htmlSheet) runs(list []paper.Run) {
	for _, r := range list {
		text := strings.ReplaceAll(html.EscapeString(r.Text), "\n", "<br>")
		for _, look := range []struct {
			tag string
			on  bool
		}{{"strong", r.Bold}, {"em", r.Italic}, {"code", r.Mark}} {
			if look.on {
				text = "<" + look.tag + ">" + text + "</" + look.tag + ">"
			}
		}
		if r.Link != "" {
			text = `<a href="` + html.EscapeString(r.Link) + `">` + text + "</a>"
		}
		s.put("%s", text)
	}
}

func (s *htmlSheet) List(items ...[]paper.Run) {
	s.put("<ul>\n")
	for _, runs := range items {
		s.put("<li>")
		s.runs(runs)
		s.put("</li>\n")
	}
	s.put("</ul>\n")
}

func (s *htmlSheet) Table(t paper.Table) {
	s.put("<table><caption>%s</caption><colgroup>", html.EscapeString(t.Name))
	for _, w := range t.Widths {
		s.put(`<col width="%d%%">`, w) // an attribute: a style written here would need a policy that lets any in
	}
	s.put("</colgroup>\n")
	if len(t.Head) > 0 {
		s.put("<thead>\n")
		for _, row := range t.Head {
			s.row(row, "col")
		}
		s.put("</thead>\n")
	}
	s.put("<tbody>\n")
	if t.Rows != nil {
		for row := range t.Rows {
			s.row(row, "row")
		}
	}
	s.put("</tbody></table>\n")
}

// row writes a row: a cell that is a label is a head of its column or of its row.
func (s *htmlSheet) row(cells []paper.Cell, scope string) {
	s.put("<tr>")
	for _, c := range cells {
		tag, span := "td", ""
		if c.Span > 1 {
			span = fmt.Sprintf(` colspan="%d"`, c.Span)
		}
		if c.Label {
			tag, span = "th", span+` scope="`+scope+`"`
		}
		s.put("<%s%s>", tag, span)
		for _, p := range c.Paragraphs {
			s.Paragraph(p)
		}
		s.put("</%s>", tag)
	}
	s.put("</tr>\n")
}

// Contents is a list of links, the second level within the first.
func (s *htmlSheet) Contents(c paper.Contents) {
	s.put("<nav aria-labelledby=\"sommaire\"%s>\n<h2 id=\"sommaire\">%s</h2>\n<ol>\n", attribute("class", map[bool]string{true: "page"}[c.NewPage]), html.EscapeString(c.Title))
	level, within := 1, false
	for _, e := range c.Entries {
		switch {
		case e.Level > level:
			s.put("<ol>\n")
		case e.Level < level:
			s.put("</li>\n</ol>\n</li>\n")
		case within:
			s.put("</li>\n")
		}
		level, within = e.Level, true
		s.put("<li>")
		s.entry(e)
	}
	for ; level > 1; level-- {
		s.put("</li>\n</ol>\n")
	}
	if within {
		s.put("</li>\n")
	}
	s.put("</ol>\n</nav>\n")
}

// entry is a line of the contents: what leads nowhere is no link, and a number is there only where pages were counted.
func (s *htmlSheet) entry(e paper.Entry) {
	text := html.EscapeString(e.Text)
	if e.Bookmark == "" {
		s.put("%s", text)
		return
	}
	if e.Page > 0 {
		text = `<span>` + text + `</span><span class="n">` + strconv.Itoa(e.Page) + `</span>`
	}
	s.put(`<a href="#%s">%s</a>`, html.EscapeString(e.Bookmark), text)
}

func (s *htmlSheet) Close() error {
	if err := s.foot(); err != nil {
		return err
	}
	return s.w.Flush()
}
