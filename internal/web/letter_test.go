package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"kafo/internal/coop"
)

// lettered is a site whose census has written to the one that it asks, and the path by which she leaves; a steward looks on.
func lettered(t testing.TB) (a *held, b *browser, leave string) {
	t.Helper()
	a = newAsked(t)
	b = a.caller(t, 41, coop.Steward, true)
	a.rooms.Now = func() time.Time { return time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC) } // a Tuesday
	says(t, "the letters", b.get("/campagnes/1/lettres").Body.String(), "prochain envoi possible le 1er décembre 2026 à 10:00", "10 jours après l’invitation", "rien encore", "aucune encore")
	body := b.get("/campagnes/1/lettres/invitation").Body.String()
	says(t, "the step", body, "1 lettre à envoyer maintenant", "Bonjour, ", "part", "Confirmer l’envoi")
	b.get("/en/campagnes/1/lettres")
	b.get("/en/campagnes/1/lettres/last")
	b.get("/campagnes/1/lettres/published")
	w := b.send("/campagnes/1/lettres/invitation", "geste", "confirmer", "vu", "autre")
	says(t, "a list that has changed", w.Body.String(), "La liste a changé")
	w = b.send("/campagnes/1/lettres/invitation", "geste", "confirmer", "vu", hiddenIn(body, "vu"))
	if w.Header().Get("Location") != "/campagnes/1/lettres/invitation?fait=confirmer" {
		t.Fatalf("confirm: %d %s", w.Code, w.Body)
	}
	says(t, "the step that is confirmed", b.get(w.Header().Get("Location")).Body.String(), "L’envoi est confirmé", "Annuler l’envoi")
	if n, err := a.rooms.Post(t.Context()); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	says(t, "the letters", b.get("/campagnes/1/lettres").Body.String(), "Invitation : prête, le ")
	list, err := a.cat.Messages(t.Context(), coop.MessageWaiting, 1)
	if err != nil || len(list) != 1 || list[0].Letter == nil {
		t.Fatalf("%v, %v", list, err)
	}
	return a, b, "/desabonnement/" + list[0].Letter.Code
}

// letteredSeen is every page of letters, for the tests that look at all pages.
func letteredSeen(t testing.TB) map[string]string {
	a, b, leave := lettered(t)
	v := newBrowser(t, a.h)
	v.get(leave)
	v.get("/en" + leave)
	v.do(http.MethodPost, leave, url.Values{"partout": {"0"}})
	v.do(http.MethodPost, "/en"+leave, url.Values{"partout": {"1"}})
	b.get("/campagnes/1/lettres")
	b.send("/campagnes/1/lettres/invitation", "geste", "joindre", "joint", "known.both")
	b.get("/campagnes/1/lettres/invitation?fait=joindre")
	mailed(t, a, coop.Clues{})
	mailed(t, a, coop.Clues{Links: []string{a.rooms.Code(a.invitation(t).Invitation)}})
	b.get("/campagnes")
	b.get("/campagnes/courrier")
	b.get("/en/campagnes/courrier")
	b.send("/campagnes/courrier", "courriel", "1", "sollicitation-1", "x")
	b.get("/campagnes/1/invitations/1")
	b.get("/en/campagnes/1/invitations/1")
	b.get("/campagnes/1/invitations/1/courrier/2/0")
	tabled(t, a)
	b.get("/campagnes/1/invitations/1/courrier/3/0")
	b.get("/campagnes/1/invitations/1/courrier/3/1")
	b.get("/taches")
	b.get("/en/taches")
	b.get("/taches?etat=faites")
	b.get("/taches/1")
	b.get("/en/taches/2")
	b.send("/taches/1", "geste", "suivre")
	b.get("/taches/1")
	b.send("/taches/1", "geste", "faite")
	b.send("/taches/1", "geste", "faite", "note", "Téléphoné.")
	b.get("/taches/1")
	a.closesOn(t, "2025-12-15")
	b.get("/campagnes/1")
	b.get("/en/campagnes/1")
	for name, page := range v.seen {
		b.seen[name] = page
	}
	return b.seen
}

func TestATrialGoesToWhoPreparesIt(t *testing.T) {
	a, b, _ := lettered(t)
	w := b.send("/campagnes/1/lettres/first", "geste", "essai")
	says(t, "the trial", b.get(w.Header().Get("Location")).Body.String(), "Un essai part à votre adresse")
	list, err := a.cat.Messages(t.Context(), coop.MessageWaiting, 1)
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	admin := a.caller(t, 42, coop.Administrator, true)
	if page := admin.get("/administration/messages").Body.String(); strings.Contains(page, "mail.letter") {
		t.Error("the outbox shows a letter without its words")
	}
	trial := list[0]
	if trial.To == "mairie@example.org" || !trial.Letter.Trial || trial.Letter.Step != coop.LetterFirst || strings.Contains(trial.Link, a.rooms.Code(coop.Invitation{ID: a.id, Turn: 1})) {
		t.Errorf("%+v %+v", trial, trial.Letter)
	}
	if b.get(trial.Link).Code != http.StatusNotFound {
		t.Error("the link of a trial leads somewhere")
	}
}

func TestAConfirmationIsTakenBack(t *testing.T) {
	a, b, _ := lettered(t)
	w := b.send("/campagnes/1/lettres/invitation", "geste", "annuler")
	says(t, "the step", b.get(w.Header().Get("Location")).Body.String(), "ce qui attendait ne part pas", "1 lettre à envoyer maintenant")
	if list, err := a.cat.Messages(t.Context(), coop.MessageWaiting, 1); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
	if n, err := a.rooms.Post(t.Context()); n != 0 || err != nil {
		t.Error(n, err)
	}
}

