package web

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/export"
)

// Outlines are the shapes of territories for the base map, by their keys; rings are [longitude, latitude] pairs.
type Outlines map[string][][][2]float64

// baseFile is the picture of the outlines by its plain name. Pages show it from there (<use>): visitors load it once, and
// no page carries it.
const baseFile = "carte.svg"

// drawBase is the outlines of every frame as a picture, one path a country, under its code.
func drawBase(outlines Outlines) []byte {
	paths := map[string]*strings.Builder{}
	for _, key := range slices.Sorted(maps.Keys(outlines)) {
		for _, ring := range outlines[key] {
			f := export.RingFrame(key, ring)
			if f == nil {
				continue
			}
			if paths[f.Country] == nil {
				paths[f.Country] = &strings.Builder{}
			}
			drawRing(paths[f.Country], f, ring)
		}
	}
	var out bytes.Buffer
	out.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 840">`)
	for _, f := range export.Frames {
		if b := paths[f.Country]; b != nil {
			fmt.Fprintf(&out, `<path id="%s" d="%s"/>`, f.Country, b)
		}
	}
	out.WriteString("</svg>\n")
	return out.Bytes()
}

// drawRing writes a ring as relative whole steps of half a unit (the picture is drawn at scale ½): a tenth of the bytes
// that decimals would take.
func drawRing(b *strings.Builder, f *export.Frame, ring [][2]float64) {
	points := make([][2]float64, len(ring))
	for i, p := range ring {
		x, y := f.Project(p[1], p[0])
		points[i] = [2]float64{2 * x, 2 * y}
	}
	points = thin(points, 0.9)
	if len(points) < 4 {
		return
	}
	px, py := 0, 0
	for i, p := range points[:len(points)-1] {
		x, y := int(math.Round(p[0])), int(math.Round(p[1]))
		switch {
		case i == 0:
			fmt.Fprintf(b, "M%d %dl", x, y)
		case x == px && y == py:
			continue
		default:
			b.WriteString(step(x-px, y-py))
		}
		px, py = x, y
	}
	b.WriteByte('z')
}

func step(dx, dy int) string {
	second := strconv.Itoa(dy)
	if dy >= 0 {
		second = " " + second
	}
	return " " + strconv.Itoa(dx) + second
}

// thin drops the points of a line that stray less than a tolerance from it (Douglas–Peucker).
func thin(points [][2]float64, tolerance float64) [][2]float64 {
	if len(points) < 3 {
		return points
	}
	first, last := points[0], points[len(points)-1]
	far, index := 0.0, 0
	for i := 1; i < len(points)-1; i++ {
		if d := distance(points[i], first, last); d > far {
			far, index = d, i
		}
	}
	if far <= tolerance {
		return [][2]float64{first, last}
	}
	left := thin(points[:index+1], tolerance)
	return append(slices.Clip(left[:len(left)-1]), thin(points[index:], tolerance)...)
}

func distance(p, a, b [2]float64) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	length := math.Hypot(dx, dy)
	if length == 0 {
		return math.Hypot(p[0]-a[0], p[1]-a[1])
	}
	return math.Abs(dx*(a[1]-p[1])-dy*(a[0]-p[0])) / length
}

// Map is a picture of links between two countries, with what it cannot show in words.
type Map struct {
	Small   bool
	Base    string // address of the picture of the outlines
	Curves  []Curve
	Dots    []Dot
	Places  int   // that have a position in the picture: more than dots where there is no room for all
	Off     Named // places outside the frames or without a point
	Parents Named // places drawn at a point of the territory above them
}

// Named are the first names of a list, which may have tens of thousands, and how many there are.
type Named struct {
	First []string
	Count int
	last  string
}

// namesShown is how many names a sentence says.
const namesShown = 8

// add counts a name; names come in their order, some more than once.
func (n *Named) add(name string) {
	if n.Count > 0 && n.last == name {
		return
	}
	if n.Count, n.last = n.Count+1, name; n.Count <= namesShown {
		n.First = append(n.First, name)
	}
}

// Curve is a link: two halves in the colours of the two sides.
type Curve struct{ Title, Path, First, Second string }

