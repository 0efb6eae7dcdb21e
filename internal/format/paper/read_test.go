package paper_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/format/paper"
	"kafo/internal/testkit"
)

func read(t testing.TB, raw []byte) *paper.Document {
	t.Helper()
	d, err := paper.Read(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// outline is a document as lines: its places, its headings, its cells.
func outline(blocks []paper.Block) []string {
	var out []string
	for _, b := range blocks {
		for _, r := range b.Table {
			for _, c := range r {
				out = append(out, fmt.Sprintf("%d+%d %v |%s", c.Column, c.Span, c.Above, strings.Join(outline(c.Blocks), "; ")))
			}
		}
		if b.Table == nil {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s%s %s", b.Place, strings.Repeat("#", b.Level), b.Text, strings.Join(b.Bookmarks, ","))))
		}
	}
	return out
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	want := []string{
		"¶3 #Région de Kayes kayes", "¶4 ##Angers – Kayes fiche_1", "¶5 Un  budget de 30 000 € en\t2012,\nvoir la fiche et la région [budget]", "¶6 un", "¶7 deux",
		"0+2 false |table 1, row 1, cell 1, ¶1 Actions réalisées", "2+1 false |table 1, row 1, cell 2, ¶1 Budget", "0+1 false |table 1, row 2, cell 1, ¶1 Eau", "1+1 false |table 1, row 2, cell 2, ¶1 Puits",
		"2+1 false |table 1, row 2, cell 3, ¶1 12 000 €", "0+3 false |",
	}
	for _, f := range both {
		d := read(t, report(t, f, paper.About{Header: "Essai 2026-01"}))
		if diff := cmp.Diff(want, outline(d.Blocks)[2:len(want)+2]); diff != "" || d.Format != f {
			t.Errorf("%s, read as %s:\n%s", f, d.Format, diff)
		}
		if len(d.Heads) == 0 || d.Heads[0] != "Essai 2026-01" || len(d.Notes) > 0 {
			t.Errorf("%s: heads %q, notes %v", f, d.Heads, d.Notes)
		}
	}
}

func TestWhatOthersWriteIsRead(t *testing.T) {
	p := func(s string) string { return `<w:p><w:r><w:t>` + s + `</w:t></w:r></w:p>` }
	w := func(body string) []byte { return testkit.Word(t, testkit.WordHead+body+`</w:body></w:document>`) }
	o := func(body string) []byte {
		return testkit.Open(t, testkit.OpenHead+body+`</office:text></office:body></office:document-content>`)
	}
	for name, c := range map[string]struct {
		raw  []byte
		want []string
		note string
	}{
		"tracked changes": {w(`<w:p><w:r><w:t>a</w:t></w:r><w:ins><w:r><w:t>b</w:t></w:r></w:ins><w:del><w:r><w:delText>c</w:delText></w:r></w:del></w:p>`), []string{"¶1 ab"}, "paper.deleted"},
		"a deleted row":   {w(`<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>` + p("x") + `</w:tc></w:tr><w:tr><w:tc>` + p("y") + `</w:tc></w:tr></w:tbl>`), []string{"0+1 false |table 1, row 1, cell 1, ¶1 y"}, "paper.deleted"},
		"controls": {w(`<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>` + p("Cliquez ici") + `</w:sdtContent></w:sdt><w:sdt><w:sdtContent>` + p("dit") + `</w:sdtContent></w:sdt><w:p><w:sdt><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t xml:space="preserve"> oui</w:t></w:r></w:p>`),
			[]string{"¶1 dit", "¶2 ☒ oui"}, ""},
		"old boxes, symbols": {w(`<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:t>a</w:t></w:r><w:r><w:sym w:font="Wingdings" w:char="F0A8"/><w:t>b</w:t></w:r></w:p>`), []string{"¶1 ☒a☐b"}, ""},
		"merged cells": {w(`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge w:val="restart"/></w:tcPr>` + p("x") + `</w:tc><w:tc>` + p("y") + `</w:tc></w:tr><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc>` + p("z") + `</w:tc></w:tr></w:tbl>`),
			[]string{"0+2 false |table 1, row 1, cell 1, ¶1 x", "2+1 false |table 1, row 1, cell 2, ¶1 y", "0+2 true |", "2+1 false |table 1, row 2, cell 2, ¶1 z"}, ""},
		"a table in a table": {w(`<w:tbl><w:tr><w:tc>` + p("x") + `<w:tbl><w:tr><w:tc>` + p("y") + `</w:tc></w:tr></w:tbl>` + p("z") + `</w:tc></w:tr></w:tbl>`),
			[]string{"0+1 false |table 1, row 1, cell 1, ¶1 x; 0+1 false |table 2, row 1, cell 1, ¶1 y; table 1, row 1, cell 1, ¶2 z"}, ""},
		"frames, once": {w(`<w:p><w:r><w:t>a</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent>` + p("b") + `</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>` + p("b") + `</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`),
			[]string{"¶1 a", "¶1 b"}, ""},
		"footnotes and hidden words": {w(`<w:p><w:r><w:t>a</w:t><w:footnoteReference w:id="2"/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>b</w:t></w:r></w:p>`), []string{"¶1 a"}, "paper.footnotes"},
		"ODT: white space":           {o("<text:p>\n  a <text:span> b</text:span><text:s text:c=\"2\"/>c<text:tab/>d<text:line-break/>e\n</text:p>"), []string{"¶1 a b  c\td\ne"}, ""},
		"ODT: tracked changes":       {o(`<text:tracked-changes><text:changed-region><text:deletion><text:p>old</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>a<text:change-start/>b<text:change-end/></text:p>`), []string{"¶1 ab"}, "paper.deleted"},
		"ODT: merged cells": {o(`<table:table><table:table-column/><table:table-row><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="2"><text:p>x</text:p></table:table-cell><table:covered-table-cell/><table:table-cell><text:p>y</text:p></table:table-cell></table:table-row>` +
			`<table:table-row><table:covered-table-cell table:number-columns-repeated="2"/><table:table-cell><text:p>z</text:p></table:table-cell></table:table-row></table:table>`),
			[]string{"0+2 false |table 1, row 1, cell 1, ¶1 x", "2+1 false |table 1, row 1, cell 2, ¶1 y", "0+1 true |", "2+1 false |table 1, row 2, cell 2, ¶1 z"}, ""},
		"ODT: lists, sections, frames, notes": {o(`<text:section><text:list><text:list-item><text:p>a</text:p></text:list-item></text:list></text:section><text:p>b<draw:frame><draw:text-box><text:p>c</text:p></draw:text-box></draw:frame><text:note><text:note-body><text:p>n</text:p></text:note-body></text:note></text:p>`), []string{"¶1 a", "¶2 b", "¶2 c"}, "paper.footnotes"},
	} {
		d := read(t, c.raw)
		if diff := cmp.Diff(c.want, outline(d.Blocks)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if note := fmt.Sprint(d.Notes); (c.note == "") != (len(d.Notes) == 0) || !strings.Contains(note, c.note) {
			t.Errorf("%s: notes %s, not %s", name, note, c.note)
		}
	}
}

func TestHostileFilesAreRefusedInWords(t *testing.T) {
	for _, p := range testkit.HostilePapers(t) {
		began := time.Now()
		_, err := paper.Read(bytes.NewReader(p.Raw), int64(len(p.Raw)))
		var f *paper.Fault
		switch {
		case p.Key == "" && err != nil:
			t.Errorf("%s: %v", p.Name, err)
		case p.Key != "" && (!errors.As(err, &f) || f.Key != p.Key || len(f.Args) > 0 && !strings.Contains(err.Error(), p.Said)):
			t.Errorf("%s: %v, not %s %s", p.Name, err, p.Key, p.Said)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("%s took %s", p.Name, took)
		}
	}
}

// A refusal says where in the document the reader stood.
func TestARefusalHasItsPlace(t *testing.T) {
	for body, place := range map[string]string{
		`<w:p><w:r><w:t>&x;</w:t></w:r></w:p>`:     "¶1",
		`<w:p/><w:p><w:r></w:p>`:                   "¶2",
		strings.Repeat("<w:tbl><w:tr><w:tc>", 100): "table",
		strings.Repeat("<w:p/>", 300_001):          "¶300001",
	} {
		raw := testkit.Word(t, testkit.WordHead+body)
		if _, err := paper.Read(bytes.NewReader(raw), int64(len(raw))); err == nil || !strings.Contains(err.Error(), place) {
			t.Errorf("%.40s: %v, not %s", body, err, place)
		}
	}
}

// What lies outside of a file is neither looked for nor told of: there is nothing in the reader that could.
func TestNothingOutsideIsFollowed(t *testing.T) {
	d := read(t, testkit.Outside(t))
	if got := outline(d.Blocks); len(got) != 1 || fmt.Sprint(d.Notes) == "[]" || !strings.Contains(fmt.Sprint(d.Notes), "paper.macros") || !strings.Contains(fmt.Sprint(d.Notes), "paper.outside") {
		t.Errorf("%q, notes %v", got, d.Notes)
	}
}

// A file of which some bytes are others is read or refused, never more.
func TestDamagedFilesDoNoHarm(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, f := range both {
		whole := report(t, f, paper.About{})
		for range 300 {
			raw := bytes.Clone(whole)
			for range 1 + r.IntN(20) {
				raw[r.IntN(len(raw))] = byte(r.Uint32())
			}
			_, err := paper.Read(bytes.NewReader(raw), int64(len(raw)))
			var fault *paper.Fault
			if err != nil && !errors.As(err, &fault) {
				t.Fatalf("%s: %v is no fault", f, err)
			}
		}
	}
}

func FuzzReadDOCX(f *testing.F) {
	f.Add(testkit.WordHead + `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999999"/><w:vMerge/></w:tcPr><w:p><w:r><w:sym w:char="F0FE"/></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>`)
	f.Fuzz(func(t *testing.T, body string) { fuzzed(t, testkit.Word(t, body)) })
}

// FuzzReadODT begins with all that the reader knows of; a run of a minute, with -fuzzminimizetime 1x (what is new is else made small
// for as long as that), goes through some 100,000 documents.
func FuzzReadODT(f *testing.F) {
	for _, seed := range []string{
		`<text:h text:outline-level="2"><text:bookmark-start text:name="q_a"/>a<text:bookmark-end text:name="q_a"/> <text:span text:style-name="T1">[a]</text:span></text:h><text:p>b<text:line-break/>c<text:tab/>d<text:s text:c="3"/>e</text:p>`,
		`<text:tracked-changes><text:changed-region><text:deletion><text:p>x</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p><text:change-start text:change-id="1"/>a<text:change-end text:change-id="1"/></text:p>`,
		`<text:section><text:list><text:list-header><text:p>a</text:p></text:list-header><text:list-item><text:p>b</text:p><text:list><text:list-item><text:h>c</text:h></text:list-item></text:list></text:list-item></text:list></text:section>`,
		`<text:p>a<draw:frame><draw:text-box><text:p>b</text:p><table:table><table:table-row><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table></draw:text-box></draw:frame><draw:g><draw:custom-shape><text:p>d</text:p></draw:custom-shape></draw:g></text:p>`,
		`<table:table><table:table-column table:number-columns-repeated="2"/><table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>a</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows><table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>b</text:p></table:table-cell><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row><table:table-row><table:covered-table-cell/><table:table-cell><text:p>d</text:p></table:table-cell></table:table-row></table:table>`,
		`<text:p>a<text:note><text:note-body><text:p>n</text:p></text:note-body></text:note><office:annotation><text:p>x</text:p></office:annotation><text:placeholder>y</text:placeholder><text:a>z</text:a><text:ruby><text:ruby-base>r</text:ruby-base><text:ruby-text>s</text:ruby-text></text:ruby></text:p>`,
		`<!DOCTYPE x [<!ENTITY a "b">]><text:p>&a;</text:p>`,
	} {
		f.Add(testkit.OpenHead + seed + `</office:text></office:body></office:document-content>`)
	}
	f.Add(testkit.OpenHead + `<table:table><table:table-row><table:table-cell table:number-columns-repeated="999999999"><text:p><text:s text:c="999999999"/></text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>`)
	f.Fuzz(func(t *testing.T, body string) { fuzzed(t, testkit.Open(t, body)) })
}

func fuzzed(t *testing.T, raw []byte) {
	d, err := paper.Read(bytes.NewReader(raw), int64(len(raw)))
	var fault *paper.Fault
	switch {
	case err != nil && !errors.As(err, &fault):
		t.Fatalf("%v is no fault", err)
	case err == nil:
		outline(d.Blocks)
	}
}

func TestADesignersTemplateIsUsed(t *testing.T) {
	for _, f := range both {
		own := report(t, f, paper.About{})
		list := parts(t, own)
		var files [][2]string
		for name, text := range list {
			text = strings.NewReplacer(`w:styleId="Heading1"`, `w:styleId="Titre1"`, `w:val="27407A"`, `w:val="ABCDEF"`, "#27407a", "#abcdef").Replace(text)
			files = append(files, [2]string{name, text})
		}
		raw := testkit.Zipped(t, files...)
		tpl, err := paper.ReadTemplate(bytes.NewReader(raw), int64(len(raw)))
		if err != nil {
			t.Fatal(err)
		}
		made := parts(t, report(t, f, paper.About{Lang: "fr", Template: tpl}))
		all := strings.ToLower(made["word/styles.xml"] + made["styles.xml"])
		if !strings.Contains(all, "abcdef") || f == paper.DOCX && !strings.Contains(made["word/document.xml"], `<w:pStyle w:val="Titre1"/>`) {
			t.Errorf("%s: the template's look is lost", f)
		}
		var fault *paper.Fault
		bare := bytes.ReplaceAll([]byte(list["word/styles.xml"]+list["styles.xml"]), []byte(`"Answer"`), []byte(`"Reply"`))
		lacking := testkit.Zipped(t, [2]string{"[Content_Types].xml", ""}, [2]string{"word/document.xml", "<a/>"}, [2]string{"word/styles.xml", string(bare)})
		if f == paper.ODT {
			lacking = testkit.Zipped(t, [2]string{"mimetype", testkit.OpenMedia}, [2]string{"content.xml", "<a/>"}, [2]string{"styles.xml", string(bare)})
		}
		if _, err := paper.ReadTemplate(bytes.NewReader(lacking), int64(len(lacking))); !errors.As(err, &fault) || fault.Key != "paper.no_style" || fault.Args[0] != "Answer" {
			t.Errorf("%s: a template without a style says %v", f, err)
		}
	}
}
