package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/registry"
	"kafo/internal/store"
)

// allied makes a partnership of the organisations 1 and 2, and the site one that reads the register itself.
func (p *peopled) allied(t testing.TB) {
	t.Helper()
	ctx := context.Background()
	p.undecided(t)
	err := p.store.Update(ctx, coop.Operator, "test", func(tx *store.Tx) error {
		id, err := tx.NewPartnership()
		if err != nil {
			return err
		}
		return tx.AddClaims(coop.ClaimSet{Subject: id, Record: 1, AssertedOn: "2019", Claims: []coop.Claim{
			{Party: &coop.Party{Org: 1, Side: coop.French, Role: coop.Holder, Text: "A", Place: coop.Place{Record: 1, Path: "a", Line: 1, LineEnd: 1}}},
			{Party: &coop.Party{Org: 2, Side: coop.Foreign, Role: coop.Partner, Text: "B", Place: coop.Place{Record: 1, Path: "b", Line: 2, LineEnd: 2}}},
			{Status: &coop.StatusClaim{Continued: "yes", Asserted: "2019", Place: coop.Place{Record: 1, Path: "c", Line: 3, LineEnd: 3}}},
		}})
	})
	if err == nil {
		_, err = registry.New(p.store, nil).Rebuild(ctx, coop.Operator, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	p.deps.Reader = p.cat
	p.deps.At = func(context.Context, coop.Moment) (Reader, error) { return p.cat, nil }
	p.h = served(t, p).outer()
}

// memberOf signs in a member of an organisation.
func (p *peopled) memberOf(t testing.TB, n int, org coop.OrgID) *browser {
	t.Helper()
	b := p.caller(t, n, coop.AccountRole(""), false)
	id := p.account(t, "n"+itoa(n)+"@example.org")
	err := p.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error {
		_, err := tx.Grant(id, coop.Member, org, "test")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const confirming = "/confirmer?sur=partenariat:1"

// stood goes through the pages of stances, and gives what was seen.
func stood(t testing.TB) map[string]string {
	p := newPeopled(t)
	p.allied(t)
	member, steward := p.caller(t, 2, coop.Member, false), p.caller(t, 6, coop.Steward, true)
	member.get(confirming)
	member.get("/compte")
	member.get("/compte/partenariats")
	if w := member.do(http.MethodPost, "/confirmer", url.Values{sealField: {member.seal(t)}, "sur": {"partenariat:1"}, "organisation": {"1"}, "position": {"confirmed"}, "suite": {"/compte/partenariats"}}, "Sec-Fetch-Site", "same-origin"); w.Header().Get("Location") != "/compte/partenariats" {
		t.Errorf("one click leads to %q: %d", w.Header().Get("Location"), w.Code)
	}
	if body := member.get("/compte/partenariats").Body.String(); !strings.Contains(body, "confirmé le") {
		t.Error("the list does not say that it was confirmed")
	}
	member.send(confirming, "sur", "partenariat:1", "position", "contested")
	member.send(confirming, "sur", "partenariat:1", "position", "contested", "valeur", coop.GoesOn, "pourquoi", "La convention est finie.")
	member.get(confirming)
	member.get(member.get("/partenariats/1").Header().Get("Location"))
	steward.get("/confirmer/demander?sur=partenariat:1")
	steward.get("/confirmer/demander?sur=partenariat:1&fait=2")
	return member.and(steward)
}

// and is what two browsers have seen.
func (b *browser) and(other *browser) map[string]string {
	for k, v := range other.seen {
		b.seen[k] = v
	}
	return b.seen
}

// publicly is what everybody reads of the first partnership: its page.
func (p *peopled) publicly(t testing.TB) string {
	t.Helper()
	b := newBrowser(t, p.h)
	at := b.get("/partenariats/1").Header().Get("Location")
	seen := b.get(at)
	if seen.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", at, seen.Code, seen.Body)
	}
	return seen.Body.String()
}

// TestBothSidesSayWhetherItIsSo: each in the name of its organisation, publicly, until it says something else or takes it
// back; what is declared stays beside it.
func TestBothSidesSayWhetherItIsSo(t *testing.T) {
	p := newPeopled(t)
	p.allied(t)
	french, foreign := p.memberOf(t, 1, 1), p.memberOf(t, 2, 2)
	if w := french.send(confirming, "sur", "partenariat:1", "position", "contested"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="pourquoi-faute"`) {
		t.Errorf("contested without a reason: %d", w.Code)
	}
	if w := foreign.send(confirming, "sur", "partenariat:1", "position", "contested", "valeur", "actions.5", "pourquoi", "Non."); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a value that is none: %d", w.Code)
	}
	for b, fields := range map[*browser][]string{french: {"position", "confirmed"}, foreign: {"position", "contested", "valeur", coop.GoesOn, "pourquoi", "La convention est finie."}} {
		if w := b.send(confirming, append(fields, "sur", "partenariat:1")...); w.Code != http.StatusSeeOther {
			t.Fatalf("%v: %d %s", fields, w.Code, w.Body)
		}
	}
	page := p.publicly(t)
	for _, want := range []string{"Confirmé par", "Contesté par", "La convention est finie.", "actif", "Déclaré par"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, "n1@example.org") || strings.Contains(page, "member:") {
		t.Error("who said it is published")
	}
	if body := p.caller(t, 6, coop.Steward, true).get("/revue/contributions").Body.String(); !strings.Contains(body, "La convention est finie.") {
		t.Error("what is contested is not in the queue")
	}
	foreign.send(confirming, "sur", "partenariat:1", "position", "withdrawn", "valeur", coop.GoesOn)
	if page = p.publicly(t); strings.Contains(page, "Contesté par") || !strings.Contains(page, "Confirmé par") {
		t.Error("what was taken back still stands, or more than it went")
	}
	if w := foreign.send(confirming, "sur", "partenariat:1", "position", "withdrawn", "valeur", coop.GoesOn); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("nothing to take back: %d", w.Code)
	}
}

// TestOnlyAPartySpeaks: somebody who is a member of none may not, and nobody speaks for another one.
func TestOnlyAPartySpeaks(t *testing.T) {
	p := newPeopled(t)
	p.allied(t)
	if w := p.caller(t, 1, "", false).get(confirming); w.Code != http.StatusForbidden {
		t.Errorf("a member of nothing: %d", w.Code)
	}
	if w := p.caller(t, 6, coop.Steward, true).get(confirming); w.Code != http.StatusForbidden {
		t.Errorf("a steward: %d", w.Code)
	}
	if w := p.memberOf(t, 2, 2).send(confirming, "sur", "partenariat:1", "position", "confirmed", "organisation", "1"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("in the name of another: %d", w.Code)
	}
}

// TestBothSidesAreAskedOnce: by a steward, and of what was accepted on the proposal of one of them the others.
func TestBothSidesAreAskedOnce(t *testing.T) {
	p := newPeopled(t)
	p.allied(t)
	p.memberOf(t, 1, 1)
	p.memberOf(t, 2, 2)
	steward, ask := p.caller(t, 6, coop.Steward, true), "/confirmer/demander?sur=partenariat:1"
	for _, n := range []string{"2", "0"} {
		if to := steward.send(ask, "sur", "partenariat:1").Header().Get("Location"); !strings.HasSuffix(to, "fait="+n) {
			t.Errorf("asked: %s, not %s", to, n)
		}
	}
	if got := p.letter(t, "n2@example.org", "stance.asked"); got != confirming {
		t.Errorf("the letter leads to %q", got)
	}
}

// TestTheOtherSideIsAskedAboutWhatChanged: never who proposed it, nor her organisation.
func TestTheOtherSideIsAskedAboutWhatChanged(t *testing.T) {
	p := newPeopled(t)
	p.allied(t)
	french := p.memberOf(t, 1, 1)
	p.memberOf(t, 2, 2)
	form := "/contribuer?sur=partenariat:1"
	receipt := french.send(form, "sur", "partenariat:1", "end", "2030", "geste", "relire").Header().Get("Location")
	french.send(receipt, "geste", "submit")
	steward, one := p.caller(t, 6, coop.Steward, true), "/revue/contributions/1"
	steward.send(one, "geste", "take")
	if w := steward.send(one, "geste", "accept", "pourquoi", "Vu.", "valeur", "0"); w.Code != http.StatusSeeOther {
		t.Fatalf("accept: %d %s", w.Code, w.Body)
	}
	if got := p.letter(t, "n2@example.org", "stance.changed"); got != confirming {
		t.Errorf("the letter leads to %q", got)
	}
	list, err := p.cat.Messages(context.Background(), coop.MessageWaiting, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.Key == "stance.changed" && m.To != "n2@example.org" {
			t.Errorf("%s is asked about what her side proposed", m.To)
		}
	}
	if page := p.publicly(t); !strings.Contains(page, `<a href="/releves/2">Comité d’exemple</a>`) {
		t.Error("the page does not say who declares the new value")
	}
}
