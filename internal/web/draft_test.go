package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kafo/internal/coop"
)

// TestWhatWasTypedSurvivesTheEndOfAVisit: a form that is sent after the visit has ended leads to sign in; whoever opened
// it finds it filled in, in that browser alone, nobody else does, and once it is taken it is forgotten.
func TestWhatWasTypedSurvivesTheEndOfAVisit(t *testing.T) {
	p := newPeopled(t)
	p.undecided(t)
	b := p.caller(t, 6, coop.Steward, true)
	one := "/trancher/questions/1"
	form := url.Values{sealField: {sealIn(t, b.get(one).Body.String())}, ownerField: {ownerIn(t, b.get(one).Body.String())}, "organisation": {"1"}, "pourquoi": {"Vu dans les archives."}}
	b.send("/deconnexion")
	w := b.do(http.MethodPost, one, form, "Sec-Fetch-Site", "same-origin")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/connexion?suite="+url.QueryEscape(one) {
		t.Fatalf("after the end: %d %s", w.Code, w.Header().Get("Location"))
	}
	if again := b.do(http.MethodPost, one, form, "Sec-Fetch-Site", "same-origin"); again.Code != http.StatusSeeOther {
		t.Errorf("sent twice: %d", again.Code)
	}
	p.reenter(t, b, "n6@example.org")
	if body := b.get(one).Body.String(); !strings.Contains(body, "Vu dans les archives.") || !strings.Contains(body, "est revenu") {
		t.Error("what was typed is lost")
	}
	other := p.caller(t, 7, coop.Steward, true)
	if body := other.get(one).Body.String(); strings.Contains(body, "archives") {
		t.Error("another sees what was typed")
	}
	if w := b.send(one, "organisation", "1", "pourquoi", "Vu dans les archives."); w.Code != http.StatusSeeOther {
		t.Fatalf("sent anew: %d", w.Code)
	}
	if typed, err := p.auth.Draft(t.Context(), b.cookies["__Host-formulaire"], p.account(t, "n6@example.org"), one); err != nil || typed != nil {
		t.Errorf("kept after it was taken: %v %v", typed, err)
	}
}

// TestNothingSecretIsKept: no password or code of a form that was not taken, and nothing of the ways in.
func TestNothingSecretIsKept(t *testing.T) {
	p := newPeopled(t)
	b := p.caller(t, 6, coop.Steward, true)
	page := b.get("/compte").Body.String()
	seal, owner := sealIn(t, page), ownerIn(t, page)
	b.send("/deconnexion")
	for _, path := range []string{"/compte", "/connexion/mot-de-passe", "/compte/securite/mot-de-passe"} {
		b.do(http.MethodPost, path, url.Values{sealField: {seal}, ownerField: {owner}, "mot-de-passe": {"secret"}, "code": {"123456"}, "nom": {"Déléguée A"}}, "Sec-Fetch-Site", "same-origin")
	}
	rows, err := p.db.Reader().Query("SELECT path, contents FROM draft")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	kept := 0
	for ; rows.Next(); kept++ {
		var path, contents string
		if err := rows.Scan(&path, &contents); err != nil {
			t.Fatal(err)
		}
		if path != "/compte" || strings.Contains(contents, "secret") || strings.Contains(contents, "123456") {
			t.Errorf("kept at %s: %s", path, contents)
		}
	}
	if kept != 1 {
		t.Errorf("%d drafts", kept)
	}
}

func ownerIn(t *testing.T, body string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, `name="`+ownerField+`" value="`)
	owner, _, _ := strings.Cut(rest, `"`)
	if !ok {
		t.Fatal("the form does not say who opened it")
	}
	return owner
}

// reenter signs in again in the same browser, with a second factor.
func (p *peopled) reenter(t *testing.T, b *browser, email string) {
	t.Helper()
	path, err := p.auth.EnterPath(t.Context(), p.account(t, email))
	if err != nil {
		t.Fatal(err)
	}
	b.send(path)
	p.factored(t, b)
}
