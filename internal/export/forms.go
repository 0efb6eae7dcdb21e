package export

import (
	"encoding/json"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// The forms below are the public JSON: their keys do not change within a major version, new ones may appear. A key is
// null where nothing is stated, a list is never null. Amounts are decimal numbers in units of their currency, dates
// ISO 8601 as precise as known.

type (
	ref struct {
		ID      int64   `json:"id"`
		Kind    string  `json:"kind"` // organisation, territory, question, partnership
		Name    string  `json:"name"`
		Country *string `json:"country"`
		Asked   bool    `json:"asked,omitempty"` // an open question: who is meant is not decided
	}
	place struct {
		Record   int64   `json:"record"`
		Source   int64   `json:"source"`
		Document string  `json:"document"`
		Date     *string `json:"date"`
		Line     int     `json:"line"`
		LineEnd  int     `json:"line_end"`
		Path     string  `json:"path,omitempty"`
	}
	amount struct {
		Value     json.Number `json:"value"`
		Currency  string      `json:"currency"`
		Year      *int        `json:"year"`
		Period    *string     `json:"period"`
		Payer     *string     `json:"payer"`
		Qualifier *string     `json:"qualifier"`
		Text      *string     `json:"text"`
		termsForm
		Source place `json:"source"`
	}
	queryForm struct {
		Text    string              `json:"text"`
		Filters map[string][]string `json:"filters"`
		Sort    string              `json:"sort"`
		Page    int                 `json:"page"`
		Size    int                 `json:"page_size"`
	}
	groupedHead struct {
		listHead
		By   string `json:"grouped_by"`
		All  int    `json:"groups_in_all"`
		Left int    `json:"ungrouped"`
	}
	group struct {
		Value string  `json:"value"`
		Label *string `json:"label"`
		Count int     `json:"count"`
		Items []item  `json:"items"`
	}
	facet struct {
		Name   string       `json:"name"`
		Values []facetValue `json:"values"`
	}
	facetValue struct {
		Value    string  `json:"value"`
		Label    *string `json:"label"`
		Count    int     `json:"count"`
		Selected bool    `json:"selected"`
	}
	item struct {
		ID       int64    `json:"id"`
		Title    string   `json:"title"`
		Holders  []ref    `json:"holders"`
		Partners []ref    `json:"partners"`
		Others   []ref    `json:"others"`
		Status   string   `json:"status"`
		Cause    *string  `json:"cause"` // of the status: decision, instruction, security, term, dissolved
		Since    *string  `json:"since"`
		Updated  *string  `json:"updated"`
		Lately   *string  `json:"confirmed"` // the last day on which a party confirmed it
		Themes   []string `json:"themes"`
		Actions  int      `json:"actions"`
		Records  int      `json:"records"`
		Budget   *amount  `json:"budget"`
		Snippet  *string  `json:"snippet"`
	}
	point struct {
		Territory int64   `json:"territory"`
		Name      string  `json:"name"`
		Lat       float64 `json:"lat"`
		Lon       float64 `json:"lon"`
		Precision string  `json:"precision"`
	}
)

// opt is a text, or null where nothing is stated.
func opt[T ~string](s T) *string {
	if s == "" {
		return nil
	}
	t := string(s)
	return &t
}

func optInt(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// each applies a form to a list; the result is never nil, so that JSON has [] and not null.
func each[T, F any](list []T, form func(T) F) []F {
	out := make([]F, len(list))
	for i, x := range list {
		out[i] = form(x)
	}
	return out
}

func same[T any](x T) T { return x }

// ours copies codes or counts by name; the result is never nil, so that JSON has {} and not null.
func ours[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return m
}

func newRef(r catalogue.Ref) ref { return ref{r.ID, r.Kind, r.Name, opt(r.Country), r.Asked} }

func optRef(r *catalogue.Ref) *ref {
	if r == nil {
		return nil
	}
	x := newRef(*r)
	return &x
}

func newPlace(c catalogue.Cite) place {
	return place{int64(c.Record), int64(c.Source), c.Document, opt(c.Date), c.Line, c.LineEnd, c.Path}
}

func newAmount(m catalogue.Money) amount {
	return amount{
		json.Number(Decimal(m.Cents).String()), m.Currency, optInt(m.Year), opt(m.Period), opt(m.Payer), opt(m.Qualifier), opt(m.Raw), newTerms(m), newPlace(m.Place),
	}
}

func newPoint(p catalogue.Point) point {
	return point{int64(p.Territory), p.Name, p.Lat, p.Lon, string(p.Precision)}
}

func optPoint(p *catalogue.Point) *point {
	if p == nil {
		return nil
	}
	x := newPoint(*p)
	return &x
}

func partnershipsHead(h head, l catalogue.List) listHead {
	q := l.Query
	return listHead{
		head: h, Total: l.Total, Of: &l.Of,
		Query: &queryForm{q.Text, ours(q.Filters), q.Sort, q.Page, q.Size},
		Facet: each(l.Facets, func(f catalogue.Facet) facet {
			return facet{f.Name, each(f.Values, func(v catalogue.FacetValue) facetValue {
				return facetValue{v.Value, opt(v.Label), v.Count, v.Selected}
			})}
		}),
	}
}

func newItem(i catalogue.Item) item {
	out := item{
		ID: int64(i.ID), Title: i.Title, Holders: each(i.Holders, newRef), Partners: each(i.Partners, newRef), Others: each(i.Others, newRef),
		Status: string(i.Status), Cause: opt(i.Cause), Since: opt(i.Since), Updated: opt(i.Updated), Lately: opt(i.Lately), Themes: each(i.Themes, same[string]), Actions: i.Actions,
		Records: i.Records, Snippet: opt(i.Snippet),
	}
	if i.Budget != nil {
		b := newAmount(*i.Budget)
		out.Budget = &b
	}
	return out
}

type orgCount struct {
	ID           int64   `json:"id"`
	Name         string  `json:"name"`
	Kind         string  `json:"kind"`
	Country      *string `json:"country"`
	Territory    *ref    `json:"territory"`
	Partnerships int     `json:"partnerships"`
	Mentions     int     `json:"mentions"`
}

func newOrgCount(o catalogue.OrgCount) orgCount {
	return orgCount{o.Ref.ID, o.Ref.Name, string(o.Kind), opt(o.Ref.Country), optRef(o.Territory), o.Partnerships, o.Mentions}
}

type territoryCount struct {
	ID           int64  `json:"id"`
	Name         string `json:"name"`
	Level        string `json:"level"`
	Country      string `json:"country"`
	Partnerships int    `json:"partnerships"`
}

func newTerritoryCount(t catalogue.TerritoryCount) territoryCount {
	return territoryCount{t.Ref.ID, t.Ref.Name, t.Level, t.Ref.Country, t.Count}
}

type bar struct {
	Value string      `json:"value"`
	Label string      `json:"label"`
	Count int         `json:"count"`
	Sum   json.Number `json:"sum,omitempty"`
}

func newBar(b catalogue.Bar) bar {
	out := bar{Value: b.Value, Label: b.Label, Count: b.Count}
	if b.Cents != 0 {
		out.Sum = json.Number(Decimal(b.Cents).String())
	}
	return out
}

type mention struct {
	Document string `json:"document"`
	Line     int    `json:"line"`
	Text     string `json:"text"`
}

func newMention(m catalogue.Mention) mention { return mention{m.Cite.Document, m.Cite.Line, m.Text} }

type recordRef struct {
	ID           int64   `json:"id"`
	Kind         string  `json:"kind"`
	Title        string  `json:"title"`
	Date         *string `json:"date"`
	Source       place   `json:"source"`
	Partnerships []ref   `json:"partnerships"`
}

func newRecordRef(r catalogue.RecordRef) recordRef {
	return recordRef{int64(r.ID), r.Kind, r.Title, opt(r.Date), newPlace(r.Cite), each(r.Partnership, newRef)}
}

type finding struct {
	ID       int64             `json:"id"`
	Rule     string            `json:"rule"`
	Severity string            `json:"severity"`
	State    string            `json:"state"`
	Why      *string           `json:"why"`
	Owner    *string           `json:"owner"`
	Evidence map[string]string `json:"evidence"`
	Places   []place           `json:"places"`
	Subject  *ref              `json:"subject"`
	Quotes   []string          `json:"quotes,omitempty"` // on its own page: what stands at each of its places
}

func newFinding(f catalogue.Finding) finding {
	return finding{int64(f.ID), f.Rule, f.Severity, f.State, opt(f.Why), opt(f.Owner), ours(f.Evidence), each(f.Cites, newPlace), optRef(f.Subject), f.Quotes}
}

// findingStep is one step in the history of a finding.
type findingStep struct {
	At       string            `json:"at"` // RFC 3339, UTC
	Author   string            `json:"author"`
	What     string            `json:"what"`
	Owner    *string           `json:"owner"`
	Why      *string           `json:"why"`
	Evidence map[string]string `json:"evidence"`
}

func newFindingStep(e catalogue.FindingEvent) findingStep {
	at := time.UnixMilli(e.At).UTC().Format(time.RFC3339)
	return findingStep{at, string(e.Author), e.What, opt(e.Owner), opt(e.Why), ours(e.Evidence)}
}

// ruleForm is a rule of findings with the number of its findings that stand.
type ruleForm struct {
	Rule     string         `json:"rule"`
	Severity string         `json:"severity"`
	Findings int            `json:"findings"`
	States   map[string]int `json:"states"`
}

func newRule(r catalogue.Rule) ruleForm {
	states := map[string]int{}
	for _, s := range r.States {
		states[s.Value] = s.Count
	}
	return ruleForm{r.ID, r.Severity, r.Standing(), states}
}

type sourceForm struct {
	ID            int64   `json:"id"`
	Document      string  `json:"document"`
	SHA256        *string `json:"sha256"` // null for an example: the document itself is not here
	Format        string  `json:"format"`
	Title         string  `json:"title"`
	Publisher     *string `json:"publisher"`
	Date          *string `json:"date"`
	Lines         int     `json:"lines"`
	Records       int     `json:"records"`
	Values        int     `json:"values"`
	InRecords     int     `json:"lines_in_records"`
	Structure     int     `json:"lines_of_structure"`
	Blank         int     `json:"blank_lines"`
	NotUnderstood []int   `json:"lines_not_understood"`
	Example       bool    `json:"example"`
	Replaces      *int64  `json:"replaces"`
	ReplacedBy    *int64  `json:"replaced_by"`
}

func newSource(s catalogue.Source) sourceForm {
	r := s.Report
	out := sourceForm{
		ID: int64(s.ID), Document: s.Document, SHA256: opt(s.SHA256), Format: s.Format, Title: s.Title, Publisher: opt(s.Publisher),
		Date: opt(s.Date), Lines: s.Lines, Records: r.Records, Values: r.Values, InRecords: r.InRecords, Structure: r.Structure,
		Blank: r.Blank, NotUnderstood: each(r.NotUnderstood, func(l coop.Line) int { return l.Number }), Example: s.Example,
		Replaces: optID(s.Replaces), ReplacedBy: optID(s.ReplacedBy),
	}
	if s.Example {
		out.SHA256 = nil
	}
	return out
}

func optID[T ~int64](n T) *int64 {
	if n == 0 {
		return nil
	}
	i := int64(n)
	return &i
}

func newGroup(g catalogue.Group) group {
	return group{g.Value, opt(g.Label), g.Count, each(g.Items, newItem)}
}
