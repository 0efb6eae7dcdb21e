package paper

import (
	"archive/zip"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// docx writes WordprocessingML. The children of an element stand in the order that the schema of ECMA-376 gives: Word
// refuses others.
type docx struct {
	sheet
	about   About
	styled  *Template
	section wordSection
	links   []string // addresses outside, by the number of their relation
	ids     int      // of bookmarks and drawings
	counts  bool     // there are contents, whose numbers of pages the word processor works out
}

const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS  = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	drawNS  = ` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`
	relNS   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// The page is A4 with margins of 20 mm; lengths are in twentieths of a point.
const (
	pageWide, pageHigh, margin = 11906, 16838, 1134
)

func createDOCX(z *zip.Writer, about About, t *Template) (Writer, error) {
	d := &docx{sheet: sheet{zip: z, marks: map[string]bool{}}, styled: t, about: about, section: plainSection()}
	if t.word != nil {
		d.section = t.word.section
	}
	d.part("[Content_Types].xml", []byte(d.types()))
	d.part("_rels/.rels", []byte(relations(
		[3]string{"officeDocument", "word/document.xml", ""},
		[3]string{"metadata/core-properties", "docProps/core.xml", ""},
	)))
	d.part("docProps/core.xml", []byte(core(about)))
	for _, name := range []string{"word/styles.xml", "word/numbering.xml", "word/theme/theme1.xml"} {
		if raw := t.parts[name]; raw != nil {
			d.part(name, language.ReplaceAll(raw, []byte(`${1}`+locale(about.Lang)+`"`)))
		}
	}
	if f := t.word; f != nil {
		for i, m := range f.margins {
			d.frameMargin(m, d.margins()[i][2])
		}
		d.begin("word/document.xml")
		d.put("%s", xmlHead+withSpaces(f.root, wordNS+drawNS)+`<w:body>`)
		d.covered(f)
		return d, d.err
	}
	d.part("word/header1.xml", []byte(d.margin("hdr", PageHeader, d.said(about.Header))))
	foot := d.said(about.Footer)
	if foot != "" {
		foot += `<w:r><w:t xml:space="preserve"> – </w:t></w:r>`
	}
	d.part("word/footer1.xml", []byte(d.margin("ftr", PageFooter, foot+field("PAGE", "1")+`<w:r><w:t xml:space="preserve"> / </w:t></w:r>`+field("NUMPAGES", "1"))))
	d.begin("word/document.xml")
	d.put("%s", xmlHead+`<w:document `+wordNS+drawNS+`><w:body>`)
	return d, d.err
}

// margins are the heads and feet of pages: header or footer, on which pages, in which part.
func (d *docx) margins() [][3]string {
	if d.styled.word == nil {
		return [][3]string{{"header", "default", "header1.xml"}, {"footer", "default", "footer1.xml"}}
	}
	var out [][3]string
	for i, m := range d.styled.word.margins {
		out = append(out, [3]string{m.tag, m.kind, fmt.Sprintf("%s%d.xml", m.tag, i+1)})
	}
	return out
}

// language is where styles say which one texts are in.
var language = regexp.MustCompile(`(<w:lang [^>]*\bw:val=")[^"]*"`)

// locale is a language as documents name it.
func locale(lang string) string {
	if lang == "en" {
		return "en-GB"
	}
	return "fr-FR"
}

func (d *docx) types() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/>`)
	for _, p := range [][2]string{
		{"word/document.xml", "wordprocessingml.document.main"}, {"word/styles.xml", "wordprocessingml.styles"}, {"word/numbering.xml", "wordprocessingml.numbering"},
		{"word/theme/theme1.xml", "theme"}, {"word/settings.xml", "wordprocessingml.settings"},
	} {
		if d.written(p[0]) {
			fmt.Fprintf(&b, `<Override PartName="/%s" ContentType="application/vnd.openxmlformats-officedocument.%s+xml"/>`, p[0], p[1])
		}
	}
	for _, m := range d.margins() {
		fmt.Fprintf(&b, `<Override PartName="/word/%s" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.%s+xml"/>`, m[2], m[0])
	}
	b.WriteString(`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`)
	return b.String()
}

// written says whether a part is there: numbering and theme are the template's.
func (d *docx) written(name string) bool {
	ofTemplate := name == "word/numbering.xml" || name == "word/theme/theme1.xml"
	return !ofTemplate || d.styled.parts[name] != nil
}

// relations are a part's relations to others: kind, target, and "External" for an address outside.
func relations(list ...[3]string) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i, r := range list {
		kind := relNS + r[0]
		if strings.HasPrefix(r[0], "metadata/") {
			kind = "http://schemas.openxmlformats.org/package/2006/relationships/" + r[0]
		}
		mode := ""
		if r[2] != "" {
			mode = ` TargetMode="` + r[2] + `"`
		}
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s" Target="%s"%s/>`, i+1, kind, escape(r[1]), mode)
	}
	return b.String() + `</Relationships>`
}

