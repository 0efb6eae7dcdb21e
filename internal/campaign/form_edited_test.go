package campaign_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/campaign"
	"kafo/internal/coop"
	"kafo/internal/format/paper"
	"kafo/internal/i18n"
)

// wordRun is a run of WordprocessingML with nothing but text in it; openText a text between two tags of OpenDocument.
var (
	wordRun  = regexp.MustCompile(`<w:r>((?:<w:rPr>(?:<w:[^<>]*/>)*</w:rPr>)?)<w:t xml:space="preserve">([^<]+)</w:t></w:r>`)
	openText = regexp.MustCompile(`(<text:(?:p|h|span)(?: [^<>]*)?>)([^<>]+)(</text:(?:p|h|span)>)`)
)

// halves cuts a text of XML in two, between letters and outside of entities.
func halves(r *rand.Rand, text string) (string, string) {
	letters := []rune(text)
	at := r.IntN(len(letters) + 1)
	if strings.ContainsAny(text, "&") {
		at = len(letters)
	}
	return string(letters[:at]), string(letters[at:])
}

// wordTraces are what a word processor, a colleague who reviews, and a paste leave in a run without changing what it says.
var wordTraces = []func(r *rand.Rand, look, text string) string{
	func(r *rand.Rand, look, text string) string { // pasted formatting
		a, b := halves(r, text)
		return `<w:r>` + look + `<w:t xml:space="preserve">` + a + `</w:t></w:r><w:r w:rsidR="00AB12CD"><w:rPr><w:rFonts w:ascii="Comic Sans MS"/><w:b/><w:color w:val="FF0000"/><w:highlight w:val="yellow"/><w:sz w:val="40"/></w:rPr><w:t xml:space="preserve">` + b + `</w:t></w:r>`
	},
	func(_ *rand.Rand, look, text string) string { // tracked: this in, that out
		return `<w:ins w:id="7" w:author="x" w:date="2026-11-02T10:00:00Z"><w:r>` + look + `<w:t xml:space="preserve">` + text + `</w:t></w:r></w:ins><w:del w:id="8" w:author="x"><w:r><w:delText>ancien texte</w:delText></w:r></w:del>`
	},
	func(_ *rand.Rand, look, text string) string { // spelling, comments, a bookmark of its own, the end of a page
		return `<w:proofErr w:type="spellStart"/><w:commentRangeStart w:id="3"/><w:bookmarkStart w:id="9" w:name="_GoBack"/><w:r>` + look + `<w:lastRenderedPageBreak/><w:t xml:space="preserve">` + text + `</w:t></w:r><w:bookmarkEnd w:id="9"/><w:commentRangeEnd w:id="3"/><w:r><w:commentReference w:id="3"/></w:r>`
	},
	func(_ *rand.Rand, look, text string) string { // a link, a control, a tag
		return `<w:hyperlink w:history="1"><w:sdt><w:sdtPr><w:id w:val="4"/></w:sdtPr><w:sdtContent><w:smartTag w:element="place"><w:r>` + look + `<w:t xml:space="preserve">` + text + `</w:t></w:r></w:smartTag></w:sdtContent></w:sdt></w:hyperlink>`
	},
}

// openTraces are the same in OpenDocument.
var openTraces = []func(r *rand.Rand, text string) string{
	func(r *rand.Rand, text string) string {
		a, b := halves(r, text)
		return `<text:span text:style-name="T7">` + a + `</text:span><text:span text:style-name="T8">` + b + `</text:span>`
	},
	func(_ *rand.Rand, text string) string {
		return `<text:change-start text:change-id="c1"/>` + text + `<text:change-end text:change-id="c1"/><text:change text:change-id="c2"/>`
	},
	func(_ *rand.Rand, text string) string {
		return `<office:annotation><dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">x</dc:creator><text:p>à revoir</text:p></office:annotation><text:soft-page-break/>` + text + `<text:bookmark text:name="x1"/>`
	},
	func(_ *rand.Rand, text string) string {
		return `<text:a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="https://example.org">` + text + `</text:a>`
	},
}

