package web

import (
	"net/http"
	"strings"
	"testing"

	"kafo/internal/coop"
)

// doubly has a second open finding beside those of undecided, opens the form about both as one steward, and has another decide the first.
func doubly(t testing.TB, p *peopled) (b *browser, form map[string][]string) {
	t.Helper()
	p.deps.Reader = p.cat
	p.h = served(t, p).outer()
	p.undecided(t)
	p.finding(t, "k2")
	a, b := p.caller(t, 41, coop.Steward, true), p.caller(t, 42, coop.Steward, true)
	form = b.opened("/trancher/constats", "etat", "explained", "pourquoi", "Vérifié.")
	form["choix"] = []string{"1", "2"}
	form[seenField] = hiddens(t, b.seen["GET /trancher/constats OK"], seenField)
	if w := a.post("/trancher/constats/1", a.opened("/trancher/constats/1", "geste", "confier", "qui", "Le comité de jumelage", "pourquoi", "Il sait.")); w.Code != http.StatusSeeOther {
		t.Fatalf("the other steward: %d", w.Code)
	}
	return b, form
}

// hiddens are the values of a hidden field on a page.
func hiddens(t testing.TB, body, name string) (out []string) {
	t.Helper()
	for _, n := range all(parse(t, body), "input") {
		if attr(n, "type") == "hidden" && attr(n, "name") == name {
			out = append(out, attr(n, "value"))
		}
	}
	return out
}

// TestWhatChangedMeanwhileIsNotDecidedWithTheRest is T18 of forms about several things: what another has touched since the page was
// opened is named with who did it, and asked again; the rest is decided. Sent again with both seen, it is decided too.
func TestWhatChangedMeanwhileIsNotDecidedWithTheRest(t *testing.T) {
	p := newPeopled(t)
	b, form := doubly(t, p)
	if len(form[seenField]) != 2 {
		t.Fatalf("the form carries the versions %v", form[seenField])
	}
	w := b.post("/trancher/constats", form)
	body := w.Body.String()
	if w.Code != http.StatusOK {
		t.Fatalf("the form: %d %s", w.Code, body)
	}
	for _, want := range []string{"Changé entre-temps", `href="/trancher/constats/1"`, "Le comité de jumelage", "une personne gestionnaire du registre", "Le reste est enregistré (1)", "Vérifié."} {
		if !strings.Contains(body, want) {
			t.Errorf("the answer lacks %q", want)
		}
	}
	state := func(id coop.FindingID) string {
		f, err := p.cat.Finding(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return f.State
	}
	if state(1) != string(coop.FindingOpen) || state(2) != string(coop.FindingExplained) {
		t.Errorf("decided: %s, %s", state(1), state(2))
	}
	again := map[string][]string{}
	for _, name := range []string{sealField, ownerField, numberField, seenField} {
		again[name] = hiddens(t, body, name)
	}
	again["choix"], again["etat"], again["pourquoi"] = []string{"1"}, []string{"explained"}, []string{"Vu aussi."}
	if w := b.post("/trancher/constats", again); w.Code != http.StatusSeeOther || state(1) != string(coop.FindingExplained) {
		t.Errorf("knowing both: %d, %s", w.Code, state(1))
	}
}

// TestNothingIsDecidedWhereAllHasChanged: a conflict, and the same of questions, matches and contributions.
func TestNothingIsDecidedWhereAllHasChanged(t *testing.T) {
	p := newPeopled(t)
	p.organisation(t)
	p.reported(t, newBrowser(t, p.h))
	p.deps.Reader = p.cat
	p.h = served(t, p).outer()
	p.undecided(t)
	a, b := p.caller(t, 41, coop.Steward, true), p.caller(t, 42, coop.Steward, true)
	for _, c := range []struct {
		page, to, one string
		form, first   []string
	}{
		{"/trancher/constats", "/trancher/constats", "/trancher/constats/1", []string{"choix", "1", "etat", "explained"}, []string{"geste", "etat", "etat", "explained"}},
		{"/trancher/questions", "/trancher/questions", "/trancher/questions/1", []string{"q1", "1"}, []string{"organisation", "1"}},
		{"/trancher/revue", "/trancher/revue", "/trancher/revue/1", []string{"choix", "1", "geste", "accepter"}, []string{"geste", "refuser"}},
		{"/revue/contributions/accepter?choix=1", "/revue/contributions/accepter", "/revue/contributions/1", []string{"choix", "1"}, []string{"geste", "take"}},
	} {
		form := b.opened(c.page, append(c.form, "pourquoi", "Vérifié.")...)
		form[seenField] = hiddens(t, b.seen["GET "+c.page+" OK"], seenField)
		if w := a.post(c.one, a.opened(c.one, append(c.first, "pourquoi", "Première.")...)); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", c.one, w.Code, w.Body)
		}
		w := b.post(c.to, form)
		if body := w.Body.String(); w.Code != http.StatusConflict || !strings.Contains(body, "Rien n’est enregistré") || !strings.Contains(body, `href="`+c.one+`"`) {
			t.Errorf("%s: %d %s", c.to, w.Code, body)
		}
	}
}
