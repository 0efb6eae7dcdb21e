package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"kafo/internal/coop"
)

// History is everything that was ever said and decided about a partnership, latest first: nothing of it is deleted.
type History struct {
	ID        coop.PartnershipID
	Title     string
	Claims    []ClaimLine
	Decisions []Decision
}

// ClaimLine is one claim as a line of a history.
type ClaimLine struct {
	Set       int64
	Position  int
	Property  string // party agreement action financing text status value
	Text      string // in words of the source, masked
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

// History is what was ever said and decided of a partnership. Errors: notfound, *MovedError.
func (c *Catalogue) History(ctx context.Context, id coop.PartnershipID) (History, error) {
	x, err := c.current(ctx)
	if err != nil {
		return History{}, err
	}
	p, err := c.Partnership(ctx, id)
	if err != nil {
		return History{}, err
	}
	h := History{ID: id, Title: p.Title}
	if err := c.decisions(ctx, x, &h); err != nil {
		return h, fmt.Errorf("history of partnership %d: %w", id, err)
	}
	rows, err := c.q.PartnershipClaims(ctx, int64(id))
	if err != nil {
		return h, fmt.Errorf("history of partnership %d: %w", id, err)
	}
	for _, r := range rows {
		var claims []coop.Claim
		if err := json.Unmarshal([]byte(r.Claims), &claims); err != nil {
			return h, fmt.Errorf("claim set %d: %w", r.ID, err)
		}
		for i, claim := range claims {
			line := x.claimLine(claim)
			line.Set, line.Position, line.Asserted, line.Author = r.ID, i, coop.Date(r.AssertedOn), coop.Author(r.Author)
			line.Recorded, line.Withdrawn, line.Rank = day(r.RecordedAt), day(r.WithdrawnAt), h.rank(r.ID, i)
			h.Claims = append(h.Claims, line)
		}
	}
	slices.SortStableFunc(h.Claims, func(a, b ClaimLine) int {
		return cmp.Or(cmp.Compare(b.Recorded, a.Recorded), cmp.Compare(b.Set, a.Set))
	})
	return h, nil
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
	rows, err := c.q.DecisionsOnPartnership(ctx, int64(h.ID))
	for _, r := range rows {
		d := Decision{Decision: coop.Decision{
			ID: coop.DecisionID(r.ID), Kind: coop.DecisionKind(r.Kind), SubjectKind: r.SubjectKind, Subject: r.Subject, Object: r.Object, Why: x.kept.names.mask(r.Why),
			Author: coop.Author(r.Author), At: r.At, UndoneAt: r.UndoneAt, UndoneBy: coop.Author(r.UndoneBy), UndoneWhy: x.kept.names.mask(r.UndoneWhy),
		}, On: day(r.At), Undone: day(r.UndoneAt)}
		if d.SubjectKind == coop.KindPartnership {
			d.Of = []Ref{{ID: d.Subject, Kind: "partnership"}, {ID: d.Object, Kind: "partnership"}}
		}
		h.Decisions = append(h.Decisions, d)
	}
	return err
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
	return ClaimLine{Property: property, Text: x.masked(cite.Source, text), Cite: cite}
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
		return "text", c.Text.Text, c.Text.Place
	case c.Status != nil:
		s := c.Status
		return "status", spaced(s.Continued, s.Trend, s.State, string(s.End)), s.Place
	case c.Value != nil:
		return "value", spaced(c.Value.Text, string(c.Value.Date)), c.Value.Place
	}
	return "", "", coop.Place{}
}

func spaced(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" }), " · ")
}
