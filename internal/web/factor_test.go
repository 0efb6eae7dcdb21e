package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"kafo/internal/coop"
)

// later puts the clock by which people prove who they are forward.
func (p *peopled) later(d time.Duration) {
	now := p.auth.Now().Add(d)
	p.auth.Now = func() time.Time { return now }
}

// sixDigits is what an application shows (RFC 6238), reckoned here apart from the library that checks it.
func (p *peopled) sixDigits(t testing.TB, seed string) string {
	t.Helper()
	key, err := base32.StdEncoding.DecodeString(seed)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	_ = binary.Write(mac, binary.BigEndian, p.auth.Now().Unix()/30)
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1_000_000)
}

var seedShown = regexp.MustCompile(`<code class="seed">([A-Z2-7 ]+)</code>`)

// codes sets an application up for whoever is signed in, and gives its seed.
func (p *peopled) codes(t testing.TB, b *browser) string {
	t.Helper()
	shown := seedShown.FindStringSubmatch(b.get("/compte/securite/codes").Body.String())
	if shown == nil {
		t.Fatal("no seed is shown")
	}
	seed := strings.ReplaceAll(shown[1], " ", "")
	if w := b.send("/compte/securite/codes", "code", p.sixDigits(t, seed)); w.Code != http.StatusSeeOther {
		t.Fatalf("set up: %d %s", w.Code, w.Body)
	}
	return seed
}

const goodPassword = "fleuve lanterne gravier"

// TestALinkOpensNothingOfWhoHasASecondFactor: S 44, 45, 46.
func TestALinkOpensNothingOfWhoHasASecondFactor(t *testing.T) {
	p := newPeopled(t)
	a := newBrowser(t, p.h)
	p.install(t, a)
	if w := a.get("/administration"); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), `href="/compte/securite"`) {
		t.Errorf("who decides for others is let in without a second factor, or not told how: %d", w.Code)
	}
	old := newBrowser(t, p.h)
	p.enter(t, old, "a@example.org")
	seed := p.codes(t, a)
	if w := a.get("/administration"); w.Code != http.StatusOK {
		t.Errorf("with a factor: %d", w.Code)
	}
	if w := old.get("/compte"); w.Code != http.StatusSeeOther {
		t.Errorf("an older visit goes on: %d", w.Code)
	}
	p.letter(t, "a@example.org", "codes_on")
	b := newBrowser(t, p.h)
	b.send("/connexion", "email", "a@example.org", "suite", "/administration")
	if w := b.send(p.letter(t, "a@example.org", "enter")); w.Header().Get("Location") != "/connexion/second-facteur" {
		t.Fatalf("after the link: %q", w.Header().Get("Location"))
	}
	for _, path := range []string{"/compte", "/compte/securite", "/administration"} {
		if w := b.get(path); w.Code != http.StatusSeeOther {
			t.Errorf("half way in, %s is open: %d", path, w.Code)
		}
	}
	if w := b.send("/connexion/second-facteur", "code", p.sixDigits(t, seed)); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a code serves twice: %d", w.Code)
	}
	p.later(30 * time.Second)
	before := b.cookies["__Host-kafo"]
	code := p.sixDigits(t, seed)
	if w := b.send("/connexion/second-facteur", "code", code[:3]+" "+code[3:]); w.Header().Get("Location") != "/administration" {
		t.Fatalf("the next code: %d to %q", w.Code, w.Header().Get("Location"))
	}
	if b.cookies["__Host-kafo"] == before {
		t.Error("the token stayed the same")
	}
	if w := b.get("/administration"); w.Code != http.StatusOK {
		t.Errorf("in: %d", w.Code)
	}
}

