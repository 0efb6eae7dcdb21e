package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"kafo/internal/campaign"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/ingest"
	"kafo/internal/store"
)

// counted is a census of an invented partnership, as it came in before the one that is held now. The places exist, so that
// names are resolved; nothing else does.
const counted = "**Coopérations inventées\n(2012-2013)**\n\nAtelier, juin 2013\n\nVersion au 12 juin 2013\n\nREGION DE KAYES :\n" +
	"\nDate : 9/04/13\t\t\t\nCollectivité française : VILLE D'ANGERS\t\tCollectivité malienne : COMMUNE DE KAYES\t\n" +
	"Contact pour cet état des lieux :\t\tContact pour cet état des lieux :\t\nEn France : Déléguée EXEMPLE, ville d'Angers\t\tAu Mali : \t\n" +
	"Présentation du partenariat :\t\t\t\nDate de formalisation : 2009\t\tDocument régissant le partenariat : Charte\t\n" +
	"Budget annuel consacré au partenariat :\t\t30 000 € en 2012\t\n" +
	"Poursuite de la coopération depuis le 22 mars 2012 :\t\tOUI\t\n" +
	"Diminution, maintien ou augmentation du budget consacré au partenariat en 2013 :\t\tMaintien\t\nMoyens sur place (coordinateur, partenaires) :\t\t/\t\n" +
	"Actions de coopération réalisées depuis le 22 mars 2012 (au Mali et en France) :\t\t\t\n" +
	"Domaines d'intervention\tActions réalisées\tPériode\tBudget\n1. Eau\tPuits\t2012\t12 000 €\nPerspectives du partenariat :\t\t\t\nPoursuivre\t\t\t\n"

// questions is a questionnaire with questions of every kind, one of them without a place in the register.
const questions = `
id = "essai"
version = "2026-11"
form = "census_fiche"
since = "2025-01-01"
year = 2026
languages = ["fr", "en"]
title = { fr = "Recensement d’essai", en = "Trial census" }
intro = { fr = "Comptez dix minutes.", en = "It takes ten minutes." }
[[rubric]]
id = "partners"
title = { fr = "Les partenaires", en = "The partners" }
intro = { fr = "Qui coopère avec qui.", en = "Who cooperates with whom." }
[[rubric.question]]
id = "french"
type = "organisation"
fills = "french"
label = { fr = "Collectivités françaises", en = "French authorities" }
public = true
repeat = true
[[rubric.question]]
id = "foreign"
type = "organisation"
fills = "foreign"
label = { fr = "Collectivités maliennes", en = "Malian authorities" }
public = true
repeat = true
[[rubric.question]]
id = "contact"
type = "text"
fills = "contact.french"
label = { fr = "Personne à joindre en France", en = "Person to contact in France" }
optional = true
[[rubric]]
id = "budget"
title = { fr = "Le budget", en = "The budget" }
[[rubric.question]]
id = "since"
type = "date"
fills = "formalised"
label = { fr = "Depuis quand ?", en = "Since when?" }
public = true
optional = true
[[rubric.question]]
id = "budget"
type = "amount"
fills = "budget"
label = { fr = "Combien par an ?", en = "How much a year?" }
why = { fr = "Les montants sont additionnés une fois.", en = "Amounts are counted once." }
public = true
[[rubric.question]]
id = "means"
type = "long"
fills = "means"
label = { fr = "Quels moyens sur place ?", en = "What means on the spot?" }
public = true
optional = true
[[rubric.question]]
id = "helpers"
type = "several"
label = { fr = "Qui vous aide ?", en = "Who helps you?" }
public = true
optional = true
option = [
  { code = "state", label = { fr = "L’État", en = "The State" } },
  { code = "region", label = { fr = "La Région", en = "The Region" } },
  { code = "none", label = { fr = "Personne", en = "Nobody" } },
]
[[rubric.question]]
id = "how"
type = "text"
label = { fr = "Comment l’État vous aide-t-il ?", en = "How does the State help you?" }
optional = true
when = { question = "helpers", is = ["state"] }
[[rubric]]
id = "actions"
title = { fr = "Les actions", en = "Actions" }
[[rubric.question]]
id = "continued"
type = "yes_no"
fills = "continued"
label = { fr = "La coopération se poursuit-elle ?", en = "Does the cooperation go on?" }
public = true
[[rubric.question]]
id = "actions"
type = "table"
fills = "actions"
label = { fr = "Quelles actions ?", en = "Which actions?" }
public = true
optional = true
[[rubric.question.column]]
id = "domain"
type = "theme"
fills = "domain"
label = { fr = "Domaine", en = "Field" }
public = true
[[rubric.question.column]]
id = "description"
type = "long"
fills = "description"
label = { fr = "Action réalisée", en = "Action" }
public = true
[[rubric.question]]
id = "papers"
type = "file"
label = { fr = "Un document à joindre ?", en = "A document to attach?" }
help = { fr = "Une convention signée, par exemple.", en = "A signed agreement, for example." }
optional = true
`

