package web

import (
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/store"
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
	w := b.send("/campagnes/nouvelle", "questionnaire", ownFile, "texte", "id = \"x\"\nquestion = 1", "fin", "demain")
	says(t, "a campaign that lacks everything", w.Body.String(), "Donnez un titre", "Ligne 2", "Écrivez le jour en entier")
	w = b.send("/campagnes/nouvelle", "titre", "Recensement de l’eau", "questionnaire", "recensement 2013-09", "auteur", "Atelier d’exemple", "contact", "01 99 00 47 11",
		"message", "Merci de votre aide.", "debut", "1/11/2026", "fin", "31/12/2026")
	if w.Header().Get("Location") != "/campagnes/2" {
		t.Fatalf("create: %d %s", w.Code, w.Body)
	}
	b.get("/campagnes/2")
	b.get("/campagnes/2/modifier")
	b.send("/campagnes/2/modifier", "titre", "")
	b.send("/campagnes/2/modifier", "titre", "Recensement de l’eau 2026", "auteur", "Atelier d’exemple", "contact", "01 99 00 47 11", "message", "Merci de votre aide.", "debut", "1/11/2026", "fin", "20/12/2026")
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
	opens(t, b)
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

// adding takes in a table, one by hand, prints letters and types for somebody.
func adding(t testing.TB, b *browser) {
	t.Helper()
	table := "/campagnes/2/inviter/tableau"
	b.get(table)
	says(t, "an empty table", b.send(table, "geste", "lire").Body.String(), "Erreur :")
	says(t, "a wrong table", b.send(table, "tableau", "organisation,courriel\nCommune d’exemple,rien\n").Body.String(), "Ligne 2")
	const good = "organisation;telephone\nCommune d’exemple;+223 99 00 47 12\nVille d’exemple;"
	read := b.send(table, "tableau", good, "geste", "lire").Body.String()
	says(t, "the table", read, "2 lignes comprises", "tel:+22399004712", "Enregistrer 2 sollicitations")
	_, seen, _ := strings.Cut(read, `name="vu" value="`)
	seen, _, _ = strings.Cut(seen, `"`)
	if w := b.send(table, "tableau", good, "vu", seen); w.Header().Get("Location") != "/campagnes/2/invitations?invitees=2" {
		t.Errorf("the table is taken in: %d %s", w.Code, w.Body)
	}
	says(t, "the file of a table", b.hand(table, []byte("organisation;courriel\r\nVille d\x92exemple pr\xe8s du fleuve;\r\n")).Body.String(), "1 ligne comprise", "Ville d’exemple près du fleuve")
	says(t, "the file of a wrong questionnaire", b.parts("/campagnes/nouvelle", [2]string{sealField, sealIn(b.t, b.get("/campagnes/nouvelle").Body.String())}, [2]string{"questionnaire", ownFile}, [2]string{fileField + "=essai.toml", "id = \"x\"\nquestion = 1"}).Body.String(), "Ligne 2")
	one := "/campagnes/2/inviter/une"
	b.get(one)
	says(t, "nobody", b.send(one, "partenariat", "77").Body.String(), "Il n’y a pas de partenariat n° 77")
	if w := b.send(one, "organisation", "Cercle d’exemple", "cote", "foreign", "langue", "fr"); w.Code != http.StatusSeeOther {
		t.Errorf("one more: %d %s", w.Code, w.Body)
	}
	says(t, "letters", b.send("/campagnes/2/invitations", "recherche", "moyen="+noMail, "geste", showPaper).Body.String(), "5 lettres à imprimer", "<svg class=\"qr\"", "https://atlas.example.org/repondre", "Cercle d’exemple", "Merci de votre aide.")
}

func TestATableALetterACall(t *testing.T) {
	_, b := holding(t)
	asks(t, b)
	adding(t, b)
	if w := b.send("/campagnes/2/invitations", "recherche", "moyen="+noMail, "geste", posted); w.Header().Get("Location") != "/campagnes/2?fait=1" {
		t.Errorf("letters that have left: %d", w.Code)
	}
	says(t, "the figures", b.get("/campagnes/2").Body.String(), "0 réponse sur 5 sollicitations", "Par région", "région inconnue")
	opens(t, b)
	one := "/campagnes/2/invitations/2"
	b.send(one, "geste", "saisir", "moyen", "pigeon")
	w := b.send(one, "geste", "saisir", "moyen", "phone")
	to := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/repondre/2-") {
		t.Fatalf("typed on behalf: %d %s", w.Code, w.Body)
	}
	says(t, "the reply that is typed", b.get(to+"/rubriques/partners").Body.String(), "Angers")
	says(t, "the figures then", b.get("/campagnes/2").Body.String(), "Jour après jour", "<polyline")
}

