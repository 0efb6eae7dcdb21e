package web

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/registry"
	"kafo/internal/store"
)

// What the record of this file's register says of persons; nobody may read it.
const (
	canaryName  = "Ysolde ZZCANARI"
	canaryEmail = "ysolde.zzcanari@example.org"
	canaryPhone = "+223 20 99 88 77"
)

// newReached is a site on a register with one partnership, whose record names two contacts.
func newReached(t testing.TB) *peopled {
	p := newPeopled(t)
	body := `{"french": ["Ville d’Exemple"], "foreign": ["Commune de Là-bas"], "contacts": [
		{"side": "foreign", "name": "` + canaryName + `", "org": "point focal, ` + canaryEmail + `", "phone": "` + canaryPhone + `"},
		{"side": "french", "name": null, "org": "mairie, mairie@exemple.example.org"}], "post_contacts": [
		{"role": "Conseillère", "name": "Aurore ZZPOSTE", "email": "aurore.zzposte@example.org"}], "means": "Madame ZZCANARI (` + canaryEmail + `) suit les travaux."}`
	r := registry.New(p.store, nil)
	err := p.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error {
		source, _, err := tx.SaveSource(coop.Source{Document: "exemple.txt", SHA256: strings.Repeat("ab", 32), Format: "census", Title: "Recensement d’exemple", Lines: 9})
		if err != nil {
			return err
		}
		record, _, err := tx.AddRecord(coop.Record{Source: source, Kind: coop.KindFiche, Locator: "line:1-9", Line: 1, LineEnd: 9, Body: []byte(body)}, "Ville d’Exemple / Commune de Là-bas", "2031")
		if err != nil {
			return err
		}
		if _, err := r.Contacts(tx, record, []byte(body)); err != nil {
			return err
		}
		var claims []coop.Claim
		for i, c := range []coop.Candidate{{OrgKey: "name/exemple", Name: "Ville d’Exemple", Kind: coop.Authority, Country: "FR", TerritoryKey: "country/FR"},
			{OrgKey: "name/la-bas", Name: "Commune de Là-bas", Kind: coop.Authority, Country: "ML", TerritoryKey: "country/ML"}} {
			org, err := tx.Organisation(c)
			if err != nil {
				return err
			}
			party := coop.Party{Org: org, Side: coop.French, Role: coop.Holder, Text: c.Name, Place: coop.Place{Record: record, Path: "french.0", Line: 1, LineEnd: 1}}
			if i == 1 {
				party.Side, party.Role, party.Place.Path = coop.Foreign, coop.Partner, "foreign.0"
			}
			claims = append(claims, coop.Claim{Party: &party})
		}
		claims = append(claims, coop.Claim{Text: &coop.Text{Property: "means", Text: "Madame ZZCANARI (" + canaryEmail + ") suit les travaux.", Place: coop.Place{Record: record, Path: "means", Line: 5, LineEnd: 5}}})
		id, err := tx.NewPartnership()
		if err != nil {
			return err
		}
		if err := tx.AddClaims(coop.ClaimSet{Subject: id, Record: record, AssertedOn: "2031", Claims: claims}); err != nil {
			return err
		}
		return r.Project(tx, id, "")
	})
	if err != nil {
		t.Fatal(err)
	}
	p.deps.Reader = p.cat
	p.deps.At = func(context.Context, coop.Moment) (Reader, error) { return p.cat, nil }
	if p.h, err = New(p.deps); err != nil {
		t.Fatal(err)
	}
	return p
}

// asked has a message brought to the contact of the partner side, and gives the path of her link.
func (p *peopled) asked(t testing.TB, b *browser) string {
	t.Helper()
	w := b.send("/contacter?sur=partenariat:1", "a", "1", "nom", "Délégué B", "email", "b@example.org", "message", "Bonjour, où en est le puits ?")
	if w.Code != http.StatusOK {
		t.Fatalf("ask: %d %s", w.Code, w.Body)
	}
	if w := newBrowser(t, p.h).send(p.letter(t, "b@example.org", "contact_prove"), "geste", "confirmer"); w.Code != http.StatusOK {
		t.Fatalf("prove the address: %d %s", w.Code, w.Body)
	}
	return p.letter(t, canaryEmail, "contact_asked")
}