// held is a site on which a census is held, with the address at which its only invitation is answered.
type held struct {
	*peopled
	rooms *campaign.Campaigns
	id    coop.InvitationID
	path  string
}

func newAsked(t testing.TB) *held {
	t.Helper()
	return newAskedWith(t, questions)
}

// newAskedWith is a site on which a census is held by a questionnaire.
func newAskedWith(t testing.TB, questions string) *held {
	t.Helper()
	a := &held{peopled: newPeopled(t)}
	a.rooms = a.deps.Censuses.(*campaign.Campaigns)
	ctx, host := context.Background(), coop.Steward.By(1)
	d, err := ingest.Read("recensement.txt", strings.NewReader(counted))
	if err == nil {
		_, err = a.rooms.Importer.Import(ctx, d, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	id, err := a.rooms.Create(ctx, host, coop.Campaign{
		Title: "Recensement d’essai 2026", Opens: "2026-11-01", Closes: "2026-12-31", Host: "Atelier d’exemple", Contact: "01 99 00 47 11",
	}, questions)
	if err != nil {
		t.Fatal(err)
	}
	whom, err := a.rooms.Whom(ctx, catalogue.Query{}, []coop.Side{coop.French})
	if err != nil || len(whom) != 1 {
		t.Fatalf("%d sides are asked, %v", len(whom), err)
	}
	whom[0].Email = "mairie@example.org"
	if _, err := a.rooms.Ask(ctx, host, id, whom); err != nil {
		t.Fatal(err)
	}
	if err := a.rooms.Move(ctx, host, id, coop.CampaignOpen); err != nil {
		t.Fatal(err)
	}
	list, err := a.cat.Invitations(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	a.id, a.path = list[0].ID, "/repondre/"+a.rooms.Code(list[0].Invitation)
	return a
}

// invitation is how far it has come.
func (a *held) invitation(t testing.TB) catalogue.Invited {
	t.Helper()
	i, err := a.cat.Invitation(context.Background(), a.id)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// fill gives the form of a page back as it stands, with some fields changed, as a browser does.
func (b *browser) fill(path string, fields ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	form := formIn(b.t, b.get(path).Body.String(), path)
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.do(http.MethodPost, path, form, "Origin", "https://atlas.example.org", "Sec-Fetch-Site", "same-origin")
}

// formIn is the form of a page that goes to an address, as it stands.
func formIn(t testing.TB, page, action string) url.Values {
	t.Helper()
	form := url.Values{}
	for _, f := range all(parse(t, page), "form") {
		if attr(f, "action") != action {
			continue
		}
		for _, n := range all(f, "input", "textarea", "option") {
			typed(form, n)
		}
	}
	return form
}

// answering goes through a reply, with right and wrong answers.
func answering(t testing.TB, a *held) *browser {
	t.Helper()
	b := newBrowser(t, a.h)
	b.get("/repondre")
	b.send("/repondre", "code", "1-abcd")
	code := strings.TrimPrefix(a.path, "/repondre/")
	if w := b.send("/repondre", "code", strings.ToUpper(strings.ReplaceAll(code, "-", " - "))); w.Header().Get("Location") != a.path {
		t.Errorf("a code that was typed leads to %q", w.Header().Get("Location"))
	}
	b.get(a.path)
	b.get("/en" + a.path)
	if w := b.send(a.path); w.Header().Get("Location") != a.path+"/rubriques/partners" {
		t.Fatalf("begin: %d %s", w.Code, w.Header().Get("Location"))
	}
	b.get(a.path)
	partners := a.path + "/rubriques/partners"
	if w := b.fill(partners, "french.encore", "exact", "foreign.encore", "inconnu", "contact", "Délégué B, 01 99 00 47 12", "geste", "continuer"); w.Header().Get("Location") != a.path+"/rubriques/budget" {
		t.Fatalf("the first rubric: %d %s", w.Code, w.Header().Get("Location"))
	}
	b.fill(partners, "foreign", "Commune de Kayes\r\nCommune de Ségou", "geste", "continuer")
	budget := a.path + "/rubriques/budget"
	b.get("/en" + budget)
	w := b.fill(budget, "since", "le trente-deux mars", "budget", "45 000 €", "means", "Une coordinatrice", "geste", "continuer")
	body := strings.ReplaceAll(w.Body.String(), "\u00a0", " ")
	for _, kept := range []string{"<title>Erreur : Le budget", `value="le trente-deux mars"`, `value="45 000 €"`, "Une coordinatrice"} {
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, kept) {
			t.Errorf("a wrong date: %d, without %q", w.Code, kept)
		}
	}
	if body := b.get(budget).Body.String(); !strings.Contains(body, `value="le trente-deux mars"`) {
		t.Error("what is wrong was not kept")
	}
	b.get(a.path + "/verifier")
	if w := b.fill(budget, "since", "mars 2009", "helpers", "state", "how", "Un poste.", "geste", "plus-tard"); w.Header().Get("Location") != a.path+"?fait=garde" {
		t.Errorf("later: %d %s", w.Code, w.Header().Get("Location"))
	}
	actions := a.path + "/rubriques/actions"
	b.fill(actions, "actions.1.0", "Santé", "actions.1.1", "Une maternité", "geste", "ligne")
	if w := b.fill(actions, "geste", "exact"); w.Header().Get("Location") != a.path+"/verifier" {
		t.Errorf("the last rubric: %d %s", w.Code, w.Header().Get("Location"))
	}
	return b
}

// replied is a browser in which a reply was given and sent.
func replied(t testing.TB, a *held) *browser {
	t.Helper()
	b := answering(t, a)
	if w := b.send(a.path + "/verifier"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a reply that nobody declares: %d", w.Code)
	}
	if w := b.send(a.path+"/verifier", "declarant", "Déléguée A, adjointe au maire"); w.Header().Get("Location") != a.path+"/recu" {
		t.Fatalf("send: %d %s", w.Code, w.Body)
	}
	b.get("/en" + a.path + "/recu")
	b.get(a.path)
	b.get(a.path + "/imprimer")
	draft := a.path + "/brouillon"
	b.get(draft)
	b.send(draft, "copie", "{")
	b.send(draft, "copie", `{"questionnaire":"autre"}`)
	return b
}

// TestWhatIsKnownIsConfirmed: nothing that the register knows is an answer before somebody has said that it holds.
func TestWhatIsKnownIsConfirmed(t *testing.T) {
	a := newAsked(t)
	b := newBrowser(t, a.h)
	b.send(a.path)
	page, given := a.path+"/rubriques/partners", func(id string) coop.Given {
		r, err := a.cat.Reply(context.Background(), a.invitation(t).Reply)
		if err != nil {
			t.Fatal(err)
		}
		return r.Given[id]
	}
	if body := b.get(page).Body.String(); !strings.Contains(body, "D’après le registre") || !strings.Contains(body, `name="french.encore" value="attente" checked`) {
		t.Error("the page does not say where what it shows comes from, or leaves it to the browser to choose")
	}
	b.fill(page, "geste", "continuer")
	if g := given("french"); !g.Empty() {
		t.Errorf("passed over, the register answers for itself: %+v", g)
	}
	known := coop.Given{Values: []string{"Angers"}}
	for _, step := range []struct {
		fields []string
		want   coop.Given
	}{
		{[]string{"french.encore", "inconnu"}, coop.Given{Unsure: true}},
		{[]string{"french.encore", "exact"}, known},
		{[]string{"french", "Angers Loire Métropole"}, coop.Given{Values: []string{"Angers Loire Métropole"}}},
		{nil, coop.Given{Values: []string{"Angers Loire Métropole"}}},
		{[]string{"french.encore", "exact"}, known},
		{[]string{"french.encore", stillOpen}, coop.Given{}},
		{[]string{"french", "Ville d’Angers", "french.encore", "exact"}, coop.Given{Values: []string{"Ville d’Angers"}}},
	} {
		b.fill(page, append(step.fields, "geste", "continuer")...)
		if g := given("french"); !g.Same(step.want) {
			t.Errorf("after %v the answer is %+v", step.fields, g)
		}
	}
	b.fill(page, "geste", "exact")
	if g := given("foreign"); g.Empty() || given("french").Same(known) {
		t.Errorf("to say that the rest is right answers %+v and %+v", g, given("french"))
	}
}

// written are the words that fill a letter to an address.
func (p *peopled) written(t testing.TB, to, key string) []string {
	t.Helper()
	list, err := p.cat.Messages(context.Background(), coop.MessageWaiting, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.To == to && m.Key == key {
			return m.Args
		}
	}
	t.Fatalf("no message %s to %s", key, to)
	return nil
}

// TestALinkAloneShowsNothing: the first browser is trusted, any other after a code that goes to the address on file.
func TestALinkAloneShowsNothing(t *testing.T) {
	a := newAsked(t)
	first := replied(t, a)
	other := newBrowser(t, a.h)
	for _, part := range []string{"/rubriques/budget", "/verifier", "/recu"} {
		if w := other.get(a.path + part); w.Code != http.StatusSeeOther || w.Header().Get("Location") != a.path {
			t.Errorf("%s in a second browser: %d %s", part, w.Code, w.Header().Get("Location"))
		}
	}
	if body := other.get(a.path).Body.String(); strings.Contains(body, "rubriques/") || strings.Contains(body, "45 000") || !strings.Contains(body, "Recevoir un code") {
		t.Error("a second browser sees more than that it must prove itself")
	}
	if w := other.send(a.path, "geste", "commencer"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a second browser begins: %d", w.Code)
	}
	other.send(a.path, "geste", "code")
	other.get(a.path + "?fait=code")
	code := a.written(t, "mairie@example.org", "reply.code")[0]
	third := newBrowser(t, a.h)
	for b, typed := range map[*browser]string{third: code, other: "12 34"} {
		if w := b.send(a.path, "geste", "admettre", "code", typed); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q is taken: %d", typed, w.Code)
		}
	}
	if w := other.send(a.path, "geste", "admettre", "code", code[:3]+" "+code[3:]); w.Code != http.StatusSeeOther {
		t.Fatalf("the code: %d %s", w.Code, w.Body)
	}
	for _, b := range []*browser{first, other} {
		if body := b.get(a.path).Body.String(); !strings.Contains(body, "2 navigateurs") {
			t.Error("nobody is told that two browsers are open")
		}
	}
	for range 10 {
		third.send(a.path, "geste", "admettre", "code", "000000")
	}
	if w := third.send(a.path, "geste", "admettre", "code", code); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Attendez") {
		t.Errorf("codes are tried without end: %d", w.Code)
	}
	i := a.invitation(t).Invitation
	i.Turn++
	err := a.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error { return tx.SaveInvitation(i) })
	if err != nil {
		t.Fatal(err)
	}
	if w := first.get(a.path); w.Code != http.StatusNotFound {
		t.Errorf("a link that was taken back: %d", w.Code)
	}
	if body := third.get("/repondre/" + a.rooms.Code(i)).Body.String(); !strings.Contains(body, "Reprendre") {
		t.Error("the next link does not begin anew")
	}
}

