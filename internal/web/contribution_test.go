package web

import (
	"context"
	"net/http"
	"path"
	"strconv"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// contributed goes through the pages of contributions as a visitor and as a steward, and gives what the steward saw with
// what the visitor did.
func contributed(t testing.TB, p *peopled) *browser {
	visitor, steward := newBrowser(t, p.h), p.caller(t, 6, coop.Steward, true)
	steward.get("/revue/contributions")
	visitor.get("/signaler")
	visitor.get("/signaler?sur=/themes")
	visitor.get("/en/signaler?sur=partenariat:1&valeur=status")
	visitor.send("/signaler?sur=partenariat:1&valeur=budget", "sur", "partenariat:1", "valeur", "budget", "texte", "", "email", "r@example.org")
	receipt := p.reported(t, visitor)
	visitor.get(receipt)
	visitor.send(receipt, "geste", "message", "texte", "")
	one := "/revue/contributions/1"
	steward.get(one)
	steward.send(one, "geste", "follow")
	steward.get("/revue/contributions?onglet=suivies&q=SIGNE")
	steward.get(one)
	steward.send(one, "geste", "refuse", "pourquoi", "")
	steward.send(one, "geste", "take")
	steward.send(one, "geste", "note", "note", "Voir la délibération.")
	steward.send(one, "geste", "refuse", "pourquoi", "La délibération dit autre chose.")
	steward.get(one)
	visitor.get(receipt)
	proposing(t, steward)
	describing(t, steward)
	p.whole(t, visitor, steward)
	for k, v := range visitor.seen {
		steward.seen[k] = v
	}
	return steward
}

// whole files a report on all of the first partnership, and gives its page as those who moderate see it.
func (p *peopled) whole(t testing.TB, visitor, steward *browser) string {
	t.Helper()
	w := visitor.send("/signaler?sur=partenariat:1", "sur", "partenariat:1", "texte", "Plus rien n’est exact.", "email", "r@example.org")
	c, err := p.cat.ContributionByReceipt(context.Background(), path.Base(w.Header().Get("Location")))
	if err != nil {
		t.Fatal(err)
	}
	return steward.get("/revue/contributions/" + c.Number()).Body.String()
}

// TestTheQueueNamesWhatContributionsAreAbout: by title, as public pages do, and never by address where there is one.
func TestTheQueueNamesWhatContributionsAreAbout(t *testing.T) {
	p := newPeopled(t)
	visitor, steward := newBrowser(t, p.h), p.caller(t, 6, coop.Steward, true)
	for _, on := range []string{"partenariat:1", "/themes", "/questions"} {
		visitor.send("/signaler?sur="+on, "sur", on, "texte", "Ce n’est plus exact.", "email", "r@example.org")
	}
	body := steward.get("/revue/contributions").Body.String()
	for _, link := range []string{`<a href="/partenariats/1-angouleme-segou">Angoulême ↔ Ségou</a>`, `<a href="/themes">Thèmes</a></span>`, `<a href="/questions">/questions</a>`} {
		if !strings.Contains(body, link) {
			t.Errorf("the queue does not say %s", link)
		}
	}
}

// TestAReportOnAPageFoldsWhatTheRegisterSays: what is known stands folded, long texts in short, and what is not known not at all.
func TestAReportOnAPageFoldsWhatTheRegisterSays(t *testing.T) {
	p := newPeopled(t)
	body := p.whole(t, newBrowser(t, p.h), p.caller(t, 6, coop.Steward, true))
	first, rest := opening(strings.Repeat("Que chaque village ait son puits et qui le tienne. ", 4))
	for _, said := range []string{"informations de la page</summary>", `<details class="long"><summary>` + first + " …</summary>", rest} {
		if !strings.Contains(body, said) {
			t.Errorf("the page does not say %q", said)
		}
	}
	if strings.Contains(body, "non renseigné") {
		t.Error("what is not known makes the page longer")
	}
}

// reported files a report on the budget of the first partnership, and gives its receipt.
func (p *peopled) reported(t testing.TB, b *browser) string {
	t.Helper()
	w := b.send("/signaler?sur=partenariat:1", "sur", "partenariat:1", "valeur", "budget", "texte", "Le jumelage est signé depuis 1985.", "email", "R@example.org")
	to := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(to, "/signaler/recu/") {
		t.Fatalf("report: %d %q %s", w.Code, to, w.Body)
	}
	return to
}

func TestAnErrorIsReportedDecidedAndAnswered(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) { newPeopledOn(t, db).answered(t) })
}

