package catalogue

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Redaction is a redaction that stands. Why and by whom it was decided is the operator's alone.
type Redaction struct {
	coop.Redaction
	Author coop.Author
	At     int64 // Unix milliseconds, UTC
	Name   string
}

// kept is what redactions keep out of everything public. Nothing of it is in a row, a bitmap or a text of the index.
type kept struct {
	standing []Redaction
	points   map[coop.PartnershipID]coop.RedactionLevel
	hidden   map[coop.TerritoryID]bool // its point is not shown
	names    *nameless
	withheld map[coop.PartnershipID]bool
	records  map[coop.RecordID]bool         // that speak of nothing but withheld partnerships
	places   map[coop.TerritoryID]bool      // in which nothing public is
	parts    map[coop.RecordID][]string     // of records that speak of others too: the paths of what they say of withheld ones
	lines    map[coop.RecordID]map[int]bool // on which that stands
}

// secretLine stands for a line of a document that speaks of a withheld partnership.
const secretLine = "[passage protégé]"

// hides says whether what stands at a path of a record is not public.
func (k *kept) hides(record coop.RecordID, path string) bool {
	return k.records[record] || slices.ContainsFunc(k.parts[record], func(part string) bool { return path == part || strings.HasPrefix(path, part+".") })
}

// Redactions are the redactions that stand, in the order of their numbers, with the names that they may hide. They are
// private: the operator's.
func (c *Catalogue) Redactions(ctx context.Context) ([]Redaction, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	return x.redactions(), nil
}

func (x *index) redactions() []Redaction {
	out := slices.Clone(x.kept.standing)
	for i, r := range out {
		if n, ok := x.rows.row(coop.PartnershipID(r.Subject)); ok && r.Kind == coop.KindPartnership {
			out[i].Name = x.title(n)
		}
	}
	return out
}

// standing reads the redactions that stand. Those of merged objects are of what they were merged into.
func (c *Catalogue) standing(ctx context.Context, x *index) ([]Redaction, error) {
	rows, err := c.q.StandingRedactions(ctx)
	if err != nil {
		return nil, fmt.Errorf("redactions: %w", err)
	}
	var out []Redaction
	for _, r := range rows {
		red := Redaction{Author: coop.Author(r.Author), At: r.At, Redaction: coop.Redaction{
			ID: coop.RedactionID(r.ID), Kind: r.SubjectKind, Subject: r.Subject, Level: coop.RedactionLevel(r.Level), Review: coop.Date(r.Review), Why: r.Why,
		}}
		switch r.SubjectKind {
		case coop.KindTerritory:
			if t := x.territories[coop.TerritoryID(r.Subject)]; t != nil {
				red.Name = t.Name
			}
		case coop.KindOrganisation:
			red.Subject = int64(x.survivor(coop.OrgID(r.Subject)))
			red.Name = x.orgRef(coop.OrgID(red.Subject)).Name
		}
		if red.Stands(c.today()) {
			out = append(out, red)
		}
	}
	return out, nil
}

// loadRedactions takes away what is not public before anything has read it: no answer of the catalogue has it.
func (c *Catalogue) loadRedactions(ctx context.Context, x *index) error {
	list, err := c.standing(ctx, x)
	if err != nil {
		return err
	}
	x.kept = kept{
		standing: list, points: map[coop.PartnershipID]coop.RedactionLevel{}, hidden: map[coop.TerritoryID]bool{},
		withheld: map[coop.PartnershipID]bool{}, records: map[coop.RecordID]bool{},
		places: map[coop.TerritoryID]bool{}, parts: map[coop.RecordID][]string{}, lines: map[coop.RecordID]map[int]bool{},
	}
	levels := map[coop.TerritoryID]coop.RedactionLevel{}
	var orgs []coop.OrgID
	var places []coop.TerritoryID
	for _, r := range list {
		switch {
		case r.Level == coop.RedactWithheld:
			x.kept.withheld[coop.PartnershipID(r.Subject)] = true
		case r.Kind == coop.KindPartnership:
			x.kept.points[coop.PartnershipID(r.Subject)] = r.Level
		case r.Kind == coop.KindOrganisation:
			orgs = append(orgs, coop.OrgID(r.Subject))
		default:
			if r.Level == coop.RedactUnnamed {
				places = append(places, x.below(coop.TerritoryID(r.Subject))...)
			}
			for _, id := range x.sharing(coop.TerritoryID(r.Subject)) {
				levels[id] = strictest(levels[id], r.Level)
			}
		}
	}
	x.blur(levels)
	return errors.Join(c.unname(ctx, x, orgs, places), c.withhold(ctx, x))
}

// strictest is the level of two that shows less of a point.
func strictest(a, b coop.RedactionLevel) coop.RedactionLevel {
	if a == "" || a == coop.RedactCoarse && b != coop.RedactCoarse {
		return b
	}
	return a
}

