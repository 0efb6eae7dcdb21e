package paper

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// openFrame is what an ODT that bears marks brings beside its styles: what stands before its first heading is the cover; its
// pages, with their heads and feet, are those of its styles.
type openFrame struct {
	root     []byte // the start tag of content.xml, with its name spaces
	fonts    []byte // of content.xml: the declarations of fonts,
	looks    []byte // and the styles that the cover has of its own
	named    map[string]bool
	cover    []byte
	pages    []byte // of styles.xml: layouts and masters of pages
	pictures []picture
	wide     float64 // of the text, in millimetres
}

// readOpenFrame reads what an ODT brings, nil where it bears no mark that counts, and all its marks. Errors are *Fault.
func readOpenFrame(a *archive, sheet []byte) (*openFrame, []Mark, error) {
	raw, err := a.bytes("content.xml")
	if err != nil {
		return nil, nil, err
	}
	f := &openFrame{named: map[string]bool{}}
	if err := errors.Join(f.content(raw), f.layouts(sheet)); err != nil {
		return nil, nil, err
	}
	marks, err := f.marks(raw)
	if err != nil || !framed(marks) {
		return nil, marks, err
	}
	return f, marks, f.keep(a)
}

// keep takes the pictures of the cover and of the pages.
func (f *openFrame) keep(a *archive) error {
	for _, part := range [][]byte{f.cover, f.pages} {
		for _, m := range shown.FindAllSubmatch(part, -1) {
			name, inside := strings.CutPrefix(string(m[1]), "Pictures/")
			if !inside {
				return &Fault{Key: "paper.template_part", Args: []any{"content.xml", string(m[1])}}
			}
			data, err := a.bytes("Pictures/" + name)
			if err != nil {
				return err
			}
			f.pictures = append(f.pictures, picture{name, data})
		}
	}
	return nil
}

// shown are the pictures and objects that a part shows from elsewhere; links that a reader follows are none of them.
var shown = regexp.MustCompile(`<(?:draw:image|draw:object|draw:object-ole|style:background-image)\b[^>]*\bxlink:href="([^"]*)"`)

// content finds the root, the fonts, the looks and the cover of content.xml.
func (f *openFrame) content(raw []byte) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	depth, first, done := 0, int64(-1), false
	for {
		from := d.InputOffset()
		token, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return &Fault{Key: "paper.xml", Args: []any{"content.xml"}}
		}
		switch e := token.(type) {
		case xml.StartElement:
			depth++
			switch {
			case depth == 1:
				f.root = raw[from:d.InputOffset()]
			case depth == 2 && e.Name.Local == "font-face-decls":
				f.fonts = elementAt(raw, from, d, map[string]bool{})
				depth--
			case depth == 3 && e.Name.Local != "text": // a style: the body holds nothing but its text
				look := elementAt(raw, from, d, map[string]bool{})
				if key := styleKey(e); !ofPage.MatchString(key) {
					f.looks, f.named[key] = append(f.looks, look...), true
				}
				depth--
			case depth == 4:
				if first < 0 {
					first = from
				}
				elementAt(raw, from, d, map[string]bool{})
				if done = done || e.Name.Local == "h"; !done {
					f.cover = raw[first:d.InputOffset()]
				}
				depth--
			}
		case xml.EndElement:
			depth--
		}
	}
}

// ofPage are our own styles that follow from how wide a page is: those of a template that we wrote are of another page.
var ofPage = regexp.MustCompile(`^table(-column)? [TW]\d+$`)

// styleKey tells a style from others: its family and its name.
func styleKey(e xml.StartElement) string {
	var family, name string
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "family":
			family = a.Value
		case "name":
			name = a.Value
		}
	}
	return family + " " + name
}

// layouts finds the pages in styles.xml, and how wide their text is.
func (f *openFrame) layouts(raw []byte) error {
	var sheet struct {
		Layouts []struct {
			Name string `xml:"name,attr"`
			Page struct {
				Wide  string `xml:"page-width,attr"`
				Left  string `xml:"margin-left,attr"`
				Right string `xml:"margin-right,attr"`
			} `xml:"page-layout-properties"`
		} `xml:"automatic-styles>page-layout"`
		Masters []struct {
			Name   string `xml:"name,attr"`
			Layout string `xml:"page-layout-name,attr"`
		} `xml:"master-styles>master-page"`
	}
	if err := xml.Unmarshal(raw, &sheet); err != nil {
		return &Fault{Key: "paper.xml", Args: []any{"styles.xml"}}
	}
	for _, m := range sheet.Masters {
		for _, l := range sheet.Layouts {
			if m.Name == "Standard" && l.Name == m.Layout {
				f.wide = millimetres(l.Page.Wide) - millimetres(l.Page.Left) - millimetres(l.Page.Right)
			}
		}
	}
	if f.wide < 35 {
		return &Fault{Key: "paper.template_page"}
	}
	for _, tag := range []string{"automatic-styles", "master-styles"} {
		from, to := bytes.Index(raw, []byte("<office:"+tag)), bytes.Index(raw, []byte("</office:"+tag+">"))
		if from >= 0 && to > from {
			f.pages = append(f.pages, raw[from:to+len("</office:"+tag+">")]...)
		}
	}
	return nil
}

// millimetres is a length as OpenDocument writes it; 0 of what is none.
func millimetres(s string) float64 {
	for unit, long := range map[string]float64{"mm": 1, "cm": 10, "in": 25.4, "pt": 25.4 / 72} {
		if n, ok := strings.CutSuffix(s, unit); ok {
			v, _ := strconv.ParseFloat(n, 64)
			return v * long
		}
	}
	return 0
}

// covered begins content.xml with the cover of a frame, its marks filled, and keeps its pictures.
func (o *odt) covered(f *openFrame) {
	cover, err := fill("content.xml", f.cover, o.about.Words)
	if err != nil {
		o.fail(err)
		return
	}
	o.put("%s", xmlHead+odtVersion.ReplaceAllString(withSpaces(f.root, odtNS), `office:version="`+o.version()+`"`))
	o.put("%s<office:automatic-styles>%s", f.fonts, f.looks)
	o.automatic(f.named)
	o.put("</office:automatic-styles><office:body><office:text>%s", cover)
	for _, p := range f.pictures {
		if !o.has(p.name) {
			o.pictures = append(o.pictures, p)
		}
	}
}
