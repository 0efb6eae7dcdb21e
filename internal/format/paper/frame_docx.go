package paper

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// wordFrame is what a DOCX that bears marks brings beside its styles: what stands before its first heading is the cover; its last
// section gives the page, its heads and its feet.
type wordFrame struct {
	root    []byte // the start tag of the document, with its name spaces
	cover   []byte
	targets map[string]wordTarget // of the relations of the cover
	margins []wordMargin
	section wordSection
}

// wordTarget is what a relation leads to: an address, or a picture.
type wordTarget struct {
	address string
	picture []byte
}

// wordMargin is a head or a foot of pages.
type wordMargin struct {
	tag, kind string // header or footer; default, first or even
	raw       []byte
	targets   map[string]wordTarget
}

// wordSection is the page of a DOCX; lengths are in twentieths of a point.
type wordSection struct {
	Size struct {
		Wide   int    `xml:"w,attr"`
		High   int    `xml:"h,attr"`
		Orient string `xml:"orient,attr"` // portrait or landscape; "" says nothing
	} `xml:"pgSz"`
	Margins struct {
		Top    int `xml:"top,attr"`
		Right  int `xml:"right,attr"`
		Bottom int `xml:"bottom,attr"`
		Left   int `xml:"left,attr"`
		Header int `xml:"header,attr"`
		Footer int `xml:"footer,attr"`
	} `xml:"pgMar"`
	Title *struct{} `xml:"titlePg"`
	Heads []wordRef `xml:"headerReference"`
	Feet  []wordRef `xml:"footerReference"`
}

type wordRef struct {
	Kind string `xml:"type,attr"`
	ID   string `xml:"id,attr"`
}

// plainSection is our own page: A4 with margins of 20 mm.
func plainSection() wordSection {
	var s wordSection
	s.Size.Wide, s.Size.High = pageWide, pageHigh
	s.Margins.Top, s.Margins.Right, s.Margins.Bottom, s.Margins.Left, s.Margins.Header, s.Margins.Footer = margin, margin, margin, margin, 567, 567
	return s
}

// textWide is how wide the text of a page is.
func (s wordSection) textWide() int { return s.Size.Wide - s.Margins.Left - s.Margins.Right }

// readWordFrame reads what a DOCX brings, nil where it bears no mark that counts, and all its marks. Errors are *Fault.
func readWordFrame(a *archive, heading string) (*wordFrame, []Mark, error) {
	raw, err := a.bytes(a.main())
	if err != nil {
		return nil, nil, err
	}
	f := &wordFrame{section: plainSection()}
	if err := f.parts(a, raw, heading); err != nil {
		return nil, nil, err
	}
	marks, err := f.marks(a.main(), raw)
	if !framed(marks) {
		f = nil
	}
	return f, marks, err
}

// parts takes the cover, the page, its heads and its feet out of a document.
func (f *wordFrame) parts(a *archive, raw []byte, heading string) error {
	main := a.main()
	section, err := f.body(raw, heading)
	if err != nil {
		return err
	}
	if section != nil && xml.Unmarshal(section, &f.section) != nil || f.section.textWide() < 2000 {
		return &Fault{Key: "paper.template_page"}
	}
	if bytes.Contains(f.cover, []byte("<w:sectPr")) {
		return &Fault{Key: "paper.template_section"}
	}
	all, err := relationsOf(a, main)
	if err != nil {
		return err
	}
	if f.targets, err = targetsOf(a, main, f.cover, all); err != nil {
		return err
	}
	for i, r := range slices.Concat(f.section.Heads, f.section.Feet) {
		m := wordMargin{tag: "header", kind: r.Kind}
		if i >= len(f.section.Heads) {
			m.tag = "footer"
		}
		if err := m.read(a, path.Join(path.Dir(main), all[r.ID].Target)); err != nil {
			return err
		}
		f.margins = append(f.margins, m)
	}
	return nil
}

// read takes a head or a foot out of its part.
func (m *wordMargin) read(a *archive, name string) (err error) {
	if m.raw, err = a.bytes(name); err != nil {
		return err
	}
	own, err := relationsOf(a, name)
	if err != nil {
		return err
	}
	m.targets, err = targetsOf(a, name, m.raw, own)
	return err
}

