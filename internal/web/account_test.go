package web

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"kafo/internal/auth"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/registry"
	"kafo/internal/sqldb"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// browser keeps cookies and fills in forms as people do: it opens the page, takes the seal, sends what was typed.
type browser struct {
	t       testing.TB
	h       http.Handler
	cookies map[string]string
	seen    map[string]string // pages by what was asked for
}

func newBrowser(t testing.TB, h http.Handler) *browser {
	return &browser{t: t, h: h, cookies: map[string]string{}, seen: map[string]string{}}
}

func (b *browser) do(method, path string, body url.Values, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "https://atlas.example.org"+path, strings.NewReader(body.Encode()))
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	b.h.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
			continue
		}
		b.cookies[c.Name] = c.Value
	}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") && w.Body.Len() > 0 {
		b.seen[method+" "+path+" "+http.StatusText(w.Code)] = w.Body.String()
	}
	return w
}

func (b *browser) get(path string) *httptest.ResponseRecorder { return b.do(http.MethodGet, path, nil) }

// send opens a page, and sends its form to the page itself. Fields are name, value, name, value …
func (b *browser) send(path string, fields ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	w := b.get(path)
	seal := sealIn(b.t, w.Body.String())
	form := url.Values{sealField: {seal}}
	for _, name := range []string{numberField, versionField} {
		if value := hiddenIn(w.Body.String(), name); value != "" {
			form.Set(name, value)
		}
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	return b.do(http.MethodPost, path, form, "Origin", "https://atlas.example.org", "Sec-Fetch-Site", "same-origin")
}

// hiddenIn is the value of a hidden field of a page, "" if it has none.
func hiddenIn(body, name string) string {
	_, rest, _ := strings.Cut(body, `name="`+name+`" value="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

func sealIn(t testing.TB, body string) string {
	t.Helper()
	_, rest, ok := strings.Cut(body, `name="`+sealField+`" value="`)
	seal, _, _ := strings.Cut(rest, `"`)
	if !ok || len(seal) != 64 {
		t.Fatalf("no seal in %s", body)
	}
	return seal
}

// peopled is a site with accounts of its own.
type peopled struct {
	h     http.Handler
	db    *sqldb.DB
	cat   *catalogue.Catalogue
	auth  *auth.Auth
	store *store.Store
	deps  Deps
}

func newPeopled(t testing.TB, change ...func(*Deps)) *peopled {
	return newPeopledOn(t, testkit.SQLite(t), change...)
}

// newPeopledOn is newPeopled on a register of either engine.
func newPeopledOn(t testing.TB, db *sqldb.DB, change ...func(*Deps)) *peopled {
	p := &peopled{db: db}
	reader, a := people(t, p.db)
	p.cat, p.auth, p.store = reader.(*catalogue.Catalogue), a, a.Store
	p.h = site(t, newWorld(), append(change, func(d *Deps) {
		d.People, d.Auth, d.Desk, d.Registry, d.Censuses = reader, a, desk(t, reader, a), registry.New(a.Store, nil), censuses(t, reader, a)
		p.deps = *d
	})...)
	return p
}

// letter is the link of the last message of a kind to an address.
func (p *peopled) letter(t testing.TB, to, key string) string {
	t.Helper()
	list, err := p.cat.Messages(context.Background(), coop.MessageWaiting, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range list {
		if m.To == to && m.Key == key {
			return m.Link
		}
	}
	t.Fatalf("no message %s to %s", key, to)
	return ""
}

// install makes the first administrator by the link of the first start.
func (p *peopled) install(t testing.TB, b *browser) {
	t.Helper()
	path, err := p.auth.Installer(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if w := b.send(path, "nom", "Déléguée A", "email", "a@example.org"); w.Code != http.StatusSeeOther {
		t.Fatalf("install: %d %s", w.Code, w.Body)
	}
}

// enter signs somebody in by a link of her mail.
func (p *peopled) enter(t testing.TB, b *browser, email string) {
	t.Helper()
	if w := b.send("/connexion", "email", email); w.Code != http.StatusOK {
		t.Fatalf("ask for a link: %d", w.Code)
	}
	if w := b.send(p.letter(t, email, "enter")); w.Code != http.StatusSeeOther {
		t.Fatalf("use the link: %d %s", w.Code, w.Body)
	}
}

// factored makes the visit of a browser one that was opened with a second factor.
func (p *peopled) factored(t testing.TB, b *browser) {
	t.Helper()
	s := auth.Sessions{Auth: p.auth}
	hash := hashOf(b.cookies["__Host-kafo"])
	raw, _, err := s.FindCtx(context.Background(), hash)
	if err != nil {
		t.Fatal(err)
	}
	until, values, err := s.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	values[auth.SessionFactored] = "yes"
	if raw, err = s.Encode(until, values); err != nil {
		t.Fatal(err)
	}
	if err := s.CommitCtx(context.Background(), hash, raw, until); err != nil {
		t.Fatal(err)
	}
}

// organisation adds an organisation that roles can be held for.
func (p *peopled) organisation(t testing.TB) string {
	t.Helper()
	err := p.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error {
		_, err := tx.Organisation(coop.Candidate{OrgKey: "name/exemple", Name: "Association d’exemple", Kind: coop.Association, Country: "FR", TerritoryKey: "country/FR"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return "1"
}

// journey goes through every page of accounts, with right and wrong answers, and gives what was seen.
func journey(t testing.TB) map[string]string {
	p := newPeopled(t)
	org := p.organisation(t)
	a, b := newBrowser(t, p.h), newBrowser(t, p.h)
	a.get("/connexion")
	a.get("/en/connexion")
	p.install(t, a)
	a.get("/administration") // refused: no second factor
	secureJourney(t, p, a)
	a.get("/compte")
	a.get("/en/compte")
	a.send("/compte", "nom", "!", "langue", "fr")
	a.send("/compte", "nom", "Déléguée A", "langue", "en")
	a.get("/compte?fait=1")
	a.get("/administration")
	a.send("/administration", "email", "pas une adresse")
	a.get(a.send("/administration", "email", "a@example.org").Header().Get("Location"))
	a.send("/administration/comptes", "nom", "Délégué B", "email", "pas une adresse", "role", "member", "organisation", org)
	a.send("/administration/comptes", "nom", "Délégué B", "email", "b@example.org", "role", "member", "organisation", "x")
	if w := a.send("/administration/comptes", "nom", "Délégué B", "email", "b@example.org", "role", "member", "organisation", org); w.Code != http.StatusSeeOther {
		t.Fatalf("invite: %d %s", w.Code, w.Body)
	}
	a.get("/administration/comptes?fait=1")
	a.get("/administration/comptes?q=B")
	a.get("/administration/comptes/2")
	a.send("/administration/comptes/2", "geste", "donner", "role", "steward")
	a.send("/administration/comptes/2", "geste", "donner", "role", "steward", "pourquoi", "essai")
	a.send("/administration/comptes/2", "geste", "remise", "pourquoi", "essai")
	a.send("/administration/comptes/2", "geste", "remise-oui", "pourquoi", "essai")
	a.send("/administration/comptes/1", "geste", "fermer", "pourquoi", "essai") // the last administrator
	a.get("/administration/messages")
	a.get("/administration/messages?etat=sent")
	b.send("/connexion", "email", "pas une adresse")
	p.enter(t, b, "b@example.org")
	b.get("/compte/visites")
	p.enter(t, newBrowser(t, p.h), "b@example.org")
	b.get("/compte/visites")
	b.get("/compte/visites/prolonger")
	p.ends(t, b, 25*time.Minute)
	b.get("/compte/visites/prolonger")
	b.get("/compte")
	b.get("/deconnexion")
	a.send("/administration/comptes/2", "geste", "fermer", "pourquoi", "essai")
	a.get("/administration/comptes/2")
	seen := map[string]string{}
	for _, browser := range append([]*browser{a, b, contributed(t, p)}, append(reachedJourney(t), keptJourney(t)...)...) {
		for k, v := range browser.seen {
			seen[k] = v
		}
	}
	maps.Copy(seen, crossed(t, newPeopled(t)).seen)
	_, preview, _ := previewed(t)
	maps.DeleteFunc(preview.seen, func(page, _ string) bool { return !strings.Contains(page, "/apercu") })
	maps.Copy(seen, preview.seen)
	maps.Copy(seen, accepting(t, newPeopled(t)).seen)
	maps.Copy(seen, deciding(t))
	maps.Copy(seen, editing(t))
	maps.Copy(seen, stood(t))
	maps.Copy(seen, refused(t, newAsked(t)).seen)
	maps.Copy(seen, heldSeen(t))
	maps.Copy(seen, letteredSeen(t))
	maps.Copy(seen, reviewedSeen(t))
	maps.Copy(seen, map[string]string{"GET /campagnes/1/invitations/1 OK": passedOn(t, newAsked(t)).seen["GET /campagnes/1/invitations/1 OK"]})
	files := attaching(t, newAsked(t))
	maps.DeleteFunc(files.seen, func(path, _ string) bool { return !strings.Contains(path, "/pieces") })
	maps.Copy(seen, files.seen)
	for _, b := range []*browser{byDocument(t, newAsked(t)), handing(t, newAsked(t)), withoutLine(t, newAsked(t)), second(quoting(t))} {
		maps.DeleteFunc(b.seen, func(path, _ string) bool {
			return !strings.Contains(path, "/document") && !strings.Contains(path, "/hors-ligne")
		}) // the others are seen above, of another reply
		maps.Copy(seen, b.seen)
	}
	return seen
}

func TestOneSignsInByALinkThatServesOnce(t *testing.T) {
	p := newPeopled(t)
	p.install(t, newBrowser(t, p.h))
	b := newBrowser(t, p.h)
	if w := b.get("/compte"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/connexion?suite=%2Fcompte" {
		t.Fatalf("a stranger at the account: %d %s", w.Code, w.Header().Get("Location"))
	}
	p.caller(t, 7, "", false) // opens the account
	b.send("/connexion", "email", " N7@Example.org ", "suite", "/compte/visites")
	link := p.letter(t, "n7@example.org", "enter")
	for range 3 { // scanners of mail follow links
		if w := newBrowser(t, p.h).get(link); w.Code != http.StatusOK {
			t.Fatalf("the link, looked at: %d", w.Code)
		}
		newBrowser(t, p.h).do(http.MethodHead, link, nil)
	}
	before := b.cookies["__Host-kafo"]
	if w := b.send(link); w.Header().Get("Location") != "/compte/visites" {
		t.Errorf("sent to %q", w.Header().Get("Location"))
	}
	if b.cookies["__Host-kafo"] == before {
		t.Error("the token stayed the same when its owner signed in")
	}
	if w := b.get("/compte"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "n7@example.org") {
		t.Errorf("her account: %d", w.Code)
	}
	if w := newBrowser(t, p.h).get(link); w.Code != http.StatusNotFound {
		t.Errorf("a used link: %d", w.Code)
	}
	b.send("/deconnexion")
	if w := b.get("/compte"); w.Code != http.StatusSeeOther {
		t.Errorf("after leaving: %d", w.Code)
	}
}

func TestNobodyLearnsWhoHasAnAccount(t *testing.T) {
	p := newPeopled(t)
	p.install(t, newBrowser(t, p.h))
	b := newBrowser(t, p.h) // one browser: seals and the code of a link are its own
	known, unknown := b.send("/connexion", "email", "a@example.org"), b.send("/connexion", "email", "z@example.org")
	if known.Code != unknown.Code || known.Body.String() != unknown.Body.String() {
		t.Error("the answers differ")
	}
}

func TestWhoAsksTooOftenWaits(t *testing.T) {
	p := newPeopled(t)
	b := newBrowser(t, p.h)
	var last *httptest.ResponseRecorder
	for range 6 {
		last = b.send("/connexion", "email", "a@example.org")
	}
	if last.Code != http.StatusUnprocessableEntity || !strings.Contains(last.Body.String(), "Attendez une heure") {
		t.Errorf("the sixth time: %d", last.Code)
	}
}

func TestFormsOfOthersAreRefused(t *testing.T) {
	p := newPeopled(t)
	b := newBrowser(t, p.h)
	p.install(t, b)
	seal := sealIn(t, b.get("/compte").Body.String())
	stranger := newBrowser(t, p.h)
	stranger.get("/connexion")
	form := url.Values{sealField: {seal}, "nom": {"Autre"}, "langue": {"fr"}}
	for name, refused := range map[string]*httptest.ResponseRecorder{
		"another site":         b.do(http.MethodPost, "/compte", form, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"),
		"an old browser there": b.do(http.MethodPost, "/compte", form, "Origin", "https://evil.example"),
		"no seal":              b.do(http.MethodPost, "/compte", url.Values{"nom": {"Autre"}}, "Sec-Fetch-Site", "same-origin"),
		"a seal of another":    stranger.do(http.MethodPost, "/connexion", url.Values{sealField: {seal}, "email": {"a@example.org"}}, "Sec-Fetch-Site", "same-origin"),
	} {
		if refused.Code != http.StatusForbidden {
			t.Errorf("%s: %d", name, refused.Code)
		}
	}
	if w := b.get("/compte"); strings.Contains(w.Body.String(), "Autre") {
		t.Error("a refused form was taken")
	}
}

func TestAFormOfMoreThanAMegabyteIsRefused(t *testing.T) {
	p := newPeopled(t)
	b := newBrowser(t, p.h)
	w := b.send("/connexion", "email", strings.Repeat("a", formBytes))
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", w.Code)
	}
}

// TestPrivatePagesAreKeptByNobody: S 61, S 60; and no cookie can be read by a script or sent in clear.
func TestPrivatePagesAreKeptByNobody(t *testing.T) {
	p := newPeopled(t)
	b := newBrowser(t, p.h)
	path, err := p.auth.Installer(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if got := b.get(path).Header().Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("the page of a link tells others where it is: %q", got)
	}
	w := b.send(path, "nom", "Déléguée A", "email", "a@example.org")
	cookies := w.Header().Values("Set-Cookie")
	for _, c := range cookies {
		if !strings.HasPrefix(c, "__Host-") || !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "Secure") || !strings.Contains(c, "SameSite=Lax") || strings.Contains(c, "Domain") {
			t.Errorf("cookie %s", c)
		}
	}
	if len(cookies) == 0 {
		t.Error("no cookie")
	}
	for _, path := range []string{"/compte", "/compte/visites", "/administration", "/connexion"} {
		if got := b.get(path).Header().Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s may be kept: %q", path, got)
		}
	}
}

func TestAStolenListOfSessionsOpensNothing(t *testing.T) {
	p := newPeopled(t)
	b := newBrowser(t, p.h)
	p.install(t, b)
	list, err := p.cat.SessionsOf(context.Background(), 1, started.UnixMilli())
	if err != nil || len(list) != 1 {
		t.Fatalf("%d sessions, %v", len(list), err)
	}
	thief := newBrowser(t, p.h)
	thief.cookies["__Host-kafo"] = list[0].Hash
	if w := thief.get("/compte"); w.Code != http.StatusSeeOther {
		t.Errorf("the hash of a session opens it: %d", w.Code)
	}
}

// TestClosingAnAccountEndsItsVisits: S 51.
func TestClosingAnAccountEndsItsVisits(t *testing.T) {
	p := newPeopled(t)
	a, b := newBrowser(t, p.h), newBrowser(t, p.h)
	p.install(t, a)
	p.factored(t, a)
	a.send("/administration/comptes", "nom", "Délégué B", "email", "b@example.org", "role", "steward")
	p.enter(t, b, "b@example.org")
	if w := b.get("/compte"); w.Code != http.StatusOK {
		t.Fatalf("his account: %d", w.Code)
	}
	a.send("/administration/comptes/2", "geste", "fermer", "pourquoi", "départ")
	if w := b.get("/compte"); w.Code != http.StatusSeeOther {
		t.Errorf("after the account was closed: %d", w.Code)
	}
	b.send("/connexion", "email", "b@example.org")
	list, err := p.cat.Messages(context.Background(), coop.MessageWaiting, 1)
	if err != nil || list[0].Key == "enter" && list[0].To == "b@example.org" && list[0].WrittenAt > started.UnixMilli() {
		t.Error("a closed account gets links")
	}
}

// TestWhoModeratesSaysHowOftenSheIsTold: others are not asked, and what they save leaves it as it was.
func TestWhoModeratesSaysHowOftenSheIsTold(t *testing.T) {
	p := newPeopled(t)
	telling := func(email string) coop.Telling {
		who, err := p.cat.Account(t.Context(), p.account(t, email))
		if err != nil {
			t.Fatal(err)
		}
		return who.Telling
	}
	steward := p.caller(t, 5, coop.Steward, true)
	if page := steward.get("/compte").Body.String(); !strings.Contains(page, `<option value="hour" selected>à chaque heure`) {
		t.Error("she is not asked, or not told at first")
	}
	for _, answers := range [][]string{{"annonces", "never"}, {}} { // and by a form that is older than the question
		if w := steward.send("/compte", append([]string{"nom", "Déléguée A", "langue", "fr"}, answers...)...); w.Code != http.StatusSeeOther {
			t.Fatalf("saving %v: %d %s", answers, w.Code, w.Body)
		}
	}
	if got := telling("n5@example.org"); got != coop.TellNever {
		t.Errorf("she is told every %q", got)
	}
	nobody := p.caller(t, 6, "", false)
	if page := nobody.get("/compte").Body.String(); strings.Contains(page, "annonces") {
		t.Error("who moderates nothing is asked")
	}
}