// TestAMessageWaitsForTheProofOfItsSender: nobody has a message brought in the name of another, nor has one sent to a stranger
// with words of her own.
func TestAMessageWaitsForTheProofOfItsSender(t *testing.T) {
	p := newReached(t)
	b := newBrowser(t, p.h)
	page := b.send("/contacter?sur=partenariat:1", "a", "1", "nom", "Délégué B", "email", "b@example.org", "message", "Bonjour, où en est le puits ?")
	if !strings.Contains(page.Body.String(), "Regardez votre courrier") {
		t.Errorf("the page says %s", page.Body)
	}
	if n := len(p.letters(t, canaryEmail)); n != 0 {
		t.Fatalf("%d letters to the contact before the proof", n)
	}
	proof := p.letters(t, "b@example.org")
	if len(proof) != 1 || strings.Contains(strings.Join(proof[0].Args, " "), "puits") || strings.Contains(strings.Join(proof[0].Args, " "), "Délégué") {
		t.Fatalf("the letter of proof: %v", proof)
	}
	if w := b.get(proof[0].Link); w.Code != http.StatusOK || len(p.letters(t, canaryEmail)) != 0 {
		t.Errorf("looking at the link brings the message: %d", w.Code)
	}
	if k, err := p.cat.KnownOf(t.Context(), canaryEmail); err != nil || len(k.Received) != 0 {
		t.Errorf("she is shown what nobody has signed: %v %v", k.Received, err)
	}
	form := url.Values{sealField: {b.seal(t)}, "geste": {"repondre"}, "message": {"Encore"}}
	if w := b.do(http.MethodPost, proof[0].Link, form, "Sec-Fetch-Site", "same-origin"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("more without proof: %d", w.Code)
	}
	if w := b.send(proof[0].Link, "geste", "confirmer"); w.Code != http.StatusOK {
		t.Fatalf("prove: %d", w.Code)
	}
	got := p.letters(t, canaryEmail)
	if len(got) != 1 || got[0].Key != "contact_asked" || got[0].Args[2] != "Bonjour, où en est le puits ?" || got[0].Args[1] == "" {
		t.Fatalf("she gets %v", got)
	}
	form.Set("geste", "confirmer")
	if w := b.do(http.MethodPost, proof[0].Link, form, "Sec-Fetch-Site", "same-origin"); w.Code != http.StatusUnprocessableEntity || len(p.letters(t, canaryEmail)) != 1 {
		t.Errorf("proved twice: %d", w.Code)
	}
}

// TestWhoHasSignedInHasProvedHerAddress: her message leaves at once, under her own address alone.
func TestWhoHasSignedInHasProvedHerAddress(t *testing.T) {
	p := newReached(t)
	b := p.caller(t, 3, coop.Member, false)
	send := func(email string) {
		b.send("/contacter?sur=partenariat:1", "a", "1", "nom", "Délégué B", "email", email, "message", "Bonjour")
	}
	send("autre@example.org")
	if n := len(p.letters(t, canaryEmail)); n != 0 {
		t.Errorf("under the address of another, %d letters", n)
	}
	send("n3@example.org")
	if n := len(p.letters(t, canaryEmail)); n != 1 {
		t.Errorf("under her own, %d letters", n)
	}
}

// letters are all messages to an address, in words of their own.
func (p *peopled) letters(t testing.TB, to string) (out []catalogue.Message) {
	t.Helper()
	list, err := p.cat.Messages(context.Background(), coop.MessageWaiting, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.To == to {
			out = append(out, m)
		}
	}
	return out
}

