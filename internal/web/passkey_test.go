package web

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/descope/virtualwebauthn"
)

// virtual is a device with a passkey, as a browser of some site sees it.
type virtual struct {
	rp   virtualwebauthn.RelyingParty
	auth virtualwebauthn.Authenticator
	key  virtualwebauthn.Credential
}

func newVirtual(origin, host string) *virtual {
	return &virtual{virtualwebauthn.RelyingParty{Name: "Kafo", ID: host, Origin: origin}, virtualwebauthn.NewAuthenticator(), wholeKey()}
}

// wholeKey is a key whose two numbers have 32 bytes: the library leaves out zeros at their beginning, of one key in 128, which
// standard and server refuse.
func wholeKey() virtualwebauthn.Credential {
	for {
		if c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(c.Key.AttestationData()) == 13+2*32 {
			return c
		}
	}
}

func ours() *virtual { return newVirtual("https://atlas.example.org", "atlas.example.org") }

var keyAsked = regexp.MustCompile(`data-options="([^"]*)"`)

// options is what a page asks of the browser.
func options(t testing.TB, body string) string {
	t.Helper()
	found := keyAsked.FindStringSubmatch(body)
	if found == nil {
		t.Fatalf("no passkey is asked for in %s", body)
	}
	return html.UnescapeString(found[1])
}

// makes is the answer of a device that makes a key.
func (d *virtual) makes(t testing.TB, page string) string {
	t.Helper()
	o, err := virtualwebauthn.ParseAttestationOptions(options(t, page))
	if err != nil {
		t.Fatal(err)
	}
	d.auth.Options.UserHandle = []byte(o.UserID)
	d.auth.AddCredential(d.key)
	return virtualwebauthn.CreateAttestationResponse(d.rp, d.auth, d.key, *o)
}

// gives is the answer of a device that gives its key.
func (d *virtual) gives(t testing.TB, page string) string {
	t.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(options(t, page))
	if err != nil {
		t.Fatal(err)
	}
	d.key.Counter++
	return virtualwebauthn.CreateAssertionResponse(d.rp, d.auth, d.key, *o)
}

// answers opens a page and sends its form with what a device says to that very page.
func (b *browser) answers(path string, device func(testing.TB, string) string, fields ...string) int {
	b.t.Helper()
	page := b.get(path).Body.String()
	form := map[string][]string{sealField: {sealIn(b.t, page)}, "cle": {device(b.t, page)}}
	for i := 0; i+1 < len(fields); i += 2 {
		form[fields[i]] = []string{fields[i+1]}
	}
	return b.do(http.MethodPost, path, form, "Sec-Fetch-Site", "same-origin").Code
}

func TestAPasskeyOpensByItselfAndAsASecondFactor(t *testing.T) {
	p := newPeopled(t)
	a := newBrowser(t, p.h)
	p.install(t, a)
	d := ours()
	if got := a.answers("/compte/securite/cles", d.makes, "nom", ""); got != http.StatusUnprocessableEntity {
		t.Errorf("a key without a name: %d", got)
	}
	d = ours()
	if got := a.answers("/compte/securite/cles", d.makes, "nom", "clé bleue"); got != http.StatusSeeOther {
		t.Fatalf("a key: %d", got)
	}
	p.letter(t, "a@example.org", "passkey_added")
	if w := a.get("/administration"); w.Code != http.StatusOK {
		t.Errorf("after the first key the visit is not strong: %d", w.Code)
	}
	b := newBrowser(t, p.h)
	if got := b.answers("/connexion/cle", d.gives, "suite", "/administration"); got != http.StatusSeeOther {
		t.Fatalf("by itself: %d", got)
	}
	if w := b.get("/administration"); w.Code != http.StatusOK {
		t.Errorf("in: %d", w.Code)
	}
	half := newBrowser(t, p.h)
	p.enter(t, half, "a@example.org")
	if w := half.get("/compte"); w.Code != http.StatusSeeOther {
		t.Errorf("a link opens the account of who has a key: %d", w.Code)
	}
	if got := half.answers("/connexion/second-facteur", d.gives); got != http.StatusSeeOther || half.get("/administration").Code != http.StatusOK {
		t.Errorf("as a second factor: %d", got)
	}
	if got := b.answers("/connexion/preuve", d.gives, "suite", "/compte"); got != http.StatusSeeOther {
		t.Errorf("as a proof: %d", got)
	}
	if page := b.get("/compte/securite").Body.String(); !strings.Contains(page, "clé bleue") {
		t.Error("the key is not listed")
	}
	if w := b.send("/compte/securite", "geste", "key-off", "cle", "1"); w.Code != http.StatusSeeOther {
		t.Fatalf("take the key away: %d", w.Code)
	}
	p.letter(t, "a@example.org", "passkey_dropped")
	if got := newBrowser(t, p.h).answers("/connexion/cle", d.gives); got != http.StatusUnprocessableEntity {
		t.Errorf("a key that was taken away opens: %d", got)
	}
}

