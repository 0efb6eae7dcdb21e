package ingest

import (
	"fmt"
	"regexp"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/format/censustext"
)

// fiche maps a fiche of a census. The country of the foreign side is the one whose regions the census has for
// headings; it is left open here, and the resolver finds it from the names.
func (m *mapper) fiche(f censustext.Fiche, asserted coop.Date) coop.Statement {
	s := coop.Statement{Asserted: asserted}
	s.Parties = append(s.Parties, m.parties(f.French, coop.French, "", "french", "FR", "")...)
	s.Parties = append(s.Parties, m.parties(f.Foreign, coop.Foreign, "", "foreign", "", f.Section)...)
	s.Parties = append(s.Parties, m.third(f)...)
	for i, a := range f.Actions {
		s.Actions = append(s.Actions, m.ficheAction(a, i))
		s.Others = append(s.Others, m.actionMoney(a, i)...)
	}
	signed := m.agreements(f.Formalised.Raw, f.Instrument)
	s.Parties = append(s.Parties, m.signatories(signed, s.Parties)...)
	s.Others = append(s.Others, append(signed, firstSignature(signed)...)...)
	s.Others = append(s.Others, m.budget(f)...)
	if len(f.Budget.Amounts) == 0 { // « variable selon les projets »: words, and no amount
		s.Others = append(s.Others, m.text("budget", f.Budget.Raw, "budget")...)
	}
	s.Others = append(s.Others, m.text("means", f.Means, "means")...)
	s.Others = append(s.Others, m.text("perspectives", f.Perspectives, "perspectives")...)
	s.Others = append(s.Others, coop.Claim{Status: &coop.StatusClaim{
		Continued: f.Continued.Value, Trend: f.Trend.Value, Words: strings.Join([]string{f.Formalised.Raw, f.Instrument}, " · "),
		Asserted: asserted, Place: m.at("continued"),
	}})
	return s
}

func (m *mapper) ficheAction(a censustext.Action, i int) coop.Action {
	return coop.Action{
		Number: deref(a.N), Domain: a.Domain, Theme: coop.ThemeOf(a.Domain), Description: a.Description, Period: a.Period.Raw,
		Start: coop.Date(deref(a.Period.Start)), End: coop.Date(deref(a.Period.End)), InFrance: inFrance(a.Description),
		Place: m.at(fmt.Sprintf("actions.%d", i)),
	}
}

var france = regexp.MustCompile(`(?i)\ben france\b|\bà paris\b|sur (le|son) territoire (de la (commune|ville|collectivité)|français)|\b(conférences?|expositions?|repas|concerts?|soirées?|semaine de la solidarité)\b`)

// inFrance: the action says that it takes place in France. A list of words, written in docs/DATA.md.
func inFrance(description string) bool { return france.MatchString(description) }

func deref[T any](p *T) T {
	var zero T
	if p == nil {
		return zero
	}
	return *p
}

// third are the parties of a third country, each of the country whose adjective its column bears.
func (m *mapper) third(f censustext.Fiche) []coop.NamedParty {
	list := m.parties(f.Other, coop.Third, coop.Partner, "other", "", "")
	for i := range list {
		if i < len(f.OtherNations) {
			list[i].Name.Country = coop.NationOf(f.OtherNations[i])
		}
	}
	return list
}