func TestAPasswordAndACodeOpenWithoutMail(t *testing.T) {
	p := newPeopled(t)
	a, b := newBrowser(t, p.h), newBrowser(t, p.h)
	p.install(t, a)
	if w := a.send("/compte/securite/mot-de-passe", "mot-de-passe", goodPassword); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a password without codes: %d", w.Code)
	}
	seed := p.codes(t, a)
	if w := a.send("/compte/securite/mot-de-passe", "mot-de-passe", "motdepasse2026"); w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), "motdepasse2026") {
		t.Errorf("a common password is taken, or shown again: %d", w.Code)
	}
	if w := a.send("/compte/securite/mot-de-passe", "mot-de-passe", goodPassword); w.Code != http.StatusSeeOther {
		t.Fatalf("a password: %d", w.Code)
	}
	p.letter(t, "a@example.org", "password_set")
	p.later(30 * time.Second)
	try := func(password, code string) int {
		return b.send("/connexion/mot-de-passe", "email", "a@example.org", "mot-de-passe", password, "code", code).Code
	}
	code := p.sixDigits(t, seed)
	if got := try("quatre mots sans rapport", code); got != http.StatusUnprocessableEntity {
		t.Errorf("a wrong password: %d", got)
	}
	if got := try(goodPassword, "000000"); got != http.StatusUnprocessableEntity {
		t.Errorf("a wrong code: %d", got)
	}
	if got := try(goodPassword, code); got != http.StatusSeeOther {
		t.Errorf("both right, after a wrong password with the same code: %d", got)
	}
	if w := b.get("/administration"); w.Code != http.StatusOK {
		t.Errorf("in: %d", w.Code)
	}
	b.send("/compte/securite", "geste", "codes-off")
	p.later(30 * time.Second)
	if got := func() int { b = newBrowser(t, p.h); return try(goodPassword, p.sixDigits(t, seed)) }(); got != http.StatusUnprocessableEntity {
		t.Errorf("codes were given up, the password opens: %d", got)
	}
}

func TestAPrintedCodeServesOnce(t *testing.T) {
	p := newPeopled(t)
	a := newBrowser(t, p.h)
	p.install(t, a)
	if w := a.send("/compte/securite/secours"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("codes without a factor: %d", w.Code)
	}
	p.codes(t, a)
	printed := regexp.MustCompile(`<code>([A-Z2-7-]{19})</code>`).FindAllStringSubmatch(a.send("/compte/securite/secours").Body.String(), -1)
	if len(printed) != 10 {
		t.Fatalf("%d codes", len(printed))
	}
	half := func() *browser {
		b := newBrowser(t, p.h)
		p.enter(t, b, "a@example.org")
		return b
	}
	b := half()
	if w := b.send("/connexion/second-facteur", "code", strings.ToLower(strings.ReplaceAll(printed[3][1], "-", " "))); w.Code != http.StatusSeeOther {
		t.Fatalf("a printed code: %d", w.Code)
	}
	p.letter(t, "a@example.org", "recovery_used")
	if w := half().send("/connexion/second-facteur", "code", printed[3][1]); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("it serves twice: %d", w.Code)
	}
	a.send("/compte/securite/secours")
	if w := half().send("/connexion/second-facteur", "code", printed[4][1]); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a code of an older list serves: %d", w.Code)
	}
}

// TestWhatMattersAsksAgainWhoOneIs: S 52.
func TestWhatMattersAsksAgainWhoOneIs(t *testing.T) {
	now := started
	p := newPeopled(t, func(d *Deps) { d.Now = func() time.Time { return now } })
	a := newBrowser(t, p.h)
	p.install(t, a)
	seed := p.codes(t, a)
	now = now.Add(11 * time.Minute)
	p.later(11 * time.Minute)
	if w := a.get("/compte/securite/codes"); w.Header().Get("Location") != "/connexion/preuve?suite=%2Fcompte%2Fsecurite%2Fcodes" {
		t.Errorf("factors are changed eleven minutes after: %d %q", w.Code, w.Header().Get("Location"))
	}
	if w := a.send("/administration/comptes", "nom", "Délégué B", "email", "b@example.org", "role", "steward"); w.Code != http.StatusForbidden {
		t.Errorf("a role is given eleven minutes after: %d", w.Code)
	}
	if w := a.get("/administration"); w.Code != http.StatusOK {
		t.Errorf("the rest stays open: %d", w.Code)
	}
	if w := a.send("/connexion/preuve?suite=/compte/securite/codes", "code", "000000", "suite", "/compte/securite/codes"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong code: %d", w.Code)
	}
	if w := a.send("/connexion/preuve", "code", p.sixDigits(t, seed), "suite", "/compte/securite/codes"); w.Header().Get("Location") != "/compte/securite/codes" {
		t.Fatalf("proved: %d %q", w.Code, w.Header().Get("Location"))
	}
	if w := a.get("/compte/securite/codes"); w.Code != http.StatusOK {
		t.Errorf("afterwards: %d", w.Code)
	}
}