func TestPasskeysThatAreNotGoodAreRefused(t *testing.T) {
	p := newPeopled(t)
	a := newBrowser(t, p.h)
	p.install(t, a)
	d := ours()
	a.answers("/compte/securite/cles", d.makes, "nom", "clé")
	refused := func(what string, device func(testing.TB, string) string) {
		t.Helper()
		b := newBrowser(t, p.h)
		if got := b.answers("/connexion/cle", device); got != http.StatusUnprocessableEntity || b.get("/compte").Code != http.StatusSeeOther {
			t.Errorf("%s: %d", what, got)
		}
	}
	phished := *d
	phished.rp.Origin = "https://atlas.example.net"
	refused("a key given to another site", phished.gives)
	absent := *d
	absent.auth.Options.UserNotVerified = true
	refused("a device that did not recognise its owner", absent.gives)
	stranger := ours()
	stranger.auth.Options.UserHandle = []byte("1")
	refused("a key that was never registered", stranger.gives)
	other := *d
	other.auth.Options.UserHandle = []byte("2")
	refused("a key in the name of somebody else", other.gives)
	refused("no answer at all", func(testing.TB, string) string { return "{}" })
	b := newBrowser(t, p.h)
	page := b.get("/connexion/cle").Body.String()
	answer := d.gives(t, page)
	again := func(testing.TB, string) string { return answer }
	if got := b.answers("/connexion/cle", again); got != http.StatusUnprocessableEntity {
		t.Errorf("an answer to an older question: %d", got)
	}
	copied := *d
	copied.key.Counter = 0
	if got := newBrowser(t, p.h).answers("/connexion/cle", d.gives); got != http.StatusSeeOther {
		t.Fatalf("the key itself: %d", got)
	}
	refused("a copy, whose counter stays behind", copied.gives)
}

// TestOnlyPagesThatNeedOneHaveAScript, and it is our own: those that ask for a passkey, for an organisation, for a file, or for a draft to be
// kept, and those of a visit, which ends.
func TestOnlyPagesThatNeedOneHaveAScript(t *testing.T) {
	for path, body := range pages(t) {
		for _, script := range all(parse(t, body), "script") {
			src := attr(script, "src")
			if strings.HasPrefix(src, "/static/pick.") && strings.Contains(body, "data-choisir") {
				continue
			}
			if strings.HasPrefix(src, "/static/visit.") && strings.Contains(body, `data-reste="`) {
				continue
			}
			if strings.HasPrefix(src, "/static/photo.") && strings.Contains(body, `data-photo="`) {
				continue
			}
			if strings.HasPrefix(src, "/static/draft.") && strings.Contains(body, `id="hors-ligne"`) {
				continue
			}
			if !strings.HasPrefix(src, "/static/passkey.") || text(script) != "" {
				t.Errorf("%s has a script %q", path, src)
			}
			if !strings.Contains(path, "cle") && !strings.Contains(path, "second-facteur") && !strings.Contains(path, "preuve") {
				t.Errorf("%s has a script", path)
			}
		}
	}
}

// TestPasskeysAreOfferedOnlyWhereTheSiteIsKnown: a host that a visitor names is not believed.
func TestPasskeysAreOfferedOnlyWhereTheSiteIsKnown(t *testing.T) {
	p := newPeopled(t, func(d *Deps) { d.Site.BaseURL = "" })
	if page := newBrowser(t, p.h).get("/connexion/cle").Body.String(); strings.Contains(page, "data-options") || !strings.Contains(page, "KAFO_BASE_URL") {
		t.Error("a passkey is asked for on a site that does not know its address")
	}
}