func TestThePageLeadsToTheRelayWhereSomebodyCanBeReached(t *testing.T) {
	p := newReached(t)
	b := newBrowser(t, p.h)
	for _, path := range []string{"/partenariats/1-ville-d-exemple-commune-de-la-bas", "/organisations/2-commune-de-la-bas"} {
		w := b.get(path)
		if w.Code == http.StatusMovedPermanently {
			w = b.get(w.Header().Get("Location"))
		}
		if !strings.Contains(w.Body.String(), `href="/contacter?sur=`) {
			t.Errorf("%s: %d no way to the contact", path, w.Code)
		}
	}
}

// TestNeitherSideLearnsTheOthersAddress is R2, from the form to what the person chooses to show.
func TestNeitherSideLearnsTheOthersAddress(t *testing.T) {
	p := newReached(t)
	b := newBrowser(t, p.h)
	link := p.asked(t, b)
	for _, m := range p.letters(t, canaryEmail) {
		if strings.Contains(strings.Join(m.Args, " "), "b@example.org") {
			t.Error("she learns the address of who asks")
		}
	}
	her := newBrowser(t, p.h)
	page := her.get(link)
	if page.Code != http.StatusOK || page.Header().Get("Referrer-Policy") != "no-referrer" || strings.Contains(page.Body.String(), "b@example.org") {
		t.Fatalf("her page: %d %s", page.Code, page.Header())
	}
	if w := her.send(link, "geste", "repondre", "message", "Il donne de l’eau."); w.Code != http.StatusOK {
		t.Fatalf("she answers: %d", w.Code)
	}
	follow := p.letter(t, "b@example.org", "contact_answered")
	if got := p.letters(t, "b@example.org"); strings.Contains(strings.Join(got[0].Args, " "), "zzcanari") {
		t.Error("he learns her address by her answer")
	}
	seen := b.get(follow).Body.String()
	if strings.Contains(strings.ToLower(seen), "zzcanari") || !strings.Contains(seen, "Il donne de l’eau.") {
		t.Errorf("his page: %s", seen)
	}
	if w := b.send(follow, "geste", "repondre", "message", "Merci."); w.Code != http.StatusOK {
		t.Errorf("he writes again: %d", w.Code)
	}
	if w := b.send(follow, "geste", "accepter", "montrer", "email"); w.Code != http.StatusNotFound {
		t.Errorf("he shows himself her address: %d", w.Code)
	}
	if w := her.send(link, "geste", "accepter"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("nothing shown: %d", w.Code)
	}
	if w := her.send(link, "geste", "accepter", "montrer", "email"); w.Code != http.StatusOK {
		t.Errorf("she shows her address: %d", w.Code)
	}
	if got := p.letters(t, "b@example.org"); got[0].Key != "contact_accepted" || got[0].Args[0] != canaryEmail {
		t.Errorf("he gets %v", got[0])
	}
}

// TestTheEmbassyIsReachedToo: its persons stand on neither side, and come last.
func TestTheEmbassyIsReachedToo(t *testing.T) {
	p := newReached(t)
	b := newBrowser(t, p.h)
	page := b.get("/contacter?sur=partenariat:1").Body.String()
	post := strings.Index(page, "Le contact du poste diplomatique")
	if post < strings.Index(page, "Le contact du côté partenaire") || strings.Contains(page, "ZZPOSTE") {
		t.Errorf("the choice: %s", page)
	}
	b.send("/contacter?sur=partenariat:1", "a", "3", "nom", "Délégué B", "email", "b@example.org", "message", "Bonjour")
	b.send(p.letter(t, "b@example.org", "contact_prove"), "geste", "confirmer")
	if n := len(p.letters(t, "aurore.zzposte@example.org")); n != 1 {
		t.Errorf("%d letters", n)
	}
}

