package web

import (
	"strings"
	"testing"

	"kafo/internal/coop"
)

// TestWhoHoldsACensusIsToldWhoDecides, and where to give the role; who decides is told nothing.
func TestWhoHoldsACensusIsToldWhoDecides(t *testing.T) {
	a := newAsked(t)
	administrator := a.caller(t, 51, coop.Administrator, true)
	says(t, "nobody decides", administrator.get("/campagnes/1").Body.String(), "que personne n’a encore", `href="/administration/comptes"`)
	steward := a.caller(t, 52, coop.Steward, true)
	says(t, "one decides", administrator.get("/campagnes/1").Body.String(), "reviennent au gestionnaire du registre", "Personne d’exemple")
	if body := steward.get("/campagnes/1").Body.String(); strings.Contains(body, "Vous menez ce recensement") {
		t.Error("who decides is told who does")
	}
}
