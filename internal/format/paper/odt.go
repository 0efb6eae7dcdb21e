package paper

import (
	"archive/zip"
	"fmt"
	"regexp"
	"strings"
)

// odt writes OpenDocument Text 1.2, or a later version that the template is of.
type odt struct {
	sheet
	about  About
	styled *Template
	tables int
}

const odtNS = `xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" ` +
	`xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" ` +
	`xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"`

func createODT(z *zip.Writer, about About, t *Template) (Writer, error) {
	o := &odt{sheet: sheet{zip: z, marks: map[string]bool{}}, about: about, styled: t}
	o.stored("mimetype", odtType)
	o.part("meta.xml", []byte(o.meta()))
	o.part("styles.xml", []byte(o.sheetOfStyles()))
	o.begin("content.xml")
	if t.open != nil {
		o.about.Cover = false // the first page is the template's
		o.covered(t.open)
		return o, o.err
	}
	o.put("%s", xmlHead+`<office:document-content `+odtNS+` office:version="`+o.version()+`"><office:automatic-styles>`)
	o.automatic(nil)
	o.put(`</office:automatic-styles><office:body><office:text>`)
	return o, o.err
}

var odtVersion = regexp.MustCompile(`office:version="([0-9.]+)"`)

// version is the same in all parts: LibreOffice opens no document whose parts differ in it.
func (o *odt) version() string {
	if m := odtVersion.FindSubmatch(o.styled.root); m != nil {
		return string(m[1])
	}
	return "1.2"
}

func (o *odt) meta() string {
	at := o.about.Date.Format("2006-01-02T15:04:05Z")
	return xmlHead + `<office:document-meta ` + odtNS + ` office:version="` + o.version() + `"><office:meta><dc:title>` + escape(o.about.Title) + `</dc:title><meta:initial-creator>` + escape(o.about.Author) + `</meta:initial-creator><dc:creator>` + escape(o.about.Author) +
		`</dc:creator><meta:creation-date>` + at + `</meta:creation-date><dc:date>` + at + `</dc:date><dc:language>` + locale(o.about.Lang) + `</dc:language></office:meta></office:document-meta>`
}

// sheetOfStyles is styles.xml: the template's fonts and styles, then our pages with their heads and feet.
func (o *odt) sheetOfStyles() string {
	if f := o.styled.open; f != nil {
		pages, err := fill("styles.xml", f.pages, o.about.Words)
		o.fail(err)
		return xmlHead + withSpaces(o.styled.root, odtNS) + o.inLanguage() + string(pages) + `</office:document-styles>`
	}
	foot := escape(o.about.Footer)
	if foot != "" {
		foot += " – "
	}
	region := func(tag, style, content string) string {
		return `<style:` + tag + `><text:p text:style-name="` + style + `">` + content + `</text:p></style:` + tag + `>`
	}
	margins := region("header", "Header", escape(o.about.Header)) + region("footer", "Footer", foot+`<text:page-number text:select-page="current">1</text:page-number> / <text:page-count>1</text:page-count>`)
	masters := `<style:master-page style:name="Standard" style:page-layout-name="Page">` + margins + `</style:master-page>`
	if o.about.Cover {
		masters += `<style:master-page style:name="First_20_Page" style:display-name="First Page" style:page-layout-name="Cover" style:next-style-name="Standard"/>`
	}
	layout := func(name, margins string) string {
		return `<style:page-layout style:name="` + name + `"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" style:print-orientation="portrait" fo:margin-top="` + margins + `" fo:margin-bottom="` + margins + `" fo:margin-left="20mm" fo:margin-right="20mm"/>`
	}
	region = func(tag, side, _ string) string {
		return `<style:` + tag + `><style:header-footer-properties fo:min-height="8mm" fo:margin-` + side + `="4mm"/></style:` + tag + `>`
	}
	return xmlHead + withSpaces(o.styled.root, odtNS) + o.inLanguage() + `<office:automatic-styles>` +
		layout("Page", "10mm") + region("header-style", "bottom", "") + region("footer-style", "top", "") + `</style:page-layout>` +
		layout("Cover", "20mm") + `</style:page-layout></office:automatic-styles><office:master-styles>` + masters + `</office:master-styles></office:document-styles>`
}

var odtLanguage = regexp.MustCompile(`\bfo:language="[^"]*" fo:country="[^"]*"`)

// inLanguage are the template's styles for texts in the document's language.
func (o *odt) inLanguage() string {
	lang, country, _ := strings.Cut(locale(o.about.Lang), "-")
	return odtLanguage.ReplaceAllString(string(o.styled.styles), `fo:language="`+lang+`" fo:country="`+country+`"`)
}

// wide is how wide the text of a page is, in millimetres.
func (o *odt) wide() float64 {
	if o.styled.open != nil {
		return o.styled.open.wide
	}
	return 170
}