func TestARefusedRequestIsOver(t *testing.T) {
	p := newReached(t)
	b := newBrowser(t, p.h)
	link := p.asked(t, b)
	her := newBrowser(t, p.h)
	her.send(link, "geste", "refuser")
	if got := p.letters(t, "b@example.org"); len(got) != 2 || got[0].Key != "contact_refused" || got[0].Link != "" {
		t.Errorf("he gets %v", got)
	}
	if w := her.do(http.MethodPost, link, url.Values{sealField: {her.seal(t)}, "geste": {"accepter"}, "montrer": {"email"}}, "Sec-Fetch-Site", "same-origin"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("after it was over: %d", w.Code)
	}
	other := newBrowser(t, p.h)
	her.send(p.asked(t, other), "geste", "abus")
	w := other.send("/contacter?sur=partenariat:1", "a", "1", "nom", "Délégué B", "email", "b@example.org", "message", "Encore")
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("who was reported writes on: %d", w.Code)
	}
	if got := p.letters(t, "contact@example.org"); len(got) != 1 {
		t.Errorf("the operator gets %d letters", len(got))
	}
}

func TestOneWritesOnlySoOften(t *testing.T) {
	p := newReached(t)
	b := newBrowser(t, p.h)
	for range 5 {
		p.asked(t, b)
	}
	w := b.send("/contacter?sur=partenariat:1", "a", "1", "nom", "Délégué B", "email", "b@example.org", "message", "Encore")
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Trop de messages") {
		t.Errorf("the sixth: %d", w.Code)
	}
	if n := len(p.letters(t, canaryEmail)); n != 5 {
		t.Errorf("%d letters", n)
	}
}

// owner signs the owner of an address in to her data.
func (p *peopled) ownerOf(t testing.TB, email string) *browser {
	t.Helper()
	b := newBrowser(t, p.h)
	b.send("/mes-donnees", "geste", "demander", "email", email)
	link := p.letter(t, email, "own_data")
	if w := newBrowser(t, p.h).get(link); w.Code != http.StatusOK { // a scanner of mail
		t.Fatalf("the link, looked at: %d", w.Code)
	}
	if w := b.send(link); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/mes-donnees" {
		t.Fatalf("the link: %d %s", w.Code, w.Body)
	}
	if w := newBrowser(t, p.h).get(link); w.Code != http.StatusNotFound {
		t.Fatalf("a used link: %d", w.Code)
	}
	return b
}

// TestOneSeesAndCorrectsOnesOwnData is R4.
func TestOneSeesAndCorrectsOnesOwnData(t *testing.T) {
	p := newReached(t)
	link := p.asked(t, newBrowser(t, p.h))
	newBrowser(t, p.h).send(link, "geste", "accepter", "montrer", "email")
	b := p.ownerOf(t, canaryEmail)
	page := b.get("/mes-donnees").Body.String()
	for _, want := range []string{canaryName, "Recensement d’exemple", "adresse&nbsp;: à Délégué B", "De Délégué B"} {
		if !strings.Contains(strings.ReplaceAll(page, "\u00a0", "&nbsp;"), want) {
			t.Errorf("her data do not say %q: %s", want, page)
		}
	}
	if strings.Contains(page, "b@example.org") {
		t.Error("her data give the address of who asked")
	}
	w := b.send("/mes-donnees?contact=1", "geste", "corriger", "contact", "1", "nom", "Ysolde Exemple", "fonction", "maire", "visibilite", "network")
	if w.Code != http.StatusSeeOther {
		t.Fatalf("correct: %d %s", w.Code, w.Body)
	}
	c, err := p.cat.Contact(context.Background(), 1)
	if err != nil || c.Name != "Ysolde Exemple" || c.Visibility != coop.ForNetwork || c.Consent == "" || c.ConsentAt != started.UnixMilli() || c.Email != canaryEmail {
		t.Errorf("corrected: %+v, %v", c, err)
	}
	if w := b.send("/mes-donnees", "geste", "masquer", "contact", "2"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("somebody else’s row: %d", w.Code)
	}
	b.send("/mes-donnees", "geste", "masquer", "contact", "1")
	if list, _ := p.cat.Reachable(context.Background(), coop.KindPartnership, 1); len(list) != 2 || list[0].ID != 2 {
		t.Errorf("still reached: %v", list)
	}
	if w := b.get("/mes-donnees/export"); !strings.Contains(w.Body.String(), "Ysolde Exemple") || w.Header().Get("Content-Disposition") == "" {
		t.Errorf("export: %d %s", w.Code, w.Body)
	}
	b.send("/mes-donnees", "geste", "fermer")
	if strings.Contains(b.get("/mes-donnees").Body.String(), canaryEmail) {
		t.Error("after closing, her data are still there")
	}
}

