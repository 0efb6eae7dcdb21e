package web

import (
	"cmp"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"kafo/internal/coop"
)

// opened is the form of a page as a browser would send it, with what is typed into it.
func (b *browser) opened(path string, fields ...string) url.Values {
	b.t.Helper()
	body := b.get(path).Body.String()
	form := url.Values{}
	for _, name := range []string{sealField, ownerField, numberField, versionField} {
		if value := hiddenIn(body, name); value != "" {
			form.Set(name, value)
		}
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return form
}

func (b *browser) post(path string, form url.Values) *httptest.ResponseRecorder {
	return b.do(http.MethodPost, path, form, "Sec-Fetch-Site", "same-origin")
}

// crossed has two stewards change the same things at once; it gives what the second saw.
func crossed(t testing.TB, p *peopled) *browser {
	t.Helper()
	a, b := p.caller(t, 21, coop.Steward, true), p.caller(t, 22, coop.Steward, true)
	p.reported(t, newBrowser(t, p.h))
	one := "/revue/contributions/1"
	mine := b.opened(one, "geste", "note", "note", "Vu par la seconde.")
	a.post(one, a.opened(one, "geste", "follow"))
	b.post(one, mine)
	return b
}

func TestAFormThatArrivesTwiceActsOnceAndIsAnsweredAlike(t *testing.T) {
	p := newPeopled(t)
	b := newBrowser(t, p.h)
	form := b.opened("/signaler?sur=partenariat:1", "sur", "partenariat:1", "texte", "Le jumelage est signé depuis 1985.")
	answers := make([]*httptest.ResponseRecorder, 5)
	var group sync.WaitGroup
	for i := range answers {
		twin := &browser{t: t, h: p.h, cookies: map[string]string{}, seen: map[string]string{}}
		for k, v := range b.cookies {
			twin.cookies[k] = v
		}
		group.Go(func() { answers[i] = twin.post("/signaler", form) })
	}
	group.Wait()
	answers = append(answers, b.post("/signaler", form)) // much later, once more
	for _, w := range answers {
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != answers[0].Header().Get("Location") {
			t.Errorf("%d %s, first %s", w.Code, w.Header().Get("Location"), answers[0].Header().Get("Location"))
		}
	}
	if c, err := p.cat.Contribution(t.Context(), 2); coop.CodeOf(err) != coop.NotFound {
		t.Errorf("a second contribution: %+v %v", c, err)
	}
	form.Set("texte", "Et il est renouvelé depuis 1995.") // went back, and wrote something else
	if w := b.post("/signaler", form); w.Code != http.StatusSeeOther || w.Header().Get("Location") == answers[0].Header().Get("Location") {
		t.Errorf("another text of the same page: %d %s", w.Code, w.Header().Get("Location"))
	}
}

func TestAFormThatWasNotTakenMayBeSentAgain(t *testing.T) {
	p := newPeopled(t)
	p.reported(t, newBrowser(t, p.h))
	b := p.caller(t, 6, coop.Steward, true)
	one := "/revue/contributions/1"
	form := b.opened(one, "geste", "refuse", "pourquoi", "non") // not taken up yet
	for range 2 {
		if w := b.post(one, form); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("refused before it is under review: %d", w.Code)
		}
	}
}

func TestASaveOverANewerVersionShowsBoth(t *testing.T) {
	p := newPeopled(t)
	p.reported(t, newBrowser(t, p.h))
	a, b := p.caller(t, 6, coop.Steward, true), p.caller(t, 7, coop.Steward, true)
	one := "/revue/contributions/1"
	mine := b.opened(one, "geste", "return", "pourquoi", "Quelle page du rapport ?")
	if w := a.post(one, a.opened(one, "geste", "take")); w.Code != http.StatusSeeOther {
		t.Fatalf("the first: %d", w.Code)
	}
	w := b.post(one, mine)
	body := w.Body.String()
	if w.Code != http.StatusConflict {
		t.Fatalf("over a newer version: %d", w.Code)
	}
	for _, want := range []string{"Ce qui est enregistré", "en instruction", "Ce que vous envoyez", "Demander une correction", "Quelle page du rapport", "Mise en instruction"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page of both versions lacks %q", want)
		}
	}
	if back := b.get(one).Body.String(); !strings.Contains(back, "Quelle page du rapport") {
		t.Error("what was typed is lost for who goes back to the form")
	}
	kept := mineOf(t, body)
	if w := b.post(one, kept); w.Code != http.StatusSeeOther {
		t.Fatalf("mine, knowing both: %d", w.Code)
	}
	if c, err := p.cat.Contribution(t.Context(), 1); err != nil || c.State != coop.ContributionToCorrect {
		t.Errorf("kept: %+v %v", c.State, err)
	}
}

func TestWhoSeesBothVersionsMayLeaveTheOther(t *testing.T) {
	p := newPeopled(t)
	b := crossed(t, p)
	one := "/revue/contributions/1"
	form := mineOf(t, b.seen["POST "+one+" "+http.StatusText(http.StatusConflict)])
	form.Set(choiceField, "autre")
	if w := b.post(one, form); w.Code != http.StatusSeeOther || w.Header().Get("Location") != one {
		t.Fatalf("the other: %d %s", w.Code, w.Header().Get("Location"))
	}
	if body := b.get(one).Body.String(); strings.Contains(body, "Vu par la seconde") {
		t.Error("what was given up is still there")
	}
}

