package web

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kafo/internal/coop"
)

// says fails where an answer lacks some words.
func says(t testing.TB, what, body string, words ...string) {
	t.Helper()
	body = strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(unescaped(body))
	for _, want := range words {
		if !strings.Contains(body, want) {
			t.Errorf("%s does not say %q", what, want)
		}
	}
}

// holding is a steward who prepares a campaign, asks the partnerships of the register and opens it; the site holds another
// census already, with one that is asked.
func holding(t testing.TB) (*held, *browser) {
	t.Helper()
	a := newAsked(t)
	b := a.caller(t, 41, coop.Steward, true)
	b.get("/campagnes/nouvelle")
	b.get("/en/campagnes/nouvelle")
	w := b.send("/campagnes/nouvelle", "questionnaire", ownFile, "fichier", "id = \"x\"\nquestion = 1", "fin", "demain")
	says(t, "a campaign that lacks everything", w.Body.String(), "Donnez un titre", "Ligne 2", "Écrivez le jour en entier")
	w = b.send("/campagnes/nouvelle", "titre", "Recensement de l’eau", "questionnaire", "recensement 2013-09", "auteur", "Atelier d’exemple", "contact", "01 99 00 47 11",
		"message", "Merci de votre aide.", "debut", "1/11/2026", "fin", "31/12/2026")
	if w.Header().Get("Location") != "/campagnes/2" {
		t.Fatalf("create: %d %s", w.Code, w.Body)
	}
	b.get("/campagnes/2")
	b.get("/campagnes/2/modifier")
	b.send("/campagnes/2/modifier", "titre", "")
	b.send("/campagnes/2/modifier", "titre", "Recensement de l’eau 2026", "auteur", "Atelier d’exemple", "contact", "01 99 00 47 11", "debut", "1/11/2026", "fin", "20/12/2026")
	says(t, "the campaign that was changed", b.get("/campagnes/2?fait=1").Body.String(), "Recensement de l’eau 2026", "20 décembre 2026", "Enregistré")
	says(t, "the questionnaire", b.get("/campagnes/2/questionnaire").Body.String(), "<fieldset class=\"asks shown\" disabled>", "version 2013-09")
	b.get("/campagnes/1/questionnaire")
	b.get("/campagnes/2/inviter")
	return a, b
}

// asks chooses whom the campaign asks, and opens it.
func asks(t testing.TB, b *browser) {
	t.Helper()
	choice := "/campagnes/2/inviter?q=&cote=french&cote=foreign&langue=fr"
	body := b.get(choice).Body.String()
	says(t, "the dry list", body, "2 sollicitations nouvelles", "Rien n’est encore enregistré", "côté partenaire")
	fields := []string{"recherche", unescaped(hiddenIn(body, "recherche")), "vu", hiddenIn(body, "vu")}
	stale := b.send("/campagnes/2/inviter", "recherche", "cote=french&langue=fr", "vu", "autre")
	says(t, "a list that has changed", stale.Body.String(), "La liste a changé")
	if w := b.send("/campagnes/2/inviter", fields...); w.Header().Get("Location") != "/campagnes/2/invitations?invitees=2" {
		t.Fatalf("ask: %d %s", w.Code, w.Body)
	}
	says(t, "the list", b.get("/campagnes/2/invitations?invitees=2").Body.String(), "2 sollicitations enregistrées", "Angers")
	says(t, "the choice again", b.get(choice).Body.String(), "0 sollicitation nouvelle", "2 autres sont déjà sollicitées")
}

func TestACampaignIsPreparedAskedAndOpened(t *testing.T) {
	a, b := holding(t)
	asks(t, b)
	form := b.get("/campagnes/2/etat?vers=open").Body.String()
	w := b.post("/campagnes/2/etat", url.Values{sealField: {sealIn(t, form)}, "vers": {"open"}})
	if w.Header().Get("Location") != "/campagnes/2?fait=1" {
		t.Fatalf("open: %d %s", w.Code, w.Body)
	}
	says(t, "the campaign", b.get("/campagnes/2").Body.String(), "Ouverte", "Mettre en pause")
	if w := b.get("/campagnes/2/etat?vers=draft"); w.Code != http.StatusNotFound {
		t.Errorf("back to a draft: %d", w.Code)
	}
	links := linksJourney(t, b)
	if got := newBrowser(t, a.h).get(links); got.Code != http.StatusOK {
		t.Errorf("the link of the list: %d", got.Code)
	}
	b.send("/campagnes/2/invitations/2", "geste", "refaire")
	if got := newBrowser(t, a.h).get(links); got.Code != http.StatusNotFound {
		t.Errorf("a link that was made anew still leads to %d", got.Code)
	}
	b.send("/campagnes/2/invitations/2", "geste", "retirer")
	says(t, "a link that was taken back", b.send("/campagnes/2/invitations/2", "geste", "montrer").Body.String(), "Le lien a été retiré")
}

// linksJourney looks at the list in all ways, and gives the path of the first link.
func linksJourney(t testing.TB, b *browser) string {
	t.Helper()
	for _, stage := range []string{"silent", "accepted", "silent&region=-&nature=-&q=angers"} {
		b.get("/campagnes/2/invitations?etape=" + stage)
	}
	for _, what := range []string{showPhones, showLinks} {
		says(t, what, b.send("/campagnes/2/invitations", "recherche", "etape=silent", "geste", what).Body.String(), "noté au journal")
	}
	if w := b.send("/campagnes/2/invitations", "recherche", "", "geste", showFile); !strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
		t.Errorf("the table: %d %s", w.Code, w.Header().Get("Content-Type"))
	}
	one := "/campagnes/2/invitations/2"
	if body := b.get(one).Body.String(); strings.Contains(body, "/repondre/") {
		t.Error("a link is shown unasked")
	}
	b.send(one, "geste", "joindre", "email", "pas une adresse", "langue", "fr")
	b.send(one, "geste", "joindre", "nom", "Déléguée A", "telephone", "+223 99 00 47 11", "langue", "en")
	body := b.send(one, "geste", "montrer").Body.String()
	says(t, "the link", body, "https://atlas.example.org/en/repondre/2-", "https://wa.me/22399004711?text=", "sms:+22399004711", "Déléguée A")
	b.send(one, "geste", "joindre", "nom", "Déléguée A", "telephone", "+223 99 00 47 11", "langue", "fr")
	b.send(one, "geste", "remise")
	says(t, "the invitation", b.get(one+"?fait=1").Body.String(), "Lien transmis")
	_, rest, _ := strings.Cut(b.send(one, "geste", "montrer").Body.String(), "https://atlas.example.org/repondre/")
	code, _, _ := strings.Cut(rest, "<")
	return "/repondre/" + code
}

// heldSeen is what was seen of campaigns.
func heldSeen(t testing.TB) map[string]string {
	_, b := holding(t)
	asks(t, b)
	linksJourney(t, b)
	b.send("/campagnes/2/invitations/3", "geste", "montrer")
	b.get("/campagnes")
	b.get("/en/campagnes")
	b.get("/campagnes/1")
	return maps.Clone(b.seen)
}
