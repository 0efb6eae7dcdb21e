package web

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/i18n"
	"kafo/internal/store"
)

// editing goes through the pages on which editions are made, with right and wrong answers.
func editing(t testing.TB) map[string]string {
	p := newPeopled(t)
	steward := p.caller(t, 6, coop.Steward, true)
	steward.get("/trancher/recueils?source=1&pays=ML&serie=exemple&chiffre=trend-maintained")
	steward.send("/trancher/recueils", "titre", "", "date", "hier")
	steward.send("/trancher/recueils/2", "erratum", "")
	for _, mark := range []string{"{{date}}", "{{dote}}"} {
		steward.hand(templatesPath, designed(t, "docx", "{{editeur}}", mark))
	}
	steward.get(templatesPath + "/docx")
	steward.send(templatesPath+"/docx", "geste", templateServe)
	large := p.pressing(t, Pressed{Done: 1, Total: 2}, Pressed{Write: func(io.Writer) error { return nil }})
	for _, path := range []string{"/recueils/2/imprimer/docx", "/recueils/2/imprimer/odt"} {
		steward.seen[path] = large(path).Body.String()
	}
	return steward.seen
}

// spaced puts plain spaces for those that do not break.
var spaced = strings.NewReplacer("\u00a0", " ", "\u202f", " ")

// pressing serves every edition as a large one, whose print is so far from one look to the next.
func (p *peopled) pressing(t testing.TB, states ...Pressed) func(path string) *httptest.ResponseRecorder {
	t.Helper()
	deps := p.deps
	deps.AtOnce = 0
	deps.Press = func(string, coop.EditionID, string, i18n.Lang) (Pressed, error) {
		now := states[0]
		states = states[min(1, len(states)-1):]
		return now, nil
	}
	h, err := New(deps)
	if err != nil {
		t.Fatal(err)
	}
	return func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
}

// TestALargeEditionIsPrintedBesideTheRequest: a page says how far it is, loads itself anew without a script and is kept nowhere,
// until the file is downloaded from it.
func TestALargeEditionIsPrintedBesideTheRequest(t *testing.T) {
	p := newPeopled(t)
	whole := Pressed{Write: func(w io.Writer) error { _, err := io.WriteString(w, "PK whole"); return err }}
	get := p.pressing(t, Pressed{Done: 412, Total: 2380}, Pressed{Done: 1200, Total: 2380}, whole)
	const path = "/recueils/2/imprimer/docx"
	for _, want := range []string{"412 fiches sur 2 380", "1 200 fiches sur 2 380"} {
		w := get(path)
		text := spaced.Replace(w.Body.String())
		if w.Code != http.StatusAccepted || !strings.Contains(text, want) || !strings.Contains(text, "<progress") || strings.Contains(text, "<script") {
			t.Errorf("%d, without %q: %s", w.Code, want, text)
		}
		if h := w.Header(); h.Get("Cache-Control") != "no-store" || h.Get("Etag") != "" || !strings.HasPrefix(h.Get("Refresh"), "2; url=/recueils/2-") {
			t.Errorf("headers %v", h)
		}
	}
	ready := get(path)
	_, file, _ := strings.Cut(ready.Header().Get("Refresh"), "url=")
	if ready.Code != http.StatusAccepted || !strings.Contains(ready.Body.String(), file) {
		t.Fatalf("%d %v", ready.Code, ready.Header())
	}
	if w := get(file); w.Code != http.StatusOK || w.Body.String() != "PK whole" || !strings.Contains(w.Header().Get("Content-Disposition"), ".docx") {
		t.Errorf("the file: %d %v %q", w.Code, w.Header(), w.Body.String())
	}
}

// TestAnEditionThatIsTooLargeForPDFSaysSo before anybody waits for it.
func TestAnEditionThatIsTooLargeForPDFSaysSo(t *testing.T) {
	w := newWorld()
	h := site(t, w, func(d *Deps) { d.Prints = []string{"html", "docx", "odt", "pdf"} })
	get := func(path string) (int, string) {
		r := httptest.NewRecorder()
		h.ServeHTTP(r, httptest.NewRequest(http.MethodGet, path, nil))
		return r.Code, spaced.Replace(r.Body.String())
	}
	const path = "/recueils/2-recensement-d-exemple"
	if code, page := get(path); code != http.StatusOK || !strings.Contains(page, path+"/imprimer/pdf") || strings.Contains(page, "un PDF en a au plus") {
		t.Errorf("a small edition: %d", code)
	}
	w.many, w.version = export.PDFFiches, "2"
	if code, page := get(path); code != http.StatusOK || strings.Contains(page, path+"/imprimer/pdf") || !strings.Contains(page, "Cette édition a 804 fiches, et un PDF en a au plus 800") {
		t.Errorf("a large edition: %d", code)
	}
	if code, page := get(path + "/imprimer/pdf"); code != http.StatusUnprocessableEntity || !strings.Contains(page, "au plus 800") {
		t.Errorf("its PDF: %d", code)
	}
}

