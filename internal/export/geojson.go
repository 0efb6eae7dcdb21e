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
		return writeFeatures(w, h, "partnerships", listed(links(x)))
	case catalogue.Listing:
		return writeFeatures(w, h, "partnerships", drawn(x))
	case catalogue.Partnership:
		link := catalogue.Link{ID: x.ID, Title: x.Title, Status: x.Status, From: x.From, To: x.To}
		return writeFeatures(w, h, "partnership", listed(linksOf([]catalogue.Link{link}, nil)))
	case []catalogue.OrgCount:
		return writeFeatures(w, h, "organisations", listed(places(x, func(o catalogue.OrgCount) (any, any, *catalogue.Point) {
			return o.Ref.ID, newOrgCount(o), o.Point
		})))
	case []catalogue.TerritoryCount:
		return writeFeatures(w, h, "territories", listed(places(x, func(t catalogue.TerritoryCount) (any, any, *catalogue.Point) {
			return t.Ref.ID, newTerritoryCount(t), t.Point
		})))
	case catalogue.Territory:
		return writeFeatures(w, h, "territory", listed(places([]catalogue.Territory{x}, territoryPlace)))
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
}

func newFeature(id, properties any, g orb.Geometry) feature {
	f := feature{Type: "Feature", ID: id, Properties: properties}
	if g != nil {
		f.Geometry, f.BBox = &geometry{g.GeoJSONType(), g}, bbox(g.Bound())
	}
	return f
}

// features are what a file draws: shapes come twice, since the box around them is said before them.
type features struct {
	shapes iter.Seq[orb.Geometry] // nil for what has no point
	each   iter.Seq2[feature, error]
}

// listed are features that are at hand.
func listed(all iter.Seq[feature]) features {
	return features{
		shapes: func(yield func(orb.Geometry) bool) {
			for f := range all {
				if f.Geometry != nil && !yield(f.Geometry.Coordinates) {
					return
				}
			}
		},
		each: func(yield func(feature, error) bool) {
			for f := range all {
				if !yield(f, nil) {
					return
				}
			}
		},
	}
}

// drawn are the partnerships of a listing, read as they are written.
func drawn(l catalogue.Listing) features {
	return features{
		shapes: func(yield func(orb.Geometry) bool) {
			for link := range l.Links {
				if !yield(join(link)) {
					return
				}
			}
		},
		each: func(yield func(feature, error) bool) {
			next, stop := iter.Pull(l.Links)
			defer stop()
			for item, err := range l.Each {
				link, _ := next() // as many as there are items, in their order
				if !yield(linkFeature(link, item), err) || err != nil {
					return
				}
			}
		},
	}
}

func writeFeatures(w io.Writer, h head, kind string, all features) error {
	h.Kind = kind
	c := collection{Type: "FeatureCollection", head: h}
	var whole orb.Bound
	for shape := range all.shapes {
		switch {
		case shape == nil:
		case c.BBox == nil:
			whole = shape.Bound()
			c.BBox = bbox(whole)
		default:
			whole = whole.Union(shape.Bound())
			c.BBox = bbox(whole)
		}
	}
	return stream(w, c, "features", false, all.each)
}

// linkProperties say of a partnership on a map what its line cannot.
type linkProperties struct {
	Title    string   `json:"title"`
	Status   string   `json:"status"`
	Cause    *string  `json:"cause"`
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
	return func(yield func(feature) bool) {
		for _, l := range list {
			if !yield(linkFeature(l, items[int64(l.ID)])) {
				return
			}
		}
	}
}

func linkFeature(l catalogue.Link, i catalogue.Item) feature {
	name := func(r catalogue.Ref) string { return r.Name }
	return newFeature(int64(l.ID), linkProperties{
		l.Title, string(l.Status), opt(i.Cause), opt(i.Since), each(i.Themes, same[string]), each(i.Holders, name), each(i.Partners, name),
		each(l.From, newPoint), each(l.To, newPoint),
	}, join(l))
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