// automatic are the looks that paragraphs, cells and columns have beside their styles. They stand before the text, which is
// not known yet: so there is one for every style and width,
// but for those that a template names already.
func (o *odt) automatic(named map[string]bool) {
	style := func(family, name, format string, args ...any) {
		if !named[family+" "+name] {
			o.put(`<style:style style:name="`+name+`" style:family="`+family+`"`+format+`</style:style>`, args...)
		}
	}
	for s, n := range names {
		if Style(s) < codeStyle {
			style("paragraph", fmt.Sprint("New", s), ` style:parent-style-name="%s"><style:paragraph-properties fo:break-before="page"/>`, n.odt)
			if o.about.Cover {
				style("paragraph", fmt.Sprint("First", s), ` style:parent-style-name="%s" style:master-page-name="First_20_Page">`, n.odt)
			}
		}
	}
	const bold, italic = `fo:font-weight="bold" style:font-weight-asian="bold" style:font-weight-complex="bold"`, `fo:font-style="italic" style:font-style-asian="italic" style:font-style-complex="italic"`
	for _, look := range [][2]string{{"B", bold}, {"I", italic}, {"BI", bold + " " + italic}} {
		style("text", look[0], `><style:text-properties %s/>`, look[1])
	}
	for w := 1; w <= 100; w++ {
		style("table", fmt.Sprint("T", w), `><style:table-properties style:width="%.1fmm" table:align="left" fo:margin-top="1mm" fo:margin-bottom="3mm"/>`, o.wide()/100*float64(w))
		style("table-column", fmt.Sprint("W", w), `><style:table-column-properties style:column-width="%.1fmm"/>`, o.wide()/100*float64(w))
	}
	const border = `fo:padding="1.2mm" fo:border="0.5pt solid #a9a296"`
	style("table-cell", "Cell", `><style:table-cell-properties %s/>`, border)
	style("table-cell", "Label", `><style:table-cell-properties fo:background-color="#efeae0" %s/>`, border)
	style("graphic", "Picture", `><style:graphic-properties style:vertical-pos="top" style:vertical-rel="baseline"/>`)
	if named[" Bullets"] {
		return
	}
	o.put(`<text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•"><style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="6mm" fo:text-indent="-4mm" fo:margin-left="6mm"/></style:list-level-properties></text:list-level-style-bullet></text:list-style>`)
}

func (o *odt) Paragraph(p Paragraph) {
	style := names[p.Style].odt
	switch {
	case o.about.Cover:
		style = fmt.Sprintf("First%d", p.Style)
		o.about.Cover = false // it was the first
	case p.NewPage:
		style = fmt.Sprintf("New%d", p.Style)
	}
	tag := "p"
	if n := p.Style.level(); n > 0 {
		tag = "h"
		o.put(`<text:h text:style-name="%s" text:outline-level="%d">`, style, n)
	} else {
		o.put(`<text:p text:style-name="%s">`, style)
	}
	if p.Bookmark != "" {
		o.marked(p.Bookmark)
		o.put(`<text:bookmark-start text:name="%s"/>`, p.Bookmark)
	}
	for _, r := range p.Runs {
		o.run(r)
	}
	if p.Image != nil {
		o.image(p.Image)
	}
	if p.Bookmark != "" {
		o.put(`<text:bookmark-end text:name="%s"/>`, p.Bookmark)
	}
	o.put(`</text:%s>`, tag)
}

func (o *odt) run(r Run) {
	look := ""
	if r.Bold {
		look += "B"
	}
	if r.Italic {
		look += "I"
	}
	if r.Mark {
		look = names[codeStyle].odt
	}
	text := spaced(r.Text)
	if look != "" {
		text = `<text:span text:style-name="` + look + `">` + text + `</text:span>`
	}
	if r.Link != "" {
		text = `<text:a xlink:type="simple" xlink:href="` + escape(r.Link) + `" text:style-name="` + names[linkStyle].odt + `">` + text + `</text:a>`
	}
	o.put("%s", text)
}

// spaced is a text as OpenDocument wants it: of white space only a single space between words stands for itself.
func spaced(text string) string {
	var b strings.Builder
	from, word := 0, false
	for i, r := range text {
		tag := ""
		switch {
		case r == '\n':
			tag = `<text:line-break/>`
		case r == '\t':
			tag = `<text:tab/>`
		case r == ' ' && !word:
			tag = `<text:s/>`
		}
		if word = r != ' ' && tag == ""; tag != "" {
			b.WriteString(escape(text[from:i]) + tag)
			from = i + 1
		}
	}
	return b.String() + escape(text[from:])
}

func (o *odt) image(i *Image) {
	name, height := o.pictured(i)
	o.put(`<draw:frame draw:style-name="Picture" draw:name="%[1]s" text:anchor-type="as-char" svg:width="%[2]dmm" svg:height="%[3]dmm"><draw:image xlink:href="Pictures/%[1]s" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/><svg:desc>%[4]s</svg:desc></draw:frame>`,
		name, i.Width, height, escape(i.Alt))
}

