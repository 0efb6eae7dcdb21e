package catalogue

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// FindingQuery chooses findings; "" is any. A state must be asked for to see those that have gone.
type FindingQuery struct {
	Rule, Severity, State, Owner string
}

// FindingFacets are the names by which findings are chosen, in the order in which pages show them; they are the query
// names of addresses.
var FindingFacets = []string{"etat", "gravite", "responsable", "regle"}

// Get is the value chosen of a facet.
func (q FindingQuery) Get(facet string) string {
	return map[string]string{"regle": q.Rule, "gravite": q.Severity, "etat": q.State, "responsable": q.Owner}[facet]
}

// With is the query with another value of a facet.
func (q FindingQuery) With(facet, value string) FindingQuery {
	switch facet {
	case "regle":
		q.Rule = value
	case "gravite":
		q.Severity = value
	case "etat":
		q.State = value
	case "responsable":
		q.Owner = value
	}
	return q
}

func (q FindingQuery) takes(f db.Finding) bool {
	gone := f.State == string(coop.FindingGone)
	return (q.Rule == "" || q.Rule == f.Rule) && (q.Severity == "" || q.Severity == f.Severity) &&
		(q.State == f.State || q.State == "" && !gone) && (q.Owner == "" || q.Owner == f.Owner)
}

// FindingList is the findings that a query chooses, and what each other choice would give.
type FindingList struct {
	Query  FindingQuery
	Items  []Finding
	Facets []Facet
}

// Rule is a rule that makes findings, with the number of its findings in each state.
type Rule struct {
	ID       string
	Severity string
	States   []FacetValue
}

// Standing is the number of its findings that have not gone.
func (r Rule) Standing() int {
	n := 0
	for _, s := range r.States {
		if s.Value != string(coop.FindingGone) {
			n += s.Count
		}
	}
	return n
}

// FindingEvent is one step in the history of a finding.
type FindingEvent struct {
	At       int64 // Unix milliseconds, UTC
	Author   coop.Author
	What     string // a state, evidence, owner
	Owner    string
	Why      string
	Evidence map[string]string

	id int64
}

// Findings lists findings in the order of their numbers.
func (c *Catalogue) Findings(ctx context.Context, q FindingQuery) ([]Finding, error) {
	list, err := c.FindingList(ctx, q)
	return list.Items, err
}

// FindingList lists findings with the counts of every other choice: those of a facet, the choices of the others kept.
func (c *Catalogue) FindingList(ctx context.Context, q FindingQuery) (FindingList, error) {
	x, err := c.current(ctx)
	if err != nil {
		return FindingList{}, err
	}
	rows, err := c.q.Findings(ctx)
	if err != nil {
		return FindingList{}, fmt.Errorf("findings: %w", err)
	}
	list := FindingList{Query: q}
	rows = slices.DeleteFunc(rows, x.secret)
	for _, r := range rows {
		if !q.takes(r) {
			continue
		}
		f, err := x.finding(r)
		if err != nil {
			return list, err
		}
		list.Items = append(list.Items, f)
	}
	for _, name := range FindingFacets {
		list.Facets = append(list.Facets, findingFacet(rows, q, name))
	}
	return list, nil
}

// findingFacet counts what each value of a facet would give.
func findingFacet(rows []db.Finding, q FindingQuery, name string) Facet {
	count := map[string]int{}
	for _, r := range rows {
		own := FindingQuery{r.Rule, r.Severity, r.State, r.Owner}
		if value := own.Get(name); value != "" && q.With(name, value).takes(r) {
			count[value]++
		}
	}
	f := Facet{Name: name}
	for value, n := range count {
		f.Values = append(f.Values, FacetValue{Value: value, Count: n, Selected: q.Get(name) == value})
	}
	slices.SortFunc(f.Values, func(a, b FacetValue) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value)) })
	return f
}

