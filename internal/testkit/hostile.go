package testkit

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"
)

// HostilePaper is a file that was made to harm who reads documents of a word processor.
type HostilePaper struct {
	Name string
	Raw  []byte
	Key  string // of the message of internal/format/paper; "" where the document is read, and what harms is left alone
	Said string // what the message names
}

// HostilePapers are bombs, lies, entities, cut and mixed files. They are made when they are asked for: no file of the
// repository harms anybody.
func HostilePapers(t testing.TB) []HostilePaper {
	t.Helper()
	spaces := strings.Repeat(" ", 40<<20)
	whole := Word(t, WordHead+strings.Repeat("<w:p><w:r><w:t>Angers</w:t></w:r></w:p>", 500)+wordEnd)
	odt := [2]string{"mimetype", OpenMedia}
	content := [2]string{"content.xml", OpenHead + "</office:text></office:body></office:document-content>"}
	return []HostilePaper{
		{"nothing", nil, "paper.empty", ""},
		{"an old Word file", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"), "paper.old_word", ".doc"},
		{"RTF", []byte(`{\rtf1 x}`), "paper.rtf", "RTF"},
		{"PDF", []byte("%PDF-1.7 x"), "paper.pdf", "PDF"},
		{"a photograph", []byte("\xff\xd8\xff\xe0 and so on"), "paper.picture", "image"},
		{"a web page called docx", []byte("<html><body>"), "paper.unknown", ""},
		{"a document behind a PDF", append([]byte("%PDF-1.7\n"), whole...), "paper.pdf", "PDF"},
		{"a document before a web page", append(bytes.Clone(whole), "<script>alert(1)</script>"...), "", ""},
		{"another ZIP", Zipped(t, [2]string{"a.txt", "a"}), "paper.unknown", ""},
		{"a spreadsheet", Zipped(t, [2]string{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, [2]string{"content.xml", "<a/>"}), "paper.unknown", ""},
		{"half of it", whole[:len(whole)/2], "paper.damaged", ""},
		{"a bomb", Word(t, WordHead+spaces), "paper.bomb", "word/document.xml"},
		{"a bomb in the styles", Zipped(t, odt, content, [2]string{"styles.xml", "<a>" + spaces + "</a>"}), "paper.bomb", "styles.xml"},
		{"a bomb just small enough", Word(t, WordHead+"<w:p><w:r><w:t>"+strings.Repeat("a", 31<<20)+"</w:t></w:r></w:p>"+wordEnd), "paper.too_long", ""},
		{"text without end", Open(t, OpenHead+strings.Repeat("<text:p>"+strings.Repeat("a ", 1<<17)+"</text:p>", 120)), "paper.too_long", ""},
		{"text just short enough", Open(t, OpenHead+strings.Repeat("<text:p>"+strings.Repeat("a ", 1<<17-1)+"</text:p>", 40)+"</office:text></office:body></office:document-content>"), "", ""},
		{"text just short enough that names somebody", Open(t, OpenHead+strings.Repeat("<text:p>"+strings.Repeat("Commune de Kayes ", 1<<18/17-1)+"</text:p>", 39)+"</office:text></office:body></office:document-content>"), "", ""},
		{"parts over one another", overlapping(t), "paper.bomb", "word/header"},
		{"an archive as the text", Word(t, string(Word(t, WordHead+spaces))), "paper.xml", "word/document.xml"},
		{"archives in archives", nested(t, spaces), "", ""},
		{"a size that lies", lying(t), "paper.damaged_part", "word/document.xml"},
		{"a part twice", Zipped(t, [2]string{"[Content_Types].xml", ""}, [2]string{"word/document.xml", "<a/>"}, [2]string{"word/document.xml", "<b/>"}), "paper.twice", "word/document.xml"},
		{"a password", locked(t), "paper.locked", ""},
		{"a password, ODT", Zipped(t, odt, [2]string{"content.xml", "\x01\x02"}, [2]string{"META-INF/manifest.xml", "<m><encryption-data/></m>"}), "paper.locked", ""},
		{"entities", Word(t, `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`), "paper.doctype", "word/document.xml"},
		{"entities, ODT", Open(t, `<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>`), "paper.doctype", "content.xml"},
		{"a billion laughs", Word(t, laughs()), "paper.doctype", ""},
		{"an entity unknown", Word(t, WordHead+`<w:p><w:r><w:t>&x;</w:t></w:r></w:p>`+wordEnd), "paper.xml", "word/document.xml"},
		{"elements without end", Word(t, WordHead+strings.Repeat("<w:customXml>", 5000)), "paper.deep", ""},
		{"tables without end", Word(t, WordHead+strings.Repeat("<w:tbl><w:tr><w:tc>", 5000)), "paper.deep", ""},
		{"millions of paragraphs", Word(t, WordHead+strings.Repeat("<w:p/>", 400_000)), "paper.too_many", ""},
		{"a tag that is not shut", Word(t, WordHead+`<w:p/><w:p><w:r></w:p>`), "paper.xml", ""},
		{"text cut short", Open(t, OpenHead+`<text:p>a</text:p><text:p>b`), "paper.damaged_part", "content.xml"},
		{"too many parts", Zipped(t, make([][2]string, 5001)...), "paper.too_many", ""},
		{"too large", append(Word(t, "<a/>"), make([]byte, 20<<20)...), "paper.too_large", ""},
		{"what lies outside", Outside(t), "", ""},
	}
}

// The beginnings of the parts in which documents have their text, and what an ODT says that it is.
const (
	WordHead  = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="mc" xmlns:v="v"><w:body>`
	OpenHead  = `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:draw="d"><office:body><office:text>`
	wordEnd   = `</w:body></w:document>`
	OpenMedia = "application/vnd.oasis.opendocument.text"
)

// Zipped is a file of some parts: each its name and its text.
func Zipped(t testing.TB, list ...[2]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range list {
		w, err := z.Create(p[0])
		if err == nil {
			_, err = w.Write([]byte(p[1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Word is a DOCX of one part.
func Word(t testing.TB, body string) []byte {
	t.Helper()
	return Zipped(t, [2]string{"[Content_Types].xml", ""}, [2]string{"word/document.xml", body})
}

// Open is an ODT of one part.
func Open(t testing.TB, body string) []byte {
	t.Helper()
	return Zipped(t, [2]string{"mimetype", OpenMedia}, [2]string{"content.xml", body})
}

// Book is a workbook (XLSX) of one sheet: its cells are texts that they share, but for the last of a row.
func Book(t testing.TB, sheet string, rows ...[]string) []byte {
	t.Helper()
	var shared, data strings.Builder
	n := 0
	for r, row := range rows {
		fmt.Fprintf(&data, `<row r="%d">`, r+1)
		for c, cell := range row {
			var said bytes.Buffer
			_ = xml.EscapeText(&said, []byte(cell))
			ref := fmt.Sprintf("%c%d", 'A'+c, r+1)
			switch {
			case cell == "": // as spreadsheets leave it out
			case c == len(row)-1:
				fmt.Fprintf(&data, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, said.String())
			default:
				fmt.Fprintf(&data, `<c r="%s" t="s"><v>%d</v></c>`, ref, n)
				fmt.Fprintf(&shared, `<si><r><t>%s</t></r><rPh><t>x</t></rPh></si>`, said.String())
				n++
			}
		}
		data.WriteString(`</row>`)
	}
	return Zipped(t, [2]string{"[Content_Types].xml", ""},
		[2]string{"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="` + sheet + `" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		[2]string{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`},
		[2]string{"xl/sharedStrings.xml", `<sst>` + shared.String() + `</sst>`},
		[2]string{"xl/worksheets/sheet1.xml", `<worksheet><cols/><sheetData>` + data.String() + `</sheetData></worksheet>`})
}