// TestAReplyIsKeptAsAFile: what was downloaded is taken up again, and corrected as long as nobody looks at it.
func TestAReplyIsKeptAsAFile(t *testing.T) {
	a := newAsked(t)
	b := replied(t, a)
	file := b.get(a.path + "/reponse.json").Body.String()
	if !strings.Contains(file, "45 000 €") || newBrowser(t, a.h).get(a.path+"/reponse.json").Code != http.StatusSeeOther {
		t.Error("the file is not that of its author, or anybody’s")
	}
	if w := b.send(a.path+"/brouillon", "copie", strings.ReplaceAll(file, "45 000 €", "44 000 €")); w.Code != http.StatusSeeOther {
		t.Fatalf("taken up again: %d %s", w.Code, w.Body)
	}
	if w := b.hand(a.path+"/brouillon", []byte("\ufeff"+strings.ReplaceAll(file, "45 000 €", "46 000 €"))); w.Code != http.StatusSeeOther {
		t.Fatalf("the file taken up again: %d %s", w.Code, w.Body)
	}
	if w := b.hand(a.path+"/brouillon", []byte("PK")); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("what is no such file: %d", w.Code)
	}
	if w := b.fill(a.path+"/verifier", "declarant", "Déléguée A"); w.Code != http.StatusSeeOther {
		t.Fatalf("sent again: %d %s", w.Code, w.Body)
	}
	a.letter(t, "mairie@example.org", "reply.again")
	if body := b.get(a.path + "/recu").Body.String(); !strings.Contains(body, "46 000 €") || strings.Contains(body, "45 000") {
		t.Error("what was corrected is not what was received")
	}
	if err := a.rooms.Registry.Act(context.Background(), coop.Steward.By(1), a.invitation(t).Reply, coop.ActTake, false, ""); err != nil {
		t.Fatal(err)
	}
	if w := b.send(a.path+"/brouillon", "copie", file); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("changed under the eyes of who looks at it: %d", w.Code)
	}
	if w := b.fill(a.path+"/rubriques/budget", "budget", "47 000 €", "geste", "continuer"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "47 000 €") {
		t.Errorf("a rubric under review: %d", w.Code)
	}
}