func (o *odt) List(items ...[]Run) {
	o.put(`<text:list text:style-name="Bullets">`)
	for _, runs := range items {
		o.put(`<text:list-item>`)
		o.Paragraph(Paragraph{Style: Item, Runs: runs})
		o.put(`</text:list-item>`)
	}
	o.put(`</text:list>`)
}

func (o *odt) Table(t Table) {
	wide := 0
	for _, w := range t.Widths {
		wide += w
	}
	o.tables++
	o.put(`<table:table table:name="%d. %s" table:style-name="T%d">`, o.tables, escape(t.Name), min(wide, 100))
	for _, w := range t.Widths {
		o.put(`<table:table-column table:style-name="W%d"/>`, w)
	}
	if len(t.Head) > 0 {
		o.put(`<table:table-header-rows>`)
		for _, row := range t.Head {
			o.row(t, row)
		}
		o.put(`</table:table-header-rows>`)
	}
	if t.Rows != nil {
		for row := range t.Rows {
			o.row(t, row)
		}
	}
	o.put(`</table:table>`)
}

func (o *odt) row(t Table, cells []Cell) {
	o.put(`<table:table-row>`)
	at := 0
	for _, c := range cells {
		at += c.columns()
		style, span := "Cell", ""
		if c.Label {
			style = "Label"
		}
		if c.Span > 1 {
			span = fmt.Sprintf(` table:number-columns-spanned="%d"`, c.Span)
		}
		o.put(`<table:table-cell table:style-name="%s"%s office:value-type="string">`, style, span)
		for _, p := range c.paragraphs() {
			o.Paragraph(p)
		}
		o.put(`</table:table-cell>%s`, strings.Repeat(`<table:covered-table-cell/>`, c.columns()-1))
	}
	if at != len(t.Widths) {
		o.fail(fmt.Errorf("table %q: a row of %d columns, not of %d", t.Name, at, len(t.Widths)))
	}
	o.put(`</table:table-row>`)
}

// Contents is an index that a word processor makes anew, filled with what it will find; the numbers of pages are
// references, which it works out when it lays out the pages.
func (o *odt) Contents(c Contents) {
	o.put(`<text:table-of-content text:name="Contents" text:protected="false"><text:table-of-content-source text:outline-level="3" text:use-index-marks="false"><text:index-title-template text:style-name="%s">%s</text:index-title-template>`,
		names[ContentsTitle].odt, escape(c.Title))
	for n := range 3 {
		o.put(`<text:table-of-content-entry-template text:outline-level="%d" text:style-name="%s"><text:index-entry-link-start/><text:index-entry-text/><text:index-entry-tab-stop style:type="right" style:leader-char="."/><text:index-entry-page-number/><text:index-entry-link-end/></text:table-of-content-entry-template>`,
			n+1, names[Contents1+Style(n)].odt)
	}
	o.put(`</text:table-of-content-source><text:index-body><text:index-title text:name="Contents_Head">`)
	o.Paragraph(Paragraph{Style: ContentsTitle, Runs: Text(c.Title), NewPage: c.NewPage})
	o.put(`</text:index-title>`)
	for _, e := range c.Entries {
		style := names[Contents1+Style(e.Level-1)].odt
		if e.Bookmark == "" {
			o.put(`<text:p text:style-name="%s">%s</text:p>`, style, spaced(e.Text))
			continue
		}
		o.put(`<text:p text:style-name="%[1]s"><text:a xlink:type="simple" xlink:href="#%[2]s" text:style-name="Index_20_Link" text:visited-style-name="Index_20_Link">%[3]s<text:tab/><text:bookmark-ref text:reference-format="page" text:ref-name="%[2]s">%[4]s</text:bookmark-ref></text:a></text:p>`, style, e.Bookmark, spaced(e.Text), e.page())
	}
	o.put(`</text:index-body></text:table-of-content>`)
}

func (o *odt) Close() error {
	o.put(`</office:text></office:body></office:document-content>`)
	return o.finish("Pictures/", func() {
		var b strings.Builder
		b.WriteString(xmlHead + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="` + o.version() + `"><manifest:file-entry manifest:full-path="/" manifest:version="` + o.version() + `" manifest:media-type="` + odtType + `"/>`)
		for _, name := range []string{"content.xml", "styles.xml", "meta.xml"} {
			b.WriteString(`<manifest:file-entry manifest:full-path="` + name + `" manifest:media-type="text/xml"/>`)
		}
		for _, p := range o.pictures {
			_, kind, _ := strings.Cut(p.name, ".")
			b.WriteString(`<manifest:file-entry manifest:full-path="Pictures/` + p.name + `" manifest:media-type="image/` + kind + `"/>`)
		}
		o.part("META-INF/manifest.xml", []byte(b.String()+`</manifest:manifest>`))
	})
}