// Finding is one finding with its history. Error: notfound.
func (c *Catalogue) Finding(ctx context.Context, id coop.FindingID) (Finding, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Finding{}, err
	}
	r, err := c.q.Finding(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) || err == nil && x.secret(r) {
		return Finding{}, coop.Refuse(coop.NotFound, "finding.notfound", id)
	}
	if err != nil {
		return Finding{}, fmt.Errorf("finding %d: %w", id, err)
	}
	f, err := x.finding(r)
	if err != nil {
		return f, err
	}
	if f.Quotes, err = c.quotes(ctx, x, f.Cites); err != nil {
		return f, fmt.Errorf("finding %d: %w", id, err)
	}
	events, err := c.q.FindingEvents(ctx, int64(id))
	if err != nil {
		return f, fmt.Errorf("history of finding %d: %w", id, err)
	}
	for _, e := range events {
		hide := x.kept.names.mask
		step := FindingEvent{id: e.ID, At: e.At, Author: coop.Author(e.Author), What: e.What, Owner: hide(e.Owner), Why: hide(e.Why)}
		if err := json.Unmarshal([]byte(e.Evidence), &step.Evidence); err != nil {
			return f, fmt.Errorf("history of finding %d: %w", id, err)
		}
		x.maskEvidence(0, step.Evidence)
		for _, cite := range f.Cites {
			x.maskEvidence(cite.Source, step.Evidence)
		}
		f.History = append(f.History, step)
	}
	return f, nil
}

// quoted is how many lines a quotation has at most.
const quoted = 6

// quotes are the words that stand at some places, masked: the lines of the document, or where they are not here the value
// that was read from them.
func (c *Catalogue) quotes(ctx context.Context, x *index, cites []Cite) ([]string, error) {
	lines := map[coop.SourceID][]string{}
	out := make([]string, len(cites))
	for i, at := range cites {
		s := x.sources[at.Source]
		if s == nil {
			continue
		}
		if _, read := lines[s.ID]; !read {
			lines[s.ID] = c.lines(s)
		}
		out[i] = strings.TrimSpace(strings.Join(x.passage(s.ID, at.Record, lines[s.ID], at.Line, min(max(at.Line, at.LineEnd), at.Line+quoted-1)), "\n"))
		if out[i] != "" || at.Path == "" {
			continue
		}
		r, err := c.q.Record(ctx, int64(at.Record))
		if err != nil {
			return nil, fmt.Errorf("record %d: %w", at.Record, err)
		}
		body, err := x.publicBody(at.Record, r.Kind, r.Body)
		if err != nil {
			return nil, err
		}
		out[i] = valueAt(body, at.Path)
	}
	return out, nil
}

func (c *Catalogue) findingsOf(ctx context.Context, x *index, id coop.PartnershipID) ([]Finding, error) {
	rows, err := c.q.FindingsOf(ctx, sql.NullInt64{Int64: int64(id), Valid: true})
	if err != nil {
		return nil, fmt.Errorf("findings: %w", err)
	}
	var all []Finding
	for _, r := range rows {
		if !(FindingQuery{}).takes(r) {
			continue
		}
		f, err := x.finding(r)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

func (x *index) finding(r db.Finding) (Finding, error) {
	hide := x.kept.names.mask
	f := Finding{ID: coop.FindingID(r.ID), Rule: r.Rule, Severity: r.Severity, State: r.State, Why: hide(r.Why), Owner: hide(r.Owner)}
	if err := json.Unmarshal([]byte(r.Evidence), &f.Evidence); err != nil {
		return f, fmt.Errorf("evidence of finding %d: %w", r.ID, err)
	}
	x.maskEvidence(0, f.Evidence)
	var places []coop.Place
	if err := json.Unmarshal([]byte(r.Places), &places); err != nil {
		return f, fmt.Errorf("places of finding %d: %w", r.ID, err)
	}
	for _, p := range places {
		cite := x.cite(p.Record, p.Path, p.Line, p.LineEnd)
		f.Cites = append(f.Cites, cite)
		x.maskEvidence(cite.Source, f.Evidence)
	}
	if n, ok := x.rows.row(coop.PartnershipID(r.Subject.Int64)); ok {
		f.Subject = &Ref{ID: r.Subject.Int64, Kind: "partnership", Name: x.title(n)}
	}
	return f, nil
}

// maskEvidence takes the persons of a document out of what a rule found in it.
func (x *index) maskEvidence(source coop.SourceID, evidence map[string]string) {
	for k, v := range evidence {
		evidence[k] = x.masked(source, v)
	}
}

// secret says whether a finding is about a partnership that is not public.
func (x *index) secret(r db.Finding) bool {
	if x.kept.withheld[coop.PartnershipID(r.Subject.Int64)] {
		return true
	}
	var places []coop.Place
	if len(x.kept.withheld) == 0 || json.Unmarshal([]byte(r.Places), &places) != nil {
		return false
	}
	return slices.ContainsFunc(places, func(p coop.Place) bool { return x.kept.hides(p.Record, p.Path) })
}
