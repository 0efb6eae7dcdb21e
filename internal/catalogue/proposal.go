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
	Decisions  []coop.Decision
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

// Proposals lists the proposals of a kind ("" for all) in a state ("" for all but those that are gone), without what
// their sides say: the best first, those that are decided last.
func (c *Catalogue) Proposals(ctx context.Context, kind coop.PairKind, state coop.ProposalState) ([]Proposal, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	all, err := c.proposals(ctx)
	if err != nil {
		return nil, err
	}
	out := slices.DeleteFunc(all, func(p Proposal) bool {
		return kind != "" && p.Kind != kind || state != "" && p.State != state || state == "" && p.State == coop.ProposalGone
	})
	for i := range out {
		if err := c.sides(ctx, x, &out[i]); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(out, func(a, b Proposal) int {
		return cmp.Or(cmp.Compare(decided(a), decided(b)), cmp.Compare(b.Score, a.Score))
	})
	return out, nil
}

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
	all, err := c.proposals(ctx)
	if err != nil {
		return Proposal{}, err
	}
	for _, p := range all {
		if p.ID == id {
			return p, c.sides(ctx, x, &p)
		}
	}
	return Proposal{}, coop.Refuse(coop.NotFound, "proposal.notfound", id)
}

// ProposalsOf are the open proposals about an object, with both sides.
func (c *Catalogue) ProposalsOf(ctx context.Context, kind coop.PairKind, id int64) ([]Proposal, error) {
	all, err := c.Proposals(ctx, kind, coop.ProposalOpen)
	return slices.DeleteFunc(all, func(p Proposal) bool { return p.A.ID != id && p.B.ID != id }), err
}

// proposals reads every proposal with its decisions; of the sides only their numbers.
func (c *Catalogue) proposals(ctx context.Context) ([]Proposal, error) {
	rows, err := c.q.Proposals(ctx)
	if err != nil {
		return nil, fmt.Errorf("proposals: %w", err)
	}
	decisions, err := c.q.PairDecisions(ctx)
	if err != nil {
		return nil, fmt.Errorf("decisions: %w", err)
	}
	about := map[pairOf][]coop.Decision{}
	for _, d := range slices.Backward(decisions) {
		k := pairOf{d.SubjectKind, min(d.Subject, d.Object), max(d.Subject, d.Object)}
		about[k] = append(about[k], coop.Decision{
			ID: coop.DecisionID(d.ID), Kind: coop.DecisionKind(d.Kind), SubjectKind: d.SubjectKind, Subject: d.Subject, Object: d.Object, Why: d.Why,
			Author: coop.Author(d.Author), At: d.At, UndoneAt: d.UndoneAt, UndoneBy: coop.Author(d.UndoneBy), UndoneWhy: d.UndoneWhy,
		})
	}
	out := make([]Proposal, len(rows))
	for i, r := range rows {
		p := Proposal{
			ID: coop.ProposalID(r.ID), Kind: coop.PairKind(r.Kind), Score: r.Score, RecordedAt: r.RecordedAt, A: Side{ID: r.A}, B: Side{ID: r.B, Name: r.Path},
			Decisions: about[pairOf{r.Kind, min(r.A, r.B), max(r.A, r.B)}],
		}
		p.State = coop.ProposalStateOf(coop.DecisionKind(r.Decided.String), r.Decided.Valid && r.UndoneAt.Int64 == 0, r.GoneAt != 0)
		if err := json.Unmarshal([]byte(r.Parts), &p.Parts); err != nil {
			return nil, fmt.Errorf("parts of proposal %d: %w", r.ID, err)
		}
		out[i] = p
	}
	return out, nil
}

// pairOf names two things of a kind, the lower number first.
type pairOf struct {
	kind string
	a, b int64
}

func (c *Catalogue) sides(ctx context.Context, x *index, p *Proposal) (err error) {
	path := p.B.Name // of a gift
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
				err = c.giftSide(ctx, x, s, path)
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
	r, err := c.q.Record(ctx, s.ID)
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