// opens opens the campaign.
func opens(t testing.TB, b *browser) {
	t.Helper()
	form := b.get("/campagnes/2/etat?vers=open").Body.String()
	if w := b.post("/campagnes/2/etat", url.Values{sealField: {sealIn(t, form)}, "vers": {"open"}}); w.Header().Get("Location") != "/campagnes/2?fait=1" {
		t.Fatalf("open: %d %s", w.Code, w.Body)
	}
}

// heldSeen is what was seen of campaigns.
func heldSeen(t testing.TB) map[string]string {
	_, b := holding(t)
	asks(t, b)
	linksJourney(t, b)
	b.send("/campagnes/2/invitations/3", "geste", "montrer")
	adding(t, b)
	opens(t, b)
	b.send("/campagnes/2/invitations/3", "geste", "saisir", "moyen", "phone")
	b.get("/campagnes/2/invitations/4")
	b.get("/campagnes/2")
	b.get("/campagnes")
	b.get("/en/campagnes")
	b.get("/campagnes/1")
	return maps.Clone(b.seen)
}

// TestRespondentsAreKeptOrLetGo: it is said a month before they go into the trash, and in the trash; somebody keeps them longer, or
// takes them out; meanwhile nobody is shown how they are reached, and who was asked sees until when she is known.
func TestRespondentsAreKeptOrLetGo(t *testing.T) {
	a := newAsked(t)
	b := a.caller(t, 61, coop.Steward, true)
	const home = "/campagnes/1"
	if strings.Contains(b.get(home).Body.String(), "Conservation des répondants") {
		t.Error("notice is given a year ahead")
	}
	a.closesOn(t, "2025-12-15") // today is in the last week of November 2026
	says(t, "notice", b.get(home).Body.String(), "Conservation des répondants", "vont à la corbeille le 15 décembre 2026", "/reponses.xlsx", "Prolonger")
	says(t, "no day", b.send(home, "geste", "prolonger", "jusque", "bientôt").Body.String(), "Donnez un jour à venir")
	says(t, "too far a day", b.send(home, "geste", "prolonger", "jusque", "31/12/2030").Body.String(), "Donnez un jour à venir")
	says(t, "longer", b.send(home, "geste", "prolonger", "jusque", "30/06/2027").Header().Get("Location"), home+"?fait=1")
	says(t, "of one", b.get(home+"/invitations/1").Body.String(), "gardés jusqu’au 30 juin 2027")
	says(t, "her data", a.ownerOf(t, "mairie@example.org").get("/mes-donnees").Body.String(), "gardé jusqu’au 30 juin 2027")
	err := a.rooms.Store.Update(t.Context(), coop.Operator, "test", func(tx *store.Tx) error {
		_, err := tx.TrashRespondents("2026-01-01", "2028-01-01")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	says(t, "the trash", b.get(home).Body.String(), "Les répondants sont à la corbeille", "Restaurer pour trois mois")
	says(t, "how they are reached", b.send(home+"/invitations", "recherche", "", "geste", showPhones).Body.String(), "Les répondants sont à la corbeille : restaurez-les")
	says(t, "how one is reached", b.send(home+"/invitations/1", "geste", "montrer").Body.String(), "Les répondants sont à la corbeille : restaurez-les")
	says(t, "restored", b.send(home, "geste", "restaurer").Header().Get("Location"), home+"?fait=1")
	says(t, "how one is reached then", b.send(home+"/invitations/1", "geste", "montrer").Body.String(), "mairie@example.org")
}

// closesOn has the census close on another day.
func (a *held) closesOn(t testing.TB, day coop.Date) {
	t.Helper()
	err := a.rooms.Store.Update(t.Context(), coop.Operator, "test", func(tx *store.Tx) error {
		one, err := tx.FindCampaign(1)
		if one.Closes = day; err == nil {
			_, err = tx.SaveCampaign(one)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