// Dot is a place; its surface grows with the number of links.
type Dot struct {
	Name, Level, Path string
	French            bool
	X, Y              float64
	Count             int
	Precision         coop.Precision
	Label             *Label // where its name stands; nil where there is no room
	territory         coop.TerritoryID
}

// Label is where a name stands.
type Label struct {
	X, Y   float64
	Anchor string // start, middle, end
}

// radius of a dot in units of the picture.
func (d Dot) radius() float64 { return 2.8 + 1.4*math.Sqrt(float64(d.Count-1)) }

// Limits of what a map may show before it is unreadable or too heavy; a small one shows less.
const (
	maxCurves, fewCurves = 300, 80
	maxDots, fewDots     = 500, 125
	maxNames             = 14
)

// mapOf draws links with the places that they join.
func (s *server) mapOf(links []catalogue.Link, small bool) Map {
	return s.draw(placesOf(links), links, small)
}

// mapOfList draws what a list finds.
func (s *server) mapOfList(list catalogue.List, small bool) Map {
	return s.draw(list.Places, list.Points, small)
}

// placesOf counts the places of links, by name.
func placesOf(links []catalogue.Link) iter.Seq[catalogue.MapPlace] {
	at := map[coop.TerritoryID]int{}
	var out []catalogue.MapPlace
	for _, l := range links {
		for _, p := range slices.Concat(l.From, l.To) {
			i, ok := at[p.Territory]
			if !ok {
				i = len(out)
				at[p.Territory], out = i, append(out, catalogue.MapPlace{Point: &p})
			}
			out[i].Links++
		}
	}
	slices.SortFunc(out, func(a, b catalogue.MapPlace) int { return cmp.Compare(a.Name, b.Name) })
	return slices.Values(out)
}

// draw draws the places with the most links, and between them as many links as stay readable; a small map stands beside
// something, shows less and has larger names.
func (s *server) draw(places iter.Seq[catalogue.MapPlace], links []catalogue.Link, small bool) Map {
	m := Map{Base: s.assets.url(baseFile), Small: small}
	curves, dots := maxCurves, maxDots
	if small {
		curves, dots = fewCurves, fewDots
	}
	m.dots(places, dots)
	at := make(map[coop.TerritoryID]*Dot, len(m.Dots))
	for i := range m.Dots {
		at[m.Dots[i].territory] = &m.Dots[i]
	}
	for _, l := range links {
		for _, from := range l.From {
			for _, to := range l.To {
				a, b := at[from.Territory], at[to.Territory]
				if len(m.Curves) < curves && a != nil && b != nil && a != b {
					m.Curves = append(m.Curves, curve(l, *a, *b))
				}
			}
		}
	}
	m.name()
	return m
}

// dots draws the places with the most links, and notes those that have no place in the picture. Places come in the order
// of their names.
func (m *Map) dots(places iter.Seq[catalogue.MapPlace], most int) {
	shown := make([]catalogue.MapPlace, 0, 2*most)
	least := 0 // links of the last one shown, once there are enough: of tens of thousands of places few are looked at twice
	for p := range places {
		if export.FrameOf(p.Country, p.Lat, p.Lon) == nil || p.Precision == coop.NoPoint {
			m.Off.add(p.Name)
			continue
		}
		if p.Precision == coop.Parent {
			m.Parents.add(p.Name)
		}
		if m.Places++; p.Links <= least {
			continue
		}
		if shown = append(shown, p); len(shown) == cap(shown) {
			shown = mostLinked(shown, most)
			least = shown[most-1].Links
		}
	}
	m.Dots = make([]Dot, 0, min(m.Places, most))
	for _, p := range mostLinked(shown, most) {
		m.Dots = append(m.Dots, dotOf(p))
	}
}

// mostLinked are the first places by the number of their links.
func mostLinked(list []catalogue.MapPlace, most int) []catalogue.MapPlace {
	slices.SortFunc(list, func(a, b catalogue.MapPlace) int {
		return cmp.Or(cmp.Compare(b.Links, a.Links), cmp.Compare(a.Name, b.Name))
	})
	return list[:min(most, len(list))]
}