// TestGuessingIsSlowedAndLocksNobodyOut: S 42.
func TestGuessingIsSlowedAndLocksNobodyOut(t *testing.T) {
	p := newPeopled(t)
	a := newBrowser(t, p.h)
	p.install(t, a)
	seed := p.codes(t, a)
	a.send("/compte/securite/mot-de-passe", "mot-de-passe", goodPassword)
	p.later(time.Minute)
	thief := newBrowser(t, p.h)
	var last string
	for range 11 {
		last = thief.send("/connexion/mot-de-passe", "email", "a@example.org", "mot-de-passe", "un autre essai vain", "code", "000000").Body.String()
	}
	if !strings.Contains(last, "Attendez une heure") {
		t.Error("the eleventh password is tried")
	}
	owner := newBrowser(t, p.h)
	p.enter(t, owner, "a@example.org")
	if w := owner.send("/connexion/second-facteur", "code", p.sixDigits(t, seed)); w.Code != http.StatusSeeOther {
		t.Errorf("the owner is locked out: %d", w.Code)
	}
	for range 11 {
		half := newBrowser(t, p.h)
		path, err := p.auth.EnterPath(context.Background(), coop.AccountID(1))
		if err != nil {
			t.Fatal(err)
		}
		half.send(path)
		last = half.send("/connexion/second-facteur", "code", "000000").Body.String()
	}
	if !strings.Contains(last, "Attendez une heure") {
		t.Error("codes can be tried without end")
	}
}

// secureJourney sees every page of second factors, with right and wrong answers; in the end the visit has one.
func secureJourney(t testing.TB, p *peopled, a *browser) {
	a.get("/compte/securite")
	a.send("/connexion/preuve")
	a.send("/compte/securite/codes", "code", "0")
	seed := p.codes(t, a)
	a.get("/compte/securite?fait=codes")
	a.get("/connexion/preuve")
	a.send("/connexion/preuve", "code", "0")
	a.send("/compte/securite/mot-de-passe", "mot-de-passe", "court")
	a.send("/compte/securite/mot-de-passe", "mot-de-passe", goodPassword)
	a.get("/compte/securite?fait=password")
	a.get("/compte/securite/secours")
	a.send("/compte/securite/secours")
	a.get("/compte/adresse")
	a.send("/compte/adresse", "email", "x")
	a.send("/compte/adresse", "email", "neuf@example.org")
	link := p.letter(t, "neuf@example.org", "address_confirm")
	a.send(link)
	a.send("/compte/adresse", "email", "a@example.org")
	newBrowser(t, p.h).send(p.letter(t, "a@example.org", "address_confirm")) // the page was seen
	d := ours()
	a.answers("/compte/securite/cles", d.makes, "nom", "")
	d = ours()
	a.answers("/compte/securite/cles", d.makes, "nom", "clé bleue")
	a.get("/compte/securite?fait=key")
	b := newBrowser(t, p.h)
	b.answers("/connexion/cle", d.gives, "cle", "{}")
	b.get("/connexion/mot-de-passe?suite=/compte")
	b.send("/connexion/mot-de-passe", "email", "a@example.org", "mot-de-passe", "x", "code", "0")
	p.enter(t, b, "a@example.org")
	b.send("/connexion/second-facteur", "code", "0")
	p.later(30 * time.Second)
	b.send("/connexion/second-facteur", "code", p.sixDigits(t, seed))
	for k, page := range b.seen {
		if strings.Contains(k, "second-facteur") || strings.Contains(k, "mot-de-passe") || strings.Contains(k, "/cle") { // not the page of her link
			a.seen[k] = page
		}
	}
}

