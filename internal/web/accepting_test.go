package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// accepting accepts two contributions at once, after one nobody has chosen.
func accepting(t testing.TB, p *peopled) *browser {
	t.Helper()
	visitor, b := newBrowser(t, p.h), p.caller(t, 31, coop.Steward, true)
	p.reported(t, visitor)
	visitor.send("/signaler?sur=/themes", "sur", "/themes", "texte", "Un thème manque.")
	queue := "/revue/contributions?onglet=a-suivre&nature=report"
	b.get(queue)
	b.get("/revue/contributions/accepter")
	to := "/revue/contributions/accepter?choix=1&choix=2&retour=" + url.QueryEscape(queue)
	form := b.opened(to, "pourquoi", "")
	form["choix"], form["retour"] = []string{"1", "2"}, []string{queue}
	if w := b.post("/revue/contributions/accepter", form); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no reason: %d", w.Code)
	}
	form.Set("pourquoi", "Vérifié.")
	w := b.post("/revue/contributions/accepter", form)
	if want := queue + "&fait=2"; w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
		t.Fatalf("accepted: %d %s, want %s", w.Code, w.Header().Get("Location"), want)
	}
	b.get(w.Header().Get("Location"))
	b.get("/revue/contributions/accepter?choix=1")
	b.get("/revue/contributions/1/historique")
	return b
}

func TestSeveralAreAcceptedForOneReasonAndTheFiltersAreKept(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) { newPeopledOn(t, db).severalAccepted(t) })
}

func (p *peopled) severalAccepted(t *testing.T) {
	t.Helper()
	p.organisation(t)
	b := accepting(t, p)
	for path, want := range map[string]string{
		"/revue/contributions?onglet=a-suivre&nature=report":        `form="plusieurs"`,
		"/revue/contributions?onglet=a-suivre&nature=report&fait=2": "2 contributions acceptées ensemble",
		"/revue/contributions/accepter?choix=1":                     "Elle ne peut pas être acceptée maintenant",
		"/revue/contributions/accepter":                             "Cochez au moins une ligne",
	} {
		found := false
		for seen, body := range b.seen {
			found = found || strings.HasPrefix(seen, "GET "+path+" ") && strings.Contains(body, want)
		}
		if !found {
			t.Errorf("%s lacks %q", path, want)
		}
	}
	for _, id := range []coop.ContributionID{1, 2} {
		if c, err := p.cat.Contribution(t.Context(), id); err != nil || c.State != coop.ContributionAccepted {
			t.Errorf("contribution %d: %s %v", id, c.State, err)
		}
	}
	history := b.get("/revue/contributions/1/historique").Body.String()
	for _, want := range []string{`id="e3"`, "<del>en instruction</del>", "<ins>acceptée</ins>", `href="/operations/`, "Vérifié."} {
		if !strings.Contains(history, want) {
			t.Errorf("the history lacks %q", want)
		}
	}
	network := p.caller(t, 4, coop.NetworkSteward, true)
	if w := network.get("/revue/contributions/accepter?choix=1"); w.Code != http.StatusForbidden {
		t.Errorf("what concerns others: %d", w.Code)
	}
}