// Outside is a document that points out of itself: a template on the net, macros, a part whose name climbs out of any folder.
func Outside(t testing.TB) []byte {
	t.Helper()
	return Zipped(t, [2]string{"[Content_Types].xml", ""},
		[2]string{"word/_rels/document.xml.rels", `<Relationships><Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://127.0.0.1:1/x" TargetMode="External"/></Relationships>`},
		[2]string{"word/vbaProject.bin", "macro"}, [2]string{"../../climbed.txt", "x"}, [2]string{"/tmp/climbed.txt", "x"},
		[2]string{"word/document.xml", WordHead + `<w:altChunk/><w:p><w:r><w:t>a</w:t></w:r></w:p>` + wordEnd})
}

// lying is a file whose header says that a part is small, and that is far larger.
func lying(t testing.TB) []byte {
	t.Helper()
	raw := Word(t, WordHead+strings.Repeat("<w:p/>", 10_000)+wordEnd)
	at := bytes.LastIndex(raw, []byte(central))
	binary.LittleEndian.PutUint32(raw[at+24:], 100)
	return raw
}

// locked is a file whose parts are under a password.
func locked(t testing.TB) []byte {
	t.Helper()
	raw := Word(t, "<a/>")
	for at := 0; ; {
		i := bytes.Index(raw[at:], []byte(central))
		if i < 0 {
			return raw
		}
		raw[at+i+8] |= 1
		at += i + 4
	}
}

// nested is a document with archives in archives beside its text, each full of what unpacks.
func nested(t testing.TB, spaces string) []byte {
	t.Helper()
	inner := Zipped(t, [2]string{"a.xml", spaces})
	for range 5 {
		inner = Zipped(t, [2]string{"a.zip", string(inner)}, [2]string{"b.zip", string(inner)})
	}
	return Zipped(t, [2]string{"[Content_Types].xml", ""}, [2]string{"word/embeddings/a.docx", string(inner)}, [2]string{"word/document.xml", WordHead + wordEnd})
}

// laughs are entities of entities: some kilobytes that would be gigabytes.
func laughs() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE a [<!ENTITY e0 "ha">`)
	for i := range 30 {
		fmt.Fprintf(&b, `<!ENTITY e%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&e%d;", i), 10))
	}
	return b.String() + `]><a>&e30;</a>`
}

// What begins a part's line in the directory at the end of a ZIP, and the end of that directory.
const (
	central = "PK\x01\x02"
	ending  = "PK\x05\x06"
)

// overlapping is a document of two thousand headers that are all one and the same part: small as a file, small part by part,
// some fifty gigabytes all together.
func overlapping(t testing.TB) []byte {
	t.Helper()
	raw := Zipped(t, [2]string{"[Content_Types].xml", ""}, [2]string{"word/document.xml", WordHead + wordEnd}, [2]string{"word/header0000.xml", "<a>" + strings.Repeat(" ", 25<<20) + "</a>"})
	line, end := bytes.LastIndex(raw, []byte(central)), bytes.LastIndex(raw, []byte(ending))
	out := bytes.Clone(raw[:end])
	const more = 2000
	for i := range more {
		out = append(out, bytes.Replace(raw[line:end], []byte("header0000"), fmt.Appendf(nil, "header%04d", i+1), 1)...)
	}
	tail := bytes.Clone(raw[end:])
	parts := binary.LittleEndian.Uint16(tail[10:]) + more
	binary.LittleEndian.PutUint16(tail[8:], parts)
	binary.LittleEndian.PutUint16(tail[10:], parts)
	binary.LittleEndian.PutUint32(tail[12:], binary.LittleEndian.Uint32(tail[12:])+uint32(more*(end-line)))
	return append(out, tail...)
}
