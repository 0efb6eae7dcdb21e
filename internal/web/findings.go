package web

import (
	"math"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

func (s *server) finding(v *visit) error {
	id, _, err := splitRef(v.ref)
	if err != nil {
		return err
	}
	f, err := s.Reader.Finding(v.r.Context(), coop.FindingID(id))
	if err != nil {
		return err
	}
	right := address("finding", id, "")
	if v.moved(right) {
		return nil
	}
	if done, err := v.data("constat-"+itoa(int(id)), f, "json", "csv"); done {
		return err
	}
	p := FindingPage{Page: v.frame(""), F: f, Notes: &Notes{}}
	p.Title = v.lang.T("finding.page", p.FindingTitle(f), itoa(int(id)))
	p.Path, p.Section, p.Formats = right, "/constats", []string{"json", "csv"}
	p.Crumbs = []Crumb{{v.lang.T("nav.findings"), "/constats"}}
	p.Description = v.lang.T("finding.description", p.FindingTitle(f))
	return v.html(FindingView(p))
}

// FindingTitle says what a rule noticed, and about what.
func (p Page) FindingTitle(f catalogue.Finding) string {
	out := p.RuleName(f.Rule)
	if f.Subject != nil {
		out += " – " + f.Subject.Name
	}
	return out
}

// RuleName is a rule in words; a rule we have no words for yet is said by its code with spaces.
func (p Page) RuleName(rule string) string {
	return p.Or("rule."+rule, strings.NewReplacer("_", " ", "-", " ").Replace(rule))
}

// Evidence is what a finding rests on, in a fixed order; amounts and questions in words, names as they are.
func (p Page) Evidence(f catalogue.Finding) []Code {
	currency := f.Evidence["currency"]
	var out []Code
	for _, e := range CodesOf(f.Evidence) {
		switch e.Scheme {
		case "currency":
			continue
		case "counted", "of":
			if f.Evidence["figure"] != "" {
				continue // the sentence of the figure says both
			}
		case "stated", "sum", "difference", "counted_once", "budget":
			e.Value = p.amount(e.Value, currency)
		case "field":
			e.Value = p.FieldName(e.Value)
		case "figure":
			e.Value = p.T(e.Value, splitInt(f.Evidence["counted"]), splitInt(f.Evidence["of"]))
		case "missing":
			e.Value = p.Or("evidence."+e.Value, e.Value)
		case "method":
			e.Value = p.Or("overview."+e.Value, e.Value)
		case "status":
			e.Value = p.StatusName(coop.Status(e.Value))
		case "property":
			e.Value = p.Or("property."+e.Value, e.Value)
		case "values":
			e.Value = p.valueWords(e.Value)
		case "shares":
			e.Value += p.T("evidence.percent")
		case "start", "end", "confirmed", "fiche", "document", "formalised", "updated":
			e.Value = p.Date(e.Value)
		}
		e.Scheme = p.Or("evidence."+e.Scheme, strings.ReplaceAll(e.Scheme, "_", " "))
		out = append(out, e)
	}
	return out
}

// valueWords says each of several values: an amount with its currency, a word of ours, or the value as it is.
func (p Page) valueWords(list string) string {
	values := strings.Split(list, " · ")
	for i, v := range values {
		if decimal, currency, ok := strings.Cut(v, " "); ok && len(currency) == 3 {
			values[i] = p.amount(decimal, currency)
			continue
		}
		values[i] = p.Or("property."+v, v)
	}
	return strings.Join(values, " · ")
}

// amount says a plain decimal in a currency; what is no number stays as it is.
func (p Page) amount(decimal, currency string) string {
	v, err := strconv.ParseFloat(decimal, 64)
	if err != nil || currency == "" {
		return decimal
	}
	return p.Money(int64(math.Round(v*100)), currency)
}
