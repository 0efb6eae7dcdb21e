package web

import (
	"context"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// AddressPage asks for a new address; Sent says that a link has left for it.
type AddressPage struct {
	Form
	Person catalogue.Person
	Sent   bool
}

func (s *server) address(v *visit) error { return s.addressPage(v, false) }

func (s *server) addressPage(v *visit, sent bool, problems ...Problem) error {
	p := AddressPage{Form: v.asks(v.lang.T("address.title"), problems...), Person: v.person, Sent: sent}
	p.Crumbs = []Crumb{{v.lang.T("account.title"), "/compte"}, {v.lang.T("secure.title"), "/compte/securite"}}
	return v.html(AddressView(p))
}

func (s *server) addressAsk(v *visit) error {
	err := s.Auth.AskAddress(v.r.Context(), v.caller, v.person, v.said("email"))
	if err == nil {
		return s.addressPage(v, true)
	}
	p, err := v.problem("email", err)
	if err != nil {
		return err
	}
	return s.addressPage(v, false, p)
}

// AddressLinkPage asks to press a button: that, and not the link, changes the address.
type AddressLinkPage struct {
	Form
	Secret, Email string
	Done          bool
}

func (s *server) addressLink(v *visit) error { return s.addressLinkPage(v, false) }

func (s *server) addressLinkPage(v *visit, done bool) (err error) {
	v.header.Set("Referrer-Policy", "no-referrer")
	p := AddressLinkPage{Form: v.asks(v.lang.T("address.confirm")), Secret: v.r.PathValue("secret"), Done: done}
	p.Path = "/compte" // the secret stands in no link of the page
	if !done {
		if p.Email, err = s.Auth.AddressAsked(v.r.Context(), p.Secret); err != nil {
			return err
		}
	}
	return v.html(AddressLink(p))
}

func (s *server) addressUse(v *visit) error {
	if err := s.Auth.ConfirmAddress(v.r.Context(), v.r.PathValue("secret")); err != nil {
		return err
	}
	return s.addressLinkPage(v, true)
}

// resetOf is the request to take somebody's factors away that waits, nil for none.
func (s *server) resetOf(ctx context.Context, id coop.AccountID) (*catalogue.Reset, error) {
	r, err := s.Auth.ResetAsked(ctx, id)
	if coop.CodeOf(err) == coop.NotFound {
		return nil, nil
	}
	return &r, err
}

// resetFactors asks for a reset, confirms it, or refuses it.
func (s *server) resetFactors(v *visit, of catalogue.Person, why string) error {
	switch v.said("geste") {
	case "remise":
		return s.Auth.AskReset(v.r.Context(), v.caller, of, why)
	case "remise-oui":
		return s.Auth.ConfirmReset(v.r.Context(), v.caller, of, why)
	case "remise-non":
		return s.Auth.RefuseReset(v.r.Context(), v.caller, of, why)
	}
	return coop.Refuse(coop.Invalid, "form.unreadable")
}
