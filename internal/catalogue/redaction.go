package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"kafo/internal/coop"
)

// Redaction is a redaction that stands. Why and by whom it was decided is the operator's alone.
type Redaction struct {
	coop.Redaction
	Author coop.Author
	At     int64 // Unix milliseconds, UTC
	Name   string
}

// Redactions are the redactions that stand, in the order of their numbers. They are private: the operator's.
func (c *Catalogue) Redactions(ctx context.Context) ([]Redaction, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	return c.redactions(ctx, x)
}

func (c *Catalogue) redactions(ctx context.Context, x *index) ([]Redaction, error) {
	rows, err := c.q.StandingRedactions(ctx)
	if err != nil {
		return nil, fmt.Errorf("redactions: %w", err)
	}
	out := make([]Redaction, len(rows))
	for i, r := range rows {
		out[i] = Redaction{Author: coop.Author(r.Author), At: r.At, Redaction: coop.Redaction{
			ID: coop.RedactionID(r.ID), Kind: r.SubjectKind, Subject: r.Subject, Level: coop.RedactionLevel(r.Level), Review: coop.Date(r.Review), Why: r.Why,
		}}
		if t := x.territories[coop.TerritoryID(r.Subject)]; t != nil && r.SubjectKind == coop.KindTerritory {
			out[i].Name = t.Name
		}
		if n, ok := x.rows.row(coop.PartnershipID(r.Subject)); ok && r.SubjectKind == coop.KindPartnership {
			out[i].Name = x.title(n)
		}
	}
	return out, nil
}

// loadRedactions takes points away before anything has read them: no answer of the catalogue has another.
func (c *Catalogue) loadRedactions(ctx context.Context, x *index) error {
	list, err := c.redactions(ctx, x)
	if err != nil {
		return err
	}
	x.redacted, x.hidden = map[coop.PartnershipID]coop.RedactionLevel{}, map[coop.TerritoryID]bool{}
	levels := map[coop.TerritoryID]coop.RedactionLevel{}
	for _, r := range list {
		if r.Kind == coop.KindPartnership {
			x.redacted[coop.PartnershipID(r.Subject)] = r.Level
			continue
		}
		for _, id := range x.sharing(coop.TerritoryID(r.Subject)) {
			if levels[id] != coop.RedactHidden {
				levels[id] = r.Level
			}
		}
	}
	coarse := map[coop.TerritoryID]Point{}
	for id, level := range levels {
		if p := x.coarsened(id); p != nil && level == coop.RedactCoarse {
			coarse[id] = *p
		}
	}
	for id := range levels {
		t := x.territories[id]
		t.Lat, t.Lon, t.Precision = 0, 0, coop.NoPoint
		if p, ok := coarse[id]; ok {
			t.Lat, t.Lon, t.Precision = p.Lat, p.Lon, coop.Coarse
		}
		x.hidden[id] = t.Precision == coop.NoPoint
	}
	return nil
}

// sharing are a territory, those in it, and those below a région that are drawn at its point: the commune that is the seat
// of its cercle shares the cercle's.
func (x *index) sharing(id coop.TerritoryID) []coop.TerritoryID {
	own := x.territories[id]
	if own == nil {
		return nil
	}
	out := []coop.TerritoryID{id}
	for i := 0; i < len(out); i++ {
		for _, child := range x.children[out[i]] {
			if !slices.Contains(out, child) {
				out = append(out, child)
			}
		}
	}
	for other, t := range x.territories {
		if own.Precision != coop.NoPoint && spot(t, own) && !wide(t) && !slices.Contains(out, other) {
			out = append(out, other)
		}
	}
	slices.Sort(out)
	return out
}

// wide says whether a territory is so large that its point tells nothing of what lies in it.
func wide(t *coop.Territory) bool {
	return t.Level == "country" || t.Level == "region" || t.Level == "district"
}

// spot says whether two territories are drawn at one place, within about five kilometres.
func spot(a, b *coop.Territory) bool {
	return a.Precision != coop.NoPoint && math.Abs(a.Lat-b.Lat) < 0.05 && math.Abs(a.Lon-b.Lon) < 0.05
}

// coarsened is the point that is shown instead of a territory's: that of the région it lies in (of a région, that of the
// country). Where that would be the same place, as it is for the région's own seat, it is the middle of the other places
// known in the région; nil if there are none.
func (x *index) coarsened(id coop.TerritoryID) *Point {
	own := x.territories[id]
	if own == nil || own.Precision == coop.NoPoint {
		return nil
	}
	up := x.lineage(own.Parent)
	i := slices.IndexFunc(up, wide)
	if i < 0 {
		return nil
	}
	p := Point{Territory: up[i].ID, Name: up[i].Name, Level: up[i].Level, Country: up[i].Country, Lat: up[i].Lat, Lon: up[i].Lon, Precision: coop.Coarse}
	if up[i].Precision != coop.NoPoint && !spot(up[i], own) {
		return &p
	}
	n := 0
	p.Lat, p.Lon = 0, 0
	for _, child := range x.children[up[i].ID] {
		if t := x.territories[child]; t.Precision != coop.NoPoint && !spot(t, own) {
			p.Lat, p.Lon, n = p.Lat+t.Lat, p.Lon+t.Lon, n+1
		}
	}
	p.Lat, p.Lon = p.Lat/float64(cmp.Or(n, 1)), p.Lon/float64(cmp.Or(n, 1))
	if n == 0 {
		return nil
	}
	return &p
}

// pointFor is the point of a territory as a partnership may show it.
func (x *index) pointFor(partnership coop.PartnershipID, id coop.TerritoryID) *Point {
	p := x.point(id)
	switch {
	case p == nil || x.redacted[partnership] == coop.RedactHidden:
		return nil
	case x.redacted[partnership] == coop.RedactCoarse && p.Precision != coop.Coarse:
		return x.coarsened(id)
	}
	return p
}

// endFor is the territory at whose point a link of a partnership ends, 0 where it may not be shown or has none of its own.
func (x *index) endFor(partnership coop.PartnershipID, id coop.TerritoryID) coop.TerritoryID {
	p := x.pointFor(partnership, id)
	if p == nil {
		return 0
	}
	if at := x.point(p.Territory); at == nil || at.Lat != p.Lat || at.Lon != p.Lon {
		return 0
	}
	return p.Territory
}
