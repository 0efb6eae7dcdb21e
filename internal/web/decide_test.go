package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// undecided puts into the register two organisations that may be one, a name that may be one of them, and a finding.
func (p *peopled) undecided(t testing.TB) {
	t.Helper()
	err := p.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error {
		var orgs []coop.OrgID
		for _, name := range []string{"Comité d’exemple", "Comité de l’exemple"} {
			o, err := tx.Organisation(coop.Candidate{OrgKey: "name/" + name, Name: name, Kind: coop.Committee, Country: "FR", TerritoryKey: "country/FR"})
			if err != nil {
				return err
			}
			orgs = append(orgs, o)
		}
		src, _, err := tx.SaveSource(coop.Source{Document: "exemple.txt", SHA256: strings.Repeat("a", 64), Format: "prose", Title: "Exemple"})
		if err != nil {
			return err
		}
		r, _, err := tx.AddRecord(coop.Record{Source: src, Kind: coop.KindProse, Locator: "1", Line: 1, LineEnd: 3, Body: []byte(`{}`)}, "Exemple", "")
		if err != nil {
			return err
		}
		for i, o := range orgs {
			if err := tx.Mention(o, "Comité", coop.Place{Record: r, Path: fmt.Sprintf("partners.%d", i+1), Line: 2, LineEnd: 2}); err != nil {
				return err
			}
		}
		if _, err := tx.Ask("Le comité", coop.Place{Record: r, Path: "partners.0", Line: 2, LineEnd: 2}, orgs); err != nil {
			return err
		}
		pair := coop.Pair{Kind: coop.PairOrganisation, A: int64(orgs[0]), B: int64(orgs[1]), Score: 60, Parts: []coop.Part{{Key: "pair.same_name", Points: 60}}}
		return tx.SaveProposal(coop.Proposal{Pair: pair})
	})
	if err != nil {
		t.Fatal(err)
	}
	p.finding(t, "k")
}

