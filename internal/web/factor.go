package web

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"kafo/internal/auth"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// What a visit holds while somebody comes in by two steps.
const (
	heldHalf = "half" // account that a link has opened half way, and since when
	heldSeed = "seed" // of the codes that are being set up, sealed
)

// halfTime is how long the second step may take.
const halfTime = 10 * time.Minute

// opened goes on after a link: whoever has a second factor is asked for it, nothing is open before (S 45). Who decides for
// others and has none is led to where she gets one.
func (s *server) opened(v *visit, id coop.AccountID) error {
	next := v.held(heldNext)
	f, err := s.People.Factors(v.r.Context(), id)
	if err != nil {
		return err
	}
	if f.Any() {
		if err := s.renew(v); err != nil {
			return err
		}
		v.hold(heldHalf, fmt.Sprintf("%d %d", id, s.Now().UnixMilli()))
		v.hold(heldNext, next)
		return v.done("/connexion/second-facteur")
	}
	if err := s.begin(v, id, false); err != nil {
		return err
	}
	if staff(v.person) {
		next = "/compte/securite"
	}
	return v.done(v.next(next))
}

// half is who has come half way in this browser.
func (s *server) half(v *visit) (catalogue.Person, bool, error) {
	var id, since int64
	if _, err := fmt.Sscanf(v.held(heldHalf), "%d %d", &id, &since); err != nil || s.Now().Sub(time.UnixMilli(since)) > halfTime {
		return catalogue.Person{}, false, nil
	}
	p, caller, err := s.Auth.Caller(v.r.Context(), coop.AccountID(id))
	return p, caller.Account != 0, err
}

// ProofPage asks for a second factor: on the way in, or again before something that matters.
type ProofPage struct {
	Form
	Factors catalogue.Factors
	Again   bool // of somebody who is in
	Key     KeyAsk
	To      string
}

func (s *server) secondForm(v *visit) error { return s.secondPage(v) }

func (s *server) secondPage(v *visit, problems ...Problem) error {
	p, ok, err := s.half(v)
	if err != nil {
		return err
	}
	if !ok {
		return v.done("/connexion")
	}
	f, err := s.People.Factors(v.r.Context(), p.ID)
	if err != nil {
		return err
	}
	return s.asksProof(v, ProofPage{Form: v.asks(v.lang.T("second.title"), problems...), Factors: f})
}

// asksProof shows the page of a second factor, with a passkey for those who have one.
func (s *server) asksProof(v *visit, p ProofPage) (err error) {
	if len(p.Factors.Passkeys) > 0 {
		if p.Key, err = s.asksKey(v, p.Path, p.To); err != nil {
			return err
		}
		p.Script = s.assets.url("passkey.js")
	}
	return v.html(Proof(p))
}

func (s *server) secondTake(v *visit) error {
	p, ok, err := s.half(v)
	if err != nil {
		return err
	}
	if !ok {
		return v.done("/connexion")
	}
	if field, err := s.proves(v, p); err != nil {
		problem, err := v.problem(field, err)
		if err != nil {
			return err
		}
		return s.secondPage(v, problem)
	}
	return s.whole(v, p.ID)
}

// whole opens the visit of somebody who has proved two things.
func (s *server) whole(v *visit, id coop.AccountID) error {
	next := v.held(heldNext)
	if err := s.begin(v, id, true); err != nil {
		return err
	}
	return v.done(v.next(next))
}

// PasswordEnterPage asks for an address, a password and a code: the way in without one's mail.
type PasswordEnterPage struct {
	Form
	Next string
}

func (s *server) passwordForm(v *visit) error { return s.passwordPage(v, v.r.URL.Query().Get("suite")) }

func (s *server) passwordPage(v *visit, next string, problems ...Problem) error {
	p := PasswordEnterPage{Form: v.asks(v.lang.T("password.enter"), problems...), Next: next}
	p.Crumbs = []Crumb{{v.lang.T("enter.title"), "/connexion"}}
	return v.html(PasswordEnter(p))
}