func TestNobodyLearnsWhoIsInTheRegister(t *testing.T) {
	p := newReached(t)
	strip := func(b *browser, email string) string {
		w := b.send("/mes-donnees", "geste", "demander", "email", email)
		return http.StatusText(w.Code) + w.Body.String()
	}
	if strip(newBrowser(t, p.h), canaryEmail) != strip(newBrowser(t, p.h), "z@example.org") {
		t.Error("the answers differ")
	}
}

// TestNothingPublicTellsOfAContact is T26: every page and its data, and the log, are searched for what is private.
func TestNothingPublicTellsOfAContact(t *testing.T) {
	p := newReached(t)
	var log bytes.Buffer
	p.deps.Log = slog.New(slog.NewTextHandler(&log, nil))
	s, err := newServer(p.deps)
	if err != nil {
		t.Fatal(err)
	}
	p.h = s.outer()
	b := newBrowser(t, p.h)
	link := p.asked(t, b)
	newBrowser(t, p.h).send(link, "geste", "repondre", "message", "Oui.")
	p.ownerOf(t, canaryEmail)
	seen := 0
	look := func(path string) {
		w := b.get(path)
		for range 2 {
			if to := w.Header().Get("Location"); to != "" {
				w = b.get(strings.TrimPrefix(to, "https://atlas.example.org"))
			}
		}
		seen++
		text := strings.ToLower(w.Body.String())
		for _, canary := range []string{"zzcanari", "zzposte", "99 88 77", "99887", "mairie@exemple"} {
			if office := canary == "mairie@exemple" && strings.Contains(path, "/organisations/1"); strings.Contains(text, canary) && !office {
				t.Errorf("%s tells %q", path, canary)
			}
		}
	}
	for _, r := range s.known {
		if r.Method != http.MethodGet || r.Verb != coop.VerbRead || strings.Contains(r.Pattern, "{file}") {
			continue
		}
		path := strings.NewReplacer("{$}", "", "{ref}", "1", "{kind}", "partenariat", "{id}", "1").Replace(r.Pattern)
		look(path)
		look("/en" + path)
		if strings.HasSuffix(r.Pattern, "{ref}") {
			for _, f := range formats {
				look(path + "." + f)
			}
		}
	}
	for _, q := range []string{"ZZCANARI", "ZZPOSTE", "ysolde", canaryEmail, "mairie@exemple.example.org"} {
		w := b.get("/partenariats.json?q=" + url.QueryEscape(q))
		if strings.Contains(w.Body.String(), "Commune de Là-bas") {
			t.Errorf("the search finds a partnership by %q", q)
		}
	}
	look("/contacter?sur=partenariat:1")
	if seen < 100 {
		t.Errorf("only %d addresses were looked at", seen)
	}
	for _, canary := range []string{"zzcanari", strings.ToLower(strings.TrimPrefix(link, "/contact/")), "b@example.org"} {
		if strings.Contains(strings.ToLower(log.String()), canary) {
			t.Errorf("the log tells %q", canary)
		}
	}
}

