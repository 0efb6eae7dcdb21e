package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// ReviewPage lists the pairs that may be one. It changes nothing: it says by which command one decides.
type ReviewPage struct {
	Page
	Query     catalogue.ProposalQuery
	Facets    []FacetView
	Proposals []catalogue.Proposal // of this page
	Pager     Pager
}

func (s *server) proposals(v *visit) error {
	q, err := readProposals(v.r.URL.Query())
	if err != nil {
		return err
	}
	asked := q
	if v.format != "" && v.format != "html" {
		asked.Page = 0
	}
	list, err := v.reader.Proposals(v.r.Context(), asked)
	if err != nil {
		return err
	}
	if done, err := v.data("propositions", list.Items, "json", "csv", "xlsx"); done {
		return err
	}
	pager, err := newPager(q.Page, list.Total, catalogue.ProposalsPerPage, func(n int) string { return reviewAddress(q, n) })
	if err != nil {
		return err
	}
	p := ReviewPage{Page: v.frame(v.lang.T("count.proposals", list.Total)), Query: q, Proposals: list.Items, Pager: pager}
	p.Path, p.Section, p.Formats = reviewAddress(q, q.Page), "/revue", []string{"json", "csv", "xlsx"}
	p.Facets = p.reviewFacets(list)
	if q.State != "" {
		p.Title += " · " + p.T("proposal."+string(q.State))
	}
	if q.Kind != "" {
		p.Title += " · " + p.T("pair.kind."+string(q.Kind))
	}
	p.Description, p.NoIndex = v.lang.T("review.intro"), q.Page > 1
	p.number(q.Page)
	return v.html(Review(p))
}

// readProposals reads the address of a list of proposals. Error: notfound for a kind or state that there is not.
func readProposals(values url.Values) (catalogue.ProposalQuery, error) {
	q := catalogue.ProposalQuery{Kind: coop.PairKind(values.Get("nature")), State: coop.ProposalState(values.Get("etat"))}
	if q.Kind != "" && !slices.Contains(coop.PairKinds, q.Kind) || q.State != "" && !slices.Contains(coop.ProposalStates, q.State) {
		return q, notFound("error.no_page")
	}
	page, err := readPage(values)
	q.Page = page
	return q, err
}

func reviewAddress(q catalogue.ProposalQuery, page int) string {
	path := "/revue"
	if q.Kind != "" {
		path = joinQuery(path, "nature="+string(q.Kind))
	}
	if q.State != "" {
		path = joinQuery(path, "etat="+string(q.State))
	}
	if page > 1 {
		path = joinQuery(path, "page="+itoa(page))
	}
	return path
}

// reviewFacets are the choices of a state and a kind; a chosen one is given up by its own link.
func (p Page) reviewFacets(list catalogue.ProposalList) []FacetView {
	states, kinds := FacetView{Name: "etat", Chosen: list.Query.State != ""}, FacetView{Name: "paire", Chosen: list.Query.Kind != ""}
	for _, v := range list.States {
		q := list.Query
		if q.State = coop.ProposalState(v.Value); v.Selected {
			q.State = ""
		}
		states.Values = append(states.Values, FacetLink{Label: p.T("proposal." + v.Value), Path: reviewAddress(q, 1), Count: v.Count, Selected: v.Selected})
	}
	for _, v := range list.Kinds {
		q := list.Query
		if q.Kind = coop.PairKind(v.Value); v.Selected {
			q.Kind = ""
		}
		kinds.Values = append(kinds.Values, FacetLink{Label: p.T("pair.kind." + v.Value), Path: reviewAddress(q, 1), Count: v.Count, Selected: v.Selected})
	}
	return []FacetView{states, kinds}
}

// ProposalPage is one proposal with both sides beside one another.
type ProposalPage struct {
	Page
	P     catalogue.Proposal
	Notes *Notes
}

func (s *server) proposal(v *visit) error {
	id, _, err := splitRef(v.ref)
	if err != nil {
		return err
	}
	one, err := v.reader.Proposal(v.r.Context(), coop.ProposalID(id))
	if err != nil {
		return err
	}
	right := address("proposal", id, "")
	if v.moved(right) {
		return nil
	}
	if done, err := v.data("proposition-"+itoa(int(id)), one, "json", "csv"); done {
		return err
	}
	p := ProposalPage{Page: v.frame(""), P: one, Notes: &Notes{}}
	p.Title = v.lang.T("proposal.page", p.T("pair.kind."+string(one.Kind)), itoa(int(id)))
	p.Path, p.Section, p.Formats = right, "/revue", []string{"json", "csv"}
	p.Crumbs = []Crumb{{v.lang.T("nav.review"), "/revue"}}
	p.Description = v.lang.T("proposal.description", cutRunes(one.A.Name, 60), cutRunes(one.B.Name, 60))
	return v.html(ProposalView(p))
}

// Reason says a part of a score in words; a number among them counts (« 1 lettre »).
func (p Page) Reason(r coop.Part) string {
	args := make([]any, len(r.Args))
	for i, a := range r.Args {
		args[i] = a
		if n, err := strconv.Atoi(a); err == nil {
			args[i] = n
		}
	}
	return p.T(r.Key, args...)
}

// Points says what a part of a score weighs, with its sign.
func (p Page) Points(n int) string {
	if n < 0 {
		return "− " + itoa(-n)
	}
	return "+ " + itoa(n)
}

// Reasons are the parts of a score in a sentence.
func (p Page) Reasons(parts []coop.Part) string {
	out := make([]string, len(parts))
	for i, r := range parts {
		out[i] = p.Reason(r)
	}
	return strings.Join(out, " · ")
}

// other is the side of a proposal that is not the object of a page.
func other(q catalogue.Proposal, kind string, id int64) catalogue.Side {
	if q.A.Ref.Kind == kind && q.A.Ref.ID == id {
		return q.B
	}
	return q.A
}

// Day is a day in the words of the page's language.
func (p Page) day(at int64) string { return p.Date(time.UnixMilli(at).UTC().Format(time.DateOnly)) }

// inState are the proposals in a state.
func inState(list []catalogue.Proposal, state coop.ProposalState) (out []catalogue.Proposal) {
	for _, q := range list {
		if q.State == state {
			out = append(out, q)
		}
	}
	return out
}

// standing is the decision about a proposal that holds.
func standing(q catalogue.Proposal) (catalogue.Decision, bool) {
	i := slices.IndexFunc(q.Decisions, func(d catalogue.Decision) bool { return d.Holds() })
	if i < 0 {
		return catalogue.Decision{}, false
	}
	return q.Decisions[i], true
}

// mostMaybe is how many proposals the page of an object shows.
const mostMaybe = 5

// opening parts a text that goes on for long where a word ends.
func opening(text string) (first, rest string) {
	first = cutRunes(text, 140)
	if at := strings.LastIndexAny(first, " \n"); at > 0 && first != text {
		first = first[:at]
	}
	return first, strings.TrimSpace(text[len(first):])
}

// brief is a text of a side, cut where it goes on for long.
func brief(text string) string {
	if short := cutRunes(text, 140); short != text {
		return short + "…"
	}
	return text
}