func (s *server) passwordTake(v *visit) error {
	id, err := s.Auth.EnterByPassword(v.r.Context(), v.said("email"), v.typed.Get("mot-de-passe"), v.said("code"), v.origin())
	if err == nil {
		v.hold(heldNext, v.said("suite"))
		return s.whole(v, id)
	}
	field := "mot-de-passe"
	if strings.HasPrefix(keyOf(err), "account.email") {
		field = "email"
	}
	p, err := v.problem(field, err)
	if err != nil {
		return err
	}
	return s.passwordPage(v, v.said("suite"), p)
}

// proofForm asks somebody who is in to prove again who she is (S 52).
func (s *server) proofForm(v *visit) error { return s.proofPage(v, v.r.URL.Query().Get("suite")) }

func (s *server) proofPage(v *visit, to string, problems ...Problem) error {
	f, err := s.People.Factors(v.r.Context(), v.caller.Account)
	if err != nil {
		return err
	}
	return s.asksProof(v, ProofPage{Form: v.asks(v.lang.T("proof.title"), problems...), Factors: f, Again: true, To: to})
}

// proofTake takes a code, or sends a link where there is no second factor.
func (s *server) proofTake(v *visit) error {
	to := v.said("suite")
	f, err := s.People.Factors(v.r.Context(), v.caller.Account)
	if err != nil {
		return err
	}
	if !f.Any() {
		v.hold(heldNext, to)
		if err := s.Auth.Ask(v.r.Context(), v.person.Email, string(v.lang), v.browser, v.origin()); err != nil {
			p, err := v.problem("code", err)
			if err != nil {
				return err
			}
			return s.proofPage(v, to, p)
		}
		return s.linkSent(v)
	}
	if field, err := s.proves(v, v.person); err != nil {
		p, err := v.problem(field, err)
		if err != nil {
			return err
		}
		return s.proofPage(v, to, p)
	}
	v.hold(heldNext, to)
	return s.whole(v, v.caller.Account)
}

// SecurityPage is by what somebody enters.
type SecurityPage struct {
	Form
	Factors catalogue.Factors
	Staff   bool
	Done    string // what was just done, in words
}

// doneHere are the things that the page of security can say were just done.
var doneHere = []string{"codes", "codes-off", "password", "password-off", "key", "key-off"}

func (s *server) security(v *visit) error {
	f, err := s.People.Factors(v.r.Context(), v.caller.Account)
	if err != nil {
		return err
	}
	p := SecurityPage{Form: v.asks(v.lang.T("secure.title")), Factors: f, Staff: staff(v.person)}
	for _, what := range doneHere {
		if what == v.r.URL.Query().Get("fait") {
			p.Done = v.lang.T("secure.done." + what)
		}
	}
	p.Crumbs = []Crumb{{v.lang.T("account.title"), "/compte"}}
	return v.html(Security(p))
}

// securityChange gives something up by which she entered.
func (s *server) securityChange(v *visit) (err error) {
	done := v.said("geste")
	switch done {
	case "codes-off":
		err = s.Auth.TurnCodesOff(v.r.Context(), v.caller, v.person)
	case "key-off":
		err = s.Auth.DropKey(v.r.Context(), v.caller, v.person, v.passkeyID())
	case "password-off":
		err = s.Auth.DropPassword(v.r.Context(), v.caller, v.person)
	default:
		err = coop.Refuse(coop.Invalid, "form.unreadable")
	}
	if err != nil {
		return err
	}
	return s.secured(v, done)
}

// secured goes on after a change of factors, in a visit under a new token that is as strong as what is left (S 49).
func (s *server) secured(v *visit, done string) error {
	f, err := s.People.Factors(v.r.Context(), v.caller.Account)
	if err != nil {
		return err
	}
	if err := s.begin(v, v.caller.Account, f.Any()); err != nil {
		return err
	}
	return v.done("/compte/securite?fait=" + done)
}