// reachedJourney goes through every page of the relay and of one's own data, with right and wrong answers.
func reachedJourney(t testing.TB) []*browser {
	p := newReached(t)
	b, her := newBrowser(t, p.h), newBrowser(t, p.h)
	b.get("/en/contacter?sur=organisation:1")
	b.send("/contacter?sur=partenariat:1", "a", "1", "nom", "Délégué B", "email", "non", "message", "")
	link := p.asked(t, b)
	b.send("/contacter?sur=partenariat:1", "a", "3", "nom", "Délégué B", "email", "autre@example.org", "message", "Bonjour")
	b.get(p.letter(t, "autre@example.org", "contact_prove"))
	her.get(link)
	her.send(link, "geste", "accepter")
	her.send(link, "geste", "repondre", "message", "Oui.")
	b.get(p.letter(t, "b@example.org", "contact_answered"))
	her.send(link, "geste", "accepter", "montrer", "email")
	her.send(link, "geste", "refuser")
	b.send("/mes-donnees", "geste", "demander", "email", "non")
	own := p.ownerOf(t, canaryEmail)
	own.get("/mes-donnees")
	own.get("/en/mes-donnees")
	own.get("/mes-donnees?contact=1")
	own.send("/mes-donnees?contact=1", "geste", "corriger", "contact", "1", "visibilite", "?")
	own.send("/mes-donnees", "geste", "masquer", "contact", "1")
	own.get("/mes-donnees?fait=1")
	own.get("/mes-donnees?effacer=1")
	own.send("/mes-donnees?effacer=1", "geste", "effacer")
	own.get("/mes-donnees?efface=1")
	away := newBrowser(t, p.h)
	away.send("/mes-donnees", "geste", "demander", "email", "mairie@exemple.example.org")
	link = p.letter(t, "mairie@exemple.example.org", "own_data")
	if w := away.send(link, "geste", "masquer"); w.Code != http.StatusOK {
		t.Errorf("hidden in one click: %d", w.Code)
	}
	delete(away.seen, "GET "+link+" OK") // the page of another link, which is called the same
	if list, _ := p.cat.Reachable(context.Background(), coop.KindPartnership, 1); len(list) != 1 || !list[0].Post() {
		t.Errorf("still reached: %v", list)
	}
	return []*browser{b, her, own, away}
}

// TestOneHasOneselfErased: R5 from the page; what the organisation declared stays, and who erased herself is not shown again.
func TestOneHasOneselfErased(t *testing.T) {
	p := newReached(t)
	link := p.asked(t, newBrowser(t, p.h))
	b := p.ownerOf(t, canaryEmail)
	if w := b.send("/mes-donnees?effacer=1", "geste", "effacer"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/mes-donnees?efface=1" {
		t.Fatalf("erase: %d %s", w.Code, w.Body)
	}
	if w := newBrowser(t, p.h).get(link); w.Code != http.StatusNotFound {
		t.Errorf("her link still opens: %d", w.Code)
	}
	for _, table := range []string{"record", "claim_set", "statement", "contact", "contact_request", "contact_message", "contact_link", "outbox", "session", "erasure", "audit"} {
		rows, err := p.db.Reader().Query("SELECT * FROM " + table)
		if err != nil {
			t.Fatal(err)
		}
		columns, _ := rows.Columns()
		for rows.Next() {
			cells := make([]any, len(columns))
			for i := range cells {
				cells[i] = new(any)
			}
			if err := rows.Scan(cells...); err != nil {
				t.Fatal(err)
			}
			for i := range cells {
				if text := strings.ToLower(fmt.Sprint(*cells[i].(*any))); strings.Contains(text, "zzcanari") || strings.Contains(text, "99 88 77") {
					t.Errorf("%s.%s has %s", table, columns[i], text)
				}
			}
		}
		rows.Close()
	}
	page := b.get("/partenariats/1-ville-d-exemple-commune-de-la-bas").Body.String()
	if !strings.Contains(page, "suit les travaux") || !strings.Contains(page, "[personne]") {
		t.Errorf("the declaration: %s", page)
	}
}
