package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var codeShown = regexp.MustCompile(`<b class="seed">(\d{3})\x{00a0}(\d{3})</b>`)

// TestALinkOpensWhereItWasAskedFor: in the browser that asked for it by itself, in any other with the code that this one shows; a
// link that was passed on, or asked for by somebody else, opens nothing (§6.1).
func TestALinkOpensWhereItWasAskedFor(t *testing.T) {
	p := newPeopled(t)
	p.install(t, newBrowser(t, p.h))
	asks, other := newBrowser(t, p.h), newBrowser(t, p.h)
	asked := func() (link, code string) {
		shown := codeShown.FindStringSubmatch(asks.send("/connexion", "email", "a@example.org").Body.String())
		if shown == nil {
			t.Fatal("no code is shown")
		}
		return p.letter(t, "a@example.org", "enter"), shown[1] + " " + shown[2]
	}
	nobody := newBrowser(t, p.h).send("/connexion", "email", "nobody@example.org").Body.String()
	if codeShown.FindString(nobody) == "" {
		t.Error("a code is shown for those who have an account alone")
	}
	link, code := asked()
	if body := other.get(link).Body.String(); !strings.Contains(body, `name="code"`) {
		t.Error("another browser is not asked for the code")
	}
	if body := asks.get(link).Body.String(); strings.Contains(body, `name="code"`) {
		t.Error("the browser that asked is asked again")
	}
	for _, wrong := range []string{"", "000 000", code + "1", codeShown.FindStringSubmatch(nobody)[1] + codeShown.FindStringSubmatch(nobody)[2]} {
		if w := other.send(link, "code", wrong); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", wrong, w.Code)
		}
	}
	if w := other.send(link, "code", code); w.Code != http.StatusSeeOther {
		t.Errorf("the right code: %d", w.Code)
	}
	if w := other.get("/compte"); w.Code != http.StatusOK {
		t.Errorf("the account: %d", w.Code)
	}
	link, code = asked()
	guesses := newBrowser(t, p.h)
	for range 5 {
		guesses.send(link, "code", "111111")
	}
	if w := guesses.send(link, "code", code); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("the sixth try: %d", w.Code)
	}
	if w := asks.send(link); w.Code != http.StatusSeeOther {
		t.Errorf("where it was asked for: %d", w.Code)
	}
	handed, err := p.auth.EnterPath(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if w := newBrowser(t, p.h).send(handed); w.Code != http.StatusSeeOther {
		t.Errorf("a link that an operator handed over: %d", w.Code)
	}
}