// finding is an open finding by the key of a rule.
func (p *peopled) finding(t testing.TB, key string) {
	t.Helper()
	err := p.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error {
		_, err := tx.SaveFinding(coop.Finding{Rule: "total-parts", Key: key, Severity: "warning", State: coop.FindingOpen, Evidence: map[string]string{"sum": "12"}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// deciding goes through the pages on which one decides, and gives what was seen.
func deciding(t testing.TB) map[string]string {
	p := newPeopled(t)
	steward := p.caller(t, 6, coop.Steward, true)
	steward.get("/trancher/questions")
	p.undecided(t)
	steward.get("/trancher/questions")
	steward.send("/trancher/questions", "pourquoi", "Vu.")
	steward.send("/trancher/questions/1", "organisation", "", "pourquoi", "Vu.")
	steward.send("/trancher/questions/1", "autre", "Ville d’exemple", "pourquoi", "Vu.")
	steward.send("/trancher/questions/1", "autre", "Nulle part", "pourquoi", "Vu.")
	steward.send("/trancher/questions/1", "organisation", "1", "pourquoi", "")
	steward.send("/trancher/questions/1", "organisation", "1", "pourquoi", "Vu.")
	steward.get("/trancher/questions/1")
	steward.get("/trancher/constats/5")
	steward.get("/trancher/revue/1")
	steward.get("/trancher/revue/2")
	for _, path := range []string{"/trancher/revue", "/trancher/constats"} {
		steward.get(path)
		steward.send(path, "pourquoi", "Vu.")
		steward.send(path, "choix", "1", "etat", "explained", "geste", "accepter")
	}
	steward.get("/trancher/operations/1")
	steward.get("/trancher/operations/2")
	steward.send("/trancher/operations/1", "pourquoi", "")
	late, form := doubly(t, newPeopled(t))
	late.post("/trancher/constats", form)
	steward.seen["POST /trancher/constats late"] = late.seen["POST /trancher/constats OK"]
	return steward.seen
}

// TestSeveralAreDecidedTogetherAndTakenBackAsOne: findings and matches are ticked and decided as one operation; its page
// says what it did, and takes all of it back for a reason.
func TestSeveralAreDecidedTogetherAndTakenBackAsOne(t *testing.T) {
	p := newPeopled(t)
	p.deps.Reader, p.deps.At = p.cat, func(context.Context, coop.Moment) (Reader, error) { return p.cat, nil }
	p.h = served(t, p).outer()
	p.undecided(t)
	ctx, steward := context.Background(), p.caller(t, 6, coop.Steward, true)
	for path, fields := range map[string][]string{
		"/trancher/constats": {"choix", "1", "etat", "explained"}, "/trancher/revue": {"choix", "1", "geste", "accepter"}, "/trancher/questions": {"q1", "1"},
	} {
		for _, wrong := range [][]string{{"pourquoi", "Vérifié."}, fields} { // nothing ticked, no reason
			if w := steward.send(path, wrong...); w.Code != http.StatusUnprocessableEntity {
				t.Errorf("%s %v: %d", path, wrong, w.Code)
			}
		}
		if w := steward.send(path, append(fields, "pourquoi", "Vérifié.")...); w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	list, total, err := p.cat.Operations(ctx, 1)
	if err != nil || total != 3 {
		t.Fatalf("%d operations, %v", total, err)
	}
	for _, o := range list {
		if o.Count != 1 || o.Alike.Kind == "" || o.Alike.Kind != coop.PartFinding && o.Alike.What == "" {
			t.Errorf("the list does not say what operation %d did: %+v", o.ID, o)
		}
		path := operationAddress(o.ID)
		if body := steward.get(path).Body.String(); !strings.Contains(body, "Vérifié.") || !strings.Contains(body, "/trancher"+path) {
			t.Errorf("%s does not say why, or how to take it back", path)
		}
		told := 0
		for _, history := range []string{"/historique/questions/1", "/historique/constats/1", "/historique/revue/1"} {
			if strings.Contains(steward.get(history).Body.String(), `href="`+path+`"`) {
				told++
			}
		}
		if told != 1 {
			t.Errorf("%d histories lead to %s", told, path)
		}
		if w := steward.send("/trancher"+path, "pourquoi", ""); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s without a reason: %d", path, w.Code)
		}
		if w := steward.send("/trancher"+path, "pourquoi", "Erreur."); w.Code != http.StatusSeeOther {
			t.Errorf("take %s back: %d %s", path, w.Code, w.Body)
		}
	}
	questions, err := p.cat.Questions(ctx, false)
	one, errProposal := p.cat.Proposal(ctx, 1)
	f, errFinding := p.cat.Finding(ctx, 1)
	if len(questions) != 1 || one.State != coop.ProposalOpen || f.State != string(coop.FindingOpen) || err != nil || errProposal != nil || errFinding != nil {
		t.Errorf("taken back: %d questions, %s, %s; %v %v %v", len(questions), one.State, f.State, err, errProposal, errFinding)
	}
}

// TestAStewardDecidesOnPages: a question, a finding and a match are decided, undone, and signed by a role; no reason, no
// decision.
func TestAStewardDecidesOnPages(t *testing.T) {
	p := newPeopled(t)
	p.deps.Reader = p.cat
	p.h = served(t, p).outer()
	p.undecided(t)
	ctx, steward := context.Background(), p.caller(t, 6, coop.Steward, true)
	for path, fields := range map[string][]string{
		"/trancher/questions/1": {"organisation", "1"}, "/trancher/constats/1": {"etat", "explained", "geste", "etat"}, "/trancher/revue/1": {"geste", "accepter"},
	} {
		if w := steward.send(path, fields...); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="pourquoi-faute"`) {
			t.Errorf("%s without a reason: %d", path, w.Code)
		}
		if w := steward.send(path, append(fields, "pourquoi", "Vérifié.")...); w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if list, err := p.cat.Questions(ctx, false); err != nil || len(list) != 0 {
		t.Errorf("open questions: %v %v", list, err)
	}
	if f, err := p.cat.Finding(ctx, 1); err != nil || f.State != string(coop.FindingExplained) {
		t.Errorf("finding: %v %v", f.State, err)
	}
	one, err := p.cat.Proposal(ctx, 1)
	if err != nil || one.State != coop.ProposalAccepted || !strings.HasPrefix(string(one.Decisions[0].Author), "steward:") {
		t.Fatalf("match: %+v %v", one, err)
	}
	if w := steward.send("/trancher/revue/1", "geste", "annuler", "pourquoi", "Erreur."); w.Code != http.StatusSeeOther {
		t.Errorf("undo: %d", w.Code)
	}
	if one, err = p.cat.Proposal(ctx, 1); err != nil || one.State != coop.ProposalOpen {
		t.Errorf("after the undo: %s %v", one.State, err)
	}
}