// traced is a form with such traces at random.
func traced(t *testing.T, r *rand.Rand, f paper.Format, raw []byte) []byte {
	t.Helper()
	if f == paper.DOCX {
		return rezipped(t, raw, "word/document.xml", func(body string) string {
			return wordRun.ReplaceAllStringFunc(body, func(run string) string {
				m := wordRun.FindStringSubmatch(run)
				if r.IntN(2) == 0 {
					return run
				}
				return wordTraces[r.IntN(len(wordTraces))](r, m[1], m[2])
			})
		})
	}
	return rezipped(t, raw, "content.xml", func(body string) string {
		return openText.ReplaceAllStringFunc(body, func(text string) string {
			m := openText.FindStringSubmatch(text)
			if r.IntN(2) == 0 || strings.TrimSpace(m[2]) != m[2] {
				return text
			}
			return m[1] + openTraces[r.IntN(len(openTraces))](r, m[2]) + m[3]
		})
	})
}

// TestTracesOfAWordProcessorChangeNoAnswer: a form that was reviewed, tracked, commented and pasted into says what it said.
func TestTracesOfAWordProcessorChangeNoAnswer(t *testing.T) {
	q := census13(t)
	shown := filled(q)
	form := formed(t, q, i18n.FR, shown)
	for _, f := range formats {
		raw := written(t, f, form)
		for seed := range uint64(25) {
			made := traced(t, rand.New(rand.NewPCG(seed, 11)), f, raw)
			if seed == 0 && string(made) == string(raw) {
				t.Fatalf("%s: there is nothing to leave traces in", f)
			}
			u := understood(t, made, formed(t, q, i18n.FR, nil))
			if len(u.Lost) > 0 {
				t.Errorf("%s, seed %d: lost %v", f, seed, u.Lost)
			}
			for _, a := range u.Answers {
				if diff := cmp.Diff(shown[a.Item.ID], a.Given); diff != "" {
					t.Errorf("%s, seed %d, %s:\n%s", f, seed, a.Item.ID, diff)
				}
			}
		}
	}
}

// tabled is a form with the table of actions as a test has it.
func tabled(t *testing.T, f paper.Format, rows string) campaign.Taken {
	t.Helper()
	form := formed(t, census13(t), i18n.FR, nil)
	part, from, to := "word/document.xml", "</w:tblGrid>", "</w:tbl>"
	if f == paper.ODT {
		part, from, to = "content.xml", "</table:table-header-rows>", "</table:table>"
	}
	return answer(understood(t, rezipped(t, written(t, f, form), part, func(body string) string {
		before, after, ok := strings.Cut(body, from)
		_, after, found := strings.Cut(after, to)
		if !ok || !found {
			t.Fatalf("%s: there is no table", f)
		}
		return before + from + rows + to + after
	}), form), "actions")
}

// openCells is a row of a table in OpenDocument: a cell may have attributes before a bar, and paragraphs parted by ¶.
func openCells(list ...string) string {
	var b strings.Builder
	for _, c := range list {
		attributes, text, ok := strings.Cut(c, "§")
		if !ok {
			attributes, text = "", c
		}
		if attributes == "covered" {
			b.WriteString(`<table:covered-table-cell/>`)
			continue
		}
		b.WriteString(`<table:table-cell ` + attributes + `><text:p>` + strings.ReplaceAll(text, "¶", "</text:p><text:p>") + `</text:p></table:table-cell>`)
	}
	return `<table:table-row>` + b.String() + `</table:table-row>`
}

// wordCells is the same in WordprocessingML.
func wordCells(list ...string) string {
	return strings.ReplaceAll(cells(list...), "¶", "</w:t></w:r></w:p><w:p><w:r><w:t>")
}

