package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// editing goes through the pages on which editions are made, with right and wrong answers.
func editing(t testing.TB) map[string]string {
	p := newPeopled(t)
	steward := p.caller(t, 6, coop.Steward, true)
	steward.get("/trancher/recueils?source=1&pays=ML&serie=exemple&chiffre=trend-maintained")
	steward.send("/trancher/recueils", "titre", "", "date", "hier")
	steward.send("/trancher/recueils/2", "erratum", "")
	return steward.seen
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
	p.h = served(t, p).outer()
	steward := p.caller(t, 6, coop.Steward, true)
	if w := steward.send("/trancher/recueils", "titre", "Essai", "date", "12/06/2013"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an edition without fiches: %d", w.Code)
	}
	p.fiche(t, "VILLE A", "maintained")
	w := steward.send("/trancher/recueils", "titre", "Essai", "date", "12/06/2013", "auteur", "Atelier", "avant_propos", "Un.\n\nDeux.")
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
