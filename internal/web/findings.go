package web

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// findingsPerPage keeps a page of findings, with their evidence, within its weight (L2).
const findingsPerPage = 40

// FindingsPage lists what the rules noticed.
type FindingsPage struct {
	Page
	Query    catalogue.FindingQuery
	Facets   []FacetView
	Findings []catalogue.Finding // of this page
	Pager    Pager
}

func (s *server) findings(v *visit) error {
	values := v.r.URL.Query()
	var q catalogue.FindingQuery
	for _, name := range catalogue.FindingFacets {
		q = q.With(name, values.Get(name))
	}
	if len(q.Rule)+len(q.Owner) > maxText || q.State != "" && !slices.Contains(coop.FindingStates, coop.FindingState(q.State)) {
		return notFound("error.no_page")
	}
	list, err := v.reader.FindingList(v.r.Context(), q)
	if err != nil {
		return err
	}
	if done, err := v.data("constats", list.Items, "json", "csv", "xlsx"); done {
		return err
	}
	page, err := readPage(values)
	if err != nil {
		return err
	}
	pager, err := newPager(page, len(list.Items), findingsPerPage, func(n int) string { return findingsAddress(q, n) })
	if err != nil {
		return err
	}
	p := FindingsPage{Page: v.frame(v.lang.T("count.findings", len(list.Items))), Query: q, Findings: pageOf(list.Items, page, findingsPerPage), Pager: pager}
	p.Path, p.Section, p.Formats = findingsAddress(q, page), "/constats", []string{"json", "csv", "xlsx"}
	for _, f := range list.Facets {
		p.Facets = append(p.Facets, p.findingFacet(q, f))
		if chosen := q.Get(f.Name); chosen != "" {
			p.Title += " · " + p.findingWord(f.Name, chosen)
		}
	}
	p.Description, p.NoIndex = v.lang.T("findings.intro"), p.NoIndex || page > 1
	p.number(page)
	return v.html(Findings(p))
}

// pageOf is one page of a list.
func pageOf[T any](list []T, page, size int) []T {
	from := min((page-1)*size, len(list))
	return list[from:min(from+size, len(list))]
}

// findingFacet is a facet with a link a value, and one that gives the choice up.
func (p Page) findingFacet(q catalogue.FindingQuery, f catalogue.Facet) FacetView {
	out := FacetView{Name: f.Name, Chosen: q.Get(f.Name) != ""}
	if out.Chosen {
		out.Values = append(out.Values, FacetLink{Label: p.T("findings.any"), Path: findingsAddress(q.With(f.Name, ""), 1), Count: countAll(f)})
	}
	for _, value := range f.Values {
		out.Values = append(out.Values, FacetLink{
			Label: p.findingWord(f.Name, value.Value), Path: findingsAddress(q.With(f.Name, value.Value), 1), Count: value.Count, Selected: value.Selected,
		})
	}
	return out
}

// countAll is what giving up a choice brings back: all that have not gone.
func countAll(f catalogue.Facet) int {
	n := 0
	for _, v := range f.Values {
		if v.Value != string(coop.FindingGone) {
			n += v.Count
		}
	}
	return n
}

func (p Page) findingWord(facet, value string) string {
	switch facet {
	case "regle":
		return p.RuleName(value)
	case "etat":
		return p.Or("state."+value, value)
	case "gravite":
		return p.Or("severity."+value, value)
	}
	return value
}

func findingsAddress(q catalogue.FindingQuery, page int) string {
	path := "/constats"
	for _, name := range catalogue.FindingFacets {
		if value := q.Get(name); value != "" {
			path = joinQuery(path, name+"="+url.QueryEscape(value))
		}
	}
	if page > 1 {
		path = joinQuery(path, "page="+itoa(page))
	}
	return path
}

// FindingPage is one finding with its evidence.
type FindingPage struct {
	Page
	F catalogue.Finding
}

