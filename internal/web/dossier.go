package web

import (
	"strconv"
	"strings"

	"kafo/internal/contact"
	"kafo/internal/coop"
)

// DossierPage is where a human decides what stays of a person who asks for erasure (art. 17(3) GDPR).
type DossierPage struct {
	Form
	contact.Dossier
	Email string
	Done  bool
}

func (s *server) dossier(v *visit) error { return s.dossierPage(v, "", false) }

// dossierPage shows the dossier of an address. The address travels in the forms alone: it stands in no address of a page (S 60),
// and in no visit, which an erasure of hers would end.
func (s *server) dossierPage(v *visit, email string, done bool, problems ...Problem) error {
	p := DossierPage{Form: v.asks(v.lang.T("dossier.title"), problems...), Email: email, Done: done}
	if email != "" {
		d, err := s.Desk.Dossier(v.r.Context(), v.caller, email)
		if done && coop.CodeOf(err) == coop.NotFound {
			return s.dossierPage(v, "", true) // the last that was known of her is gone
		}
		if err != nil {
			wrong, err := v.problem("email", err)
			if err != nil {
				return err
			}
			return s.dossierPage(v, "", false, wrong)
		}
		p.Dossier = d
	}
	return v.html(DossierView(p))
}

func (s *server) dossierAct(v *visit) error {
	email := strings.ToLower(v.said("email"))
	id, _ := strconv.ParseInt(v.said("numero"), 10, 64)
	var err error
	switch v.said("geste") {
	case "garder":
		err = s.Desk.KeepPart(v.r.Context(), v.caller, email, coop.ContactID(id), coop.Ground(v.said("motif")), v.said("pourquoi"))
	case "lever":
		err = s.Desk.EndKeptPart(v.r.Context(), v.caller, coop.KeptPartID(id), v.said("pourquoi"))
	default:
		if _, err := coop.Address(email); err != nil {
			wrong, err := v.problem("email", err)
			if err != nil {
				return err
			}
			return s.dossierPage(v, "", false, wrong)
		}
		return s.dossierPage(v, email, false)
	}
	if err == nil {
		return s.dossierPage(v, email, true)
	}
	field := "pourquoi"
	if keyOf(err) == "kept.ground_wrong" {
		field = "motif"
	}
	wrong, err := v.problem(field, err)
	if err != nil {
		return err
	}
	return s.dossierPage(v, email, false, wrong)
}

// grounds are for what something may stay, in words.
func (p DossierPage) grounds() [][2]string {
	var out [][2]string
	for _, g := range coop.Grounds {
		out = append(out, [2]string{string(g), p.T("ground." + string(g))})
	}
	return out
}

// kept says whether what a document says of a contact stays.
func (p DossierPage) kept(id coop.ContactID) bool {
	for _, k := range p.Kept {
		if k.Contact == id {
			return true
		}
	}
	return false
}