// TestALookLeavesNothing: scanners of mail follow links.
func TestALookLeavesNothing(t *testing.T) {
	a := newAsked(t)
	before := a.column(t, "SELECT group_concat(id || state || opened_at) FROM invitation UNION ALL SELECT count(*) FROM device UNION ALL SELECT count(*) FROM contribution")
	for _, part := range []string{"", "/decliner", "/pas-nous", "/verifier", "/rubriques/budget"} {
		newBrowser(t, a.h).get(a.path + part)
		newBrowser(t, a.h).do(http.MethodHead, a.path+part, nil)
	}
	if after := a.column(t, "SELECT group_concat(id || state || opened_at) FROM invitation UNION ALL SELECT count(*) FROM device UNION ALL SELECT count(*) FROM contribution"); !slices.Equal(before, after) {
		t.Errorf("a look changed %v to %v", before, after)
	}
}

// TestALinkHoldsForAMonthAfterTheClose.
func TestALinkHoldsForAMonthAfterTheClose(t *testing.T) {
	a := newAsked(t)
	b := replied(t, a)
	for day, want := range map[string]int{"2027-01-30": http.StatusOK, "2027-02-01": http.StatusNotFound} {
		at, _ := time.Parse(time.DateOnly, day)
		a.rooms.Now = func() time.Time { return at }
		if w := b.get(a.path + "/recu"); w.Code != want {
			t.Errorf("on %s the receipt is %d", day, w.Code)
		}
		if w := b.fill(a.path+"/rubriques/budget", "budget", "1 €", "geste", "continuer"); want == http.StatusOK && w.Code != http.StatusUnprocessableEntity {
			t.Errorf("on %s one still answers: %d", day, w.Code)
		}
	}
}