// TestUnsubscribing: a look changes nothing, however often a scanner of mail takes one; a mail program leaves by one POST, without
// a visit (RFC 8058), and is answered without a redirection; a person chooses on the page.
func TestUnsubscribing(t *testing.T) {
	a, b, leave := lettered(t)
	stopped := func() bool {
		hashes, err := a.cat.Unwanted(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return len(hashes) > 0
	}
	v := newBrowser(t, a.h)
	for range 3 {
		says(t, "the page", v.get(leave).Body.String(), "Ne plus être sollicité pour ce recensement", "Recensement d’essai 2026")
	}
	v.do(http.MethodHead, leave, nil)
	if stopped() {
		t.Fatal("a look unsubscribes")
	}
	r := httptest.NewRequest(http.MethodPost, "https://atlas.example.org"+leave, strings.NewReader("List-Unsubscribe=One-Click"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	a.h.ServeHTTP(w, r)
	if w.Code != http.StatusOK || !stopped() {
		t.Errorf("one click: %d, %s", w.Code, w.Body)
	}
	says(t, "what the page says", w.Body.String(), "C’est fait", "Plus aucun courriel ne partira")
	if list, err := a.cat.Messages(t.Context(), coop.MessageWaiting, 1); err != nil {
		t.Error(err)
	} else if len(list) != 0 {
		t.Errorf("a letter still waits: %v", list)
	}
	says(t, "the letters", b.get("/campagnes/1/lettres").Body.String(), "1 tâche attend", "ne souhaite plus être sollicité")
	if other, err := a.cat.Unwanted(t.Context(), 2); err != nil || len(other) != 0 {
		t.Errorf("another census: %v, %v", other, err)
	}
	says(t, "everywhere", v.do(http.MethodPost, leave, url.Values{"partout": {"1"}}).Body.String(), "Plus aucun courriel de recensement")
	if other, err := a.cat.Unwanted(t.Context(), 2); err != nil || len(other) != 1 {
		t.Errorf("another census: %v, %v", other, err)
	}
	for _, wrong := range []string{"/desabonnement/1-aaaa-bbbb-cccc-dddd", "/desabonnement/x", "/desabonnement/" + strings.Repeat("1", 400)} {
		if got := v.get(wrong); got.Code != http.StatusNotFound {
			t.Errorf("GET %s: %d", wrong, got.Code)
		}
		if got := v.do(http.MethodPost, wrong, nil); got.Code != http.StatusNotFound {
			t.Errorf("POST %s: %d", wrong, got.Code)
		}
	}
	if i, err := a.cat.Invitation(t.Context(), a.id); err != nil || i.Email == "" || i.State == coop.InvitationRevoked {
		t.Errorf("who is asked is no more: %+v, %v", i, err)
	}
	if got := newBrowser(t, a.h).get(a.path); got.Code != http.StatusOK {
		t.Errorf("the link of an answer: %d", got.Code)
	}
}

// TestWhoIsAskedSeesItAndIsErased: the letter says that one may see what is known of an address; that holds where a campaign alone
// knows it, and an erasure takes it out of the campaign too.
func TestWhoIsAskedSeesItAndIsErased(t *testing.T) {
	a, _, _ := lettered(t)
	v := newBrowser(t, a.h)
	v.send("/mes-donnees", "email", "mairie@example.org", "geste", "demander")
	v.send(a.letter(t, "mairie@example.org", "own_data"))
	says(t, "one’s own data", v.get("/mes-donnees").Body.String(), "Recensements qui vous écrivent", "Recensement d’essai 2026, au nom de : Atelier d’exemple")
	v.send("/mes-donnees?effacer=1", "geste", "effacer")
	i, err := a.cat.Invitation(t.Context(), a.id)
	if err != nil || i.Email != "" || i.Name != "" || i.Phone != "" || i.Asked == "" {
		t.Errorf("%+v, %v", i, err)
	}
	if list, err := a.cat.Messages(t.Context(), coop.MessageWaiting, 1); err != nil || len(list) != 0 {
		t.Errorf("a letter still waits: %+v, %v", list, err)
	}
}

// TestTheQuestionnaireIsChosenAndLookedAt before it goes with an invitation.
func TestTheQuestionnaireIsChosenAndLookedAt(t *testing.T) {
	_, b, _ := lettered(t)
	page := "/campagnes/1/lettres/invitation"
	says(t, "a choice that there is not", b.send(page, "geste", "joindre", "joint", "known.pdf").Body.String(), "Choisissez un des documents proposés")
	w := b.send(page, "geste", "joindre", "joint", "known.odt")
	body := b.get(w.Header().Get("Location")).Body.String()
	says(t, "the step", body, "Le choix du questionnaire joint est enregistré", "Ce que le premier destinataire recevra")
	_, rest, found := strings.Cut(body, "/campagnes/1/lettres/invitation/joint/")
	name, _, _ := strings.Cut(rest, "\"")
	if !found || !strings.HasSuffix(name, ".odt") {
		t.Fatalf("no document to look at in\n%s", body)
	}
	if got := b.get(page + "/joint/" + name); got.Code != http.StatusOK || got.Header().Get("Content-Type") != "application/vnd.oasis.opendocument.text" || !strings.HasPrefix(got.Body.String(), "PK") {
		t.Errorf("%d %v", got.Code, got.Header())
	}
	for _, wrong := range []string{page + "/joint/autre.odt", "/campagnes/1/lettres/first/joint/" + name} {
		if got := b.get(wrong); got.Code != http.StatusNotFound {
			t.Errorf("%s: %d", wrong, got.Code)
		}
	}
}
