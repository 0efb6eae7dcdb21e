package ingest

import (
	"fmt"
	"math"
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
	s.Parties = append(s.Parties, m.parties(f.Other, coop.Third, coop.Partner, "other", "", "")...)
	for i, a := range f.Actions {
		s.Actions = append(s.Actions, m.ficheAction(a, i))
		s.Others = append(s.Others, m.actionMoney(a, i)...)
	}
	signed := m.agreements(f.Formalised.Raw, f.Instrument)
	s.Others = append(s.Others, append(signed, firstSignature(signed)...)...)
	s.Others = append(s.Others, m.budget(f.Budget)...)
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

func (m *mapper) actionMoney(a censustext.Action, i int) []coop.Claim {
	path := fmt.Sprintf("actions.%d", i)
	var claims []coop.Claim
	for j, x := range a.Budget.Amounts {
		f := m.financing(x, a.Budget.Raw, fmt.Sprintf("%s.budget.amounts.%d", path, j))
		f.Action, f.Kind = path, kinds[deref(a.Budget.Kind)]
		claims = append(claims, coop.Claim{Financing: &f})
	}
	return claims
}

var kinds = map[string]string{"fonctionnement": "operation", "investissement": "investment"}

func (m *mapper) budget(b censustext.Budget) []coop.Claim {
	var claims []coop.Claim
	for j, x := range b.Amounts {
		f := m.financing(x, b.Raw, fmt.Sprintf("budget.amounts.%d", j))
		claims = append(claims, coop.Claim{Financing: &f})
	}
	return claims
}

func (m *mapper) financing(a censustext.Amount, raw, path string) coop.Financing {
	f := coop.Financing{
		Cents: int64(math.Round(float64(a.Value) * 100)), Currency: a.Currency, Raw: raw, Qualifier: qualifier(raw), Period: per(raw), Place: m.at(path),
	}
	if a.Year != nil {
		f.Year = *a.Year
	}
	return f
}

var (
	perPeriod = regexp.MustCompile(`(?i)(sur \d+ ans|par an\b|/ ?an\b|annuels?\b|par mois|pluriannuel)`)
	france    = regexp.MustCompile(`(?i)\ben france\b|\bà paris\b|sur (le|son) territoire (de la (commune|ville|collectivité)|français)|\b(conférences?|expositions?|repas|concerts?|soirées?|semaine de la solidarité)\b`)
)

// per is the period for which an amount is said to hold, in its own words.
func per(raw string) string { return perPeriod.FindString(raw) }

// inFrance: the action says that it takes place in France. A list of words, written in docs/DATA.md.
func inFrance(description string) bool { return france.MatchString(description) }

// qualifier says how exact the words make an amount: about, between, at least, at most, on average.
func qualifier(raw string) string {
	text := coop.Fold(raw)
	for _, q := range []struct{ word, code string }{
		{"entre ", "between"}, {"environ", "about"}, {"estime", "about"}, {"moyenne", "average"},
		{"minimum", "at_least"}, {"au moins", "at_least"}, {"plus de", "at_least"}, {"maximum", "at_most"}, {"jusqu", "at_most"},
	} {
		if strings.Contains(text, q.word) {
			return q.code
		}
	}
	return ""
}

func deref[T any](p *T) T {
	var zero T
	if p == nil {
		return zero
	}
	return *p
}