// refused is a browser in which somebody says that she does not answer, thinks again, answers, and then says that it was not she.
func refused(t testing.TB, a *held) *browser {
	t.Helper()
	b := newBrowser(t, a.h)
	decline := a.path + "/decliner"
	b.get(decline)
	b.send(decline)
	b.get(b.send(decline, "choix", "collegue", "collegue", "Délégué B, b@example.org").Header().Get("Location"))
	if i := a.invitation(t); i.State != coop.InvitationWrong || i.Colleague != "Délégué B, b@example.org" {
		t.Errorf("a colleague is named: %s, %q", i.State, i.Colleague)
	}
	b.send(decline, "choix", "refus")
	if i := a.invitation(t); i.State != coop.InvitationRefused || i.Colleague != "" {
		t.Errorf("she refuses: %s, %q", i.State, i.Colleague)
	}
	b = replied(t, a)
	if i := a.invitation(t); i.State != coop.InvitationSent || i.OpenedAt == 0 {
		t.Errorf("she thinks again: %s, opened at %d", i.State, i.OpenedAt)
	}
	if w := b.send(decline, "choix", "refus"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("she refuses what she has sent: %d", w.Code)
	}
	b.send(a.path, "geste", "renvoyer")
	b.get(a.path + "?fait=lien")
	b.get(a.path + "?fait=garde")
	if got := a.letter(t, "mairie@example.org", "reply.link"); got != a.path {
		t.Errorf("the link sent again is %q", got)
	}
	b.get("/repondre?fait=1")
	known, unknown := b.send("/repondre", "geste", "renvoyer", "email", "mairie@example.org"), b.send("/repondre", "geste", "renvoyer", "email", "z@example.org")
	if known.Code != unknown.Code || known.Header().Get("Location") != unknown.Header().Get("Location") {
		t.Error("one learns who was asked")
	}
	other := newBrowser(t, a.h) // who gets the letter has none of the browsers
	other.get(a.path + "/pas-nous")
	w := other.send(a.path + "/pas-nous")
	other.get(w.Header().Get("Location"))
	if i := a.invitation(t); i.ReplyState != coop.ContributionToCorrect {
		t.Errorf("a reply that was disowned is %s", i.ReplyState)
	}
	other.get(a.path)
	other.send(a.path, "geste", "code")
	other.get(a.path + "?fait=code")
	other.get(a.path + "/rubriques/rien")
	for page, body := range other.seen {
		b.seen[page+" elsewhere"] = body
	}
	return b
}

