package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"kafo/internal/coop"
)

// TestAProgramReadsDataByItsToken: and no page; what is revoked, made up or for something else is refused, and stands in the audit.
func TestAProgramReadsDataByItsToken(t *testing.T) {
	p := newReached(t)
	b := newBrowser(t, p.h)
	id, secret, err := p.auth.MakeToken(t.Context(), "Programme d’exemple", []coop.Verb{coop.VerbRead}, 30)
	if err != nil {
		t.Fatal(err)
	}
	with := func(path, token string) int {
		return b.do(http.MethodGet, path, nil, "Authorization", "Bearer "+token).Code
	}
	for path, want := range map[string]int{"/partenariats.json": 200, "/partenariats": 403, "/compte": 403, "/administration": 403, "/connexion": 403} {
		if got := with(path, secret); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	for _, token := range []string{"", "kafo_rien", secret + "x"} {
		if got := with("/partenariats.json", token); got != http.StatusUnauthorized {
			t.Errorf("%q: %d", token, got)
		}
	}
	if kept := strings.Join(p.column(t, "SELECT * FROM api_token"), ""); strings.Contains(kept, secret) || !strings.Contains(kept, "Programme") {
		t.Errorf("kept: %s", kept)
	}
	if err := p.auth.RevokeToken(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	w := b.do(http.MethodGet, "/partenariats.json", nil, "Authorization", "Bearer "+secret)
	if w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") != "Bearer" {
		t.Errorf("revoked: %d %v", w.Code, w.Header())
	}
	if log := strings.Join(p.column(t, "SELECT changes FROM audit"), ""); !strings.Contains(log, "refused: token") || strings.Contains(log, secret) {
		t.Errorf("the audit: %s", log)
	}
	for _, wrong := range [][2]any{{coop.VerbRead, 0}, {coop.VerbRead, 400}, {coop.VerbDecide, 30}} {
		if _, _, err := p.auth.MakeToken(t.Context(), "P", []coop.Verb{wrong[0].(coop.Verb)}, wrong[1].(int)); coop.CodeOf(err) != coop.Invalid {
			t.Errorf("%v: %v", wrong, err)
		}
	}
}

// TestATokenIsOverOnItsDay: a program that was let in is let in no more.
func TestATokenIsOverOnItsDay(t *testing.T) {
	p := newPeopled(t)
	_, secret, err := p.auth.MakeToken(t.Context(), "Programme", []coop.Verb{coop.VerbRead}, 1)
	if err != nil {
		t.Fatal(err)
	}
	at := p.auth.Now()
	for after, want := range map[time.Duration]coop.Code{23 * time.Hour: coop.Internal, 24 * time.Hour: coop.Unauthenticated} {
		p.auth.Now = func() time.Time { return at.Add(after) }
		if _, err := p.auth.Client(t.Context(), secret, coop.VerbRead); err != nil != (want == coop.Unauthenticated) || err != nil && coop.CodeOf(err) != want {
			t.Errorf("after %s: %v", after, err)
		}
	}
}

// TestATokenCountsBeforeTheAddress: two programs behind one address do not use up what the other may ask for.
func TestATokenCountsBeforeTheAddress(t *testing.T) {
	var r rates
	now := time.Date(2031, 1, 1, 0, 0, 0, 0, time.UTC)
	for range 3 {
		r.within("token 1", 2, now)
	}
	if r.within("token 1", 2, now) || !r.within("token 2", 2, now) || !r.within("token 1", 2, now.Add(time.Minute)) {
		t.Error("programs are counted together, or for ever")
	}
}
