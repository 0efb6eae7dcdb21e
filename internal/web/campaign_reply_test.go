package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// moderating is a steward before whom a reply comes: she asks for a correction, and gets it.
func moderating(t testing.TB) (*held, *browser) {
	t.Helper()
	a := newAsked(t)
	who := replied(t, a)
	b := a.caller(t, 42, coop.Steward, true)
	says(t, "the queue", b.get("/revue/contributions?nature=reply").Body.String(), "réponse à un recensement", "n° 1")
	one := "/revue/contributions/1"
	says(t, "the reply", b.get(one).Body.String(), "Recensement d’essai 2026", "Combien par an ?", "30 000 € en 2012", "45 000 €", "Déléguée A, adjointe au maire", "par son lien")
	b.send(one, "geste", "note", "note", "Le budget a monté.")
	b.send(one, "geste", "message", "message", "Merci !")
	b.send(one, "geste", "return", "pourquoi", "Précisez le budget.")
	receipt := a.letter(t, "mairie@example.org", "contribution.return")
	says(t, "the receipt", who.get(receipt).Body.String(), "Précisez le budget.", a.path)
	if w := who.send(receipt, "geste", "submit"); w.Code == http.StatusSeeOther {
		t.Error("a reply was filed without being read through")
	}
	who.fill(a.path+"/rubriques/budget", "budget", "48 000 €", "geste", "continuer")
	if w := who.send(a.path+"/verifier", "declarant", "Déléguée A, adjointe au maire"); w.Code != http.StatusSeeOther {
		t.Fatalf("sent again: %d %s", w.Code, w.Body)
	}
	b.send(one, "geste", "accept", "pourquoi", "clair") // nobody looks after it
	b.send(one, "geste", "take")
	b.get(one)
	b.get("/en" + one)
	return a, b
}

// accepts sends the form of a reply with the answers that are taken over.
func accepts(b *browser, one string, taken ...string) int {
	body := b.get(one).Body.String()
	form := url.Values{sealField: {sealIn(b.t, body)}, numberField: {hiddenIn(body, numberField)}, versionField: {hiddenIn(body, versionField)}, "geste": {"accept"}, "pourquoi": {"clair"}, "reprendre": taken}
	return b.post(one, form).Code
}

func TestAReplyIsTakenOverQuestionByQuestion(t *testing.T) {
	a, b := moderating(t)
	one := "/revue/contributions/1"
	if w := b.send(one, "geste", "accept"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("accepted for no reason: %d", w.Code)
	}
	if code := accepts(b, one, "means"); code != http.StatusSeeOther {
		t.Fatalf("accept: %d", code)
	}
	ctx := context.Background()
	p, err := a.cat.Partnership(ctx, a.invitation(t).Partnership)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Records) != 2 || says48(p) {
		t.Errorf("the partnership has %d records and the budgets %+v", len(p.Records), p.Budgets)
	}
	now, err := a.cat.Contribution(ctx, 1)
	if err != nil || now.State != coop.ContributionAccepted || now.Record == 0 {
		t.Fatalf("the reply is %s, record %d, %v", now.State, now.Record, err)
	}
	rec, err := a.cat.Record(ctx, now.Record)
	if err != nil || !strings.Contains(string(rec.Body), "Une coordinatrice") || strings.Contains(string(rec.Body), "48 000") || strings.Contains(string(rec.Body), "Déléguée") || strings.Contains(string(rec.Body), "L’État") {
		t.Errorf("the record says %s, %v", rec.Body, err)
	}
	says(t, "the accepted reply", b.get(one).Body.String(), "un relevé du registre", "acceptée")
}

func TestAnAcceptedReplyIsReopened(t *testing.T) {
	a, b := moderating(t)
	one, ctx := "/revue/contributions/1", context.Background()
	told := func() bool {
		p, err := a.cat.Partnership(ctx, a.invitation(t).Partnership)
		if err != nil {
			t.Fatal(err)
		}
		return says48(p)
	}
	for range 2 {
		if code := accepts(b, one, "since", "budget", "means", "helpers", "actions"); code != http.StatusSeeOther {
			t.Fatalf("accept: %d", code)
		}
		if !told() {
			t.Error("what was accepted is not said")
		}
		now, err := a.cat.Contribution(ctx, 1)
		if err != nil {
			t.Fatal(err)
		}
		rec, err := a.cat.Record(ctx, now.Record)
		if err != nil || !strings.Contains(string(rec.Body), `"further":[{"question":"Qui vous aide ?","answer":"L’État"}]`) || strings.Contains(string(rec.Body), "Un poste.") {
			t.Errorf("of questions of its own, the record says not those alone that are public: %s, %v", rec.Body, err)
		}
		if w := b.send(one, "geste", "reopen", "pourquoi", "erreur"); w.Code != http.StatusSeeOther {
			t.Fatalf("reopen: %d", w.Code)
		}
		if told() {
			t.Error("what was reopened is still said")
		}
		if now, err := a.cat.Contribution(ctx, 1); err != nil || now.Record == 0 {
			t.Errorf("the record of what was reopened: %d, %v", now.Record, err)
		} else if _, err := a.cat.Record(ctx, now.Record); err != nil {
			t.Error(err)
		}
	}
}

// says48 says whether a partnership has the budget that was answered.
func says48(p catalogue.Partnership) bool {
	return slices.ContainsFunc(p.Budgets, func(m catalogue.Money) bool { return m.Cents == 4_800_000 })
}

// reviewedSeen is what was seen of a reply that was moderated.
func reviewedSeen(t testing.TB) map[string]string {
	_, b := moderating(t)
	one := "/revue/contributions/1"
	inReview := b.get(one).Body.String()
	accepts(b, one, "means")
	b.get(one)
	b.get("/campagnes/1/reponses")
	b.get("/en/campagnes/1/reponses")
	b.get("/campagnes/1/reponses?etat=refused")
	b.seen["GET "+one+"?fait=en-instruction OK"] = inReview
	return b.seen
}