func dotOf(p catalogue.MapPlace) Dot {
	x, y := export.FrameOf(p.Country, p.Lat, p.Lon).Project(p.Lat, p.Lon)
	return Dot{Name: p.Name, Level: p.Level, Path: address("territory", int64(p.Territory), p.Name), French: p.Country == "FR",
		X: x, Y: y, Precision: p.Precision, Count: p.Links, territory: p.Territory}
}

// Size of a letter of a name, in units of the picture, as the style sheet sets it (15 px; on a small map 26 px), in the
// widest of the usual system fonts.
const (
	letterWidth  = 11.0
	letterHeight = 17.0
	smallerMap   = 26.0 / 15
)

type box struct{ x1, y1, x2, y2 float64 }

func (b box) meets(o box) bool { return b.x1 < o.x2 && o.x1 < b.x2 && b.y1 < o.y2 && o.y1 < b.y2 }

// name gives the first dots their names where nothing is in the way: to the right, to the left, above or below.
func (m *Map) name() {
	var taken []box
	scale := 1.0
	if m.Small {
		scale = smallerMap
	}
	for _, d := range m.Dots {
		taken = append(taken, box{d.X - 5, d.Y - 5, d.X + 5, d.Y + 5})
	}
	for i := range m.Dots[:min(len(m.Dots), maxNames)] {
		d := &m.Dots[i]
		width := scale * letterWidth * float64(len([]rune(d.Name)))
		for _, l := range places(*d, scale) {
			room := l.room(width, scale)
			if room.x1 < 0 || room.x2 > 800 || slices.ContainsFunc(taken, room.meets) {
				continue
			}
			taken, d.Label = append(taken, room), &l
			break
		}
	}
}

func places(d Dot, scale float64) []Label {
	return []Label{{d.X + 10, d.Y + 5*scale, "start"}, {d.X - 10, d.Y + 5*scale, "end"}, {d.X, d.Y - 10, "middle"}, {d.X, d.Y + 10 + 11*scale, "middle"}}
}

func (l Label) room(width, scale float64) box {
	x := l.X
	switch l.Anchor {
	case "end":
		x -= width
	case "middle":
		x -= width / 2
	}
	return box{x, l.Y - scale*letterHeight, x + width, l.Y + 3}
}

// curve bends a link upwards and cuts it in the middle (de Casteljau), so that each half takes the colour of its side.
func curve(l catalogue.Link, a, b Dot) Curve {
	cx, cy := (a.X+b.X)/2, math.Min(a.Y, b.Y)-math.Abs(b.X-a.X)*0.16
	m1x, m1y, m2x, m2y := (a.X+cx)/2, (a.Y+cy)/2, (cx+b.X)/2, (cy+b.Y)/2
	mx, my := (m1x+m2x)/2, (m1y+m2y)/2
	return Curve{Title: l.Title, Path: address("partnership", int64(l.ID), l.Title),
		First:  quadratic(a.X, a.Y, m1x, m1y, mx, my),
		Second: quadratic(mx, my, m2x, m2y, b.X, b.Y)}
}

// quadratic writes a curve as path data.
func quadratic(x, y, cx, cy, toX, toY float64) string {
	b := appendNumber(append(make([]byte, 0, 48), 'M'), x)
	b = appendNumber(append(b, ' '), y)
	b = append(b, 'Q')
	for i, v := range [...]float64{cx, cy, toX, toY} {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendNumber(b, v)
	}
	return string(b)
}

func number(v float64) string { return string(appendNumber(nil, v)) }

// appendNumber writes a tenth of a unit at most: a map has a thousand numbers, and strconv's shortest form of a float
// took a third of its time.
func appendNumber(b []byte, v float64) []byte {
	tenths := int64(math.Round(v * 10))
	if tenths < 0 {
		b, tenths = append(b, '-'), -tenths
	}
	b = strconv.AppendInt(b, tenths/10, 10)
	if d := tenths % 10; d != 0 {
		b = append(b, '.', byte('0'+d))
	}
	return b
}