// mineOf is the form of the page of both versions.
func mineOf(t *testing.T, body string) url.Values {
	t.Helper()
	form := url.Values{}
	for _, n := range all(parse(t, body), "input") {
		if attr(n, "type") == "hidden" {
			form.Add(attr(n, "name"), attr(n, "value"))
		}
	}
	return form
}

// TestWhoChangedHerOwnMeanwhileIsSaid: one's account and what is known of one have no history of their own; the page of both
// versions says all the same when it was changed, and in what role.
func TestWhoChangedHerOwnMeanwhileIsSaid(t *testing.T) {
	p := newReached(t)
	b := p.caller(t, 6, coop.Steward, true)
	late := b.opened("/compte", "nom", "Déléguée A", "langue", "en")
	if w := b.post("/compte", b.opened("/compte", "nom", "Déléguée B", "langue", "fr")); w.Code != http.StatusSeeOther {
		t.Fatalf("the first: %d %s", w.Code, w.Body)
	}
	her := p.ownerOf(t, canaryEmail)
	one := "/mes-donnees?contact=1"
	contact := []string{"geste", "corriger", "contact", "1", "nom", "Ysolde Exemple", "fonction", "maire", "visibilite", "stewards"}
	lateContact := her.opened(one, contact...)
	if w := her.post(one, her.opened(one, append(contact, "fonction", "adjointe")...)); w.Code != http.StatusSeeOther {
		t.Fatalf("the first of the contact: %d %s", w.Code, w.Body)
	}
	account, known := b.post("/compte", late).Body.String(), her.post(one, lateContact).Body.String()
	for _, c := range [][2]string{
		{account, "Nom, langue ou annonces changés par la personne"}, {account, "<small>23 novembre 2026 12:00"},
		{known, "Coordonnées corrigées par la personne"}, {known, "<small>23 novembre 2026 12:00"},
	} {
		if !strings.Contains(c[0], "deux versions") || !strings.Contains(c[0], c[1]) {
			t.Errorf("the page of both versions lacks %q: %s", c[1], c[0])
		}
	}
}

// TestEveryFormThatChangesSomethingCarriesItsVersion, and is taken with it: of each kind of thing that two people may have open.
func TestEveryFormThatChangesSomethingCarriesItsVersion(t *testing.T) {
	p, reached := newPeopled(t), newReached(t)
	p.reported(t, newBrowser(t, p.h))
	p.allied(t)
	steward, member, her := p.caller(t, 6, coop.Steward, true), p.memberOf(t, 7, 1), reached.ownerOf(t, canaryEmail)
	admin := p.caller(t, 8, coop.Administrator, true)
	taken := map[coop.OpenedKind]bool{}
	for _, c := range []struct {
		kind     coop.OpenedKind
		by       *browser
		page, to string
		fields   []string
	}{
		{coop.OpenedContribution, steward, "/revue/contributions/1", "", []string{"geste", "take"}},
		{coop.OpenedFinding, steward, "/trancher/constats/1", "", []string{"geste", "etat", "etat", "explained", "pourquoi", "Vu."}},
		{coop.OpenedProposal, steward, "/trancher/revue/1", "", []string{"geste", "refuser", "pourquoi", "Vu."}},
		{coop.OpenedQuestion, steward, "/trancher/questions/1", "", []string{"organisation", "1", "pourquoi", "Vu."}},
		{coop.OpenedAccount, member, "/compte", "", []string{"nom", "Déléguée C", "langue", "fr"}},
		{coop.OpenedAccount, admin, "/administration/comptes/2", "", []string{"geste", "donner", "role", "steward", "pourquoi", "Vu."}},
		{coop.OpenedDraft, member, "/contribuer?sur=partenariat:1", "/contribuer", []string{"sur", "partenariat:1", "end", "2030", "geste", "relire"}},
		{coop.OpenedStance, member, confirming, "/confirmer", []string{"sur", "partenariat:1", "organisation", "1", "position", "confirmed"}},
		{coop.OpenedContact, her, "/mes-donnees?contact=1", "/mes-donnees", []string{"geste", "corriger", "contact", "1", "nom", "Ysolde Exemple", "fonction", "maire", "visibilite", "stewards"}},
	} {
		form := c.by.opened(c.page, c.fields...)
		if form.Get(versionField) == "" {
			t.Errorf("the form of %s carries no version", c.page)
		}
		if w := c.by.post(cmp.Or(c.to, c.page), form); w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d %.300s", c.page, w.Code, problemsIn(w.Body.String()))
		}
		taken[c.kind] = true
	}
	for pattern, kind := range openedKinds {
		if !taken[kind] {
			t.Errorf("no form of %s (%s) was sent", pattern, kind)
		}
	}
}

// problemsIn is what a page says of a form that was not taken.
func problemsIn(body string) string {
	_, rest, _ := strings.Cut(body, `class="problems"`)
	return rest
}