func TestOneMayDeclineAndDisown(t *testing.T) { refused(t, newAsked(t)) }

func TestACensusIsAnsweredByItsLink(t *testing.T) {
	a := newAsked(t)
	b := replied(t, a)
	body := strings.ReplaceAll(b.get(a.path+"/recu").Body.String(), "\u00a0", " ")
	for _, want := range []string{"bien reçue", "45 000 €", "Une maternité", "compris : mars 2009", "Un poste.", "L’État", "Déléguée A", "01 99 00 47 11", "heure de Paris", "Service chargé de la réponse", "Atelier d’exemple", "au plus tard dans le mois qui suit la clôture du 31 décembre 2026", "Un courriel vous dit"} {
		if !strings.Contains(body, want) {
			t.Errorf("the receipt does not say %q", want)
		}
	}
	if strings.Contains(body, `class="printed"`) {
		t.Error("a printed receipt bears the link by which one answers")
	}
	if got := a.letter(t, "mairie@example.org", "reply.received"); got != a.path+"/recu" {
		t.Errorf("the receipt's letter leads to %q", got)
	}
	says(t, "a copy", b.get(b.send(a.path+"/recu").Header().Get("Location")).Body.String(), "La copie part")
	if got := a.letter(t, "mairie@example.org", "reply.copy"); got != a.path+"/recu" {
		t.Errorf("the copy leads to %q", got)
	}
	for range 3 {
		b.send(a.path + "/recu")
	}
	if w := b.send(a.path + "/recu"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("copies are sent without end: %d", w.Code)
	}
}

// passedOn is a steward who writes to the colleague whom somebody has named.
func passedOn(t testing.TB, a *held) *browser {
	t.Helper()
	b := newBrowser(t, a.h)
	decline := a.path + "/decliner"
	says(t, "a wrong address", b.send(decline, "choix", "collegue", "collegue", "Délégué B", "courriel", "b à example").Body.String(), "b à example", "adresse")
	b.send(decline, "choix", "collegue", "collegue", "Délégué B, service de l’eau", "courriel", "B@Example.org")
	steward := a.caller(t, 42, coop.Steward, true)
	one := "/campagnes/1/invitations/1"
	says(t, "the invitation", steward.get(one).Body.String(), "Délégué B, service de l’eau, b@example.org", "Écrire à la personne indiquée")
	if w := steward.send(one, "geste", "passer"); w.Code != http.StatusSeeOther {
		t.Fatalf("passed on: %d %s", w.Code, w.Body)
	}
	return steward
}

