package paper

import (
	"bytes"
	_ "embed"
	"encoding/xml"
	"io"
	"strings"
)

// Template is the look of a document: the styles of a DOCX or an ODT, which a designer makes in her word processor. One that
// bears marks, as {{titre}}, gives its cover (what stands before its first heading), its page, its heads and its feet as well.
type Template struct {
	format Format
	parts  map[string][]byte // of a DOCX: word/styles.xml, and with it numbering and theme, if it has them
	root   []byte            // of an ODT: the start tag of styles.xml, with its name spaces,
	styles []byte            // then its fonts and styles
	ids    [styles]string
	marks  []Mark
	word   *wordFrame // of a DOCX that bears marks
	open   *openFrame // of an ODT that does
}

// Covers says whether documents begin with the template's own cover.
func (t *Template) Covers() bool { return t != nil && (t.word != nil || t.open != nil) }

var (
	//go:embed parts/docx-styles.xml
	docxStyles []byte
	//go:embed parts/docx-numbering.xml
	docxNumbering []byte
	//go:embed parts/odt-styles.xml
	odtStyles []byte
)

// shipped are the templates that come with the program.
var shipped = func() map[Format]*Template {
	docx, err := docxTemplate(map[string][]byte{"word/styles.xml": docxStyles, "word/numbering.xml": docxNumbering})
	if err != nil {
		panic(err)
	}
	odt, err := odtTemplate(odtStyles)
	if err != nil {
		panic(err)
	}
	return map[Format]*Template{DOCX: docx, ODT: odt}
}()

// Format is that of the document that a template is.
func (t *Template) Format() Format { return t.format }

// ReadTemplate takes the styles of a document of a designer's own. Errors are *Fault: no such document, or the styles that it
// lacks, by their names.
func ReadTemplate(r io.ReaderAt, size int64) (*Template, error) {
	p, err := open(r, size)
	if err != nil {
		return nil, err
	}
	if p.format == ODT {
		raw, err := p.bytes("styles.xml")
		if err != nil {
			return nil, err
		}
		t, err := odtTemplate(raw)
		if err == nil {
			t.open, t.marks, err = readOpenFrame(p, raw)
		}
		return t, err
	}
	parts := map[string][]byte{}
	for _, name := range []string{"word/styles.xml", "word/numbering.xml", "word/theme/theme1.xml"} {
		if !p.has(name) && name != "word/styles.xml" {
			continue
		}
		if parts[name], err = p.bytes(name); err != nil {
			return nil, err
		}
	}
	t, err := docxTemplate(parts)
	if err == nil {
		t.word, t.marks, err = readWordFrame(p, t.ids[Heading1])
	}
	return t, err
}

// withSpaces is the start tag of a template's part, with the name spaces that we use and it does not.
func withSpaces(root []byte, spaces string) string {
	tag := strings.TrimSuffix(string(root), ">")
	for _, ns := range strings.Fields(spaces) {
		name, _, _ := strings.Cut(ns, "=")
		if !strings.Contains(tag, name+"=") {
			tag += " " + ns
		}
	}
	return tag + ">"
}

// styleIDs are the identifiers of the styles of a DOCX by their names in lower case: a French Word calls « heading 1 » Titre1.
func styleIDs(raw []byte) (map[string]string, error) {
	var sheet struct {
		Styles []struct {
			ID   string `xml:"styleId,attr"`
			Name struct {
				Val string `xml:"val,attr"`
			} `xml:"name"`
		} `xml:"style"`
	}
	if err := xml.Unmarshal(raw, &sheet); err != nil {
		return nil, &Fault{Key: "paper.xml", Args: []any{"word/styles.xml"}}
	}
	ids := map[string]string{}
	for _, s := range sheet.Styles {
		ids[strings.ToLower(s.Name.Val)] = s.ID
	}
	return ids, nil
}

func docxTemplate(parts map[string][]byte) (*Template, error) {
	ids, err := styleIDs(parts["word/styles.xml"])
	if err != nil {
		return nil, err
	}
	t := &Template{format: DOCX, parts: parts}
	var lacks []string
	for i, n := range names {
		if t.ids[i] = ids[strings.ToLower(n.docx)]; t.ids[i] == "" {
			lacks = append(lacks, n.docx)
		}
	}
	return t, noStyles(lacks)
}

// odtTemplate cuts the fonts and the styles out of a styles.xml; pages, heads and feet are the writer's.
func odtTemplate(raw []byte) (*Template, error) {
	t := &Template{format: ODT}
	have := map[string]bool{}
	d := xml.NewDecoder(bytes.NewReader(raw))
	depth := 0
	for {
		from := d.InputOffset()
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, &Fault{Key: "paper.xml", Args: []any{"styles.xml"}}
		}
		switch e := token.(type) {
		case xml.StartElement:
			if depth++; depth == 1 {
				t.root = raw[from:d.InputOffset()]
			}
			if depth == 2 && (e.Name.Local == "font-face-decls" || e.Name.Local == "styles") {
				t.styles = append(t.styles, elementAt(raw, from, d, have)...)
				depth--
			}
		case xml.EndElement:
			depth--
		}
	}
	var lacks []string
	for i, n := range names {
		if t.ids[i] = n.odt; n.odt != "" && !have[n.odt] {
			lacks = append(lacks, strings.ReplaceAll(n.odt, "_20_", " "))
		}
	}
	return t, noStyles(lacks)
}

// noStyles says which styles a template lacks, all of them at once.
func noStyles(lacks []string) error {
	if len(lacks) == 0 {
		return nil
	}
	return &Fault{Key: "paper.no_style", Args: []any{strings.Join(lacks, ", "), len(lacks)}}
}

// elementAt is an element from its start tag, which was read, to its end, and notes the names of the styles in it. What is
// no XML is found by who goes on reading.
func elementAt(raw []byte, from int64, d *xml.Decoder, have map[string]bool) []byte {
	for depth := 1; depth > 0; {
		token, err := d.Token()
		if err != nil {
			return nil
		}
		switch e := token.(type) {
		case xml.StartElement:
			depth++
			for _, a := range e.Attr {
				if e.Name.Local == "style" && a.Name.Local == "name" {
					have[a.Value] = true
				}
			}
		case xml.EndElement:
			depth--
		}
	}
	return raw[from:d.InputOffset()]
}