// answered has an error reported, treated and told about.
func (p *peopled) answered(t *testing.T) {
	t.Helper()
	visitor, steward := newBrowser(t, p.h), p.caller(t, 6, coop.Steward, true)
	if body := visitor.get("/signaler?sur=partenariat:1&valeur=budget").Body.String(); !strings.Contains(body, "Budget annuel") || !strings.Contains(body, "/sources/1") {
		t.Error("the form does not say what the register says now, and by which source")
	}
	receipt := p.reported(t, visitor)
	if got := p.letter(t, "r@example.org", "contribution.filed"); got != receipt {
		t.Errorf("the letter leads to %q", got)
	}
	one := "/revue/contributions/1"
	if body := steward.get("/revue/contributions").Body.String(); !strings.Contains(body, one) {
		t.Fatal("the queue does not have it")
	}
	for _, geste := range []string{"refuse", "accept"} { // not taken up yet
		if w := steward.send(one, "geste", geste, "pourquoi", "non"); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s of what is not under review: %d", geste, w.Code)
		}
	}
	for _, fields := range [][]string{{"geste", "take"}, {"geste", "note", "note", "Entre nous."}, {"geste", "return", "pourquoi", "Quelle page ?"}} {
		if w := steward.send(one, fields...); w.Code != http.StatusSeeOther {
			t.Fatalf("%v: %d", fields, w.Code)
		}
	}
	body := visitor.get(receipt).Body.String()
	if !strings.Contains(body, "à corriger") || !strings.Contains(body, "Quelle page ?") || strings.Contains(body, "Entre nous") {
		t.Error("the receipt does not say what is asked, or says what is not for its reader")
	}
	visitor.send(receipt, "geste", "submit", "texte", "Page 3.")
	steward.send(one, "geste", "take")
	if w := steward.send(one, "geste", "accept", "pourquoi", "C’est exact."); w.Code != http.StatusSeeOther {
		t.Fatalf("accept: %d", w.Code)
	}
	if got := p.letter(t, "r@example.org", "contribution.accept"); got != receipt {
		t.Errorf("the decision leads to %q", got)
	}
	if w := visitor.send(receipt, "geste", "accept", "texte", "oui"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a reporter decides: %d", w.Code)
	}
	steward.send(one, "geste", "reopen", "pourquoi", "Un doute.")
	p.letter(t, "r@example.org", "contribution.reopen")
}

// TestAReporterStaysPrivate: her address and her words stand on no page that others read.
func TestAReporterStaysPrivate(t *testing.T) {
	p := newPeopled(t)
	p.reported(t, newBrowser(t, p.h))
	other := newBrowser(t, p.h)
	for _, path := range []string{"/", "/partenariats/1", "/partenariats/1.json", "/constats", "/revue", "/signaler?sur=partenariat:1", "/signaler/recu/RIEN", "/revue/contributions/1"} {
		if body := other.get(path).Body.String(); strings.Contains(body, "r@example.org") || strings.Contains(body, "depuis 1985") {
			t.Errorf("%s shows what was reported", path)
		}
	}
}

func TestOneReportsOnlySoOften(t *testing.T) {
	p := newPeopled(t)
	b := newBrowser(t, p.h)
	for range 5 {
		p.reported(t, b)
	}
	w := b.send("/signaler?sur=partenariat:1", "sur", "partenariat:1", "texte", "Encore.", "email", "r@example.org")
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Attendez une heure") || !strings.Contains(w.Body.String(), "Encore.") {
		t.Errorf("the sixth answer to one address: %d", w.Code)
	}
	for range 15 {
		b.send("/signaler?sur=partenariat:1", "sur", "partenariat:1", "texte", "Encore.")
	}
	if w := b.send("/signaler?sur=partenariat:1", "sur", "partenariat:1", "texte", "Encore."); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("the twenty-first about one object: %d", w.Code)
	}
}

// TestANetworkSeesWhatConcernsIt: the steward of a network moderates nothing that concerns none of its members.
func TestANetworkSeesWhatConcernsIt(t *testing.T) {
	p := newPeopled(t)
	p.organisation(t)
	visitor, network := newBrowser(t, p.h), p.caller(t, 4, coop.NetworkSteward, true)
	p.reported(t, visitor)
	visitor.send("/signaler?sur=organisation:1", "sur", "organisation:1", "texte", "Autre nom.")
	if w := network.get("/revue/contributions/2"); w.Code != http.StatusOK {
		t.Errorf("what concerns the network itself: %d", w.Code)
	}
	if w := network.get("/revue/contributions/1"); w.Code != http.StatusForbidden {
		t.Errorf("what concerns others: %d", w.Code)
	}
	if body := network.get("/revue/contributions?onglet=toutes").Body.String(); strings.Contains(body, "/revue/contributions/1\"") || !strings.Contains(body, "/revue/contributions/2\"") {
		t.Error("the queue shows what concerns others")
	}
}

