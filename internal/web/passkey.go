package web

import (
	"net/url"
	"strconv"
	"strings"

	"kafo/internal/auth"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// heldKey is what a visit holds while a browser is asked for a passkey.
const heldKey = "key"

// KeyAsk is a form by which a browser is asked for a passkey; it shows itself where the script of passkeys runs.
type KeyAsk struct {
	Kind    string // get or create
	Options string // JSON of the standard; "" where passkeys cannot be used
	Action  string // address without language
	Label   string // of its button
	To      string // where to go on
}

// place is where passkeys of this site are good: where the operator has said that it is reached, or this very machine. What
// a visitor says of the host is not believed: another site that stands between could say it too.
func (s *server) place(v *visit) (auth.Place, bool) {
	u, err := url.Parse(s.host(v.r))
	if err != nil || u.Hostname() == "" {
		return auth.Place{}, false
	}
	ok := s.Site.BaseURL != "" && u.Scheme == "https" || u.Hostname() == "localhost"
	return auth.Place{Host: u.Hostname(), Origin: u.Scheme + "://" + u.Host}, ok
}

// asksKey asks for any passkey of this place.
func (s *server) asksKey(v *visit, action, to string) (KeyAsk, error) {
	at, ok := s.place(v)
	if !ok {
		return KeyAsk{}, nil
	}
	c, err := s.Auth.AskKey(at)
	if err != nil {
		return KeyAsk{}, err
	}
	v.hold(heldKey, c.Held)
	return KeyAsk{Kind: "get", Options: c.Options, Action: action, Label: v.lang.T("passkey.use"), To: to}, nil
}

// takesKey says whose passkey was given, for what was asked of this browser last; a question is answered once.
func (s *server) takesKey(v *visit) (coop.AccountID, error) {
	at, ok := s.place(v)
	held := v.held(heldKey)
	v.hold(heldKey, "")
	if !ok || held == "" {
		return 0, coop.Refuse(coop.Invalid, "passkey.wrong")
	}
	return s.Auth.EnterByKey(v.r.Context(), at, held, v.typed.Get("cle"))
}

// KeyEnterPage signs somebody in by a passkey.
type KeyEnterPage struct {
	Form
	Key KeyAsk
}

func (s *server) keyForm(v *visit) error { return s.keyPage(v, v.r.URL.Query().Get("suite")) }

func (s *server) keyPage(v *visit, next string, problems ...Problem) (err error) {
	p := KeyEnterPage{Form: v.asks(v.lang.T("passkey.use"), problems...)}
	if p.Key, err = s.asksKey(v, "/connexion/cle", next); err != nil {
		return err
	}
	p.Script = s.assets.url("passkey.js")
	p.Crumbs = []Crumb{{v.lang.T("enter.title"), "/connexion"}}
	return v.html(KeyEnter(p))
}

// keyEnter opens a visit by a passkey alone: the device has recognised its owner, so that it is two factors in one.
func (s *server) keyEnter(v *visit) error {
	id, err := s.takesKey(v)
	if err == nil {
		v.hold(heldNext, v.said("suite"))
		return s.whole(v, id)
	}
	p, err := v.problem("cle", err)
	if err != nil {
		return err
	}
	return s.keyPage(v, v.said("suite"), p)
}

// keyProves takes a passkey, where one was given, for the second factor of somebody.
func (s *server) keyProves(v *visit, p catalogue.Person) (bool, error) {
	if v.typed.Get("cle") == "" {
		return false, nil
	}
	id, err := s.takesKey(v)
	if err == nil && id != p.ID {
		err = coop.Refuse(coop.Invalid, "passkey.wrong")
	}
	return true, err
}

// proves takes a code or a passkey of somebody; field is what a refusal is about.
func (s *server) proves(v *visit, p catalogue.Person) (field string, err error) {
	if given, err := s.keyProves(v, p); given {
		return "cle", err
	}
	return "code", s.Auth.Prove(v.r.Context(), p, v.said("code"))
}

// PasskeyPage makes a passkey.
type PasskeyPage struct {
	Form
	Key  KeyAsk
	Name string // that is proposed
}

func (s *server) passkey(v *visit) error { return s.passkeyPage(v) }

func (s *server) passkeyPage(v *visit, problems ...Problem) error {
	p := PasskeyPage{Form: v.asks(v.lang.T("passkey.title"), problems...), Name: device(v.r.UserAgent())}
	p.Script = s.assets.url("passkey.js")
	p.Crumbs = []Crumb{{v.lang.T("account.title"), "/compte"}, {v.lang.T("secure.title"), "/compte/securite"}}
	if at, ok := s.place(v); ok {
		c, err := s.Auth.OfferKey(v.r.Context(), v.person, at)
		if err != nil {
			return err
		}
		v.hold(heldKey, c.Held)
		p.Key = KeyAsk{Kind: "create", Options: c.Options, Action: "/compte/securite/cles", Label: v.lang.T("passkey.make")}
	}
	return v.html(PasskeyView(p))
}

func (s *server) passkeyMake(v *visit) error {
	at, ok := s.place(v)
	held := v.held(heldKey)
	v.hold(heldKey, "")
	var err error = coop.Refuse(coop.Invalid, "passkey.wrong")
	if ok && held != "" {
		err = s.Auth.AddKey(v.r.Context(), v.caller, v.person, at, held, v.typed.Get("cle"), v.said("nom"))
	}
	if err == nil {
		return s.secured(v, "key")
	}
	field := "cle"
	if strings.HasSuffix(keyOf(err), "name_wrong") {
		field = "nom"
	}
	p, err := v.problem(field, err)
	if err != nil {
		return err
	}
	return s.passkeyPage(v, p)
}

// passkeyID is the number of the passkey that a form is about.
func (v *visit) passkeyID() coop.PasskeyID {
	id, _ := strconv.ParseInt(v.said("cle"), 10, 64)
	return coop.PasskeyID(id)
}
