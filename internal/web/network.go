package web

import (
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// NetworkContactsPage lists the contacts who agreed to be seen by members of their network, by organisation and function; what
// else is known of one is shown when it is asked for, and she learns of it.
type NetworkContactsPage struct {
	Form
	Network catalogue.Network
	Shown   catalogue.NetworkContact // that was asked for
}

func (s *server) networkContacts(v *visit) error {
	n, _, err := s.Desk.Network(v.r.Context(), v.caller, v.organisation())
	if err != nil {
		return err
	}
	return v.html(NetworkContacts(v.networkPage(n)))
}

func (v *visit) networkPage(n catalogue.Network) NetworkContactsPage {
	p := NetworkContactsPage{Form: v.asks(v.lang.T("network.contacts", n.Name)), Network: n}
	p.Crumbs = []Crumb{{v.lang.T("account.title"), "/compte"}}
	return p
}

// organisation is the number in the address.
func (v *visit) organisation() coop.OrgID {
	id, _ := strconv.ParseInt(v.r.PathValue("id"), 10, 64)
	return coop.OrgID(id)
}

func (s *server) networkLook(v *visit) error {
	id, _ := strconv.ParseInt(v.said("contact"), 10, 64)
	shown, err := s.Desk.Look(v.r.Context(), v.caller, v.organisation(), coop.ContactID(id))
	if err != nil {
		return err
	}
	n, _, err := s.Desk.Network(v.r.Context(), v.caller, v.organisation())
	if err != nil {
		return err
	}
	p := v.networkPage(n)
	p.Shown = shown
	return v.html(NetworkContacts(p))
}
