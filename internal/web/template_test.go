package web

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/i18n"
)

// designed is the template to start from with words of it replaced by others.
func designed(t testing.TB, format string, words ...string) []byte {
	t.Helper()
	var shipped, out bytes.Buffer
	if err := export.ExampleTemplate("recueil."+format, i18n.FR, &shipped); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(shipped.Bytes()), int64(shipped.Len()))
	if err != nil {
		t.Fatal(err)
	}
	to := zip.NewWriter(&out)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		w, err := to.CreateHeader(&zip.FileHeader{Name: f.Name, Method: f.Method})
		if err == nil {
			_, err = w.Write([]byte(strings.NewReplacer(words...).Replace(string(raw))))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestATemplateIsTriedAndPutIntoService: what is understood of it is said, nothing changes before it serves, and who did it is kept.
func TestATemplateIsTriedAndPutIntoService(t *testing.T) {
	p := newPeopled(t)
	steward := p.caller(t, 6, coop.Steward, true)
	version := func() string { return strings.Join(p.column(t, "SELECT max(seq) FROM change"), "") }
	for _, format := range []string{"docx", "odt"} {
		hers, home := designed(t, format, "{{editeur}}", "{{ date }}"), templatesPath+"/"+format
		if w := steward.hand(templatesPath, hers); w.Code != http.StatusSeeOther || w.Header().Get("Location") != home {
			t.Fatalf("%s: %d %s", format, w.Code, w.Header().Get("Location"))
		}
		page := spaced.Replace(steward.get(home).Body.String())
		for _, want := range []string{"couverture, paragraphe 2", "absente", "sa couverture", "C’est le modèle livré avec le programme"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page lacks %q", format, want)
			}
		}
		if got := steward.get(home + "/essai").Body.Bytes(); !bytes.Equal(got, hers) {
			t.Errorf("%s: the template on trial is another: %d bytes", format, len(got))
		}
		before := version()
		serving, trial := steward.get(home+"/exemple-en-service").Body.String(), steward.get(home+"/exemple-essai").Body.String()
		if !strings.HasSuffix(serving, "by 0 bytes") || serving == trial {
			t.Errorf("%s: examples: %q, %q", format, serving, trial)
		}
		if w := steward.send(home, "geste", templateServe); w.Code != http.StatusSeeOther {
			t.Errorf("%s: into service: %d", format, w.Code)
		}
		if version() == before {
			t.Errorf("%s: what is printed looks otherwise, and the register is of the same version", format)
		}
		if own, err := p.deps.Shelf.Serving().Own(export.PaperFormat(format)); err != nil || !bytes.Equal(own, hers) {
			t.Errorf("%s: in service: %d bytes, %v", format, len(own), err)
		}
		if w := steward.send(home, "geste", templateServe); w.Code != http.StatusNotFound {
			t.Errorf("%s: nothing is on trial: %d", format, w.Code)
		}
		if w := steward.send(home, "geste", templateRetire); w.Code != http.StatusSeeOther || len(p.deps.Shelf.Files()) != 0 {
			t.Errorf("%s: back to the one that ships: %d, %v", format, w.Code, p.deps.Shelf.Files())
		}
	}
	said := strings.Join(p.column(t, `SELECT author || ' ' || why FROM audit ORDER BY id`), "\n")
	for _, want := range []string{"recueil.docx : mettre à l’essai", "recueil.odt : Mettre en service", "recueil.odt : Revenir au modèle livré"} {
		if !strings.Contains(said, "steward:") || !strings.Contains(spaced.Replace(said), want) {
			t.Errorf("the audit lacks %q: %s", want, said)
		}
	}
}

// TestATemplateThatCannotServeIsKeptNowhere: all that is wrong with it is said at once, with the places.
func TestATemplateThatCannotServeIsKeptNowhere(t *testing.T) {
	p := newPeopled(t)
	steward := p.caller(t, 6, coop.Steward, true)
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"marks":    {string(designed(t, "docx", "{{editeur}}", "{{tire}} {{dote")), []string{"couverture, paragraphe 4 : la marque « tire »", "n’est pas fermée", "couverture, paragraphe 2"}},
		"odt":      {string(designed(t, "odt", "{{editeur}}", "{{tire}}")), []string{"couverture, paragraphe 4 : la marque « tire »"}},
		"no style": {string(designed(t, "docx", `w:val="Note"`, `w:val="Nota"`, `w:val="Answer"`, `w:val="Antwort"`)), []string{"Il manque au modèle les styles « Note, Answer »"}},
		"PDF":      {"%PDF-1.7", []string{"PDF"}},
		"no file":  {"", []string{"Choisissez le fichier"}},
	} {
		w := steward.hand(templatesPath, []byte(c.file))
		page := spaced.Replace(w.Body.String())
		for _, want := range c.want {
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, want) {
				t.Errorf("%s: %d, without %q", name, w.Code, want)
			}
		}
		if left := p.deps.Shelf.Files(); len(left) > 0 {
			t.Errorf("%s: kept: %v", name, left)
		}
	}
	visitor := newBrowser(t, p.h)
	if w := visitor.get(templatesPath); w.Code != http.StatusSeeOther {
		t.Errorf("a visitor: %d", w.Code)
	}
}
