package campaign

import (
	"slices"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/format/censustext"
	"kafo/internal/i18n"
)

// withoutFiche is what the register knows of a partnership that no fiche speaks of, as a fiche would say it: a page of the atlas, an
// agreement, a claim. It is in French, as what a fiche says is.
func withoutFiche(f censustext.Fiche, p catalogue.Partnership) censustext.Fiche {
	if p.Since != "" {
		f.Formalised.Raw = i18n.FR.Date(string(p.Since))
	}
	if len(p.Agreements) > 0 {
		f.Instrument = p.Agreements[0].Label
	}
	if own := slices.IndexFunc(p.Budgets, func(m catalogue.Money) bool { return m.Payer == "" }); own >= 0 {
		f.Budget.Raw = p.Budgets[own].Raw
	}
	for _, x := range p.Texts {
		switch {
		case x.Answer != coop.ValueGiven: // there are none, or nobody knows
		case x.Property == "means" && f.Means == "":
			f.Means = x.Text
		case x.Property == "perspectives" && f.Perspectives == "":
			f.Perspectives = x.Text
		}
	}
	for _, a := range p.Actions {
		one := censustext.Action{Domain: a.Domain, Description: a.Description}
		one.Period.Raw = a.Period
		if len(a.Money) > 0 {
			one.Budget.Raw = a.Money[0].Raw
		}
		f.Actions = append(f.Actions, one)
	}
	return f
}