// CodesPage sets an application up that gives codes.
type CodesPage struct {
	Form
	Seed string // in groups of four
	App  string // otpauth address, for an application on this device
	Code Quick  // the same, for the camera of another
}

func (s *server) codes(v *visit) error { return s.codesPage(v) }

func (s *server) codesPage(v *visit, problems ...Problem) error {
	seed, held, err := s.Auth.OfferSeed(v.person.ID, v.held(heldSeed))
	if err != nil {
		return err
	}
	v.hold(heldSeed, held)
	link, err := auth.SeedLink(seed, "Kafo "+s.siteName(v), v.person.Email)
	if err != nil {
		return err
	}
	code, err := newQuick(link)
	if err != nil {
		return err
	}
	p := CodesPage{Form: v.asks(v.lang.T("codes.title"), problems...), App: link, Code: code}
	for i := 0; i < len(seed); i += 4 {
		p.Seed += seed[i:min(i+4, len(seed))] + " "
	}
	p.Crumbs = []Crumb{{v.lang.T("account.title"), "/compte"}, {v.lang.T("secure.title"), "/compte/securite"}}
	return v.html(Codes(p))
}

// siteName is the host of the site, by which one tells its codes from others.
func (s *server) siteName(v *visit) string {
	u, err := url.Parse(s.host(v.r))
	if err != nil {
		return ""
	}
	return u.Hostname()
}

func (s *server) codesTake(v *visit) error {
	err := s.Auth.TurnCodesOn(v.r.Context(), v.caller, v.person, v.held(heldSeed), v.said("code"))
	if err == nil {
		return s.secured(v, "codes")
	}
	p, err := v.problem("code", err)
	if err != nil {
		return err
	}
	return s.codesPage(v, p)
}

// PasswordPage asks for a new password.
type PasswordPage struct{ Form }

func (s *server) password(v *visit) error { return s.passwordSetPage(v) }

func (s *server) passwordSetPage(v *visit, problems ...Problem) error {
	p := PasswordPage{v.asks(v.lang.T("password.title"), problems...)}
	p.Crumbs = []Crumb{{v.lang.T("account.title"), "/compte"}, {v.lang.T("secure.title"), "/compte/securite"}}
	return v.html(Password(p))
}

func (s *server) passwordSet(v *visit) error {
	err := s.Auth.SetPassword(v.r.Context(), v.caller, v.person, v.typed.Get("mot-de-passe"), s.siteName(v), s.Site.Operator)
	if err == nil {
		return s.secured(v, "password")
	}
	p, err := v.problem("mot-de-passe", err)
	if err != nil {
		return err
	}
	return s.passwordSetPage(v, p)
}

// RecoveryPage prints codes; Printed are new ones, which nobody sees again.
type RecoveryPage struct {
	Form
	Left    int
	Printed []string
}

func (s *server) recovery(v *visit) error { return s.recoveryPage(v, nil) }

func (s *server) recoveryPage(v *visit, printed []string, problems ...Problem) error {
	f, err := s.People.Factors(v.r.Context(), v.caller.Account)
	if err != nil {
		return err
	}
	p := RecoveryPage{Form: v.asks(v.lang.T("recovery.title"), problems...), Left: f.Recovery, Printed: printed}
	p.Crumbs = []Crumb{{v.lang.T("account.title"), "/compte"}, {v.lang.T("secure.title"), "/compte/securite"}}
	return v.html(Recovery(p))
}

func (s *server) recoveryPrint(v *visit) error {
	printed, err := s.Auth.PrintCodes(v.r.Context(), v.caller, v.person)
	if err == nil {
		return s.recoveryPage(v, printed)
	}
	p, err := v.problem("imprimer", err)
	if err != nil {
		return err
	}
	return s.recoveryPage(v, nil, p)
}
