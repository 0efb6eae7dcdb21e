package paper_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"kafo/internal/format/paper"
)

var both = []paper.Format{paper.DOCX, paper.ODT}

var day = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

// dot is a picture of three by two.
func dot(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// report has everything that a document may have.
func report(t testing.TB, f paper.Format, about paper.About) []byte {
	t.Helper()
	var b bytes.Buffer
	about.Title, about.Author, about.Date = "Recueil d’essai <2026> & Cie", "Atelier", day
	w, err := paper.Create(&b, f, about)
	if err != nil {
		t.Fatal(err)
	}
	w.Paragraph(paper.Paragraph{Style: paper.Title, Runs: paper.Text("Recueil d’essai")})
	w.Paragraph(paper.Paragraph{Style: paper.Subtitle, Runs: paper.Text("1er décembre 2026")})
	w.Contents(paper.Contents{Title: "Sommaire", NewPage: true, Entries: []paper.Entry{
		{Level: 1, Text: "Région de Kayes", Bookmark: "kayes"}, {Level: 2, Text: "Angers – Kayes", Bookmark: "fiche_1"}, {Level: 2, Text: "Évry – Nioro (à venir)"},
	}})
	w.Paragraph(paper.Paragraph{Style: paper.Heading1, Bookmark: "kayes", NewPage: true, Runs: paper.Text("Région de Kayes")})
	w.Paragraph(paper.Paragraph{Style: paper.Heading2, Bookmark: "fiche_1", Runs: paper.Text("Angers – Kayes")})
	w.Paragraph(paper.Paragraph{Runs: []paper.Run{
		{Text: "Un  budget "}, {Text: "de 30 000 €", Bold: true}, {Text: " en\t2012,\nvoir "}, {Text: "la fiche", Link: "https://example.org/fiches/1?a=1&b=2", Italic: true},
		{Text: " et "}, {Text: "la région", Link: "#kayes"}, {Text: " [budget]", Mark: true},
	}})
	w.List(paper.Text("un"), paper.Text("deux"))
	w.Table(paper.Table{Name: "Actions de Kayes", Widths: []int{30, 50, 20}, Head: [][]paper.Cell{
		{{Paragraphs: []paper.Paragraph{{Style: paper.TableHead, Runs: paper.Text("Actions réalisées")}}, Span: 2, Label: true}, paper.Head("Budget")},
	}, Rows: slices.Values([][]paper.Cell{{paper.Said("Eau"), paper.Said("Puits"), paper.Said("12 000 €")}, {{Span: 3}}})})
	w.Paragraph(paper.Paragraph{Style: paper.Caption, Runs: paper.Text("Un point"), Image: &paper.Image{Data: dot(t), Width: 60, Alt: "un point \"gris\""}})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func parts(t testing.TB, raw []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		out[f.Name] = string(b)
	}
	return out
}

// orders are how the schemas of WordprocessingML (ECMA-376, wml.xsd) and OpenDocument 1.2 order the children of an element;
// those that are left out here we never write.
var orders = map[paper.Format]map[string][]string{
	paper.DOCX: {
		"pPr":      {"pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs", "spacing", "ind", "jc", "outlineLvl", "rPr", "sectPr"},
		"rPr":      {"rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "sz", "szCs", "u", "lang"},
		"tblPr":    {"tblStyle", "tblW", "jc", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption", "tblDescription"},
		"trPr":     {"cantSplit", "tblHeader"},
		"tcPr":     {"tcW", "gridSpan", "vMerge", "tcBorders", "shd"},
		"tbl":      {"tblPr", "tblGrid", "tr"},
		"tr":       {"trPr", "tc"},
		"sectPr":   {"headerReference", "footerReference", "pgSz", "pgMar", "titlePg"},
		"style":    {"name", "basedOn", "next", "uiPriority", "qFormat", "pPr", "rPr", "tblPr"},
		"lvl":      {"start", "numFmt", "pStyle", "lvlText", "lvlJc", "pPr"},
		"sdt":      {"sdtPr", "sdtContent"},
		"inline":   {"extent", "docPr", "graphic"},
		"pic":      {"nvPicPr", "blipFill", "spPr"},
		"settings": {"updateFields", "compat", "themeFontLang"},
	},
	paper.ODT: {
		"document-styles":         {"font-face-decls", "styles", "automatic-styles", "master-styles"},
		"document-content":        {"automatic-styles", "body"},
		"style":                   {"table-properties", "table-column-properties", "table-cell-properties", "graphic-properties", "paragraph-properties", "text-properties"},
		"default-style":           {"table-properties", "paragraph-properties", "text-properties"},
		"page-layout":             {"page-layout-properties", "header-style", "footer-style"},
		"master-page":             {"header", "footer"},
		"table-of-content":        {"table-of-content-source", "index-body"},
		"table-of-content-source": {"index-title-template", "table-of-content-entry-template"},
		"index-body":              {"index-title", "p"},
		"table":                   {"table-column", "table-header-rows", "table-row"},
		"frame":                   {"image", "desc"},
	},
}

// misordered is the first child that stands where the schema has no place for it.
func misordered(text string, order map[string][]string) string {
	d := xml.NewDecoder(strings.NewReader(text))
	type open struct {
		name string
		last int
	}
	var stack []open
	for {
		token, err := d.Token()
		if err == io.EOF {
			return ""
		}
		if err != nil {
			return err.Error()
		}
		switch e := token.(type) {
		case xml.StartElement:
			if n := len(stack) - 1; n >= 0 && order[stack[n].name] != nil {
				at := slices.Index(order[stack[n].name], e.Name.Local)
				if at < stack[n].last {
					return stack[n].name + "/" + e.Name.Local
				}
				stack[n].last = at
			}
			stack = append(stack, open{e.Name.Local, 0})
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
}

func TestTheOrderOfElementsIsLookedAt(t *testing.T) {
	if misordered(`<w:rPr xmlns:w="w"><w:color/><w:b/></w:rPr>`, orders[paper.DOCX]) != "rPr/b" || misordered(`<a><b></a>`, nil) == "" {
		t.Error("what no word processor would take went unseen")
	}
}

func TestPartsAreWellFormedAndInTheOrderOfTheSchema(t *testing.T) {
	for _, f := range both {
		for name, text := range parts(t, report(t, f, paper.About{Lang: "fr", Cover: true, Header: "Atelier", Footer: "Essai"})) {
			if strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels") {
				if at := misordered(text, orders[f]); at != "" {
					t.Errorf("%s: %s: %s", f, name, at)
				}
			}
		}
	}
}

func TestDocumentsSayWhatTheyAre(t *testing.T) {
	docx, odt := parts(t, report(t, paper.DOCX, paper.About{Lang: "en"})), parts(t, report(t, paper.ODT, paper.About{Lang: "en"}))
	for _, c := range []struct{ in, want string }{
		{docx["word/styles.xml"], `<w:lang w:val="en-GB"`}, {docx["docProps/core.xml"], `<dc:title>Recueil d’essai &lt;2026&gt; &amp; Cie</dc:title><dc:creator>Atelier</dc:creator>`},
		{docx["word/document.xml"], `TOC \o "1-3" \h`}, {docx["word/document.xml"], `w:anchor="fiche_1"`}, {docx["word/document.xml"], `<w:tblHeader/>`}, {docx["word/document.xml"], `<w:gridSpan w:val="2"/>`},
		{docx["word/document.xml"], `descr="un point &#34;gris&#34;"`}, {docx["word/_rels/document.xml.rels"], `Target="https://example.org/fiches/1?a=1&amp;b=2" TargetMode="External"`}, {docx["word/footer1.xml"], ` NUMPAGES `},
		{odt["styles.xml"], `fo:language="en" fo:country="GB"`}, {odt["meta.xml"], `<dc:date>2026-12-01T09:00:00Z</dc:date>`}, {odt["content.xml"], `<text:h text:style-name="Heading_20_2" text:outline-level="2">`},
		{odt["content.xml"], `<text:bookmark-ref text:reference-format="page" text:ref-name="fiche_1">`}, {odt["content.xml"], `<table:table-header-rows>`}, {odt["content.xml"], `table:number-columns-spanned="2"`},
		{odt["content.xml"], `Un <text:s/>budget <text:span text:style-name="B">de 30 000 €</text:span><text:s/>en<text:tab/>2012,<text:line-break/>voir `}, {odt["content.xml"], `<svg:desc>un point &#34;gris&#34;</svg:desc>`},
		{odt["styles.xml"], `<text:page-count>`}, {odt["META-INF/manifest.xml"], `manifest:media-type="image/png"`},
	} {
		if !strings.Contains(c.in, c.want) {
			t.Errorf("%s is missing", c.want)
		}
	}
	raw := report(t, paper.ODT, paper.About{})
	if want := "mimetypeapplication/vnd.oasis.opendocument.text"; string(raw[30:30+len(want)]) != want {
		t.Errorf("an ODT begins with %q", raw[30:90])
	}
}

func TestTheSameContentIsTheSameBytes(t *testing.T) {
	for _, f := range both {
		if !bytes.Equal(report(t, f, paper.About{}), report(t, f, paper.About{})) {
			t.Errorf("two %s of one content differ", f)
		}
	}
}

func TestWhatCannotBeWrittenIsToldAtTheEnd(t *testing.T) {
	for _, f := range both {
		for name, bad := range map[string]func(paper.Writer){
			"a bookmark twice": func(w paper.Writer) {
				w.Paragraph(paper.Paragraph{Bookmark: "a"})
				w.Paragraph(paper.Paragraph{Bookmark: "a"})
			},
			"a bookmark no name": func(w paper.Writer) { w.Paragraph(paper.Paragraph{Bookmark: "à venir"}) },
			"a short row": func(w paper.Writer) {
				w.Table(paper.Table{Widths: []int{50, 50}, Rows: slices.Values([][]paper.Cell{{paper.Said("x")}})})
			},
			"no picture": func(w paper.Writer) {
				w.Paragraph(paper.Paragraph{Image: &paper.Image{Data: []byte("<svg/>"), Width: 10}})
			},
		} {
			w, err := paper.Create(io.Discard, f, paper.About{})
			if err != nil {
				t.Fatal(err)
			}
			bad(w)
			if w.Close() == nil {
				t.Errorf("%s: %s was written", f, name)
			}
		}
		w, err := paper.Create(full{}, f, paper.About{})
		if err == nil {
			err = w.Close()
		}
		if !errors.Is(err, errFull) {
			t.Errorf("%s: a full disk says %v", f, err)
		}
	}
}

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// A document twenty times as long takes no more memory while it is written.
func TestMemoryStaysFlat(t *testing.T) {
	for _, f := range both {
		peak := func(fiches int) uint64 {
			w, err := paper.Create(io.Discard, f, paper.About{})
			if err != nil {
				t.Fatal(err)
			}
			var most uint64
			for i := range fiches {
				w.Paragraph(paper.Paragraph{Style: paper.Heading2, Runs: paper.Text(fmt.Sprint("Fiche ", i))})
				w.Table(paper.Table{Name: "x", Widths: []int{50, 50}, Rows: func(yield func([]paper.Cell) bool) {
					for range 20 {
						if !yield([]paper.Cell{paper.Said("Présentation du partenariat"), paper.Said(strings.Repeat("mot ", 50))}) {
							return
						}
					}
				}})
				if i%100 == 99 {
					runtime.GC()
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					most = max(most, m.HeapAlloc)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			return most
		}
		if short, long := peak(100), peak(2000); long > short+4<<20 {
			t.Errorf("%s: 100 fiches take %d bytes, 2000 take %d", f, short, long)
		}
	}
}
