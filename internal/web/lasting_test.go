package web

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"kafo/internal/auth"
)

// ends moves the end of the visit of a browser.
func (p *peopled) ends(t testing.TB, b *browser, in time.Duration) {
	t.Helper()
	s := auth.Sessions{Auth: p.auth}
	hash := hashOf(b.cookies["__Host-kafo"])
	raw, _, err := s.FindCtx(context.Background(), hash)
	if err != nil {
		t.Fatal(err)
	}
	_, values, err := s.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	until := time.Now().Add(in)
	if raw, err = s.Encode(until, values); err != nil {
		t.Fatal(err)
	}
	if err := s.CommitCtx(context.Background(), hash, raw, until); err != nil {
		t.Fatal(err)
	}
}

// left is how long the visit of a browser still lasts, by what a page says of it.
func (p *peopled) left(t testing.TB, b *browser) time.Duration {
	t.Helper()
	_, rest, ok := strings.Cut(b.get("/compte").Body.String(), `data-reste="`)
	ms, _, _ := strings.Cut(rest, `"`)
	d, err := time.ParseDuration(ms + "ms")
	if !ok || err != nil {
		t.Fatalf("no end is said: %v", err)
	}
	return d
}

const warning = `aria-label="Fin de la visite"`

// warned says whether a page shows that the visit ends.
func warned(body string) bool {
	_, rest, _ := strings.Cut(body, warning)
	tag, _, _ := strings.Cut(rest, ">")
	return rest != "" && !strings.Contains(tag, "hidden")
}

// TestAVisitWarnsOfItsEnd: in its last hour each page says how long it lasts, and one button prolongs it, for as long as a visit
// of hers lasts; earlier nothing is prolonged (WCAG 2.2.1).
func TestAVisitWarnsOfItsEnd(t *testing.T) {
	p := newPeopled(t)
	a := newBrowser(t, p.h)
	p.install(t, a)
	if d := p.left(t, a); d < stewardTime-time.Minute || d > stewardTime || warned(a.get("/compte").Body.String()) {
		t.Errorf("at the beginning: %s", d)
	}
	if body := a.get("/").Body.String(); strings.Contains(body, warning) || strings.Contains(body, "/static/visit.") {
		t.Error("a public page, which is the same for everybody, speaks of a visit")
	}
	p.ends(t, a, 5*time.Hour)
	early := map[string][]string{sealField: {sealIn(t, a.get("/compte").Body.String())}}
	if w := a.do(http.MethodPost, prolongPath, early, "Origin", "https://atlas.example.org", "Sec-Fetch-Site", "same-origin"); w.Code != http.StatusSeeOther || p.left(t, a) > 5*time.Hour {
		t.Errorf("five hours before the end: %d, %s", w.Code, p.left(t, a))
	}
	p.ends(t, a, 25*time.Minute)
	body := a.get("/compte").Body.String()
	if !warned(body) || !strings.Contains(body, "<b data-minutes>25</b>") {
		t.Errorf("25 minutes before the end: %s", body)
	}
	w := a.send(prolongPath)
	if w.Code != http.StatusSeeOther || p.left(t, a) < stewardTime-time.Minute || warned(a.get("/compte").Body.String()) {
		t.Errorf("prolonged: %d, %s", w.Code, p.left(t, a))
	}
	if body := a.get(w.Header().Get("Location")).Body.String(); !strings.Contains(body, "Votre visite dure jusqu’au") {
		t.Error(body)
	}
	p.ends(t, a, time.Minute)
	if w := a.do(http.MethodPost, prolongPath, nil, "Origin", "https://atlas.example.org"); w.Code != http.StatusForbidden || p.left(t, a) > time.Minute {
		t.Errorf("without a seal: %d", w.Code)
	}
}
