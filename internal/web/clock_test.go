package web

import (
	"net/http"
	"testing"
	"time"

	"kafo/internal/store"
)

// ticking is a site under a clock that a test moves.
func ticking(t testing.TB, now *time.Time) *peopled {
	t.Helper()
	p := newPeopled(t)
	clock := func() time.Time { return *now }
	p.store = store.New(p.db, clock)
	p.auth.Store, p.auth.Now, p.deps.Now = p.store, clock, clock
	p.h = served(t, p).outer()
	return p
}

// TestLinksAndVisitsUnderAClockThatJumps is T17 of people: a link holds ten minutes and serves once, a proof is fresh for ten
// minutes, and nobody is shut out, whatever the clock has said meanwhile.
func TestLinksAndVisitsUnderAClockThatJumps(t *testing.T) {
	for name, c := range map[string]struct {
		jump time.Duration
		link int // what the link of before answers
		page int // what a page that asks for a fresh proof answers
	}{
		"not at all": {0, http.StatusSeeOther, http.StatusOK}, "nine minutes": {9 * time.Minute, http.StatusSeeOther, http.StatusOK},
		"an hour on": {time.Hour, http.StatusNotFound, http.StatusSeeOther}, "ten years on": {87_660 * time.Hour, http.StatusNotFound, http.StatusSeeOther},
		"an hour back": {-time.Hour, http.StatusSeeOther, http.StatusSeeOther},
	} {
		now := started
		p := ticking(t, &now)
		who := p.caller(t, 7, "", false)
		b := newBrowser(t, p.h)
		b.send("/connexion", "email", "n7@example.org")
		link := p.letter(t, "n7@example.org", "enter")
		now = now.Add(c.jump)
		seal := sealIn(t, b.get("/connexion").Body.String())
		for i, want := range []int{c.link, http.StatusNotFound} { // and never twice
			if w := b.do(http.MethodPost, link, map[string][]string{sealField: {seal}}, "Sec-Fetch-Site", "same-origin"); w.Code != want {
				t.Errorf("%s: the link, time %d: %d, want %d", name, i+1, w.Code, want)
			}
			seal = b.seal(t)
		}
		if c.jump < 20*time.Hour {
			if w := who.get("/compte/securite/codes"); w.Code != c.page {
				t.Errorf("%s: the page that asks for a proof: %d, want %d", name, w.Code, c.page)
			}
		}
	}
}

// TestAClockThatWentWrongShutsNobodyOut: attempts that were counted in a wrong future are not held against anybody in the present.
func TestAClockThatWentWrongShutsNobodyOut(t *testing.T) {
	now := started
	p := ticking(t, &now)
	p.caller(t, 7, "", false)
	b := newBrowser(t, p.h)
	ask := func() int { return b.send("/connexion", "email", "n7@example.org").Code }
	now = started.AddDate(10, 0, 0)
	for range 5 {
		ask()
	}
	if ask() == http.StatusOK {
		t.Fatal("nothing is counted: nothing is proved")
	}
	link := p.letter(t, "n7@example.org", "enter")
	now = started
	if w := b.do(http.MethodPost, link, map[string][]string{sealField: {b.seal(t)}}, "Sec-Fetch-Site", "same-origin"); w.Code != http.StatusNotFound {
		t.Errorf("a link of that future opens: %d", w.Code) // it would for ten years
	}
	if got := ask(); got != http.StatusOK {
		t.Errorf("back in the present: %d", got)
	}
}
