package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"kafo/internal/coop"
)

// History is everything that happened to an object, latest first: nothing of it is deleted.
type History struct {
	Of        Ref
	Entries   []Entry
	Claims    []ClaimLine // what was ever said of a partnership, or claimed of an organisation
	Decisions []Decision  // about a partnership
}

// ClaimLine is one claim as a line of a history.
type ClaimLine struct {
	Set       int64
	Position  int
	Property  string       // party agreement action financing text status value
	Text      string       // in words of the source, masked
	Goes      *StatusClaim // of a status: what its codes mean
	Asserted  coop.Date
	Recorded  coop.Date // the day on which the register learnt it
	Withdrawn coop.Date // the day from which it stands no more, "" while it stands
	Rank      coop.Rank
	Author    coop.Author
	Cite      Cite
}

// Name is the number of a claim: set and position.
func (c ClaimLine) Name() string { return fmt.Sprintf("%d.%d", c.Set, c.Position) }

// State says in a word why a claim is not shown like the others, "" if it is.
func (c ClaimLine) State() string {
	switch {
	case c.Withdrawn != "":
		return "withdrawn"
	case c.Rank == coop.Deprecated:
		return "deprecated"
	case c.Rank == coop.Preferred:
		return "preferred"
	}
	return ""
}

// Decision is a decision as a page shows it.
type Decision struct {
	coop.Decision
	On     coop.Date
	Undone coop.Date
	Of     []Ref // the objects it speaks of

	Proposal coop.ProposalID // that it decided, if one did
}

// History is what happened to an object of a kind: partnership, organisation, territory, finding, proposal or question. Errors:
// notfound, *MovedError.
func (c *Catalogue) History(ctx context.Context, kind string, id int64) (History, error) {
	h, _, err := c.past(ctx, kind, id)
	if err != nil {
		return h, err
	}
	slices.Reverse(h.Entries)
	return h, nil
}

// past is the history of an object in the order in which it happened, with what it was after each of its entries.
func (c *Catalogue) past(ctx context.Context, kind string, id int64) (h History, after []Told, err error) {
	read := map[string]func(context.Context, *index, int64, *History) ([]Told, error){
		coop.KindPartnership: c.pastOfPartnership, coop.KindOrganisation: c.pastOfOrganisation, coop.KindTerritory: c.pastOfTerritory,
		"finding": c.pastOfFinding, "proposal": c.pastOfProposal, coop.KindQuestion: c.pastOfQuestion,
	}[kind]
	if read == nil {
		return h, nil, coop.Refuse(coop.NotFound, "error.no_page")
	}
	x, err := c.current(ctx)
	if err != nil {
		return h, nil, err
	}
	h.Of = Ref{ID: id, Kind: kind}
	if after, err = read(ctx, x, id, &h); err == nil {
		err = c.operationsBehind(ctx, &h)
	}
	if err != nil {
		return h, nil, fmt.Errorf("history of %s %d: %w", kind, id, err)
	}
	return h, after, nil
}

func (c *Catalogue) pastOfPartnership(ctx context.Context, x *index, id int64, h *History) ([]Told, error) {
	p, err := c.Partnership(ctx, coop.PartnershipID(id))
	if err != nil {
		return nil, err
	}
	h.Of.Name = p.Title
	if err := c.decisions(ctx, x, h); err != nil {
		return nil, err
	}
	rows, err := c.q.ClaimsEver(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("claims: %w", err)
	}
	var sets []toldSet
	for _, r := range rows {
		set := toldSet{withdrawn: r.WithdrawnAt, ClaimSet: coop.ClaimSet{
			ID: r.ID, Subject: coop.PartnershipID(r.Subject), Record: coop.RecordID(r.Record), AssertedOn: coop.Date(r.AssertedOn),
			RecordedAt: r.RecordedAt, Author: coop.Author(r.Author),
		}}
		if head := x.heads.of(set.Record); head != nil {
			set.Kind = head.kind
		}
		if err := json.Unmarshal([]byte(r.Claims), &set.Claims); err != nil {
			return nil, fmt.Errorf("claim set %d: %w", r.ID, err)
		}
		sets = append(sets, set)
	}
	h.said(x, sets)
	return c.replayed(ctx, x, coop.PartnershipID(id), sets, h)
}

// said are the claims of a history, latest first.
func (h *History) said(x *index, sets []toldSet) {
	for _, s := range sets {
		if s.foreign(h.Decisions, h.Of.ID) {
			continue
		}
		h.lines(x, s)
	}
	h.latestFirst()
}

// lines adds the claims of a set.
func (h *History) lines(x *index, s toldSet) {
	for i, claim := range s.Claims {
		line := x.claimLine(claim)
		line.Set, line.Position, line.Asserted, line.Author = s.ID, i, s.AssertedOn, s.Author
		line.Recorded, line.Withdrawn, line.Rank = day(s.RecordedAt), day(s.withdrawn), h.rank(s.ID, i)
		h.Claims = append(h.Claims, line)
	}
}