// TestATableThatSomebodyWorkedOnStillReads: in both formats, rows that are gone, a cell's words in another's paragraph, merged
// cells, a row with a cell too many.
func TestATableThatSomebodyWorkedOnStillReads(t *testing.T) {
	head := wordCells("Domaine", "Action réalisée", "Période", "Budget")
	gone := strings.Replace(wordCells("Santé", "Dispensaire", "2011", "1 €"), "<w:tr>", `<w:tr><w:trPr><w:del w:id="1" w:author="x"/></w:trPr>`, 1)
	added := strings.Replace(wordCells("Eau", "Puits", "2012", "5 €"), "<w:tr>", `<w:tr><w:trPr><w:ins w:id="2" w:author="x"/></w:trPr>`, 1)
	box := `<w:tr><w:tc><w:p><w:r><w:t>Eau</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>Puits</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>Puits</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p></w:tc>` +
		strings.TrimPrefix(wordCells("2012", "5 €"), "<w:tr>")
	for name, c := range map[string]struct {
		format paper.Format
		rows   string
		want   [][]string
	}{
		"a row deleted with tracking":   {paper.DOCX, head + gone + wordCells("Eau", "Puits", "2012", "5 €"), [][]string{{"Eau", "Puits", "2012", "5 €"}}},
		"a row inserted with tracking":  {paper.DOCX, head + added, [][]string{{"Eau", "Puits", "2012", "5 €"}}},
		"every row deleted":             {paper.DOCX, head, nil},
		"words in another cell":         {paper.DOCX, head + wordCells("Eau", "Puits¶2012", "", "5 €"), [][]string{{"Eau", "Puits\n2012", "", "5 €"}}},
		"empty rows between":            {paper.DOCX, head + wordCells("", "", "", "") + wordCells("Eau", "Puits", "2012", "5 €") + wordCells("", "", "", ""), [][]string{{"Eau", "Puits", "2012", "5 €"}}},
		"a text box in a cell":          {paper.DOCX, head + box, [][]string{{"Eau", "Puits", "2012", "5 €"}}},
		"the head repeated":             {paper.DOCX, head + wordCells("Eau", "Puits", "2012", "5 €") + head + wordCells("Santé", "", "", ""), [][]string{{"Eau", "Puits", "2012", "5 €"}, {"Santé", "", "", ""}}},
		"ODT: rows added":               {paper.ODT, strings.Repeat(openCells("Eau", "Puits", "2012", "5 €"), 3), [][]string{{"Eau", "Puits", "2012", "5 €"}, {"Eau", "Puits", "2012", "5 €"}, {"Eau", "Puits", "2012", "5 €"}}},
		"ODT: every row deleted":        {paper.ODT, "", nil},
		"ODT: words in another cell":    {paper.ODT, openCells("Eau", "Puits¶2012", "", "5 €"), [][]string{{"Eau", "Puits\n2012", "", "5 €"}}},
		"ODT: cells merged sideways":    {paper.ODT, openCells("Eau", `table:number-columns-spanned="2"§Puits en 2012`, "covered§", "5 €"), [][]string{{"Eau", "Puits en 2012", "", "5 €"}}},
		"ODT: cells merged downwards":   {paper.ODT, openCells(`table:number-rows-spanned="2"§Eau`, "Puits", "2012", `table:number-rows-spanned="2"§9 €`) + openCells("covered§", "Pompe", "2013", "covered§"), [][]string{{"Eau", "Puits", "2012", "9 €"}, {"Eau", "Pompe", "2013", ""}}},
		"ODT: a text box in a cell":     {paper.ODT, strings.Replace(openCells("Eau", "Puits", "2012", "5 €"), "Puits", `<draw:frame xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"><draw:text-box><text:p>Puits</text:p></draw:text-box></draw:frame>`, 1), [][]string{{"Eau", "Puits", "2012", "5 €"}}},
		"ODT: cells repeated and empty": {paper.ODT, openCells("Eau", "Puits", "2012", "5 €") + `<table:table-row table:number-rows-repeated="900"><table:table-cell table:number-columns-repeated="4"/></table:table-row>`, [][]string{{"Eau", "Puits", "2012", "5 €"}}},
	} {
		if diff := cmp.Diff(c.want, tabled(t, c.format, c.rows).Given.Rows); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

// TestAnAnswerInABoxOfItsOwn: drawn over the line on which it belongs, as those do who print a form first.
func TestAnAnswerInABoxOfItsOwn(t *testing.T) {
	form := formed(t, census13(t), i18n.FR, nil)
	box := `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>45 000 €</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice></mc:AlternateContent></w:r>`
	got := answer(edited(t, form, "budget", `<w:p><w:pPr><w:pStyle w:val="Answer"/></w:pPr><w:r></w:r></w:p>`, `<w:p>`+box+`</w:p>`), "budget")
	if !got.Given.Same(coop.Given{Values: []string{"45 000 €"}}) {
		t.Errorf("read is %s", fmt.Sprint(got.Given))
	}
}
