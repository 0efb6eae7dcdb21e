package ingest

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/format/atlaspage"
	"kafo/internal/refdata"
)

// atlas maps a page of the atlas: its French authorities hold the partnership, its foreign ones are the partners; who
// carries out operates, who only accompanies is an associate, who pays funds.
func (m *mapper) atlas(p atlaspage.Project, asserted coop.Date) coop.Statement {
	s := coop.Statement{Asserted: asserted}
	s.Parties = append(s.Parties, m.parties(p.FrenchPartners, coop.French, "", "french_partners", "FR", "")...)
	for i, f := range p.ForeignPartners {
		s.Parties = append(s.Parties, coop.NamedParty{
			Name:  coop.Name{Text: f.Name, Side: coop.Foreign, Country: countryCode(deref(f.Country))},
			Place: m.at(fmt.Sprintf("foreign_partners.%d", i)),
		})
	}
	country := ""
	if len(p.ForeignPartners) > 0 {
		country = countryCode(deref(p.ForeignPartners[0].Country))
	}
	s.Parties = append(s.Parties, m.parties(p.OtherPartnersFrance, coop.French, coop.Associate, "other_partners_france", "FR", "")...)
	s.Parties = append(s.Parties, m.parties(p.OtherPartnersAbroad, coop.Foreign, coop.Associate, "other_partners_abroad", country, "")...)
	s.Parties = append(s.Parties, m.parties(p.Implementers, "", coop.Operates, "implementers", "", "")...)
	s.Parties = append(s.Parties, m.funders(p)...)
	s.Actions = m.atlasActions(p)
	s.Others = append(s.Others, m.atlasAgreements(p)...)
	s.Others = append(s.Others, m.funding(p)...)
	for _, t := range []struct{ property, text, path string }{
		{"objective", deref(p.Objective), "objective"}, {"context", deref(p.Context), "context"}, {"history", deref(p.History), "history"},
		{"description", deref(p.Description), "description"}, {"form", deref(p.Form), "form"},
		{"beneficiaries", strings.Join(p.Beneficiaries, " · "), "beneficiaries"},
	} {
		s.Others = append(s.Others, m.text(t.property, t.text, t.path)...)
	}
	s.Others = append(s.Others, coop.Claim{Status: &coop.StatusClaim{
		State: deref(p.Status), End: coop.Date(deref(p.EndDate)), Asserted: asserted, Place: m.at("status"),
	}})
	return s
}

// funders are those who pay, but for the rest that the form calls « Autre ».
func (m *mapper) funders(p atlaspage.Project) []coop.NamedParty {
	var out []coop.NamedParty
	for i, f := range p.Funding {
		if strings.HasPrefix(coop.Fold(f.Funder), "autre") {
			continue
		}
		out = append(out, coop.NamedParty{
			Name: coop.Name{Text: f.Funder}, Role: coop.Funder, Place: m.at(fmt.Sprintf("funding.%d.funder", i)),
		})
	}
	return out
}

func (m *mapper) atlasActions(p atlaspage.Project) []coop.Action {
	var out []coop.Action
	label := cmp.Or(deref(p.Subsubtheme), deref(p.Subtheme), deref(p.Theme))
	for i, a := range p.Actions {
		text := strings.Join(filled(deref(a.Title), deref(a.Objective), deref(a.Summary)), "\n")
		domain := cmp.Or(deref(a.Title), label)
		out = append(out, coop.Action{
			Domain: domain, Theme: cmp.Or(coop.ThemeOf(domain), coop.ThemeOf(label)), Description: text,
			Place: m.at(fmt.Sprintf("actions.%d", i)),
		})
	}
	return out
}

func (m *mapper) funding(p atlaspage.Project) []coop.Claim {
	var claims []coop.Claim
	for i, f := range p.Funding {
		if f.Eur == nil {
			continue
		}
		claims = append(claims, coop.Claim{Financing: &coop.Financing{
			Cents: int64(math.Round(*f.Eur * 100)), Currency: "EUR", Year: deref(f.Year), PayerText: f.Funder,
			Raw: strings.TrimSpace(fmt.Sprintf("%s %s %d", f.Funder, strconv.FormatFloat(*f.Eur, 'f', -1, 64), deref(f.Year))), Place: m.at(fmt.Sprintf("funding.%d", i)),
		}})
		claims = append(claims, m.onePercent(f, i)...)
	}
	return claims
}

// onePercentLaws are the columns « Montant 1 % » of the atlas in their order; the form prints one heading three times
// (domain notes §1.5).
var onePercentLaws = [3]string{"water", "waste", "energy"}

// onePercent is what of a funding comes from a 1 % law, a part of the amount in its row.
func (m *mapper) onePercent(f atlaspage.Funding, i int) []coop.Claim {
	var claims []coop.Claim
	for k, x := range f.OnePercent {
		if deref(x) == 0 {
			continue
		}
		claims = append(claims, coop.Claim{Financing: &coop.Financing{
			Cents: cents(*x), Currency: "EUR", Year: deref(f.Year), PayerText: f.Funder, Raw: strconv.FormatFloat(*x, 'f', -1, 64),
			Terms: coop.Terms{Law: onePercentLaws[k], Part: coop.PartOf}, Place: m.at(fmt.Sprintf("funding.%d.one_percent.%d", i, k)),
		}})
	}
	return claims
}

func filled(list ...string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// countryCode is the ISO code of a country named in French, "" if nobody knows it.
func countryCode(name string) string {
	folded := coop.Fold(name)
	if folded == "" {
		return ""
	}
	for _, t := range refdata.Countries() {
		if coop.Fold(t.Name) == folded {
			return t.Country
		}
	}
	return ""
}
