package catalogue

import (
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

// MovedError says that an object lives on under another id (O1: its address leads there).
type MovedError struct{ To int64 }

func (e *MovedError) Error() string { return fmt.Sprintf("moved to %d", e.To) }

// Partnership is a partnership with the source of every value. Errors: notfound, *MovedError.
func (c *Catalogue) Partnership(ctx context.Context, id coop.PartnershipID) (Partnership, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Partnership{}, err
	}
	n, ok := x.rows.row(id)
	if !ok {
		return Partnership{}, c.gone(ctx, id)
	}
	item, link := x.item(n), x.link(n)
	p := Partnership{
		ID: id, Title: item.Title, Status: item.Status, Cause: item.Cause, Since: item.Since, Updated: item.Updated, Themes: item.Themes,
		From: link.From, To: link.To,
	}
	for _, step := range []func(context.Context, *index, *Partnership) error{
		c.parties, c.agreements, c.actions, c.texts, c.values, c.claims, c.stances,
	} {
		if err := step(ctx, x, &p); err != nil {
			return p, fmt.Errorf("partnership %d: %w", id, err)
		}
	}
	x.pasts(&p)
	if p.Findings, err = c.findingsOf(ctx, x, id); err != nil {
		return p, err
	}
	p.Proposals, err = c.proposalsOf(ctx, x, coop.PairPartnership, int64(id))
	return p, err
}

func (c *Catalogue) gone(ctx context.Context, id coop.PartnershipID) error {
	to := int64(id)
	end, err := c.q.MergedInto(ctx, to)
	for err == nil && end.MergedInto.Valid {
		to = end.MergedInto.Int64
		end, err = c.q.MergedInto(ctx, to)
	}
	switch {
	case err == nil && to != int64(id):
		return &MovedError{To: to}
	case err == nil && end.Withdrawn:
		return coop.Refuse(coop.Gone, "partnership.withdrawn", id)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("find partnership: %w", err)
	}
	return coop.Refuse(coop.NotFound, "partnership.notfound", id)
}

func (c *Catalogue) parties(ctx context.Context, x *index, p *Partnership) error {
	rows, err := c.q.PartnershipParties(ctx, int64(p.ID))
	for _, r := range rows {
		cite := x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.LineEnd)
		text := x.masked(cite.Source, r.Text)
		ref := Ref{ID: r.Question.Int64, Kind: "question", Name: text, Asked: true}
		if r.Organisation.Valid {
			ref = x.orgRef(coop.OrgID(r.Organisation.Int64))
		}
		p.Parties = append(p.Parties, Party{Org: ref, Side: coop.Side(r.Side), Role: coop.Role(r.Role), Text: text, Cite: cite})
	}
	return err
}

func (c *Catalogue) agreements(ctx context.Context, x *index, p *Partnership) error {
	rows, err := c.q.PartnershipAgreements(ctx, int64(p.ID))
	for _, r := range rows {
		cite := x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.LineEnd)
		p.Agreements = append(p.Agreements, Agreement{
			ID: coop.AgreementID(r.ID), Kind: r.Kind, Label: x.masked(cite.Source, r.Label), Date: coop.Date(r.Signed),
			From: coop.Date(r.TermFrom), To: coop.Date(r.TermTo), Signed: signing(p.Parties, cite), Cite: cite,
		})
	}
	slices.SortStableFunc(p.Agreements, func(a, b Agreement) int {
		return compareDates(firstOf(a), firstOf(b))
	})
	return err
}

// signing are the parties that the words of an agreement name: their places are within its own.
func signing(parties []Party, agreement Cite) []Party {
	var out []Party
	for _, p := range parties {
		if p.Role == coop.Signatory && p.Cite.Record == agreement.Record && strings.HasPrefix(p.Cite.Path, agreement.Path+".") {
			out = append(out, p)
		}
	}
	return out
}

func firstOf(a Agreement) coop.Date {
	if a.Date != "" {
		return a.Date
	}
	return a.From
}

// compareDates puts what has no date last.
func compareDates(a, b coop.Date) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "" || a < b:
		return -1
	}
	return 1
}

