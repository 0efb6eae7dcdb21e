package catalogue

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Proposal is a pair that may be one: its score in parts, both sides, and what was decided about it, latest first.
type Proposal struct {
	ID         coop.ProposalID
	Kind       coop.PairKind
	State      coop.ProposalState
	Score      int
	Parts      []coop.Part
	RecordedAt int64 // Unix milliseconds, UTC
	A, B       Side
	Path       string     // of a gift: where it stands in its record
	Decisions  []Decision // about this pair, latest first
}

// Side is one of the two things of a proposal, with what tells it from the other.
type Side struct {
	ID       int64
	Ref      Ref    // the page that shows it: itself, or the partnership or record it stands in
	Name     string // its name, or its words
	Kind     coop.OrgKind
	Where    string // the territories of an organisation, the place of an action
	Holders  []Ref
	Partners []Ref
	Since    coop.Date
	Period   string
	Actions  int
	Amounts  []Money
	Records  []RecordRef // that speak of it
	Said     []Mention   // the words of documents, with their passages
	Gone     bool        // it stands no more in the register
}

// ProposalQuery is a list of proposals: those of a kind ("" for all) in a state ("" for all but those that are gone), a
// page of them (0 for all).
type ProposalQuery struct {
	Kind  coop.PairKind
	State coop.ProposalState
	Page  int
}

// ProposalList is one page of proposals: those to decide first, kind by kind, the best first. Kinds and States count what
// another choice gives.
type ProposalList struct {
	Query         ProposalQuery
	Total         int
	Items         []Proposal
	Kinds, States []FacetValue
}

// ProposalsPerPage is how many proposals a page shows.
const ProposalsPerPage = 25

// Proposals lists the proposals that a query asks for.
func (c *Catalogue) Proposals(ctx context.Context, q ProposalQuery) (ProposalList, error) {
	out := ProposalList{Query: q}
	x, err := c.current(ctx)
	if err != nil {
		return out, err
	}
	rows, err := c.q.Proposals(ctx)
	if err != nil {
		return out, fmt.Errorf("proposals: %w", err)
	}
	all, err := c.proposals(ctx, rows)
	if err != nil {
		return out, err
	}
	if all, err = c.publicProposals(ctx, x, all); err != nil {
		return out, err
	}
	out.count(all)
	all = slices.DeleteFunc(all, func(p Proposal) bool { return !q.wants(p.Kind, p.State) })
	slices.SortStableFunc(all, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(decided(a), decided(b)), cmp.Compare(rank(a.Kind), rank(b.Kind)), cmp.Compare(b.Score, a.Score))
	})
	out.Total, out.Items = len(all), all
	if q.Page > 0 {
		from := min((q.Page-1)*ProposalsPerPage, len(all))
		out.Items = all[from:min(from+ProposalsPerPage, len(all))]
	}
	for i := range out.Items {
		if err := c.sides(ctx, x, &out.Items[i]); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (q ProposalQuery) wants(kind coop.PairKind, state coop.ProposalState) bool {
	return (q.Kind == "" || q.Kind == kind) && (q.State == state || q.State == "" && state != coop.ProposalGone)
}

// count says what each choice of a kind or a state gives, the other choice kept.
func (l *ProposalList) count(all []Proposal) {
	for _, k := range coop.PairKinds {
		v := FacetValue{Value: string(k), Selected: l.Query.Kind == k}
		for _, p := range all {
			if (ProposalQuery{Kind: k, State: l.Query.State}).wants(p.Kind, p.State) {
				v.Count++
			}
		}
		l.Kinds = append(l.Kinds, v)
	}
	for _, s := range coop.ProposalStates {
		v := FacetValue{Value: string(s), Selected: l.Query.State == s}
		for _, p := range all {
			if (ProposalQuery{Kind: l.Query.Kind, State: s}).wants(p.Kind, p.State) {
				v.Count++
			}
		}
		l.States = append(l.States, v)
	}
}

// rank puts what changes most pages first; of actions there are many.
func rank(k coop.PairKind) int { return slices.Index(coop.PairKinds, k) }

func decided(p Proposal) int {
	if p.State == coop.ProposalOpen {
		return 0
	}
	return 1
}

// Proposal is one proposal. Error: notfound.
func (c *Catalogue) Proposal(ctx context.Context, id coop.ProposalID) (Proposal, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Proposal{}, err
	}
	row, err := c.q.Proposal(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return Proposal{}, coop.Refuse(coop.NotFound, "proposal.notfound", id)
	}
	if err != nil {
		return Proposal{}, fmt.Errorf("find proposal: %w", err)
	}
	all, err := c.proposals(ctx, []db.ProposalsRow{db.ProposalsRow(row)})
	if err != nil {
		return Proposal{}, err
	}
	if all, err = c.publicProposals(ctx, x, all); err == nil && len(all) == 0 {
		err = coop.Refuse(coop.NotFound, "proposal.notfound", id)
	}
	if err != nil {
		return Proposal{}, err
	}
	return all[0], c.sides(ctx, x, &all[0])
}