func (s *server) finding(v *visit) error {
	id, _, err := splitRef(v.ref)
	if err != nil {
		return err
	}
	f, err := v.reader.Finding(v.r.Context(), coop.FindingID(id))
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
	p := FindingPage{Page: v.frame(""), F: f}
	p.Title = v.lang.T("finding.page", p.FindingTitle(f), itoa(int(id)))
	p.Path, p.Section, p.Formats = right, "/constats", []string{"json", "csv"}
	p.Crumbs = []Crumb{{v.lang.T("nav.findings"), "/constats"}, {p.RuleName(f.Rule), ruleAddress(f.Rule)}}
	p.Description = v.lang.T("finding.description", p.FindingTitle(f))
	return v.html(FindingView(p))
}

// Step says what happened to a finding.
func (p Page) Step(e catalogue.FindingEvent) string {
	if e.What == "owner" && e.Owner == "" {
		return p.T("finding.step.nobody")
	}
	return p.T("finding.step."+e.What, e.Owner)
}

// StepDay is the day of a step in the history of a finding.
func (p Page) StepDay(e catalogue.FindingEvent) string {
	return p.Date(time.UnixMilli(e.At).UTC().Format(time.DateOnly))
}

// By says who made a change.
func (p Page) By(a coop.Author) string {
	if _, _, ok := a.Account(); ok {
		return p.Author(a)
	}
	return p.Or("finding.by."+string(a), p.T("finding.by", string(a)))
}

// RulesPage lists the rules.
type RulesPage struct {
	Page
	Rules []catalogue.Rule
}

// RulePage explains a rule.
type RulePage struct {
	Page
	R catalogue.Rule
}

func ruleAddress(id string) string { return "/constats/regles/" + id }

// counted are the rules with the findings of each, by state.
func (v *visit) counted() ([]catalogue.Rule, error) {
	out := slices.Clone(v.s.Rules)
	for i := range out {
		list, err := v.reader.FindingList(v.r.Context(), catalogue.FindingQuery{Rule: out[i].ID})
		if err != nil {
			return nil, err
		}
		for _, f := range list.Facets {
			if f.Name == "etat" {
				out[i].States = f.Values
			}
		}
	}
	return out, nil
}

func (s *server) rules(v *visit) error {
	list, err := v.counted()
	if err != nil {
		return err
	}
	if done, err := v.data("regles", list, "json", "csv", "xlsx"); done {
		return err
	}
	p := RulesPage{Page: v.frame(v.lang.T("rules.title", len(list))), Rules: list}
	p.Path, p.Section, p.Formats = "/constats/regles", "/constats", []string{"json", "csv", "xlsx"}
	p.Crumbs, p.Description = []Crumb{{v.lang.T("nav.findings"), "/constats"}}, v.lang.T("rules.intro")
	return v.html(Rules(p))
}

func (s *server) rule(v *visit) error {
	list, err := v.counted()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(r catalogue.Rule) bool { return r.ID == v.ref })
	if i < 0 {
		return notFound("rule.notfound", cutRunes(v.ref, 40))
	}
	if done, err := v.data("regle-"+v.ref, list[i:i+1], "json", "csv"); done {
		return err
	}
	p := RulePage{Page: v.frame(""), R: list[i]}
	p.Title = v.lang.T("rule.page", p.RuleName(v.ref))
	p.Path, p.Section, p.Formats = ruleAddress(v.ref), "/constats", []string{"json", "csv"}
	p.Crumbs = []Crumb{{v.lang.T("nav.findings"), "/constats"}, {v.lang.T("findings.rules"), "/constats/regles"}}
	p.Description = v.lang.T("rule." + v.ref + ".text")
	return v.html(RuleView(p))
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
		case "pair":
			e.Value = p.Or("pair.kind."+e.Value, e.Value)
		case "level":
			e.Value = p.Or("redaction."+e.Value, e.Value)
		case "property":
			e.Value = p.Or("property."+e.Value, e.Value)
		case "values":
			e.Value = p.valueWords(e.Value)
		case "shares":
			e.Value += p.T("evidence.percent")
		case "start", "end", "confirmed", "review", "fiche", "document", "formalised", "updated":
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