// fiche keeps a fiche of an invented census.
func (p *peopled) fiche(t testing.TB, french, trend string) {
	t.Helper()
	body := `{"section":"LAC","updated":["2013-06-01"],"french":["` + french + `"],"foreign":["KOROBOUGOU"],"other":[],"contacts":[],"formalised":{"raw":"","years":[]},"instrument":"",
		"budget":{"raw":"","amounts":[]},"continued":{"raw":"OUI","value":"yes"},"trend":{"raw":"","value":"` + trend + `"},"means":"","actions":[],"perspectives":"","stated_total":null,"form_version":"2013-09"}`
	err := p.store.Update(context.Background(), "import:test", "test", func(tx *store.Tx) error {
		source, _, err := tx.SaveSource(coop.Source{Document: "recensement.txt", SHA256: "aa", Format: "censustext", Title: "Recensement d’essai"})
		if err != nil {
			return err
		}
		_, _, err = tx.AddRecord(coop.Record{Source: source, Kind: coop.KindFiche, Locator: "L" + french, Line: 1, LineEnd: 9, Body: json.RawMessage(body)}, french, "2013-06-01")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAnEditionIsPreparedFrozenAndCorrected: what is counted follows the register until the edition is frozen, and then no more.
func TestAnEditionIsPreparedFrozenAndCorrected(t *testing.T) {
	p := newPeopled(t)
	p.deps.Reader, p.deps.At = p.cat, func(context.Context, coop.Moment) (Reader, error) { return p.cat, nil }
	p.deps.Now = func() time.Time { return time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC) } // the next day has begun where it is published
	p.h = served(t, p).outer()
	steward := p.caller(t, 6, coop.Steward, true)
	if w := steward.send("/trancher/recueils", "titre", "Essai", "date", "12/06/2013"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an edition without fiches: %d", w.Code)
	}
	p.fiche(t, "VILLE A", "maintained")
	if page := steward.get("/trancher/recueils").Body.String(); !strings.Contains(page, `value="24/11/2026"`) {
		t.Error("the date does not begin with today’s")
	}
	for day, want := range map[string]string{"": "Donnez le jour de l’édition en entier, comme 08/11/2013", "juin 2013": "Donnez le jour de l’édition en entier", "hier": "« hier » n"} {
		w := steward.send("/trancher/recueils", "titre", "Essai", "date", day)
		if page := spaced.Replace(w.Body.String()); w.Code != http.StatusUnprocessableEntity || !strings.Contains(page, want) || strings.Contains(page, "«  »") {
			t.Errorf("the date %q: %d, without %q", day, w.Code, want)
		}
	}
	w := steward.send("/trancher/recueils", "titre", "Essai", "date", "12/06/2013", "auteur", "Atelier", "avant_propos", "Un.\n\nDeux.", "commentaire", "Lire 900 fiches.\n\nEt 77 %.")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/recueils/1-essai" {
		t.Fatalf("freeze: %d %s", w.Code, w.Header().Get("Location"))
	}
	p.fiche(t, "VILLE B", "reduced")
	if page := steward.get("/trancher/recueils?chiffre=trend-reduced").Body.String(); !strings.Contains(page, "VILLE B") {
		t.Error("what is counted before an edition does not follow the register")
	}
	page := steward.get("/recueils/1-essai").Body.String()
	for _, want := range []string{"12 juin 2013", "VILLE A", "/recueils/1-essai/chiffres/trend-maintained", "<p>Deux.</p>"} {
		if !strings.Contains(page, want) {
			t.Errorf("the edition lacks %q", want)
		}
	}
	_, counted, _ := strings.Cut(spaced.Replace(page), `id="h-overview"`)
	figures, comment, _ := strings.Cut(counted, "Commentaire</h2>")
	if !strings.Contains(figures, "<p>1 fiche : ") || strings.Contains(figures, "900") || strings.Contains(figures, "77 %") || !strings.Contains(comment, "<p>Et 77 %.</p>") || strings.Contains(comment, `class="figure"`) {
		t.Error("the comment does not stand under the figures, or changes them")
	}
	if strings.Contains(page, "VILLE B") || strings.Contains(steward.get("/recueils/1-essai/chiffres/trend-reduced").Body.String(), "VILLE B") {
		t.Error("what came in later is in the edition")
	}
	if w := steward.send("/trancher/recueils/1", "erratum", "Lire C."); w.Code != http.StatusSeeOther {
		t.Errorf("erratum: %d", w.Code)
	}
	if !strings.Contains(steward.get("/recueils/1-essai").Body.String(), "Lire C.") {
		t.Error("the erratum is not shown")
	}
	if w := steward.get("/recueils/1/imprimer/html"); w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("the page to print: %d %v", w.Code, w.Header())
	}
	second := steward.send("/trancher/recueils", "titre", "Essai", "date", "08/11/2013", "serie", "essai").Header().Get("Location")
	if page := steward.get(second).Body.String(); !strings.Contains(page, "Ajoutée le 8 novembre 2013") || !strings.Contains(page, "/recueils/1-essai") {
		t.Error("the second edition does not say what was added")
	}
}