func core(a About) string {
	return xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escape(a.Title) + `</dc:title><dc:creator>` + escape(a.Author) + `</dc:creator>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + a.Date.Format(time.RFC3339) + `</dcterms:created><dc:language>` + locale(a.Lang) + `</dc:language></cp:coreProperties>`
}

// settings ask the word processor to work out the numbers of pages of contents: those that were counted are right for the
// fonts of who counted them.
func (d *docx) settings() string {
	update := ""
	if d.counts {
		update = `<w:updateFields w:val="true"/>`
	}
	return xmlHead + `<w:settings ` + wordNS + `>` + update + `<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:themeFontLang w:val="` + locale(d.about.Lang) + `"/></w:settings>`
}

// margin is the head or the foot of pages.
func (d *docx) margin(tag string, s Style, content string) string {
	return xmlHead + `<w:` + tag + ` ` + wordNS + `><w:p><w:pPr><w:pStyle w:val="` + d.styled.ids[s] + `"/></w:pPr>` + content + `</w:p></w:` + tag + `>`
}

func (d *docx) said(text string) string {
	if text == "" {
		return ""
	}
	return `<w:r><w:t xml:space="preserve">` + escape(text) + `</w:t></w:r>`
}

// field is a value that the word processor works out, with what stands there until it has.
func field(code, now string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + code + ` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>` + now + `</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
}

func (d *docx) Paragraph(p Paragraph) {
	d.open(p.Style, p.NewPage)
	if p.Bookmark != "" {
		d.marked(p.Bookmark)
		d.ids++
		d.put(`<w:bookmarkStart w:id="%d" w:name="%s"/>`, d.ids, p.Bookmark)
	}
	id := d.ids
	for _, r := range p.Runs {
		d.run(r)
	}
	if p.Image != nil {
		d.image(p.Image)
	}
	if p.Bookmark != "" {
		d.put(`<w:bookmarkEnd w:id="%d"/>`, id)
	}
	d.put(`</w:p>`)
}

func (d *docx) open(s Style, newPage bool) {
	d.put(`<w:p><w:pPr><w:pStyle w:val="%s"/>`, d.styled.ids[s])
	if newPage {
		d.put(`<w:pageBreakBefore/>`)
	}
	d.put(`</w:pPr>`)
}

func (d *docx) run(r Run) {
	anchor, inside := strings.CutPrefix(r.Link, "#")
	switch {
	case inside:
		d.put(`<w:hyperlink w:anchor="%s" w:history="1">`, escape(anchor))
	case r.Link != "":
		d.put(`<w:hyperlink r:id="rId%d" w:history="1">`, d.linked(r.Link))
	}
	d.put(`<w:r>%s%s</w:r>`, d.look(r), pieces(r.Text))
	if r.Link != "" {
		d.put(`</w:hyperlink>`)
	}
}

// look are the properties of a run.
func (d *docx) look(r Run) string {
	var b strings.Builder
	if r.Mark {
		b.WriteString(`<w:rStyle w:val="` + d.styled.ids[codeStyle] + `"/>`)
	} else if r.Link != "" {
		b.WriteString(`<w:rStyle w:val="` + d.styled.ids[linkStyle] + `"/>`)
	}
	if r.Bold {
		b.WriteString(`<w:b/><w:bCs/>`)
	}
	if r.Italic {
		b.WriteString(`<w:i/><w:iCs/>`)
	}
	if b.Len() == 0 {
		return ""
	}
	return `<w:rPr>` + b.String() + `</w:rPr>`
}

// pieces are a text with its line breaks and tabulators.
func pieces(text string) string {
	var b strings.Builder
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			b.WriteString(`<w:br/>`)
		}
		for j, piece := range strings.Split(line, "\t") {
			if j > 0 {
				b.WriteString(`<w:tab/>`)
			}
			if piece != "" {
				b.WriteString(`<w:t xml:space="preserve">` + escape(piece) + `</w:t>`)
			}
		}
	}
	return b.String()
}

// fixedRelations are those of the document before its links and pictures.
func (d *docx) fixedRelations() [][3]string {
	out := [][3]string{{"styles", "styles.xml", ""}, {"settings", "settings.xml", ""}}
	for _, m := range d.margins() {
		out = append(out, [3]string{m[0], m[2], ""})
	}
	if d.written("word/numbering.xml") {
		out = append(out, [3]string{"numbering", "numbering.xml", ""})
	}
	if d.written("word/theme/theme1.xml") {
		out = append(out, [3]string{"theme", "theme/theme1.xml", ""})
	}
	return out
}

// linked is the number of the relation of a target: an address, or "media/" and the name of a picture.
func (d *docx) linked(target string) int {
	for i, l := range d.links {
		if l == target {
			return len(d.fixedRelations()) + i + 1
		}
	}
	d.links = append(d.links, target)
	return len(d.fixedRelations()) + len(d.links)
}