func (h *History) latestFirst() {
	slices.SortStableFunc(h.Claims, func(a, b ClaimLine) int {
		return cmp.Or(cmp.Compare(b.Recorded, a.Recorded), cmp.Compare(b.Set, a.Set))
	})
}

// rank is what the decisions that hold say of a claim; the last one counts.
func (h History) rank(set int64, position int) coop.Rank {
	rank := coop.Normal
	for _, d := range h.Decisions {
		if d.SubjectKind != coop.KindClaim || d.Subject != set || d.Object != int64(position) || !d.Holds() {
			continue
		}
		rank = coop.Preferred
		if d.Kind == coop.DecideDeprecate {
			rank = coop.Deprecated
		}
	}
	return rank
}

func (c *Catalogue) decisions(ctx context.Context, x *index, h *History) error {
	rows, err := c.q.DecisionsOnPartnership(ctx, h.Of.ID)
	for _, r := range rows {
		d := Decision{Decision: coop.Decision{
			ID: coop.DecisionID(r.ID), Kind: coop.DecisionKind(r.Kind), SubjectKind: r.SubjectKind, Subject: r.Subject, Object: r.Object, Why: x.kept.names.mask(r.Why),
			Author: coop.Author(r.Author), At: r.At, UndoneAt: r.UndoneAt, UndoneBy: coop.Author(r.UndoneBy), UndoneWhy: x.kept.names.mask(r.UndoneWhy),
		}, On: day(r.At), Undone: day(r.UndoneAt)}
		if d.SubjectKind == coop.KindPartnership {
			if d.Of, err = c.partnershipRefs(ctx, x, d.Subject, d.Object); err != nil {
				return err
			}
		}
		h.Decisions = append(h.Decisions, d)
	}
	return err
}

// partnershipRefs name partnerships: one that is another today by the title of that one.
func (c *Catalogue) partnershipRefs(ctx context.Context, x *index, ids ...int64) (out []Ref, err error) {
	for _, id := range ids {
		r := Ref{ID: id, Kind: coop.KindPartnership, Name: fmt.Sprintf("n° %d", id)}
		n, there := x.rows.row(coop.PartnershipID(id))
		if !there {
			moved, err := (*MovedError)(nil), c.gone(ctx, coop.PartnershipID(id))
			if errors.As(err, &moved) {
				n, there = x.rows.row(coop.PartnershipID(moved.To))
			} else if code := coop.CodeOf(err); code != coop.Gone && code != coop.NotFound {
				return nil, err
			}
		}
		if there {
			r.Name = x.title(n)
		}
		out = append(out, r)
	}
	return out, nil
}

// day is the day (UTC) of an instant in Unix milliseconds, "" for 0.
func day(ms int64) coop.Date {
	if ms == 0 {
		return ""
	}
	return coop.Date(time.UnixMilli(ms).UTC().Format(time.DateOnly))
}

// claimLine says a claim in a line.
func (x *index) claimLine(c coop.Claim) ClaimLine {
	property, text, at := said(c)
	cite := x.cite(at.Record, at.Path, at.Line, at.LineEnd)
	line := ClaimLine{Property: property, Text: x.masked(cite.Source, text), Cite: cite}
	if c.Status != nil {
		goes := x.statusClaim(c.Status)
		line.Goes = &goes
	}
	return line
}

// said is what a claim says, in the words of its source.
func said(c coop.Claim) (property, text string, at coop.Place) {
	switch {
	case c.Party != nil:
		return "party", c.Party.Text, c.Party.Place
	case c.Agreement != nil:
		a := c.Agreement
		return "agreement", spaced(a.Label, string(cmp.Or(a.Date, a.From)), string(a.To)), a.Place
	case c.Action != nil:
		return "action", spaced(c.Action.Domain, c.Action.Description, c.Action.Period), c.Action.Place
	case c.Financing != nil:
		return "financing", c.Financing.Raw, c.Financing.Place
	case c.Text != nil:
		if t, ok := coop.ThemeByCode(c.Text.Text); ok && c.Text.Property == coop.ThemeText {
			return "theme", t.French, c.Text.Place
		}
		return "text", c.Text.Text, c.Text.Place
	case c.Status != nil:
		s := c.Status
		return "status", spaced(s.Continued, s.Trend, s.State, string(s.Cause), string(s.End)), s.Place
	case c.Absence != nil:
		return c.Absence.Kind, c.Absence.Text, c.Absence.Place
	case c.Value != nil && (c.Value.Property == coop.OwnSite || c.Value.Property == coop.OtherName):
		return c.Value.Property, c.Value.Text, c.Value.Place
	case c.Value != nil:
		return "value", spaced(c.Value.Text, string(c.Value.Date)), c.Value.Place
	}
	return "", "", coop.Place{}
}

func spaced(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" }), " · ")
}
