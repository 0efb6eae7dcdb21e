package catalogue

import (
	"context"
	"encoding/json"
	"fmt"

	"kafo/internal/coop"
)

// Valued is what one record gives for a property of a partnership that has one value, where others give it too.
type Valued struct {
	Partnership coop.PartnershipID
	Source      coop.SourceID
	Property    string
	Text        string
	Date        coop.Date // for a property that is a date
	Place       coop.Place
}

// Decided is a claim of which a decision stands: shown before others, or set aside.
type Decided struct {
	Claim string // party agreement action financing text status value
	Place coop.Place
	Rank  coop.Rank
}

// valued lists the values of properties for which there are several.
func (c *Catalogue) valued(ctx context.Context, x *index) ([]Valued, error) {
	rows, err := c.q.ValuesInQuestion(ctx)
	if err != nil {
		return nil, fmt.Errorf("values: %w", err)
	}
	var out []Valued
	for _, r := range rows {
		v := Valued{
			Partnership: coop.PartnershipID(r.Partnership), Property: r.Property, Text: r.Text, Date: coop.Date(r.Dated),
			Place: coop.Place{Record: coop.RecordID(r.Record), Path: r.Path, Line: r.Line, LineEnd: r.LineEnd},
		}
		if head := x.heads.of(v.Place.Record); head != nil {
			v.Source = head.source
			out = append(out, v)
		}
	}
	return out, nil
}

// decided lists the claims that are decided about, in the order of the decisions: of two about one claim the last holds.
func (c *Catalogue) decided(ctx context.Context) ([]Decided, error) {
	rows, err := c.q.DecidedClaims(ctx)
	if err != nil {
		return nil, fmt.Errorf("decided claims: %w", err)
	}
	var out []Decided
	for _, r := range rows {
		var claims []coop.Claim
		if err := json.Unmarshal([]byte(r.Claims), &claims); err != nil {
			return nil, fmt.Errorf("decided claims: %w", err)
		}
		d := Decided{Rank: coop.Preferred}
		if coop.DecisionKind(r.Kind) == coop.DecideDeprecate {
			d.Rank = coop.Deprecated
		}
		first := coop.ClaimRef{Set: r.Subject, Position: int(r.Object)}
		for i, claim := range claims {
			if (coop.ClaimRef{Set: r.ID, Position: i}) == first || claim.Was != nil && *claim.Was == first { // said again
				d.Claim, _, d.Place = said(claim)
				out = append(out, d)
			}
		}
	}
	return out, nil
}
