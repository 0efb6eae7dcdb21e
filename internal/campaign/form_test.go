package campaign_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/campaign"
	"kafo/internal/coop"
	"kafo/internal/format/paper"
	"kafo/internal/i18n"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

var formats = []paper.Format{paper.DOCX, paper.ODT}

func formed(t testing.TB, q coop.Questionnaire, lang i18n.Lang, shown map[string]coop.Given) campaign.Form {
	t.Helper()
	return campaign.Form{
		Q: q, Lang: lang, Asked: "Ville d’essai", Number: "12-ab3d", Shown: shown,
		Campaign: coop.Campaign{Title: "Recensement d’essai 2026", Opens: "2026-11-01", Closes: "2026-12-31", Host: "Atelier", Contact: "01 99 00 47 11"},
	}
}

func written(t testing.TB, f paper.Format, form campaign.Form) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := campaign.WriteForm(&b, f, form, time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func understood(t testing.TB, raw []byte, form campaign.Form) campaign.Understood {
	t.Helper()
	u, err := campaign.ReadForm(bytes.NewReader(raw), int64(len(raw)), form)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// filled are answers of every kind to a questionnaire.
func filled(q coop.Questionnaire) map[string]coop.Given {
	out := map[string]coop.Given{}
	for n, i := range q.Items() {
		g := coop.Given{Values: []string{"Réponse à " + i.ID + ", 2 × 3 ; [sic] l’été"}}
		switch {
		case n%7 == 3 && i.Type != coop.AskTable && i.Type != coop.AskYesNo && len(i.Options) == 0 && i.Type != coop.AskFile:
			g = coop.Given{Unsure: true}
		case i.Type == coop.AskFile:
			continue
		case i.Type == coop.AskTable:
			g = coop.Given{Rows: [][]string{make([]string, len(i.Columns)), make([]string, len(i.Columns))}}
			for c := range i.Columns {
				g.Rows[0][c], g.Rows[1][c] = fmt.Sprint("case ", c, "\ndeux lignes"), fmt.Sprint(2010+c)
			}
		case i.Type == coop.AskYesNo:
			g = coop.Given{Values: []string{"no"}, Detail: "depuis mars, en partie"}
		case i.Type == coop.AskSeveral:
			g = coop.Given{Values: []string{i.Options[0].Code, i.Options[1].Code}}
		case i.Type == coop.AskChoice:
			g = coop.Given{Values: []string{i.Options[1].Code}}
		case i.Type == coop.AskDate:
			g.Values[0] = "mars 2009"
		case i.Type == coop.AskAmount:
			g.Values[0] = "environ 12 000 €"
		case i.Repeat:
			g.Values = append(g.Values, "Une autre")
		case i.Type == coop.AskLong:
			g.Values[0] += "\nEt la suite.\n- un tiret"
		}
		out[i.ID] = g
	}
	return out
}

func TestAFormComesBackAsItWasFilledIn(t *testing.T) {
	all, err := campaign.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range all {
		for _, lang := range []i18n.Lang{i18n.FR, i18n.EN} {
			for _, f := range formats {
				for _, shown := range []map[string]coop.Given{nil, filled(q)} {
					form := formed(t, q, lang, shown)
					u := understood(t, written(t, f, form), formed(t, q, i18n.FR, nil))
					if want := q.ID + " " + q.Version + " 12-ab3d"; u.Stamp != want || len(u.Lost) > 0 || len(u.Notes) > 0 {
						t.Errorf("%s %s %s: stamp %q, lost %v, notes %v", q.ID, lang, f, u.Stamp, u.Lost, u.Notes)
					}
					for _, a := range u.Answers {
						if diff := cmp.Diff(shown[a.Item.ID], a.Given); diff != "" || !a.Found || len(a.Doubts) > 0 && a.Item.Type != coop.AskTable {
							t.Errorf("%s %s %s %s: found %v, doubts %v\n%s", q.ID, lang, f, a.Item.ID, a.Found, a.Doubts, diff)
						}
					}
				}
			}
		}
	}
}

// edited is a form whose text was changed below a question, as somebody changes it who does not know that a machine will
// read it: each change is a text and what stands in its place, once.
func edited(t *testing.T, form campaign.Form, id string, changes ...string) campaign.Understood {
	t.Helper()
	return understood(t, rezipped(t, written(t, paper.DOCX, form), "word/document.xml", func(body string) string {
		before, after, ok := strings.Cut(body, `w:name="q_`+id+`"`)
		if !ok {
			t.Fatalf("there is no question %s", id)
		}
		after = `w:name="q_` + id + `"` + after
		for i := 0; i+1 < len(changes); i += 2 {
			if !strings.Contains(after, changes[i]) {
				t.Fatalf("there is no %q to be changed", changes[i])
			}
			after = strings.Replace(after, changes[i], changes[i+1], 1)
		}
		return before + after
	}), form)
}

func answer(u campaign.Understood, id string) campaign.Taken {
	for _, a := range u.Answers {
		if a.Item.ID == id {
			return a
		}
	}
	return campaign.Taken{}
}

func census13(t testing.TB) coop.Questionnaire {
	t.Helper()
	file, err := campaign.File("recensement", "2013-09")
	if err != nil {
		t.Fatal(err)
	}
	q, problems, err := campaign.Read(bytes.NewReader(file))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return q
}

func TestAnEditedFormStillReads(t *testing.T) {
	form := formed(t, census13(t), i18n.FR, nil)
	mark := func(id string) string { return `<w:t xml:space="preserve"> [` + id + `]</w:t></w:r>` }
	typed := func(text string) string { return `<w:r><w:rPr><w:b/></w:rPr><w:t>` + text + `</w:t></w:r>` }
	para := func(text string) string { return `<w:p><w:r><w:t>` + text + `</w:t></w:r></w:p>` }
	one := func(s string) coop.Given { return coop.Given{Values: []string{s}} }
	for name, c := range map[string]struct {
		id      string
		changes []string
		want    coop.Given
		doubt   string
	}{
		"beside the question":        {"budget", []string{mark("budget"), mark("budget") + typed(" 45 000 € ") + typed("en 2026")}, one("45 000 € en 2026"), ""},
		"before the code":            {"budget", []string{" (facultatif)</w:t></w:r>" + `<w:r><w:rPr><w:rStyle w:val="Mark"/></w:rPr>` + mark("budget"), " (facultatif) : 45 000 €</w:t></w:r><w:r>" + mark("budget")}, one("45 000 €"), ""},
		"after the help":             {"budget", []string{"La réponse sera publiée.", "La réponse sera publiée. 45 000 €"}, one("45 000 €"), ""},
		"pasted in a table":          {"budget", []string{`<w:p><w:pPr><w:pStyle w:val="Answer"/></w:pPr><w:r></w:r></w:p>`, "<w:tbl><w:tr><w:tc>" + para("2025") + "</w:tc><w:tc>" + para("45 000 €") + "</w:tc></w:tr></w:tbl>"}, one("2025 | 45 000 €"), ""},
		"inserted with tracking":     {"budget", []string{`<w:pPr><w:pStyle w:val="Answer"/></w:pPr>`, `<w:ins><w:r><w:t>45 000 €</w:t></w:r></w:ins>`}, one("45 000 €"), ""},
		"the code is gone":           {"budget", []string{mark("budget"), "</w:r>" + typed(" 45 000 €")}, one("45 000 €"), ""},
		"code and bookmark are gone": {"budget", []string{mark("budget"), "</w:r>", `w:name="q_budget"`, `w:name="x"`, "☐ Je ne sais pas", "☐ Je ne sais pas"}, coop.Given{}, ""},
		"does not know":              {"budget", []string{"☐ Je ne sais pas", "☒ Je ne sais pas"}, coop.Given{Unsure: true}, ""},
		"a box":                      {"trend", []string{"☐ Il augmente", "☒ Il augmente"}, one("increased"), ""},
		"an x after the box":         {"trend", []string{"☐ Il augmente", "☐x Il augmente"}, one("increased"), ""},
		"an x instead":               {"trend", []string{"☐ Il augmente", "X Il augmente"}, one("increased"), ""},
		"an x before the box":        {"trend", []string{"☐ Il augmente", "x ☐ Il augmente"}, one("increased"), ""},
		"an x behind":                {"trend", []string{"☐ Il augmente", "☐ Il augmente X"}, one("increased"), ""},
		"oui behind":                 {"trend", []string{"☐ Il augmente", "☐ Il augmente : oui"}, one("increased"), ""},
		"oui, with words":            {"trend", []string{"☐ Il augmente", "☐ Il augmente : oui, de 10 %"}, coop.Given{Values: []string{"increased"}, Detail: "de 10 %"}, ""},
		"brackets":                   {"trend", []string{"☐ Il augmente", "[x] Il augmente"}, one("increased"), ""},
		"a box with words":           {"trend", []string{"☐ Il augmente", "☒ Il augmente, de 10 %"}, coop.Given{Values: []string{"increased"}, Detail: "de 10 %"}, ""},
		"in more words":              {"trend", []string{"☐ Il augmente", "☒ Il augmente", "Précisions\u00a0: ", "Précisions\u00a0: de 10 %"}, coop.Given{Values: []string{"increased"}, Detail: "de 10 %"}, ""},
		"two boxes":                  {"trend", []string{"☐ Il augmente", "☒ Il augmente", "☐ Il diminue", "x Il diminue"}, coop.Given{}, "replyform.two"},
		"words beside an empty box":  {"trend", []string{"☐ Il augmente", "☐ Il augmente un peu"}, coop.Given{}, "replyform.beside"},
		"only words":                 {"trend", []string{"☐ Il augmente", "cela dépend"}, coop.Given{Detail: "cela dépend"}, "replyform.words_only"},
		"the box that was left":      {"trend", []string{"☐ Il augmente", "Il augmente"}, one("increased"), ""},
		"yes":                        {"continued", []string{"☐ Oui", "☑ Oui"}, one("yes"), ""},
		"typed yes, with words":      {"continued", []string{mark("continued"), mark("continued") + typed("Oui, en partie seulement")}, coop.Given{Values: []string{"yes"}, Detail: "en partie seulement"}, ""},
		"typed no":                   {"continued", []string{mark("continued"), mark("continued") + typed("NON")}, one("no"), ""},
	} {
		got := answer(edited(t, form, c.id, c.changes...), c.id)
		if diff := cmp.Diff(c.want, got.Given); diff != "" || !got.Found {
			t.Errorf("%s: found %v\n%s", name, got.Found, diff)
		}
		if said := fmt.Sprint(got.Doubts); (c.doubt == "") != (len(got.Doubts) == 0) || !strings.Contains(said, c.doubt) {
			t.Errorf("%s: doubts %s, not %q", name, said, c.doubt)
		}
	}
}

// rezipped is a document with one part changed.
func rezipped(t testing.TB, raw []byte, part string, change func(string) string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			body = []byte(change(string(body)))
		}
		to, err := w.Create(f.Name)
		if err == nil {
			_, err = to.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// cells is a row of a table in WordprocessingML; a cell may have properties before a bar.
func cells(list ...string) string {
	var b strings.Builder
	for _, c := range list {
		properties, text, ok := strings.Cut(c, "§")
		if !ok {
			properties, text = "", c
		}
		b.WriteString(`<w:tc><w:tcPr>` + properties + `</w:tcPr><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:tc>`)
	}
	return `<w:tr>` + b.String() + `</w:tr>`
}

func TestAnEditedTableStillReads(t *testing.T) {
	form := formed(t, census13(t), i18n.FR, nil)
	head := cells("Domaine", "Action réalisée", "Période", "Budget")
	for name, c := range map[string]struct {
		rows, doubt string
		want        [][]string
	}{
		"rows added":                         {head + strings.Repeat(cells("Eau", "Puits", "2012", "5 €"), 9), "", slices.Repeat([][]string{{"Eau", "Puits", "2012", "5 €"}}, 9)},
		"columns in another order, one more": {cells("Budget", "ACTION REALISEE", "Domaine", "Remarque") + cells("5 €", "Puits", "Eau", "vu"), "replyform.no_column", [][]string{{"Eau", "Puits", "", "5 €"}}},
		"no head":                            {cells("Eau", "Puits", "2012", "5 €"), "", [][]string{{"Eau", "Puits", "2012", "5 €"}}},
		"cells merged downwards": {head + cells(`<w:vMerge w:val="restart"/>§Eau`, "Puits", "2012", `<w:vMerge w:val="restart"/>§9 €`) + cells(`<w:vMerge/>§`, "Pompe", "2013", `<w:vMerge/>§`) + cells(`<w:vMerge/>§`, "", "", `<w:vMerge/>§`), "",
			[][]string{{"Eau", "Puits", "2012", "9 €"}, {"Eau", "Pompe", "2013", ""}}},
		"cells merged sideways": {head + cells("Eau", `<w:gridSpan w:val="2"/>§Puits en 2012`, "5 €"), "replyform.merged", [][]string{{"Eau", "Puits en 2012", "", "5 €"}}},
		"other columns":         {cells("Eau", "Puits"), "replyform.no_place", nil},
	} {
		got := answer(understood(t, rezipped(t, written(t, paper.DOCX, form), "word/document.xml", func(body string) string {
			from := strings.Index(body, "</w:tblGrid>") + len("</w:tblGrid>")
			return body[:from] + c.rows + body[from+strings.Index(body[from:], "</w:tbl>"):]
		}), form), "actions")
		if diff := cmp.Diff(c.want, got.Given.Rows); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
		if said := fmt.Sprint(got.Doubts); (c.doubt == "") != (len(got.Doubts) == 0) || !strings.Contains(said, c.doubt) {
			t.Errorf("%s: doubts %s, not %q", name, said, c.doubt)
		}
	}
}

// A document that is no form of this census, or half of one, says so.
func TestWhatIsNoFormIsRefused(t *testing.T) {
	form := formed(t, census13(t), i18n.FR, nil)
	raw := written(t, paper.ODT, form)
	none := rezipped(t, raw, "content.xml", func(string) string {
		return `<d xmlns:text="t"><body><text><p>Monsieur le Maire,</p></text></body></d>`
	})
	for name, c := range map[string]struct {
		raw []byte
		key string
	}{"a letter": {none, "replyform.no_form"}, "half a file": {raw[:len(raw)/2], "paper.damaged"}} {
		_, err := campaign.ReadForm(bytes.NewReader(c.raw), int64(len(c.raw)), form)
		var f *paper.Fault
		if !errors.As(err, &f) || f.Key != c.key {
			t.Errorf("%s: %v", name, err)
		}
	}
	lost := understood(t, rezipped(t, raw, "content.xml", func(body string) string {
		return strings.Replace(body, `<office:text>`, `<office:text><text:p>Bonjour, voici nos réponses.</text:p>`, 1)
	}), form).Lost
	if len(lost) != 1 || lost[0].Text != "Bonjour, voici nos réponses." || lost[0].Place.Paragraph != 1 {
		t.Errorf("what stands above the questions: %v", lost)
	}
}

// testdata/forms are the forms of the test above, filled in, opened and saved again by LibreOffice 7.4 in both formats
// (soffice --headless --convert-to): its own names of styles, its own spans, its own order of things.
func TestAFormSavedByLibreOfficeReads(t *testing.T) {
	q := census13(t)
	want := filled(q)
	files, err := filepath.Glob("testdata/forms/*")
	if err != nil || len(files) != 4 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		u := understood(t, raw, formed(t, q, i18n.FR, nil))
		if u.Stamp != "recensement 2013-09 12-ab3d" || len(u.Lost) > 0 {
			t.Errorf("%s: stamp %q, lost %v", file, u.Stamp, u.Lost)
		}
		for _, a := range u.Answers {
			if diff := cmp.Diff(want[a.Item.ID], a.Given); diff != "" {
				t.Errorf("%s %s: doubts %v\n%s", file, a.Item.ID, a.Doubts, diff)
			}
		}
	}
}

// What a document answers goes into the draft, and what was answered there meanwhile stays.
func TestADocumentGoesIntoTheDraft(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i := w.opened()
		form, err := w.Form(w.ctx, i.Invitation, i18n.FR)
		w.must(err)
		if form.Shown["budget"].Text() != "30 000 € en 2012" || !strings.Contains(w.Code(i.Invitation), form.Number+"-") || len(form.Number) > 10 {
			t.Errorf("the form of %s shows %v", form.Number, form.Shown["budget"])
		}
		raw := rezipped(t, written(t, paper.ODT, form), "content.xml", func(body string) string {
			return strings.NewReplacer("Poursuivre", "Poursuivre et étendre", "Charte", "Convention", "☒ Il est maintenu", "☐ Il est maintenu", "☐ Il augmente", "☒ Il augmente").Replace(body)
		})
		i, r, q := w.begun(i) // meanwhile somebody answers online
		w.must(w.Save(w.ctx, r.ID, rubric(q, "agreement"), map[string]coop.Given{"instrument": {Values: []string{"Protocole"}}, "formalised": {Values: []string{"2010"}}}, "", true))
		r, err = w.Reader.Reply(w.ctx, r.ID)
		w.must(err)
		u := understood(t, raw, form)
		given, seen := map[string]coop.Given{}, map[string]string{}
		for _, x := range q.Rubrics {
			seen[x.ID] = campaign.Seen(r, x)
		}
		for id, want := range map[string]campaign.Meeting{
			"perspectives": campaign.MeetNew, "budget": campaign.MeetKnown, "actions": campaign.MeetKnown, "trend": campaign.MeetNew, "instrument": campaign.MeetBoth, "formalised": campaign.MeetOld, "other": campaign.MeetNone,
		} {
			a := answer(u, id)
			if got := a.Meets(r); got != want {
				t.Errorf("%s meets %s, not %s: %+v", id, got, want, a.Given)
			}
			if m := a.Meets(r); m == campaign.MeetNew || m == campaign.MeetKnown {
				given[id] = a.Offer(r)
			}
		}
		w.must(w.TakeForm(w.ctx, i.Invitation, "", "document", given, seen))
		r, err = w.Reader.Reply(w.ctx, r.ID)
		w.must(err)
		for id, want := range map[string]string{"perspectives": "Poursuivre et étendre", "budget": "30 000 € en 2012", "trend": "increased", "instrument": "Protocole", "formalised": "2010"} {
			if got := r.Given[id].Text(); got != want {
				t.Errorf("%s is %q, not %q", id, got, want)
			}
		}
		if err := w.TakeForm(w.ctx, i.Invitation, "", "document", given, seen); coop.CodeOf(err) != coop.Conflict {
			t.Errorf("what was answered since was overwritten unseen: %v", err)
		}
		if u.Foreign(form) != "" || u.Older(form) {
			t.Errorf("its own document is foreign: %s", u.Stamp)
		}
		form.Number, form.Q.Version = "13-abcd", "2026-01"
		if u.Foreign(form) != "replyform.other_invitation" || !u.Older(form) {
			t.Errorf("another's document is taken: %s", u.Stamp)
		}
	})
}
