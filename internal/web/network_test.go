package web

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// networked adds a network of which the partner of the register's partnership is a member, and gives its number.
func (p *peopled) networked(t testing.TB) coop.OrgID {
	t.Helper()
	var network coop.OrgID
	err := p.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) (err error) {
		network, err = tx.Organisation(coop.Candidate{OrgKey: "name/reseau-exemple", Name: "Réseau d’exemple", Kind: coop.Network, Country: "FR", TerritoryKey: "country/FR"})
		if err != nil {
			return err
		}
		source, _, err := tx.SaveSource(coop.Source{Document: "reseau.txt", SHA256: strings.Repeat("cd", 32), Format: "network", Title: "Page d’un réseau", Lines: 3})
		if err != nil {
			return err
		}
		record, _, err := tx.AddRecord(coop.Record{Source: source, Kind: coop.KindNetwork, Locator: "line:1-3", Line: 1, LineEnd: 3, Body: []byte(`{"name": "Réseau d’exemple"}`)}, "Réseau d’exemple", "2031")
		if err != nil {
			return err
		}
		if err := tx.Mention(network, "Réseau d’exemple", coop.Place{Record: record, Path: "name", Line: 1, LineEnd: 1}); err != nil {
			return err
		}
		return tx.Mention(2, "Commune de Là-bas", coop.Place{Record: record, Path: "members.0", Line: 2, LineEnd: 2})
	})
	if err != nil {
		t.Fatal(err)
	}
	return network
}

// of signs somebody in, in a role for an organisation.
func (p *peopled) of(t testing.TB, n int, role coop.AccountRole, org coop.OrgID, factor bool) *browser {
	t.Helper()
	b := p.caller(t, n, "", false)
	id := p.account(t, "n"+itoa(n)+"@example.org")
	err := p.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error {
		_, err := tx.Grant(id, role, org, "test")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if factor {
		p.factored(t, b)
	}
	return b
}

// TestAContactIsSeenByHerNetworkAlone: once she has agreed, by members and stewards of a network of her organisation, one by
// one; and she learns of each look.
func TestAContactIsSeenByHerNetworkAlone(t *testing.T) {
	p := newReached(t)
	network := p.networked(t)
	path := "/reseaux/" + itoa(int(network)) + "/contacts"
	member, steward := p.of(t, 5, coop.Member, 2, false), p.of(t, 6, coop.NetworkSteward, network, true)
	stranger, weak := p.of(t, 7, coop.Member, 1, false), p.of(t, 8, coop.NetworkSteward, network, false)
	if page := member.get(path); page.Code != http.StatusOK || strings.Contains(page.Body.String(), "Voir les coordonnées") {
		t.Fatalf("before she agreed: %d %s", page.Code, page.Body)
	}
	her := p.ownerOf(t, canaryEmail)
	her.send("/mes-donnees?contact=1", "geste", "corriger", "contact", "1", "nom", canaryName, "fonction", "point focal", "telephone", canaryPhone, "visibilite", "network")
	for _, who := range []*browser{member, steward} {
		page := who.get(path).Body.String()
		if !strings.Contains(page, "point focal") || strings.Contains(page, "ZZCANARI") || strings.Contains(page, canaryEmail) {
			t.Errorf("the list: %s", page)
		}
		if shown := who.send(path, "contact", "1").Body.String(); !strings.Contains(shown, canaryEmail) || !strings.Contains(shown, canaryName) {
			t.Errorf("shown: %s", shown)
		}
		if w := who.send(path, "contact", "3"); w.Code != http.StatusNotFound {
			t.Errorf("somebody who did not agree: %d", w.Code)
		}
	}
	for name, who := range map[string]*browser{"another member": stranger, "no second factor": weak} {
		w := who.get(path)
		refused := who.do(http.MethodPost, path, url.Values{sealField: {who.seal(t)}, "contact": {"1"}}, "Sec-Fetch-Site", "same-origin")
		if w.Code != http.StatusForbidden || refused.Code != http.StatusForbidden || strings.Contains(refused.Body.String(), canaryEmail) {
			t.Errorf("%s: %d %d", name, w.Code, refused.Code)
		}
	}
	mine := her.get("/mes-donnees").Body.String()
	if strings.Count(mine, "réseau Réseau d’exemple, le ") != 2 || strings.Contains(mine, "n5@example.org") {
		t.Errorf("she learns: %s", mine)
	}
	if page := member.get("/compte").Body.String(); !strings.Contains(page, `href="`+path+`"`) {
		t.Error("the account leads not to the network")
	}
	her.send("/mes-donnees", "geste", "masquer", "contact", "1")
	form := url.Values{sealField: {member.seal(t)}, "contact": {"1"}}
	if w := member.do(http.MethodPost, path, form, "Sec-Fetch-Site", "same-origin"); w.Code != http.StatusNotFound {
		t.Errorf("after she withdrew: %d", w.Code)
	}
}

// TestAnOfficesAddressIsPublished: on the page of its organisation and in its data; a person's only with her consent, which she may
// take back.
func TestAnOfficesAddressIsPublished(t *testing.T) {
	p := newReached(t)
	b := newBrowser(t, p.h)
	at := func(path string) string {
		w := b.get(path)
		if to := w.Header().Get("Location"); to != "" {
			w = b.get(strings.TrimPrefix(to, "https://atlas.example.org"))
		}
		return w.Body.String()
	}
	if page, data := at("/organisations/1"), at("/organisations/1.json"); !strings.Contains(page, "mailto:mairie@exemple.example.org") || !strings.Contains(data, "mairie@exemple.example.org") {
		t.Errorf("the office is not there: %s", data)
	}
	if page := at("/organisations/2") + at("/organisations/2.json"); strings.Contains(page, "@") && strings.Contains(page, canaryEmail) {
		t.Error("a person is published")
	}
	her := p.ownerOf(t, canaryEmail)
	her.send("/mes-donnees?contact=1", "geste", "corriger", "contact", "1", "nom", canaryName, "visibilite", "public_office")
	if page := at("/organisations/2"); !strings.Contains(page, canaryEmail) || !strings.Contains(page, canaryName) {
		t.Error("she agreed, and is not there")
	}
	her.send("/mes-donnees?contact=1", "geste", "corriger", "contact", "1", "nom", canaryName, "visibilite", "stewards")
	if page := at("/organisations/2"); strings.Contains(page, canaryEmail) || strings.Contains(page, "ZZCANARI") {
		t.Error("she took it back, and is still there")
	}
}

// TestAHumanDecidesWhatStays is art. 17(3): with a ground and a reason, shown to the person before and after; what a document
// says stays, her address does not.
func TestAHumanDecidesWhatStays(t *testing.T) {
	p := newReached(t)
	steward := p.caller(t, 6, coop.Steward, true)
	path := "/trancher/effacements"
	for _, fields := range [][]string{{"email", ""}, {"email", "z@example.org"}} {
		if w := steward.send(path, fields...); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", fields, w.Code)
		}
	}
	if w := steward.send(path, "email", canaryEmail); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Garder ce que dit le document") {
		t.Fatalf("the dossier: %d %s", w.Code, w.Body)
	}
	for _, wrong := range [][]string{{"motif", "history"}, {"motif", "?", "pourquoi", "Thèse en cours."}, {"motif", "history", "pourquoi", "Madame Zzcanari est citée."}, {"motif", "history", "pourquoi", "voir " + canaryEmail}} {
		if w := steward.send(path, append([]string{"geste", "garder", "email", canaryEmail, "numero", "1"}, wrong...)...); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", wrong, w.Code)
		}
	}
	if w := steward.send(path, "geste", "garder", "email", canaryEmail, "numero", "1", "motif", "history", "pourquoi", "Document étudié par une thèse en cours."); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Enregistré") {
		t.Fatalf("decide: %d %s", w.Code, w.Body)
	}
	her := p.ownerOf(t, canaryEmail)
	if page := her.get("/mes-donnees?effacer=1").Body.String(); !strings.Contains(page, "recherche historique") || !strings.Contains(page, "thèse en cours") {
		t.Errorf("she is not told before: %s", page)
	}
	if w := her.send("/mes-donnees?effacer=1", "geste", "effacer"); w.Code != http.StatusSeeOther {
		t.Fatalf("erase: %d %s", w.Code, w.Body)
	}
	c, err := p.cat.Contact(t.Context(), 1)
	if err != nil || c.Email != "" || c.Name != "" || c.Phone != "" || c.ErasedAt == 0 {
		t.Errorf("what is left of her: %+v %v", c, err)
	}
	body := strings.Join(p.column(t, "SELECT body FROM record"), "\n")
	if !strings.Contains(body, "ZZCANARI") {
		t.Error("the document was changed")
	}
	if ledger := p.column(t, "SELECT contact, kept FROM erasure"); len(ledger) != 1 || !strings.Contains(ledger[0], "1 | ") || strings.Contains(ledger[0], "false") || strings.HasSuffix(ledger[0], "| 0") {
		t.Errorf("the ledger: %v", ledger)
	}
	if page := p.ownerOf(t, canaryEmail).get("/mes-donnees").Body.String(); !strings.Contains(page, "thèse en cours") {
		t.Error("she is not told afterwards")
	}
	for _, fields := range [][]string{{"geste", "lever", "email", canaryEmail, "numero", "1"}, {"geste", "lever", "email", canaryEmail, "numero", "9", "pourquoi", "Vu."}} {
		if w := steward.send(path, fields...); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", fields, w.Code)
		}
	}
	if w := steward.send(path, "geste", "lever", "email", canaryEmail, "numero", "1", "pourquoi", "La thèse est soutenue."); w.Code != http.StatusOK {
		t.Errorf("take back: %d", w.Code)
	}
}