// blur takes the points of territories away, or puts a coarser one in their place.
func (x *index) blur(levels map[coop.TerritoryID]coop.RedactionLevel) {
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
		x.kept.hidden[id] = t.Precision == coop.NoPoint
	}
}

// below are a territory and what lies in it.
func (x *index) below(id coop.TerritoryID) []coop.TerritoryID {
	out, seen := []coop.TerritoryID{id}, map[coop.TerritoryID]bool{id: true}
	for i := 0; i < len(out); i++ {
		for _, child := range x.children[out[i]] {
			if !seen[child] {
				seen[child], out = true, append(out, child)
			}
		}
	}
	return out
}

// withhold finds the records of which nothing is public: they speak of withheld partnerships alone.
func (c *Catalogue) withhold(ctx context.Context, x *index) error {
	for id := range x.kept.withheld {
		rows, err := c.q.RecordsBeside(ctx, int64(id))
		if err != nil {
			return fmt.Errorf("records of withheld partnerships: %w", err)
		}
		for _, r := range rows {
			x.kept.records[coop.RecordID(r.Record)] = true
		}
		for _, r := range rows {
			if into, ok := x.merged[coop.PartnershipID(r.Subject)]; !x.kept.withheld[coop.PartnershipID(r.Subject)] && !(ok && x.kept.withheld[into]) {
				delete(x.kept.records, coop.RecordID(r.Record))
			}
		}
	}
	for id := range x.kept.withheld {
		if err := c.withholdParts(ctx, x, id); err != nil {
			return err
		}
	}
	return c.forgetNamed(ctx, x)
}

// withholdParts finds what records that speak of others too say of a withheld partnership: a row of a network's table.
func (c *Catalogue) withholdParts(ctx context.Context, x *index, id coop.PartnershipID) error {
	rows, err := c.q.PartnershipClaims(ctx, int64(id))
	if err != nil {
		return fmt.Errorf("claims of a withheld partnership: %w", err)
	}
	for _, r := range rows {
		record := coop.RecordID(r.Record)
		var claims []coop.Claim
		if err := json.Unmarshal([]byte(r.Claims), &claims); err != nil {
			return fmt.Errorf("claims of record %d: %w", r.Record, err)
		}
		if x.kept.records[record] || r.WithdrawnAt != 0 {
			continue
		}
		if x.kept.lines[record] == nil {
			x.kept.lines[record] = map[int]bool{}
		}
		for _, claim := range claims {
			at := claim.At()
			list, n, _ := strings.Cut(at.Path, ".")
			n, _, _ = strings.Cut(n, ".")
			if part := list + "." + n; n != "" && !slices.Contains(x.kept.parts[record], part) {
				x.kept.parts[record] = append(x.kept.parts[record], part)
			}
			for line := at.Line; line <= max(at.Line, at.LineEnd); line++ {
				x.kept.lines[record][line] = true
			}
		}
	}
	return nil
}

// forgetNamed takes away the organisations that nothing public names.
func (c *Catalogue) forgetNamed(ctx context.Context, x *index) error {
	if len(x.kept.withheld) == 0 {
		return nil
	}
	rows, err := c.q.Mentions(ctx, db.MentionsParams(everything))
	named := map[coop.OrgID]bool{} // and whether something public does
	for _, r := range rows {
		org := x.survivor(coop.OrgID(r.Organisation))
		named[org] = named[org] || !x.kept.hides(coop.RecordID(r.Record), r.Path)
	}
	for org, public := range named {
		if o := x.orgs[org]; o != nil && !public {
			x.orgsAt[o.Territory] = slices.DeleteFunc(x.orgsAt[o.Territory], func(id coop.OrgID) bool { return id == org })
			delete(x.orgs, org)
			x.hideProfile(org)
			x.forgetPlaces(o.Territory)
		}
	}
	return err
}

// forgetPlaces keeps a territory and those above it out where no organisation is in them any more.
func (x *index) forgetPlaces(id coop.TerritoryID) {
	for _, t := range x.lineage(id) {
		if !slices.ContainsFunc(x.below(t.ID), func(b coop.TerritoryID) bool { return len(x.orgsAt[b]) > 0 }) {
			x.kept.places[t.ID] = true
		}
	}
}

// sharing are a territory, those in it, and those below a région that are drawn at its point: the commune that is the seat
// of its cercle shares the cercle's.
func (x *index) sharing(id coop.TerritoryID) []coop.TerritoryID {
	own := x.territories[id]
	if own == nil {
		return nil
	}
	out := x.below(id)
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
	case p == nil || x.kept.points[partnership] == coop.RedactHidden:
		return nil
	case x.kept.points[partnership] == coop.RedactCoarse && p.Precision != coop.Coarse:
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

// hides says whether names or whole partnerships are kept out: the index is then made from nothing after each change.
func (x *index) hides() bool { return x.kept.names != nil || len(x.kept.withheld) > 0 }