// publicProposals leaves out those about withheld partnerships.
func (c *Catalogue) publicProposals(ctx context.Context, x *index, all []Proposal) ([]Proposal, error) {
	if len(x.kept.withheld) == 0 {
		return all, nil
	}
	var out []Proposal
	for _, p := range all {
		whole := p
		if err := c.sides(ctx, x, &whole); err != nil {
			return nil, err
		}
		if !x.withheld(whole.A.Ref) && !x.withheld(whole.B.Ref) {
			out = append(out, p)
		}
	}
	return out, nil
}

func (x *index) withheld(r Ref) bool {
	return r.Kind == "partnership" && x.kept.withheld[coop.PartnershipID(r.ID)]
}

// proposalsOf are the open proposals about a partnership, its actions and its money, or about an organisation.
func (c *Catalogue) proposalsOf(ctx context.Context, x *index, kind coop.PairKind, id int64) ([]Proposal, error) {
	rows, err := c.q.ProposalsAbout(ctx, db.ProposalsAboutParams{Kind: string(kind), ID: id})
	if err != nil {
		return nil, fmt.Errorf("proposals: %w", err)
	}
	all := make([]db.ProposalsRow, len(rows))
	for i, r := range rows {
		all[i] = db.ProposalsRow(r)
	}
	list, err := c.proposals(ctx, all)
	if err == nil {
		list, err = c.publicProposals(ctx, x, list)
	}
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(p Proposal) bool { return p.State != coop.ProposalOpen && p.State != coop.ProposalAccepted })
	for i := range list {
		if err := c.sides(ctx, x, &list[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// proposals reads proposals with their decisions; of the sides only their numbers.
func (c *Catalogue) proposals(ctx context.Context, rows []db.ProposalsRow) ([]Proposal, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	decisions, err := c.q.PairDecisions(ctx)
	if err != nil {
		return nil, fmt.Errorf("decisions: %w", err)
	}
	about := map[pairOf][]Decision{}
	for _, d := range slices.Backward(decisions) {
		k := pairOf{d.SubjectKind, min(d.Subject, d.Object), max(d.Subject, d.Object)}
		about[k] = append(about[k], Decision{On: day(d.At), Undone: day(d.UndoneAt), Decision: coop.Decision{
			ID: coop.DecisionID(d.ID), Kind: coop.DecisionKind(d.Kind), SubjectKind: d.SubjectKind, Subject: d.Subject, Object: d.Object, Why: d.Why,
			Author: coop.Author(d.Author), At: d.At, UndoneAt: d.UndoneAt, UndoneBy: coop.Author(d.UndoneBy), UndoneWhy: d.UndoneWhy,
		}})
	}
	out := make([]Proposal, len(rows))
	for i, r := range rows {
		if out[i], err = proposal(r, about[pairOf{r.Kind, min(r.A, r.B), max(r.A, r.B)}]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func proposal(r db.ProposalsRow, decisions []Decision) (Proposal, error) {
	p := Proposal{
		ID: coop.ProposalID(r.ID), Kind: coop.PairKind(r.Kind), Score: r.Score, RecordedAt: r.RecordedAt, A: Side{ID: r.A}, B: Side{ID: r.B},
		Path: r.Path, Decisions: decisions,
	}
	p.State = coop.ProposalStateOf(coop.DecisionKind(r.Decided.String), r.Decided.Valid && r.UndoneAt.Int64 == 0, r.GoneAt != 0)
	for i := range p.Decisions {
		p.Decisions[i].Proposal = p.ID
	}
	if err := json.Unmarshal([]byte(r.Parts), &p.Parts); err != nil {
		return p, fmt.Errorf("parts of proposal %d: %w", r.ID, err)
	}
	return p, nil
}

// pairOf names two things of a kind, the lower number first.
type pairOf struct {
	kind string
	a, b int64
}

func (c *Catalogue) sides(ctx context.Context, x *index, p *Proposal) (err error) {
	for _, s := range []*Side{&p.A, &p.B} {
		switch p.Kind {
		case coop.PairOrganisation:
			err = c.orgSide(ctx, x, s)
		case coop.PairPartnership:
			err = c.partnershipSide(ctx, x, s)
		case coop.PairProgramme:
			err = c.moneySide(ctx, x, s)
		case coop.PairGift:
			if s == &p.B {
				err = c.giftSide(ctx, x, s, p.Path)
				break
			}
			err = c.actionSide(ctx, x, s)
		default:
			err = c.actionSide(ctx, x, s)
		}
		if errors.Is(err, sql.ErrNoRows) {
			s.Gone, err = true, nil
		}
		if err != nil {
			return fmt.Errorf("side %d of proposal %d: %w", s.ID, p.ID, err)
		}
	}
	return nil
}

// mostSaid is how many passages a side shows.
const mostSaid = 5

func (c *Catalogue) orgSide(ctx context.Context, x *index, s *Side) error {
	id := coop.OrgID(s.ID)
	s.Ref = x.orgRef(id)
	s.Name, s.Where = s.Ref.Name, x.where(id)
	if o := x.orgs[id]; o != nil {
		s.Kind = o.Kind
	}
	now := x.survivor(id)
	said, err := c.mentionsOf(ctx, x, now)
	s.Said = said[:min(mostSaid, len(said))]
	for _, n := range x.partnerships(now) {
		s.Partners = append(s.Partners, Ref{ID: int64(x.rows.ids[n]), Kind: "partnership", Name: x.title(n)})
	}
	return err
}

// partnershipSide is what the partnership's own records say of it, also after it was merged into another.
func (c *Catalogue) partnershipSide(ctx context.Context, x *index, s *Side) error {
	rows, err := c.q.OwnClaims(ctx, s.ID)
	if err != nil {
		return err
	}
	s.Gone = len(rows) == 0
	for _, r := range rows {
		record := coop.RecordID(r.Record)
		if !slices.ContainsFunc(s.Records, func(have RecordRef) bool { return have.ID == record }) {
			s.Records = append(s.Records, x.recordRef(record))
		}
		var claims []coop.Claim
		if err := json.Unmarshal([]byte(r.Claims), &claims); err != nil {
			return fmt.Errorf("claims of record %d: %w", record, err)
		}
		for _, claim := range claims {
			x.claimed(s, claim)
		}
	}
	s.Name = names(s.Holders) + " ↔ " + names(s.Partners)
	s.Ref = Ref{ID: s.ID, Kind: "partnership", Name: s.Name}
	return nil
}

// claimed adds one claim to what a side shows.
func (x *index) claimed(s *Side, claim coop.Claim) {
	switch {
	case claim.Party != nil:
		x.party(s, *claim.Party)
	case claim.Agreement != nil:
		if d := firstOf(Agreement{Date: claim.Agreement.Date, From: claim.Agreement.From}); compareDates(d, s.Since) < 0 {
			s.Since = d
		}
	case claim.Action != nil:
		s.Actions++
	}
}

func (x *index) party(s *Side, p coop.Party) {
	cite := x.cite(p.Place.Record, p.Place.Path, p.Place.Line, p.Place.LineEnd)
	text := x.masked(cite.Source, p.Text)
	ref := Ref{ID: int64(p.Question), Kind: "question", Name: text, Asked: true}
	if p.Org != 0 {
		ref = x.orgRef(x.survivor(p.Org))
	}
	side := &s.Holders
	switch p.Role {
	case coop.Partner:
		side = &s.Partners
	case coop.Holder:
	default:
		return
	}
	if !slices.Contains(*side, ref) {
		*side = append(*side, ref)
		s.Said = append(s.Said, Mention{Text: text, Cite: cite})
	}
}

func names(list []Ref) string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = r.Name
	}
	return strings.Join(out, ", ")
}

// in says in which partnership an action or an amount stands.
func (x *index) in(s *Side, partnership int64) {
	s.Ref = Ref{ID: partnership, Kind: "partnership"}
	if n, ok := x.rows.row(coop.PartnershipID(partnership)); ok {
		i := x.item(n)
		s.Ref.Name, s.Holders, s.Partners = i.Title, i.Holders, i.Partners
	}
}

func (c *Catalogue) actionSide(ctx context.Context, x *index, s *Side) error {
	a, err := c.q.ActionByID(ctx, s.ID)
	if err != nil {
		return err
	}
	x.in(s, a.Partnership)
	cite := x.cite(coop.RecordID(a.Record), a.Path, a.Line, a.LineEnd)
	s.Name, s.Period = x.masked(cite.Source, cmp.Or(a.Description, a.Domain)), a.Period
	if t := x.territoryRef(coop.TerritoryID(a.Territory.Int64)); t != nil {
		s.Where = t.Name
	}
	s.Said = []Mention{{Text: s.Name, Cite: cite}}
	money, err := c.q.PartnershipFinancings(ctx, a.Partnership)
	for _, m := range money {
		if m.Record == a.Record && m.ActionPath == a.Path {
			s.Amounts = append(s.Amounts, x.money(db.FinancingsRow{
				ID: m.ID, Cents: m.Cents, Currency: m.Currency, Year: m.Year, Period: m.Period, Payer: m.Payer, PayerText: m.PayerText,
				Qualifier: m.Qualifier, Kind: m.Kind, Raw: m.Raw, Terms: m.Terms, Record: m.Record, Path: m.Path, Line: m.Line, LineEnd: m.LineEnd,
			}))
		}
	}
	return err
}

func (c *Catalogue) moneySide(ctx context.Context, x *index, s *Side) error {
	f, err := c.q.FinancingByID(ctx, s.ID)
	if err != nil {
		return err
	}
	x.in(s, f.Partnership)
	m := x.money(db.FinancingsRow(f))
	s.Name, s.Amounts, s.Said = m.Raw, []Money{m}, []Mention{{Text: m.Raw, Cite: m.Place}}
	return nil
}

func (c *Catalogue) giftSide(ctx context.Context, x *index, s *Side, path string) error {
	restated, err := c.restated(ctx)
	if err != nil {
		return err
	}
	at := restated.now(actionKey{s.ID, path})
	path = at.path
	r, err := c.q.Record(ctx, at.record)
	if err != nil {
		return err
	}
	var fund FundBody
	if err := json.Unmarshal([]byte(r.Body), &fund); err != nil {
		return fmt.Errorf("body of record %d: %w", r.ID, err)
	}
	n, err := strconv.Atoi(strings.TrimPrefix(path, "donations."))
	if err != nil || n < 0 || n >= len(fund.Donations) {
		return sql.ErrNoRows
	}
	cite := x.cite(coop.RecordID(r.ID), path, x.lineOf(r.Places, path, r.Line), r.LineEnd)
	d := fund.Donations[n]
	s.Ref = Ref{ID: r.ID, Kind: "record", Name: x.masked(cite.Source, fund.Name)}
	s.Name = x.masked(cite.Source, d.Donor)
	s.Amounts = []Money{{Cents: int64(d.Eur*100 + 0.5), Currency: "EUR", Place: cite}}
	s.Said = []Mention{{Text: s.Name, Cite: cite}}
	return nil
}

// lineOf is the line of a value of a record, or else the first of the record.
func (x *index) lineOf(places, path string, first int) int {
	var list []coop.ValuePlace
	if json.Unmarshal([]byte(places), &list) != nil {
		return first
	}
	for _, p := range list {
		if p.Path == path || strings.HasPrefix(p.Path, path+".") {
			return p.Line
		}
	}
	return first
}