// keptJourney goes through the pages of networks and of what is kept, for the tests of every page.
func keptJourney(t testing.TB) []*browser {
	p := newReached(t)
	network := p.networked(t)
	member, steward := p.of(t, 5, coop.Member, 2, false), p.caller(t, 6, coop.Steward, true)
	path := "/reseaux/" + itoa(int(network)) + "/contacts"
	member.get(path)
	her := p.ownerOf(t, canaryEmail)
	her.send("/mes-donnees?contact=1", "geste", "corriger", "contact", "1", "nom", canaryName, "fonction", "maire", "telephone", canaryPhone, "visibilite", "network")
	member.get("/compte")
	member.get(path)
	member.send(path, "contact", "1")
	her.send("/mes-donnees?contact=1", "geste", "corriger", "contact", "1", "fonction", "maire", "telephone", canaryPhone, "visibilite", "network")
	member.send("/en"+path, "contact", "1")
	steward.get("/trancher/effacements")
	steward.send("/trancher/effacements", "email", canaryEmail)
	steward.send("/trancher/effacements", "geste", "garder", "email", canaryEmail, "numero", "1", "motif", "history", "pourquoi", "")
	steward.send("/trancher/effacements", "geste", "garder", "email", canaryEmail, "numero", "1", "motif", "history", "pourquoi", "Thèse en cours.")
	her.get("/mes-donnees")
	maps.DeleteFunc(her.seen, func(page, _ string) bool { return strings.HasPrefix(page, "GET /mes-donnees/") }) // as in the journey of others
	return []*browser{member, steward, her}
}