func (d *docx) image(i *Image) {
	name, height := d.pictured(i)
	d.ids++
	const millimetre = 36000 // in the units of drawings
	d.put(`<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%[1]d" cy="%[2]d"/><wp:docPr id="%[3]d" name="Image %[3]d" descr="%[4]s"/>`+
		`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="%[3]d" name="%[5]s" descr="%[4]s"/><pic:cNvPicPr/></pic:nvPicPr>`+
		`<pic:blipFill><a:blip r:embed="rId%[6]d"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`+
		`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%[1]d" cy="%[2]d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`,
		i.Width*millimetre, height*millimetre, d.ids, escape(i.Alt), name, d.linked("media/"+name))
}

func (d *docx) List(items ...[]Run) {
	for _, runs := range items {
		d.Paragraph(Paragraph{Style: Item, Runs: runs})
	}
}

func (d *docx) Table(t Table) {
	wide := 0
	for _, w := range t.Widths {
		wide += d.section.textWide() * w / 100
	}
	d.put(`<w:tbl><w:tblPr><w:tblStyle w:val="%s"/><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1"/><w:tblCaption w:val="%s"/></w:tblPr><w:tblGrid>`,
		d.styled.ids[gridStyle], wide, escape(t.Name))
	for _, w := range t.Widths {
		d.put(`<w:gridCol w:w="%d"/>`, d.section.textWide()*w/100)
	}
	d.put(`</w:tblGrid>`)
	for _, row := range t.Head {
		d.row(t, row, `<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`)
	}
	if t.Rows != nil {
		for row := range t.Rows {
			d.row(t, row, "")
		}
	}
	d.put(`</w:tbl>`)
	d.open(TableText, false) // two tables that touch become one
	d.put(`</w:p>`)
}

func (d *docx) row(t Table, cells []Cell, properties string) {
	d.put(`<w:tr>%s`, properties)
	at := 0
	for _, c := range cells {
		wide := 0
		for i := at; i < at+c.columns() && i < len(t.Widths); i++ {
			wide += d.section.textWide() * t.Widths[i] / 100
		}
		at += c.columns()
		d.put(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, wide)
		if c.Span > 1 {
			d.put(`<w:gridSpan w:val="%d"/>`, c.Span)
		}
		if c.Label {
			d.put(`<w:shd w:val="clear" w:color="auto" w:fill="EFEAE0"/>`)
		}
		d.put(`</w:tcPr>`)
		for _, p := range c.paragraphs() {
			d.Paragraph(p)
		}
		d.put(`</w:tc>`)
	}
	if at != len(t.Widths) {
		d.fail(fmt.Errorf("table %q: a row of %d columns, not of %d", t.Name, at, len(t.Widths)))
	}
	d.put(`</w:tr>`)
}

// Contents is the field that a word processor makes anew, filled with what it will find; the numbers of pages are fields
// as well.
func (d *docx) Contents(c Contents) {
	d.put(`<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>`)
	d.Paragraph(Paragraph{Style: ContentsTitle, Runs: Text(c.Title), NewPage: c.NewPage})
	before := `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \o "1-3" \h \z \u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`
	for _, e := range c.Entries {
		d.open(Contents1+Style(e.Level-1), false)
		d.put("%s", before)
		before = ""
		if e.Bookmark == "" {
			d.put(`<w:r>%s</w:r></w:p>`, pieces(e.Text))
			continue
		}
		d.counts = true
		d.put(`<w:hyperlink w:anchor="%s" w:history="1"><w:r>%s</w:r><w:r><w:tab/></w:r>%s</w:hyperlink></w:p>`, e.Bookmark, pieces(e.Text), field(`PAGEREF `+e.Bookmark+` \h`, e.page()))
	}
	d.put(`<w:p>%s<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:sdtContent></w:sdt>`, before)
}

func (d *docx) Close() error {
	d.put(`<w:sectPr>`)
	for i, m := range d.margins() {
		d.put(`<w:%sReference w:type="%s" r:id="rId%d"/>`, m[0], m[1], i+3)
	}
	p, orient := d.section.Margins, ""
	if o := d.section.Size.Orient; o != "" {
		orient = ` w:orient="` + escape(o) + `"`
	}
	d.put(`<w:pgSz w:w="%d" w:h="%d"%s/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/>`,
		d.section.Size.Wide, d.section.Size.High, orient, p.Top, p.Right, p.Bottom, p.Left, p.Header, p.Footer)
	if d.styled.word == nil && d.about.Cover || d.section.Title != nil {
		d.put(`<w:titlePg/>`)
	}
	d.put(`</w:sectPr></w:body></w:document>`)
	return d.finish("word/media/", func() {
		d.part("word/settings.xml", []byte(d.settings()))
		list := d.fixedRelations()
		for _, l := range d.links {
			if strings.HasPrefix(l, "media/") {
				list = append(list, [3]string{"image", l, ""})
			} else {
				list = append(list, [3]string{"hyperlink", l, "External"})
			}
		}
		d.part("word/_rels/document.xml.rels", []byte(relations(list...)))
	})
}
