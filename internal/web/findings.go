package web

import (
	"slices"
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
	p.Title = p.FindingTitle(f)
	p.Path, p.Section, p.Formats = right, "/constats", []string{"json", "csv"}
	p.Crumbs = []Crumb{{v.lang.T("nav.findings"), "/constats"}}
	p.Description = v.lang.T("finding.description", p.Title)
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
	return p.Or("rule."+rule, strings.ReplaceAll(rule, "_", " "))
}

// Evidence is what a finding rests on, in a fixed order, with amounts and names as they are.
func (p Page) Evidence(f catalogue.Finding) []Code {
	out := CodesOf(f.Evidence)
	for i := range out {
		out[i].Scheme = p.Or("evidence."+out[i].Scheme, strings.ReplaceAll(out[i].Scheme, "_", " "))
	}
	slices.SortFunc(out, func(a, b Code) int { return strings.Compare(a.Scheme, b.Scheme) })
	return out
}