// proposing goes through the pages of a change: a draft with what cannot be read, the draft again, what was understood,
// filed, decided value by value.
func proposing(t testing.TB, b *browser) {
	t.Helper()
	form := "/contribuer?sur=partenariat:1"
	b.get("/compte/contributions")
	b.get(form)
	w := b.send(form, "sur", "partenariat:1", "budget", "1.500", "first_signature", "hier", "geste", "relire")
	if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="hier"`) || !strings.Contains(body, "Brouillon enregistré") {
		t.Fatalf("what cannot be read: %d", w.Code)
	}
	if body := b.get(form).Body.String(); !strings.Contains(body, `value="hier"`) {
		t.Error("the draft is lost")
	}
	if w := b.send(form, "sur", "partenariat:1", "cause", "security", "geste", "relire"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Cette cause") {
		t.Errorf("a cause of what goes on: %d", w.Code)
	}
	for _, wrong := range [][]string{
		{"Choisissez le genre", "signature", "2024"}, {"Donnez la date de signature", "agreement", "convention"}, {"avant de commencer", "agreement", "convention", "signature", "2024", "fin", "2020"},
		{"le registre le dit déjà", "themes", "eau-potable"}, {"Choisissez une valeur", "themes", "zz"}, {"Choisissez à quel titre", "parties", "103"}, {"le registre le dit déjà", "parties", "101", "role", "holder"},
		{"Choisissez une valeur", "no_party", "103", "depart", "left"}, {"Dites si elle", "no_party", "101"}, {"une partie de chaque côté", "no_party", "101", "depart", "never"},
		{"Écrivez le montant", "annee", "2025"}, {"4000 signes", "objective", strings.Repeat("é", 4001)},
	} {
		w := b.send(form, append([]string{"sur", "partenariat:1", "geste", "relire"}, wrong[1:]...)...)
		if body := strings.ReplaceAll(w.Body.String(), "\u202f", ""); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, wrong[0]) {
			t.Errorf("%v: %d", wrong[:2], w.Code)
		}
	}
	w = b.send(form, "sur", "partenariat:1", "geste", "relire", "agreement", "charter", "signature", "mars 2024", "debut", "2024", "fin", "2026", "themes", "ecole",
		"objective", "Des puits.", "parties", "103", "role", "funder")
	body := b.get(w.Header().Get("Location")).Body.String()
	for _, said := range []string{"charte, signature", "Des puits.", "Financeur", "s’ajoute à ce que dit le registre"} {
		if !strings.Contains(body, said) {
			t.Errorf("what was understood does not say %q", said)
		}
	}
	if body := b.get(form).Body.String(); !strings.Contains(body, `value="mars 2024"`) || !strings.Contains(body, `value="funder" selected`) {
		t.Error("the draft of an agreement or a party is lost")
	}
	b.send(form, "sur", "partenariat:1", "budget", "12 k€", "annee", "2025", "geste", "brouillon")
	b.get(form + "&fait=1")
	w = b.send(form, "sur", "partenariat:1", "status", "suspended", "cause", "security", "budget", "12 k€", "annee", "2025", "first_signature", "octobre 1984", "geste", "relire")
	receipt := w.Header().Get("Location")
	if body := b.get(receipt).Body.String(); !strings.Contains(body, "octobre 1984") || !strings.Contains(body, "(2025)") {
		t.Errorf("what was understood is not shown: %q", receipt)
	}
	b.get("/compte/contributions")
	if w := b.send(receipt, "geste", "submit"); w.Code != http.StatusSeeOther {
		t.Fatalf("file: %d", w.Code)
	}
	one := "/revue/contributions/2"
	b.send(one, "geste", "take")
	b.get(one)
	if w := b.send(one, "geste", "accept", "pourquoi", "Vu."); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("nothing chosen: %d", w.Code)
	}
	if w := b.send(one, "geste", "accept", "pourquoi", "Vu.", "valeur", "0", "valeur", "1"); w.Code != http.StatusSeeOther {
		t.Errorf("accept: %d %s", w.Code, w.Body)
	}
	if body := b.get(one).Body.String(); !strings.Contains(body, "acceptée") || !strings.Contains(body, "refusée") {
		t.Error("what became of each value is not shown")
	}
}

// describing goes through the pages of a change of an organisation: what cannot be read, what it has, a draft, what was
// understood, filed, seen as the public would, accepted.
func describing(t testing.TB, b *browser) {
	t.Helper()
	form := "/contribuer?sur=organisation:101"
	if body := b.get(form).Body.String(); !strings.Contains(body, "https://www.ville.example/jumelages.") || strings.Contains(body, `name="budget"`) {
		t.Error("the form does not ask for what an organisation is")
	}
	for _, wrong := range [][]string{
		{"adresse d’un site", "site", "mairie@exemple.org"}, {"le registre le dit déjà", "site", "www.ville.example/jumelages/"}, {"le registre le dit déjà", "other_name", "ville d'angouleme"},
		{"200 signes", "other_name", strings.Repeat("é", 201)}, {"Remplissez au moins", "budget", "12 k€"},
	} {
		w := b.send(form, append([]string{"sur", "organisation:101", "geste", "relire"}, wrong[1:]...)...)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), wrong[0]) {
			t.Errorf("%v: %d", wrong, w.Code)
		}
	}
	w := b.send(form, "sur", "organisation:101", "site", "www.nouveau.example", "other_name", "  Cité   d’exemple ", "geste", "relire")
	receipt := w.Header().Get("Location")
	if body := b.get(receipt).Body.String(); !strings.Contains(body, "https://www.nouveau.example") || !strings.Contains(body, "Cité d’exemple") || !strings.Contains(body, "s’ajoute à ce que dit le registre") {
		t.Error("what was understood is not shown")
	}
	b.get(receipt + "/apercu")
	if w := b.send(receipt, "geste", "submit"); w.Code != http.StatusSeeOther {
		t.Fatalf("file: %d", w.Code)
	}
	one := "/revue/contributions/3"
	b.send(one, "geste", "take")
	if body := b.get(one).Body.String(); !strings.Contains(body, "https://www.ville.example/jumelages") {
		t.Error("what the register says now is not beside it")
	}
	if body := b.get(one + "/apercu").Body.String(); !strings.Contains(body, "Aperçu privé") || strings.Contains(body, "Signaler une erreur</a></li>") {
		t.Error("no preview of an organisation")
	}
	if w := b.send(one, "geste", "accept", "pourquoi", "Vu.", "valeur", "0", "valeur", "1"); w.Code != http.StatusSeeOther {
		t.Errorf("accept: %d %s", w.Code, w.Body)
	}
}

// TestAMemberProposesForHerOwnAlone: a member proposes nothing for others, and nobody files what another wrote.
func TestAMemberProposesForHerOwnAlone(t *testing.T) {
	p := newPeopled(t)
	p.organisation(t)
	member, steward := p.caller(t, 2, coop.Member, false), p.caller(t, 6, coop.Steward, true)
	if w := member.get("/contribuer?sur=partenariat:1"); w.Code != http.StatusForbidden {
		t.Errorf("a member of another organisation: %d", w.Code)
	}
	w := steward.send("/contribuer?sur=partenariat:1", "sur", "partenariat:1", "end", "2030", "geste", "relire")
	receipt := w.Header().Get("Location")
	if w := member.send(receipt, "geste", "submit"); w.Code != http.StatusForbidden {
		t.Errorf("a draft of another is filed: %d", w.Code)
	}
	if body := steward.get("/revue/contributions?onglet=toutes").Body.String(); strings.Contains(body, "/revue/contributions/1") {
		t.Error("the queue shows a draft")
	}
}

// TestTheQueueSaysInWhatRoleSomebodyReports: of a partnership of her organisation as its member, of another as somebody who has an
// account, and never by name.
func TestTheQueueSaysInWhatRoleSomebodyReports(t *testing.T) {
	p := newPeopled(t)
	org := p.organisation(t)
	steward := p.caller(t, 6, coop.Steward, true)
	number, err := strconv.ParseInt(org, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	member := p.of(t, 9, coop.Member, coop.OrgID(number), false)
	for i, on := range []string{"organisation:" + org, "/themes"} {
		if w := member.send("/signaler?sur="+on, "sur", on, "texte", "Ce n’est plus exact."); w.Code != http.StatusSeeOther {
			t.Fatalf("report on %s: %d %s", on, w.Code, w.Body)
		}
		want := []string{"une personne membre de l’organisation", "une personne qui a un compte"}[i]
		for _, page := range []string{"/revue/contributions", "/revue/contributions/" + itoa(i+1)} {
			if body := steward.get(page).Body.String(); !strings.Contains(body, want) {
				t.Errorf("%s does not say %q", page, want)
			}
		}
	}
}
