package web

import (
	"strings"
	"testing"
)

func TestAProposalShowsBothSidesTheReasonsAndTheCommand(t *testing.T) {
	h := site(t, newWorld())
	body := get(h, "/revue/1").Body.String()
	for _, want := range []string{
		"Angoulême ↔ Ségou", "Montreuil ↔ Yélimané", "noms à 1 lettre près", "autre lieu", "+ 35", "− 40", "63",
		"kafo reconcile accept 1 --why", "kafo reconcile refuse 1 --why", "même accord", "à revoir", "décision annulée", "Ville d’Angoulême",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page of a proposal does not say %q", want)
		}
	}
	if strings.Contains(body, "<form") && strings.Contains(body, "method=\"post\"") {
		t.Error("pages change nothing yet")
	}
}

func TestADecidedProposalSaysHowToTakeItBack(t *testing.T) {
	h := site(t, newWorld())
	for address, want := range map[string]string{
		"/revue/2": "kafo reconcile undo 2", "/revue/3": "kafo reconcile undo 3", "/revue/4": "N’est plus dans le registre", "/en/revue/2": "names 1 letter apart",
	} {
		if body := get(h, address).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s does not say %q", address, want)
		}
	}
}

func TestThePageOfAPartnershipSaysWhatItMayBe(t *testing.T) {
	h := site(t, newWorld())
	body := get(h, "/partenariats/1-angouleme-segou").Body.String()
	for _, want := range []string{"Peut-être le même partenariat que", `href="/revue/2"`, "et 1 autre proposition"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}
