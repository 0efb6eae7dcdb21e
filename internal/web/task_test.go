package web

import (
	"net/http"
	"net/url"
	"testing"

	"kafo/internal/coop"
)

// TestATaskIsTakenAndDoneOnItsPage, and found by campaign, by who follows and by what it is.
func TestATaskIsTakenAndDoneOnItsPage(t *testing.T) {
	a, b, leave := lettered(t)
	newBrowser(t, a.h).do(http.MethodPost, leave, url.Values{"partout": {"0"}})
	mailed(t, a, coop.Clues{})
	says(t, "the campaign", b.get("/campagnes/1").Body.String(), "Tâches (1)", "/taches?campagne=1")
	all := b.get("/taches").Body.String()
	says(t, "all of them", all, "Tâches (2)", "Ne souhaite plus de courriels", "Courriel à ranger")
	says(t, "its own", b.get("/taches?campagne=1").Body.String(), "Tâches (1)", "Ne souhaite plus de courriels")
	says(t, "of a kind", b.get("/taches?nature=unplaced").Body.String(), "Tâches (1)", "/taches/2")
	one := "/taches/1"
	says(t, "the task", b.get(one).Body.String(), "Téléphonez, ou écrivez sur papier", "/campagnes/1/invitations/1", "Suivre")
	b.send(one, "geste", "suivre")
	says(t, "mine", b.get("/taches?suivi=moi").Body.String(), "Tâches (1)")
	says(t, "nobody’s", b.get("/taches?suivi=personne").Body.String(), "Tâches (1)", "Courriel à ranger")
	says(t, "no words", b.send(one, "geste", "faite", "note", "").Body.String(), "Dites en quelques mots")
	if w := b.send(one, "geste", "faite", "note", "Téléphoné le 3."); w.Header().Get("Location") != one {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	says(t, "what is done", b.get(one).Body.String(), "Téléphoné le 3.", "Faite le")
	says(t, "those that are done", b.get("/taches?etat=faites").Body.String(), "Tâches (1)")
	for _, wrong := range []string{"/taches/99", "/taches/x", "/taches?page=9"} {
		if got := b.get(wrong); got.Code != http.StatusNotFound {
			t.Errorf("%s: %d", wrong, got.Code)
		}
	}
}
