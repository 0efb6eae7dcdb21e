package web

import (
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// ListPage is the search: what is asked, what is found, what may be chosen next.
type ListPage struct {
	Page
	Query    catalogue.Query
	List     catalogue.List
	Sentence string // what the list shows, in words
	Chips    []Chip
	Map      Map
	Pager    Pager
	Facets   []FacetView
	Whole    *FacetView // one facet with all its values, when asked
}

// Chip is a filter in force, with the address without it.
type Chip struct{ Name, Without string }

// FacetView is a facet as the page shows it.
type FacetView struct {
	Name   string
	Values []FacetLink
	Count  int    // of values there are, shown or not
	All    string // address of the page with all values
	Chosen bool
}

// FacetLink is a value to choose or to give up.
type FacetLink struct {
	Label, Path string
	Count       int
	Selected    bool
}

// Values shown of a facet: at once, and after "more" (U51).
const (
	facetFirst = 6
	facetMore  = 30
)

func (s *server) partnerships(v *visit) error {
	q, err := readQuery(v.r.URL.Query())
	if err != nil {
		return err
	}
	q.Size, q.Drawn = catalogue.PageSize, fewCurves
	if by := v.grouping(); by != "" {
		return s.grouped(v, q, by)
	}
	if v.file() {
		return s.wholeList(v, "partenariats", q)
	}
	list, err := v.reader.List(v.r.Context(), q)
	if err != nil {
		return err
	}
	if done, err := v.data("partenariats", list, "json"); done {
		return err
	}
	p, err := s.listPage(v, q, list)
	if err != nil {
		return err
	}
	return v.html(Partnerships(p))
}

// inJSON is how many partnerships the JSON of a page of something else tells at most.
const inJSON = 1000

// file says that a file is asked for: it holds the whole list, not a page of it.
func (v *visit) file() bool { return v.format == "csv" || v.format == "xlsx" || v.format == "geojson" }

func (s *server) wholeList(v *visit, name string, q catalogue.Query) error {
	whole, err := v.reader.Whole(v.long, q)
	if err != nil {
		return err
	}
	_, err = v.data(name, whole, "csv", "xlsx", "geojson")
	return err
}

func (s *server) listPage(v *visit, q catalogue.Query, list catalogue.List) (ListPage, error) {
	pager, err := newPager(q.Page, list.Total, catalogue.PageSize, func(n int) string {
		q := q
		q.Page = n
		return listAddress("/partenariats", q)
	})
	if err != nil {
		return ListPage{}, err
	}
	p := ListPage{Page: v.frame(""), Query: q, List: list, Pager: pager, Map: s.mapOfList(list, true)}
	p.Page.Path, p.Section, p.Formats, p.NoSearch = listAddress("/partenariats", q), "/partenariats", formats, true
	whole := v.r.URL.Query().Get("facette")
	p.Chips, p.Facets = chips(v.lang, q, list), facetViews(v.lang, q, list, whole)
	p.Sentence = sentence(v.lang, q, list, p.Chips)
	p.Title, p.Description = p.Sentence, v.lang.T("list.description", p.Sentence)
	p.number(q.Page)
	p.NoIndex = p.NoIndex || q.Text != "" || q.Page > 1
	if i := slices.IndexFunc(p.Facets, func(f FacetView) bool { return f.Name == whole }); i >= 0 {
		p.Whole, p.NoIndex = &p.Facets[i], true
	}
	return p, nil
}

// sentence says in words what a list shows: "42 partenariats · Kayes · eau · 2012" (U54).
func sentence(l i18n.Lang, q catalogue.Query, list catalogue.List, chips []Chip) string {
	parts := []string{l.T("count.partnerships", list.Total)}
	for _, c := range chips {
		parts = append(parts, c.Name)
	}
	return strings.Join(parts, " · ")
}

func chips(l i18n.Lang, q catalogue.Query, list catalogue.List) []Chip {
	var out []Chip
	if q.Text != "" {
		without := q
		without.Text, without.Page = "", 1
		out = append(out, Chip{quoted(l, q.Text), listAddress("/partenariats", without)})
	}
	for _, name := range catalogue.Facets {
		for _, value := range q.Filters[name] {
			out = append(out, Chip{valueLabel(l, name, value, labelIn(list, name, value)), toggledAddress("/partenariats", q, name, value)})
		}
	}
	return out
}

func labelIn(list catalogue.List, name, value string) string {
	for _, f := range list.Facets {
		for _, v := range f.Values {
			if f.Name == name && v.Value == value {
				return v.Label
			}
		}
	}
	return ""
}

// valueLabel puts a value of a facet into words: its own name, or ours for a theme, a status, a country.
func valueLabel(l i18n.Lang, facet, value, label string) string {
	switch {
	case label != "":
		return label
	case facet == "theme":
		return themeName(l, value)
	case facet == "statut":
		return l.Or("status."+value, value)
	case facet == "cause":
		return l.Or("cause."+value, value)
	case facet == "nature":
		return l.Or("kind."+value, value)
	case facet == "evolution":
		return l.Or("trend."+value, value)
	case facet == "tranche":
		return bandName(l, value)
	case facet == "pays":
		return l.Country(value)
	}
	return value
}

// bandName says a band of annual budgets: "de 1 000 à 10 000 €".
func bandName(l i18n.Lang, value string) string {
	i := slices.IndexFunc(catalogue.Bands, func(from int64) bool { return value == "de"+strconv.FormatInt(from, 10) })
	switch {
	case i < 0:
		return value
	case i == len(catalogue.Bands)-1:
		return l.T("band.last", l.Money(100*catalogue.Bands[i], "EUR"))
	}
	return l.T("band.between", l.Money(100*catalogue.Bands[i], "EUR"), l.Money(100*catalogue.Bands[i+1], "EUR"))
}

// facetViews are the facets with their first values; the one that is asked for whole has all of them.
func facetViews(l i18n.Lang, q catalogue.Query, list catalogue.List, whole string) []FacetView {
	var out []FacetView
	for _, f := range list.Facets {
		view := FacetView{Name: f.Name, Count: len(f.Values), Chosen: len(q.Filters[f.Name]) > 0}
		most := facetMore
		if f.Name == whole {
			most = len(f.Values)
		}
		for _, v := range f.Values[:min(most, len(f.Values))] {
			view.Values = append(view.Values, FacetLink{Label: valueLabel(l, f.Name, v.Value, v.Label), Count: v.Count, Selected: v.Selected,
				Path: toggledAddress("/partenariats", q, f.Name, v.Value)})
		}
		if view.Count > facetMore {
			view.All = joinQuery(listAddress("/partenariats", q), "facette="+f.Name)
		}
		if len(view.Values) > 0 {
			out = append(out, view)
		}
	}
	return out
}

func joinQuery(path, more string) string {
	if strings.Contains(path, "?") {
		return path + "&" + more
	}
	return path + "?" + more
}

// Sorts are the orders to choose from, with their addresses. Without a text there is nothing to be relevant to: then the
// order that needs no name is that of titles.
func (p ListPage) Sorts() []FacetLink {
	var out []FacetLink
	for _, s := range sorts {
		q := p.Query
		q.Sort, q.Page = s, 1
		if p.Query.Text == "" && s == "" {
			continue
		}
		if p.Query.Text == "" && s == "titre" {
			q.Sort = ""
		}
		out = append(out, FacetLink{Label: p.T("sort." + s), Path: listAddress("/partenariats", q), Selected: p.Query.Sort == s || p.Query.Sort == q.Sort})
	}
	return out
}

// propertyRows are the properties that have a line of their own where several sources state them.
var propertyRows = []string{coop.FirstSignature, coop.LastAgreement, coop.BudgetTrend, coop.EndsOn}

// values are what the sources give for a property that has one value, the one kept first.
func (p PartnershipPage) values(property string) []catalogue.Value {
	var out []catalogue.Value
	for _, v := range p.P.Values {
		if v.Property == property {
			out = append(out, v)
		}
	}
	return out
}

// ValueWords says a value: a date, a code in words, an amount with its time.
func (p Page) ValueWords(v catalogue.Value) string {
	switch {
	case v.Money != nil:
		return strings.TrimSpace(p.Amount(*v.Money) + " " + p.When(*v.Money))
	case v.Property == coop.GoesOn:
		return p.StatusName(coop.Status(v.Text))
	case v.Property == coop.StatusCause:
		return p.CauseName(coop.Cause(v.Text))
	case v.Property == coop.BudgetTrend:
		return p.Or("trend."+v.Text, v.Text)
	case v.Property == coop.LastAgreement:
		return p.Date(string(v.Date)) + " : " + p.Or("agreement."+v.Text, p.Quoted(v.Text))
	case v.Date != "" && v.Property != coop.AnnualBudget:
		return p.Date(string(v.Date))
	}
	return p.Quoted(v.Text)
}

// first and more are the values to show at once and behind "more".
func (f FacetView) first() []FacetLink { return f.Values[:min(len(f.Values), facetFirst)] }
func (f FacetView) more() []FacetLink {
	return f.Values[min(len(f.Values), facetFirst):min(len(f.Values), facetMore)]
}

// PartnershipPage is one partnership with the source of every value.
type PartnershipPage struct {
	Page
	P      catalogue.Partnership
	Asked  map[int64]catalogue.Question // open questions of its parties
	Notes  *Notes
	Map    Map
	Malian bool // CFA francs beside euros
}

func (s *server) partnership(v *visit) error {
	id, _, err := splitRef(v.ref)
	if err != nil {
		return err
	}
	thing, err := v.reader.Partnership(v.r.Context(), coop.PartnershipID(id))
	if v.elsewhere(err, "partnership", "") {
		return nil
	}
	if err != nil {
		return err
	}
	right := address("partnership", id, thing.Title)
	if v.moved(right) {
		return nil
	}
	if done, err := v.data("partenariat-"+itoa(int(id)), thing, "json", "csv", "geojson"); done {
		return err
	}
	p, err := s.partnershipPage(v, thing)
	if err != nil {
		return err
	}
	p.Page.Path, p.Section, p.Reach = right, "/partenariats", s.reachPath(v, coop.KindPartnership, id)
	p.Formats = []string{"json", "csv", "geojson"}
	p.Crumbs = []Crumb{{v.lang.T("nav.partnerships"), "/partenariats"}}
	p.Description = v.lang.T("partnership.description", thing.Title, v.lang.T("status."+string(thing.Status)))
	return v.html(PartnershipView(p))
}

// partnershipPage is what the page of a partnership shows of it.
func (s *server) partnershipPage(v *visit, thing catalogue.Partnership) (p PartnershipPage, err error) {
	p = PartnershipPage{Page: v.frame(thing.Title), P: thing, Notes: &Notes{},
		Map: s.mapOf([]catalogue.Link{{ID: thing.ID, Title: thing.Title, Status: thing.Status, From: thing.From, To: thing.To}}, true)}
	p.Malian = slices.ContainsFunc(thing.Parties, func(x catalogue.Party) bool { return x.Org.Country == "ML" })
	p.Asked, err = v.askedOf(thing.ID, thing.Parties)
	return p, err
}

// askedOf finds the open questions that parties are.
func (v *visit) askedOf(id coop.PartnershipID, parties []catalogue.Party) (map[int64]catalogue.Question, error) {
	if !slices.ContainsFunc(parties, func(p catalogue.Party) bool { return p.Org.Asked }) {
		return nil, nil
	}
	list, err := v.reader.QuestionsOf(v.r.Context(), id)
	out := map[int64]catalogue.Question{}
	for _, q := range list {
		out[int64(q.ID)] = q
	}
	return out, err
}

// ByRole groups the parties by role, in the order of the roles, one entry an organisation.
func (p PartnershipPage) ByRole() []RoleGroup {
	var out []RoleGroup
	for _, role := range []coop.Role{coop.Holder, coop.Partner, coop.Associate, coop.Operates, coop.Delegated, coop.Funder, coop.NetworkOf, coop.Signatory} {
		g := RoleGroup{Role: role}
		for _, party := range p.P.Parties {
			if party.Role != role || role == coop.Signatory && inRole(out, party.Org) {
				continue
			}
			if i := slices.IndexFunc(g.Members, func(m Member) bool { return same(m.Org, party.Org) }); i >= 0 {
				g.Members[i].add(party)
				continue
			}
			g.Members = append(g.Members, Member{Org: party.Org, Side: party.Side, Said: []catalogue.Party{party}})
		}
		if len(g.Members) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// inRole says whether an organisation has a role already: whoever signs an agreement of its own partnership is not named
// again as a signatory.
func inRole(groups []RoleGroup, org catalogue.Ref) bool {
	return slices.ContainsFunc(groups, func(g RoleGroup) bool {
		return slices.ContainsFunc(g.Members, func(m Member) bool { return same(m.Org, org) })
	})
}

// signed are the organisations that the words of an agreement name.
func signed(a catalogue.Agreement) []catalogue.Ref {
	out := make([]catalogue.Ref, len(a.Signed))
	for i, x := range a.Signed {
		out[i] = x.Org
	}
	return out
}

func same(a, b catalogue.Ref) bool { return a.ID == b.ID && a.Kind == b.Kind && a.Name == b.Name }

// RoleGroup is the parties of a role; Member one organisation with everything the sources print of it.
type RoleGroup struct {
	Role    coop.Role
	Members []Member
}

// Member is a party with the statements that name it.
type Member struct {
	Org  catalogue.Ref
	Side coop.Side
	Said []catalogue.Party
}

// shore is the end of the partnership whose colour an organisation bears: its country decides, whoever names it on
// whichever side; the side does where nobody knows the country.
func (m Member) shore() string {
	switch m.Org.Country {
	case "":
		return string(m.Side)
	case "FR":
		return string(coop.French)
	}
	return string(coop.Foreign)
}

// add keeps one statement a record.
func (m *Member) add(party catalogue.Party) {
	if !slices.ContainsFunc(m.Said, func(s catalogue.Party) bool { return s.Cite.Record == party.Cite.Record }) {
		m.Said = append(m.Said, party)
	}
}

// Printed are the words a document uses, where they are not the reference name itself (intitulé fourni, F10).
func (m Member) Printed() []catalogue.Party {
	return slices.DeleteFunc(slices.Clone(m.Said), func(s catalogue.Party) bool { return s.Text == "" || s.Text == m.Org.Name })
}

// Latest is the source that states the partnership last.
func (p PartnershipPage) Latest() *catalogue.Cite {
	var out *catalogue.Cite
	for i := range p.P.Records {
		c := &p.P.Records[i].Cite
		if out == nil || c.Date > out.Date {
			out = c
		}
	}
	return out
}

// texts are what sources say in words; themesSaid are the themes that they give the partnership itself, by code.
func (p PartnershipPage) texts() []catalogue.Text {
	return slices.DeleteFunc(slices.Clone(p.P.Texts), func(t catalogue.Text) bool { return t.Property == coop.ThemeText })
}

func (p PartnershipPage) themesSaid() []catalogue.Text {
	return slices.DeleteFunc(slices.Clone(p.P.Texts), func(t catalogue.Text) bool { return t.Property != coop.ThemeText })
}

// Term says the time of an agreement.
func (p Page) Term(a catalogue.Agreement) string {
	switch {
	case a.From != "" || a.To != "":
		return p.Span(string(a.From), string(a.To))
	case a.Date != "":
		return p.Date(string(a.Date))
	}
	return ""
}

// Period says the time of an action: its dates, or its words where they are no dates.
func (p Page) Period(a catalogue.Action) string {
	if a.Start != "" || a.End != "" {
		return p.Span(string(a.Start), string(a.End))
	}
	return a.Period
}

// MoneyOfActions counts the actions that state an amount.
func (p PartnershipPage) MoneyOfActions() int {
	n := 0
	for _, a := range p.P.Actions {
		if len(a.Money) > 0 {
			n++
		}
	}
	return n
}

// ClaimWords says what a source says of whether the partnership goes on.
func (p Page) ClaimWords(c catalogue.StatusClaim) string {
	var parts []string
	for _, s := range []struct{ key, value string }{{"continued.", c.Continued}, {"trend.", c.Trend}} {
		if s.value != "" && s.value != "unknown" {
			parts = append(parts, p.T(s.key+s.value))
		}
	}
	if c.State != "" {
		parts = append(parts, p.Quoted(c.State))
	}
	if c.Cause != "" {
		parts = append(parts, p.CauseName(c.Cause))
	}
	if c.End != "" {
		parts = append(parts, p.T("claim.end", p.Date(string(c.End))))
	}
	if len(parts) == 0 {
		return p.T("continued.unknown")
	}
	return strings.Join(parts, " · ")
}