// body finds the root, the cover and the last section of a document.
func (f *wordFrame) body(raw []byte, heading string) (section []byte, err error) {
	d := xml.NewDecoder(bytes.NewReader(raw))
	depth, first, done := 0, int64(-1), false
	for {
		from := d.InputOffset()
		token, err := d.Token()
		if err == io.EOF {
			return section, nil
		}
		if err != nil {
			return nil, &Fault{Key: "paper.xml", Args: []any{"word/document.xml"}}
		}
		switch e := token.(type) {
		case xml.StartElement:
			if depth++; depth == 1 {
				f.root = raw[from:d.InputOffset()]
			}
			if depth < 3 {
				continue
			}
			if first < 0 {
				first = from
			}
			whole := elementAt(raw, from, d, map[string]bool{})
			depth--
			switch {
			case e.Name.Local == "sectPr":
				section, done = whole, true
			case bytes.Contains(whole, []byte(`<w:pStyle w:val="`+heading+`"`)):
				done = true
			}
			if !done {
				f.cover = raw[first:d.InputOffset()]
			}
		case xml.EndElement:
			depth--
		}
	}
}

// relation is a line of the relations of a part.
type relation struct {
	ID     string `xml:"Id,attr"`
	Type   string `xml:"Type,attr"`
	Target string `xml:"Target,attr"`
	Mode   string `xml:"TargetMode,attr"`
}

func relationsOf(a *archive, part string) (map[string]relation, error) {
	name := path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
	if !a.has(name) {
		return nil, nil
	}
	raw, err := a.bytes(name)
	if err != nil {
		return nil, err
	}
	var list struct {
		Of []relation `xml:"Relationship"`
	}
	if err := xml.Unmarshal(raw, &list); err != nil {
		return nil, &Fault{Key: "paper.xml", Args: []any{name}}
	}
	out := map[string]relation{}
	for _, r := range list.Of {
		out[r.ID] = r
	}
	return out, nil
}

// referred are the relations that a fragment uses.
var referred = regexp.MustCompile(`\br:(?:id|embed|link|pict)="([^"]*)"`)

// targetsOf are what a fragment leads to: pictures within the file, and addresses. Anything else cannot be taken over.
func targetsOf(a *archive, part string, raw []byte, all map[string]relation) (map[string]wordTarget, error) {
	out := map[string]wordTarget{}
	for _, m := range referred.FindAllSubmatch(raw, -1) {
		r := all[string(m[1])]
		kind := path.Base(r.Type)
		switch {
		case kind == "hyperlink" && r.Mode == "External":
			out[r.ID] = wordTarget{address: r.Target}
		case kind == "image" && r.Mode != "External":
			data, err := a.bytes(path.Join(path.Dir(part), r.Target))
			if err != nil {
				return nil, err
			}
			out[r.ID] = wordTarget{picture: data}
		default:
			return nil, &Fault{Key: "paper.template_part", Args: []any{part, kind + " " + r.Target}}
		}
	}
	return out, nil
}

// covered writes the cover of a frame, with its marks filled and its relations among ours.
func (d *docx) covered(f *wordFrame) {
	raw, err := fill("word/document.xml", f.cover, d.about.Words)
	if err != nil {
		d.fail(err)
		return
	}
	d.ids = 10_000 // after those of the cover
	d.put("%s", referred.ReplaceAllStringFunc(string(raw), func(s string) string {
		before, id, _ := strings.Cut(strings.TrimSuffix(s, `"`), `"`)
		t := f.targets[id]
		if t.picture != nil {
			name, _ := d.pictured(&Image{Data: t.picture, Width: 1})
			t.address = "media/" + name
		}
		return fmt.Sprintf(`%s"rId%d"`, before, d.linked(t.address))
	}))
}

// frameMargin writes a head or a foot of a frame, with what it leads to.
func (d *docx) frameMargin(m wordMargin, name string) {
	raw, err := fill("word/"+name, m.raw, d.about.Words)
	if err != nil {
		d.fail(err)
		return
	}
	d.part("word/"+name, raw)
	var b strings.Builder
	for _, id := range slices.Sorted(maps.Keys(m.targets)) {
		t := m.targets[id]
		kind, target, mode := "hyperlink", t.address, ` TargetMode="External"`
		if t.picture != nil {
			picture, _ := d.pictured(&Image{Data: t.picture, Width: 1})
			kind, target, mode = "image", "media/"+picture, ""
		}
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%s" Target="%s"%s/>`, escape(id), relNS+kind, escape(target), mode)
	}
	if b.Len() > 0 {
		d.part("word/_rels/"+name+".rels", []byte(xmlHead+`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+b.String()+`</Relationships>`))
	}
}