// TestTwoAdministratorsTakeLostFactorsAway: one asks, another confirms, and the owner is told.
func TestTwoAdministratorsTakeLostFactorsAway(t *testing.T) {
	p := newPeopled(t)
	a, lost := newBrowser(t, p.h), newBrowser(t, p.h)
	p.install(t, a)
	p.factored(t, a)
	for _, name := range []string{"b", "c"} {
		a.send("/administration/comptes", "nom", "Délégué "+name, "email", name+"@example.org", "role", "administrator")
	}
	p.enter(t, lost, "b@example.org")
	p.codes(t, lost)
	page := "/administration/comptes/2"
	if w := lost.send(page, "geste", "remise", "pourquoi", "perdu"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("she asks for herself: %d", w.Code)
	}
	if w := a.send(page, "geste", "remise", "pourquoi", "téléphone perdu, vue à la mairie"); w.Code != http.StatusSeeOther {
		t.Fatalf("asked: %d", w.Code)
	}
	p.letter(t, "b@example.org", "reset_asked")
	if w := a.send(page, "geste", "remise-oui", "pourquoi", "oui"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("one administrator is enough: %d", w.Code)
	}
	if w := lost.get("/administration"); w.Code != http.StatusOK {
		t.Errorf("a request alone takes something away: %d", w.Code)
	}
	c := newBrowser(t, p.h)
	p.enter(t, c, "c@example.org")
	p.factored(t, c)
	if w := c.get(page); !strings.Contains(w.Body.String(), "vue à la mairie") {
		t.Error("the second administrator does not see the reason")
	}
	if w := c.send(page, "geste", "remise-oui", "pourquoi", "confirmé par téléphone"); w.Code != http.StatusSeeOther {
		t.Fatalf("confirmed: %d", w.Code)
	}
	p.letter(t, "b@example.org", "reset_done")
	if w := lost.get("/compte"); w.Code != http.StatusSeeOther {
		t.Errorf("her visits go on: %d", w.Code)
	}
	p.enter(t, lost, "b@example.org")
	if w := lost.get("/compte/securite"); w.Code != http.StatusOK {
		t.Errorf("she cannot put another in place: %d", w.Code)
	}
	if w := c.send(page, "geste", "remise-non", "pourquoi", "trop tard"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a request that is over is refused: %d", w.Code)
	}
}

// TestAnAddressChangesByALinkSentToIt, and both are told (M12).
func TestAnAddressChangesByALinkSentToIt(t *testing.T) {
	p := newPeopled(t)
	a := newBrowser(t, p.h)
	p.install(t, a)
	p.caller(t, 7, "", false)
	for typed, want := range map[string]int{"a@example.org": http.StatusUnprocessableEntity, "x": http.StatusUnprocessableEntity, "n7@example.org": http.StatusOK, "neuf@example.org": http.StatusOK} {
		if w := a.send("/compte/adresse", "email", typed); w.Code != want {
			t.Errorf("%s: %d", typed, w.Code)
		}
	}
	p.letter(t, "a@example.org", "address_asked")
	a.send("/compte/adresse", "email", "neuf@example.org")
	link := p.letter(t, "neuf@example.org", "address_confirm")
	if w := newBrowser(t, p.h).get(link); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "neuf@example.org") {
		t.Errorf("the link, looked at: %d", w.Code)
	}
	if w := a.get("/compte"); !strings.Contains(w.Body.String(), "a@example.org") {
		t.Error("looking at the link changes the address")
	}
	if w := newBrowser(t, p.h).send(link); w.Code != http.StatusOK {
		t.Fatalf("confirmed: %d", w.Code)
	}
	if w := a.get("/compte"); !strings.Contains(w.Body.String(), "neuf@example.org") {
		t.Error("the address stayed")
	}
	p.letter(t, "a@example.org", "address_changed")
	p.letter(t, "neuf@example.org", "address_changed")
	if w := newBrowser(t, p.h).get(link); w.Code != http.StatusNotFound {
		t.Errorf("the link serves twice: %d", w.Code)
	}
}
