package web

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"kafo/internal/coop"
)

// hand sends a file by the form of a page, as a browser does.
func (b *browser) hand(path string, file []byte) *httptest.ResponseRecorder {
	b.t.Helper()
	seal := sealIn(b.t, b.get(path).Body.String())
	return b.parts(path, [2]string{sealField, seal}, [2]string{fileField, string(file)})
}

// parts sends a form of parts; that of the file may say its name: "fichier=plan.pdf".
func (b *browser) parts(path string, list ...[2]string) *httptest.ResponseRecorder {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, p := range list {
		create := form.CreateFormField
		if field, name, named := strings.Cut(p[0], "="); field == fileField {
			if !named {
				name = "questionnaire.docx"
			}
			create = func(string) (io.Writer, error) { return form.CreateFormFile(fileField, name) }
		}
		w, err := create(p[0])
		if err == nil {
			_, err = io.WriteString(w, p[1])
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, "https://atlas.example.org"+path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, r)
	if w.Header().Get("Location") == "" {
		b.seen["POST "+path+" file"] = w.Body.String()
	}
	return w
}

// retyped is a document with some of its texts changed.
func retyped(t testing.TB, raw []byte, part string, changes ...string) []byte {
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
		text, err := io.ReadAll(r)
		if err == nil && f.Name == part {
			text = []byte(strings.NewReplacer(changes...).Replace(string(text)))
		}
		to, trouble := w.Create(f.Name)
		if err != nil || trouble != nil {
			t.Fatal(err, trouble)
		}
		if _, err := to.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// byDocument answers by a document that was filled in while somebody answered online.
func byDocument(t testing.TB, a *held) *browser {
	t.Helper()
	b := newBrowser(t, a.h)
	page := a.path + "/document"
	b.get("/en" + page)
	w := b.get(a.path + "/questionnaire.odt")
	if w.Header().Get("Content-Type") != "application/vnd.oasis.opendocument.text" || !strings.Contains(w.Header().Get("Content-Disposition"), `filename="essai-2026-11-`) {
		t.Fatalf("the ODT: %d %v", w.Code, w.Header())
	}
	docx := retyped(t, b.get(a.path+"/questionnaire.docx").Body.Bytes(), "word/document.xml", ">Angers<", ">Ville d’Angers<", "30 000 € en 2012", "45 000 €", "☐ L’État", "☒ L’État", ">Puits<", ">Dix puits<",
		`<w:body>`, `<w:body><w:p><w:r><w:t>Bonjour, voici nos réponses.</w:t></w:r></w:p>`)
	b.send(a.path)
	b.fill(a.path+"/rubriques/partners", "french", "Commune d’Angers", "foreign.encore", "exact", "contact", "Délégué B", "geste", "continuer")
	b.hand("/en"+page, docx)
	body := b.hand(page, docx).Body.String()
	for _, want := range []string{"Ce qui a été compris", "Bonjour, voici nos réponses.", "(paragraphe 1) ne se trouve sous aucune question", "Une autre réponse est enregistrée", "Ville d’Angers", "Commune d’Angers", "Déjà enregistrée", "Sera reprise", "L’État", "Dix puits"} {
		if !strings.Contains(body, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	form := formIn(b.t, body, page+"/reprise")
	form.Set("choix.french", "document")
	taken := b.do(http.MethodPost, page+"/reprise", form, "Origin", "https://atlas.example.org", "Sec-Fetch-Site", "same-origin")
	if taken.Header().Get("Location") != a.path+"/verifier" {
		t.Fatalf("taken over: %d %s", taken.Code, taken.Body)
	}
	form.Set(numberField, "another")
	b.get(page + "/reprise")
	if again := b.do(http.MethodPost, page+"/reprise", form, "Origin", "https://atlas.example.org", "Sec-Fetch-Site", "same-origin"); again.Code != http.StatusUnprocessableEntity {
		t.Errorf("what was answered since is overwritten unseen: %d", again.Code)
	}
	return b
}

func TestACensusIsAnsweredByADocument(t *testing.T) {
	a := newAsked(t)
	byDocument(t, a)
	r, err := a.cat.Reply(context.Background(), a.invitation(t).Reply)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"french": "Ville d’Angers", "budget": "45 000 €", "helpers": "state", "contact": "Délégué B"} {
		if got := r.Given[id].Text(); got != want {
			t.Errorf("%s is %q, not %q", id, got, want)
		}
	}
	if rows := r.Given["actions"].Rows; len(rows) != 1 || rows[0][1] != "Dix puits" || !slices.Contains(r.Done, "budget") {
		t.Errorf("actions are %v, done is %v", rows, r.Done)
	}
}

// handing hands in a document that came by mail, for who has filled it in.
func handing(t testing.TB, a *held) *browser {
	t.Helper()
	host := a.caller(t, 9, coop.Steward, true)
	home := invitationPath(a.invitation(t).Invitation)
	page := home + "/document"
	host.get(home)
	host.get("/en" + page)
	host.get(page + "/reprise")
	file := retyped(t, host.get(home+"/questionnaire.odt").Body.Bytes(), "content.xml", "30 000 € en 2012", "environ 50 000 €")
	host.hand(page, []byte(`{\rtf1`))
	host.hand("/en"+page, file)
	form := formIn(t, host.hand(page, file).Body.String(), page+"/reprise")
	form.Set("declarant", "Déléguée A, par courriel")
	w := host.do(http.MethodPost, page+"/reprise", form, "Origin", "https://atlas.example.org", "Sec-Fetch-Site", "same-origin")
	if w.Header().Get("Location") != home+"?fait=1" {
		t.Fatalf("a document handed in for another: %d %s", w.Code, w.Body)
	}
	return host
}

func TestWhoHoldsACensusHandsADocumentIn(t *testing.T) {
	a := newAsked(t)
	handing(t, a)
	r, err := a.cat.Reply(context.Background(), a.invitation(t).Reply)
	if err != nil {
		t.Fatal(err)
	}
	if r.Means != "document" || r.SentAt == 0 || r.Declarant != "Déléguée A, par courriel" || r.Given["budget"].Text() != "environ 50 000 €" || r.Given["french"].Empty() {
		t.Errorf("the reply is %+v", r)
	}
	b := newBrowser(t, a.h)
	for _, part := range []string{"/document", "/questionnaire.docx"} {
		if w := b.get(a.path + part); w.Header().Get("Location") != a.path {
			t.Errorf("a link alone shows answers at %s: %d", part, w.Code)
		}
	}
}

func TestADocumentOfAnotherKindIsRefused(t *testing.T) {
	a := newAsked(t)
	b := newBrowser(t, a.h)
	page := a.path + "/document"
	mine := b.get(a.path + "/questionnaire.docx").Body.Bytes()
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"nothing":     {nil, "Le fichier est vide"},
		"a PDF":       {[]byte("%PDF-1.7"), "questionnaire.docx\u202f» : Ce fichier est un PDF"},
		"half of it":  {mine[:len(mine)/2], "abîmé ou incomplet"},
		"no XML":      {retyped(t, mine, "word/document.xml", "</w:tbl>", "</w:oops>"), "n’est pas du XML valide. (tableau 1, ligne"},
		"another's":   {retyped(t, mine, "word/document.xml", "[essai 2026-11 1-", "[essai 2026-11 99-"), "une autre collectivité"},
		"other asked": {retyped(t, mine, "word/document.xml", "[essai 2026-11", "[autre 2026-11"), "un autre questionnaire"},
	} {
		if c.file != nil && strings.Contains(name, "other") {
			c.file = retyped(t, c.file, "word/header1.xml", "[essai", "(essai")
		}
		w := b.hand(page, c.file)
		if body := strings.ReplaceAll(w.Body.String(), "\u00a0", " "); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d without %q", name, w.Code, c.want)
		}
	}
	if w := b.hand(page, make([]byte, fileBytes+1)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a file that is too large: %d", w.Code)
	}
	if w := b.parts(page, [2]string{fileField, "x"}, [2]string{sealField, b.seal(t)}); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusForbidden {
		t.Errorf("a file before its seal: %d", w.Code)
	}
	many := [][2]string{{sealField, b.seal(t)}}
	for range fileParts + 1 {
		many = append(many, [2]string{"x", ""})
	}
	if w := b.parts(page, many...); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("too many parts: %d", w.Code)
	}
	if w := b.parts(a.path, many[0]); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("a file where none is asked for: %d", w.Code)
	}
	if i := a.invitation(t); i.Reply != 0 {
		t.Error("a document that was not taken began a reply")
	}
}