// TestAColleagueIsAskedInstead: at her address, by a link of her own, once who holds the census has decided so.
func TestAColleagueIsAskedInstead(t *testing.T) {
	a := newAsked(t)
	steward := passedOn(t, a)
	i := a.invitation(t)
	if i.State != coop.InvitationSent || i.Email != "b@example.org" || i.Name != "Délégué B" || i.Colleague != "" || i.Turn != 2 {
		t.Errorf("the invitation is %+v", i.Invitation)
	}
	to := "/repondre/" + a.rooms.Code(i.Invitation)
	if got := a.letter(t, "b@example.org", "reply.pass"); got != to || to == a.path {
		t.Errorf("the letter leads to %q, not %q", got, to)
	}
	if w := newBrowser(t, a.h).get(a.path); w.Code != http.StatusNotFound {
		t.Errorf("the former link: %d", w.Code)
	}
	b := newBrowser(t, a.h)
	if w := b.send(to); !strings.HasPrefix(w.Header().Get("Location"), to+"/rubriques/") {
		t.Errorf("she begins: %d", w.Code)
	}
	if w := steward.send("/campagnes/1/invitations/1", "geste", "passer"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("passed on twice: %d", w.Code)
	}
}

// TestWhoWantsNoLettersIsNotWrittenTo, whoever names her.
func TestWhoWantsNoLettersIsNotWrittenTo(t *testing.T) {
	a := newAsked(t)
	err := a.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error {
		return tx.Suppress(coop.AddressHash("b@example.org"), coop.NoLetters(0))
	})
	if err != nil {
		t.Fatal(err)
	}
	newBrowser(t, a.h).send(a.path+"/decliner", "choix", "collegue", "courriel", "b@example.org")
	says(t, "the steward", a.caller(t, 42, coop.Steward, true).send("/campagnes/1/invitations/1", "geste", "passer").Body.String(), "ne veut pas de courriels")
}

// TestARespondentInEnglish: she begins, errs, corrects, attaches, sends and reads her receipt without a French word of ours; what the
// register makes of it is in French, as its documents are.
func TestARespondentInEnglish(t *testing.T) {
	a := newAsked(t)
	b, en := newBrowser(t, a.h), "/en"+a.path
	if w := b.send(en); w.Header().Get("Location") != en+"/rubriques/partners" {
		t.Fatalf("begin: %d %q", w.Code, w.Header().Get("Location"))
	}
	says(t, "her page", b.get(en).Body.String(), "It takes ten minutes.", "The partners", "To do", "Your link")
	says(t, "the first rubric", b.get(en+"/rubriques/partners").Body.String(), "According to the register:", "Still right")
	b.fill(en+"/rubriques/partners", "geste", "exact")
	says(t, "what is wrong", b.fill(en+"/rubriques/budget", "budget", "a lot", "geste", "continuer").Body.String(), "Error: The budget", "There is a problem", "a lot")
	b.fill(en+"/rubriques/budget", "budget", "about 45 000 €", "since", "March 2009", "helpers", "state", "geste", "continuer")
	says(t, "an attachment", b.attaches(en+"/pieces/papers", "agreement.pdf", aPDF), "The file is attached", "agreement.pdf (1 kB)")
	b.fill(en+"/rubriques/actions", "geste", "exact")
	says(t, "the check page", b.get(en+"/verifier").Body.String(), "Check your answers", "understood: March 2009", "The State")
	w := b.send(en+"/verifier", "declarant", "Delegate A")
	if w.Header().Get("Location") != en+"/recu" {
		t.Fatalf("send: %d %s", w.Code, w.Body)
	}
	says(t, "the receipt", b.get(en+"/recu").Body.String(), "Acknowledgement of receipt", "Paris time", "Office in charge of it", "What happens next", "agreement.pdf")
	i := a.invitation(t)
	if err := a.rooms.Registry.Act(context.Background(), coop.Steward.By(1), i.Reply, coop.ActTake, false, ""); err != nil {
		t.Fatal(err)
	}
	if err := a.rooms.Accept(context.Background(), coop.Steward.By(1), i.Reply, nil, "clair"); err != nil {
		t.Fatal(err)
	}
	now, err := a.cat.Contribution(context.Background(), i.Reply)
	if err != nil {
		t.Fatal(err)
	}
	if rec, err := a.cat.Record(context.Background(), now.Record); err != nil || !strings.Contains(string(rec.Body), `"answer":"L’État"`) {
		t.Errorf("the record says %s, %v", rec.Body, err)
	}
}