func (c *Catalogue) actions(ctx context.Context, x *index, p *Partnership) error {
	money, err := c.q.PartnershipFinancings(ctx, int64(p.ID))
	if err != nil {
		return err
	}
	type place struct {
		record int64
		path   string
	}
	of := map[place][]Money{}
	lines := make([]db.FinancingsRow, len(money))
	for i, r := range money {
		lines[i] = db.FinancingsRow{
			ID: r.ID, Partnership: int64(p.ID), ActionPath: r.ActionPath, Cents: r.Cents, Currency: r.Currency, Year: r.Year, Period: r.Period, Payer: r.Payer,
			PayerText: r.PayerText, Qualifier: r.Qualifier, Kind: r.Kind, Raw: r.Raw, Record: r.Record, Path: r.Path, Line: r.Line, LineEnd: r.LineEnd, Terms: r.Terms,
		}
		m := x.money(lines[i])
		if r.ActionPath == wholeActions {
			p.Sums = append(p.Sums, m)
			continue
		}
		if r.ActionPath == "" {
			p.Budgets = append(p.Budgets, m)
			continue
		}
		at := place{r.Record, r.ActionPath}
		of[at] = append(of[at], m)
	}
	slices.SortStableFunc(p.Budgets, budgetFirst)
	rows, err := c.q.PartnershipActions(ctx, int64(p.ID))
	if err != nil {
		return err
	}
	acts := make([]db.ActionsRow, len(rows))
	for i, r := range rows {
		acts[i] = db.ActionsRow{Number: r.Number, Domain: r.Domain, Theme: r.Theme, Description: r.Description, Period: r.Period, Starts: r.Starts, Ends: r.Ends, Territory: r.Territory, InFrance: r.InFrance, Record: r.Record, Path: r.Path}
		cite := x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.LineEnd)
		p.Actions = append(p.Actions, Action{
			ID: coop.ActionID(r.ID), Number: r.Number, Domain: x.masked(cite.Source, r.Domain), Theme: r.Theme,
			Description: x.masked(cite.Source, r.Description), Period: x.masked(cite.Source, r.Period), Start: coop.Date(r.Starts), End: coop.Date(r.Ends),
			Where: x.territoryRef(coop.TerritoryID(r.Territory.Int64)), InFrance: r.InFrance,
			Money: of[place{r.Record, r.Path}], Cite: cite,
		})
	}
	p.Money, err = c.moneyOfPartnership(ctx, x, lines, acts)
	return err
}

// Annual is the annual budget to show first, nil if nobody states one.
func (p *Partnership) Annual() *Money {
	if len(p.Budgets) == 0 || !coop.IsBudget(p.Budgets[0].Place.Path) {
		return nil
	}
	return &p.Budgets[0]
}

func (c *Catalogue) texts(ctx context.Context, x *index, p *Partnership) error {
	rows, err := c.q.PartnershipStatements(ctx, int64(p.ID))
	for _, r := range rows {
		cite := x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.LineEnd)
		p.Texts = append(p.Texts, Text{Property: r.Property, Text: x.masked(cite.Source, r.Text), Answer: coop.AnswerOf(r.Text), Cite: cite})
	}
	return err
}

// values adds the properties that have one value, each with all that the sources give for it.
func (c *Catalogue) values(ctx context.Context, x *index, p *Partnership) error {
	rows, err := c.q.PartnershipValues(ctx, int64(p.ID))
	for _, r := range rows {
		cite := x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.LineEnd)
		v := Value{
			Property: r.Property, Text: x.masked(cite.Source, r.Text), Date: coop.Date(r.Dated), Asserted: coop.Date(r.AssertedOn), Kept: r.Kept,
			Why: r.Why, Claim: fmt.Sprintf("%d.%d", r.ClaimSet, r.Claim), Cite: cite,
		}
		if i := slices.IndexFunc(p.Budgets, func(m Money) bool { return m.Place == cite }); i >= 0 && v.Property == coop.AnnualBudget {
			m := p.Budgets[i]
			if v.Money = &m; v.Kept {
				p.Budgets = slices.Insert(slices.Delete(p.Budgets, i, i+1), 0, m)
			}
		}
		p.Values = append(p.Values, v)
	}
	return err
}

// claims adds the records of the partnership and what each says of whether it goes on.
func (c *Catalogue) claims(ctx context.Context, x *index, p *Partnership) error {
	rows, err := c.q.PartnershipClaims(ctx, int64(p.ID))
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.WithdrawnAt != 0 {
			continue // of a record that another has taken the place of
		}
		record := coop.RecordID(r.Record)
		if !slices.ContainsFunc(p.Records, func(have RecordRef) bool { return have.ID == record }) { // a network's page makes several
			p.Records = append(p.Records, x.recordRef(record))
		}
		var claims []coop.Claim
		if err := json.Unmarshal([]byte(r.Claims), &claims); err != nil {
			return fmt.Errorf("claims of record %d: %w", r.Record, err)
		}
		for _, claim := range claims {
			if s := claim.Status; s != nil {
				p.StatusClaims = append(p.StatusClaims, x.statusClaim(s))
			}
		}
	}
	return nil
}

func (x *index) statusClaim(s *coop.StatusClaim) StatusClaim {
	cite := x.cite(s.Place.Record, s.Place.Path, s.Place.Line, s.Place.LineEnd)
	return StatusClaim{Continued: s.Continued, Trend: s.Trend, State: s.State, Cause: s.Cause, End: s.End, Words: x.masked(cite.Source, s.Words), Cite: cite}
}

func (x *index) recordRef(id coop.RecordID) RecordRef {
	r := x.heads.of(id)
	if r == nil {
		return RecordRef{ID: id}
	}
	ref := RecordRef{
		ID: id, Kind: r.kind, Title: x.masked(r.source, r.title), Date: r.dated, By: x.publisher(r.source), Cite: x.cite(id, "", r.line, r.end),
	}
	if o := x.orgs[x.described[id]]; o != nil {
		of := x.orgRef(o.ID)
		ref.Of = &of
	}
	for _, p := range x.subjects(r) {
		if n, ok := x.rows.row(p); ok {
			ref.Partnership = append(ref.Partnership, Ref{ID: int64(p), Kind: "partnership", Name: x.title(n)})
		}
	}
	return ref
}
