package export

import (
	"fmt"
	"io"
	"iter"

	"github.com/paulmach/orb"

	"kafo/internal/catalogue"
)

// collection begins a GeoJSON file (RFC 7946: WGS 84, longitude first, no crs).
type collection struct {
	Type string `json:"type"`
	head
	BBox []float64 `json:"bbox,omitempty"`
}

// geometry is a GeoJSON geometry: orb's types are coordinates as GeoJSON writes them. (The geojson package of orb would
// bring a database driver along.)
type geometry struct {
	Type        string       `json:"type"`
	Coordinates orb.Geometry `json:"coordinates"`
}

func bbox(b orb.Bound) []float64 { return []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]} }

// writeGeoJSON writes a list or an object as features: one a partnership, which joins its two ends, or one a place. What
// has no point keeps its feature, with a geometry of null.
func writeGeoJSON(w io.Writer, h head, v any) error {
	switch x := v.(type) {
	case catalogue.List:
		return writeFeatures(w, h, "partnerships", links(x))
	case catalogue.Partnership:
		link := catalogue.Link{ID: x.ID, Title: x.Title, Status: x.Status, From: x.From, To: x.To}
		return writeFeatures(w, h, "partnership", linksOf([]catalogue.Link{link}, nil))
	case []catalogue.OrgCount:
		return writeFeatures(w, h, "organisations", places(x, func(o catalogue.OrgCount) (any, any, *catalogue.Point) {
			return o.Ref.ID, newOrgCount(o), o.Point
		}))
	case []catalogue.TerritoryCount:
		return writeFeatures(w, h, "territories", places(x, func(t catalogue.TerritoryCount) (any, any, *catalogue.Point) {
			return t.Ref.ID, newTerritoryCount(t), t.Point
		}))
	case catalogue.Territory:
		return writeFeatures(w, h, "territory", places([]catalogue.Territory{x}, territoryPlace))
	}
	return none("geojson", v)
}

func territoryPlace(t catalogue.Territory) (any, any, *catalogue.Point) {
	return int64(t.ID), territoryCount{int64(t.ID), t.Name, t.Level, t.Country, len(t.Partnerships)}, t.Point
}

// feature is a feature whose properties are a form of ours.
type feature struct {
	Type       string    `json:"type"`
	ID         any       `json:"id"`
	BBox       []float64 `json:"bbox,omitempty"`
	Geometry   *geometry `json:"geometry"`
	Properties any       `json:"properties"`
	bound      orb.Bound
}

func newFeature(id, properties any, g orb.Geometry) feature {
	f := feature{Type: "Feature", ID: id, Properties: properties}
	if g != nil {
		f.bound = g.Bound()
		f.Geometry, f.BBox = &geometry{g.GeoJSONType(), g}, bbox(f.bound)
	}
	return f
}

func writeFeatures(w io.Writer, h head, kind string, all iter.Seq[feature]) error {
	h.Kind = kind
	c := collection{Type: "FeatureCollection", head: h}
	var whole orb.Bound
	for f := range all {
		switch {
		case f.Geometry == nil:
		case c.BBox == nil:
			whole = f.bound
			c.BBox = bbox(whole)
		default:
			whole = whole.Union(f.bound)
			c.BBox = bbox(whole)
		}
	}
	return stream(w, c, "features", false, func(yield func(any) bool) {
		for f := range all {
			if !yield(f) {
				return
			}
		}
	})
}

// linkProperties say of a partnership on a map what its line cannot.
type linkProperties struct {
	Title    string   `json:"title"`
	Status   string   `json:"status"`
	Since    *string  `json:"since"`
	Themes   []string `json:"themes"`
	Holders  []string `json:"holders"`
	Partners []string `json:"partners"`
	From     []point  `json:"from"` // each with its precision (own, seat, parent)
	To       []point  `json:"to"`
}

func links(l catalogue.List) iter.Seq[feature] {
	items := map[int64]catalogue.Item{}
	for _, i := range l.Items {
		items[int64(i.ID)] = i
	}
	return linksOf(l.Points, items)
}

func linksOf(list []catalogue.Link, items map[int64]catalogue.Item) iter.Seq[feature] {
	name := func(r catalogue.Ref) string { return r.Name }
	return func(yield func(feature) bool) {
		for _, l := range list {
			i := items[int64(l.ID)]
			p := linkProperties{
				l.Title, string(l.Status), opt(i.Since), each(i.Themes, same[string]), each(i.Holders, name), each(i.Partners, name),
				each(l.From, newPoint), each(l.To, newPoint),
			}
			if !yield(newFeature(int64(l.ID), p, join(l))) {
				return
			}
		}
	}
}

// join draws a partnership: a line for two ends, lines from each holder to each partner for more, points where only
// one side is known.
func join(l catalogue.Link) orb.Geometry {
	var lines orb.MultiLineString
	var points orb.MultiPoint
	for _, a := range l.From {
		points = append(points, lonLat(a))
		for _, b := range l.To {
			lines = append(lines, orb.LineString{lonLat(a), lonLat(b)})
		}
	}
	for _, b := range l.To {
		points = append(points, lonLat(b))
	}
	switch {
	case len(lines) == 1:
		return lines[0]
	case len(lines) > 1:
		return lines
	case len(points) > 0:
		return points
	}
	return nil
}

func lonLat(p catalogue.Point) orb.Point { return orb.Point{p.Lon, p.Lat} }

func places[T any](list []T, of func(T) (id, properties any, p *catalogue.Point)) iter.Seq[feature] {
	return func(yield func(feature) bool) {
		for _, x := range list {
			id, properties, p := of(x)
			var g orb.Geometry
			if p != nil {
				g = lonLat(*p)
			}
			if !yield(newFeature(id, placeProperties{properties, precision(p)}, g)) {
				return
			}
		}
	}
}

// placeProperties adds to a form what the point stands for.
type placeProperties struct {
	form      any
	Precision *string
}

// MarshalJSON writes the form and the precision as one object.
func (p placeProperties) MarshalJSON() ([]byte, error) {
	b, err := flatten(p.form, struct {
		Precision *string `json:"precision"`
	}{p.Precision})
	if err != nil {
		return nil, fmt.Errorf("properties: %w", err)
	}
	return b, nil
}

func precision(p *catalogue.Point) *string {
	if p == nil {
		return nil
	}
	return opt(p.Precision)
}
