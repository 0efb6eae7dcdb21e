package export

import (
	"image"
	"image/color"
	"math"
	"slices"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Frame is one country of the map: where it stands in the picture and how it is projected (Lambert's azimuthal
// equal-area projection about the middle of the country, so that surfaces may be compared).
type Frame struct {
	Country        string
	outlines       []string // beginnings of the keys of what is drawn: one level, so that nothing is drawn twice
	lon, lat       float64  // centre of the projection
	x, y, scale    float64  // centre of the frame in the picture, units a radian
	minX, maxX     float64  // the frame, to know what lies in it
	minLon, maxLon float64
	minLat, maxLat float64
}

// Frames are those of the picture, which is 800 × 420: France on the left, Mali on the right.
var Frames = []Frame{
	{Country: "FR", outlines: []string{"fr/dep/"}, lon: 2.3, lat: 46.4, x: 182, y: 214, scale: 2060, minX: 0, maxX: 380, minLon: -5.3, maxLon: 9.8, minLat: 41.2, maxLat: 51.3},
	{Country: "ML", outlines: []string{"ml/region/", "ml/district/"}, lon: -4.0, lat: 17.4, x: 600, y: 212, scale: 1440, minX: 400, maxX: 800, minLon: -12.6, maxLon: 4.5, minLat: 10.0, maxLat: 25.1},
}

func (f *Frame) holds(lat, lon float64) bool {
	return lon >= f.minLon && lon <= f.maxLon && lat >= f.minLat && lat <= f.maxLat
}

// Project is where a place stands in the picture.
func (f *Frame) Project(lat, lon float64) (x, y float64) {
	const rad = math.Pi / 180
	phi, phi0, d := lat*rad, f.lat*rad, (lon-f.lon)*rad
	k := math.Sqrt(2 / (1 + math.Sin(phi0)*math.Sin(phi) + math.Cos(phi0)*math.Cos(phi)*math.Cos(d)))
	x = k * math.Cos(phi) * math.Sin(d)
	y = k * (math.Cos(phi0)*math.Sin(phi) - math.Sin(phi0)*math.Cos(phi)*math.Cos(d))
	return f.x + f.scale*x, f.y - f.scale*y
}

// FrameOf is the frame in which a place of a country lies; nil: none.
func FrameOf(country string, lat, lon float64) *Frame {
	for i := range Frames {
		if Frames[i].holds(lat, lon) && Frames[i].Country == country { // numbers first: this is asked of every place of a list
			return &Frames[i]
		}
	}
	return nil
}

// RingFrame is the frame that draws a ring; overseas, other levels and other countries are in none.
func RingFrame(key string, ring [][2]float64) *Frame {
	for i := range Frames {
		f := &Frames[i]
		if len(ring) > 0 && f.holds(ring[0][1], ring[0][0]) && slices.ContainsFunc(f.outlines, func(p string) bool { return strings.HasPrefix(key, p) }) {
			return f
		}
	}
	return nil
}

// Size of the printed map: twice the picture of the pages.
const mapWide, mapHigh = 1600, 840

// Colours of the printed map, by their place in its palette.
const (
	sea uint8 = iota
	land
	lineFR
	lineAB
)

// landColour is that of the pages.
var landColour = color.RGBA{0xe6, 0xdf, 0xd0, 0xff}

// drawing is a map while it is drawn.
type drawing struct{ *image.Paletted }

// printFrames are those of a printed map: those of the pages, or, where no partner lies in the second of them, one that is fitted
// to where the partners lie. There are no outlines for it.
func printFrames(links []catalogue.Link) []Frame {
	fitted := Frame{x: 600, y: 212, scale: 1, minX: 400, maxX: 800, minLon: 180, maxLon: -180, minLat: 90, maxLat: -90}
	for _, l := range links {
		for _, p := range l.To {
			switch {
			case p.Precision == coop.NoPoint || p.Country == "FR":
			case FrameOf(p.Country, p.Lat, p.Lon) != nil:
				return Frames
			default:
				fitted.minLon, fitted.maxLon = min(fitted.minLon, p.Lon), max(fitted.maxLon, p.Lon)
				fitted.minLat, fitted.maxLat = min(fitted.minLat, p.Lat), max(fitted.maxLat, p.Lat)
			}
		}
	}
	if fitted.minLon > fitted.maxLon {
		return Frames
	}
	fitted.lon, fitted.lat = (fitted.minLon+fitted.maxLon)/2, (fitted.minLat+fitted.maxLat)/2
	wide, high := 0.0, 0.0
	for _, lon := range []float64{fitted.minLon, fitted.lon, fitted.maxLon} {
		for _, lat := range []float64{fitted.minLat, fitted.maxLat} {
			x, y := fitted.Project(lat, lon)
			wide, high = max(wide, math.Abs(x-fitted.x)), max(high, math.Abs(y-fitted.y))
		}
	}
	fitted.scale = 2060 // that of France: of one place nothing larger is known
	if wide > 0 || high > 0 {
		fitted.scale = min(fitted.scale, 150/wide, 160/high)
	}
	return []Frame{Frames[0], fitted}
}

// mapPicture draws links between places as curves of two colours, over the outlines of the countries that have them. It says
// how many of the links it shows, between how many places; nil where there is none.
func mapPicture(outlines map[string][][][2]float64, links []catalogue.Link) (picture []byte, shown, places int) {
	frames := printFrames(links)
	d := drawing{image.NewPaletted(image.Rect(0, 0, mapWide, mapHigh), color.Palette{color.White, landColour, frColour, abColour})}
	for key, rings := range outlines {
		for _, ring := range rings {
			if f := RingFrame(key, ring); f != nil && (f.Country == "FR" || frames[1].Country == f.Country) {
				d.ring(f, ring)
			}
		}
	}
	ends := map[coop.TerritoryID]end{}
	for _, l := range links {
		drawn := false
		for _, from := range l.From {
			for _, to := range l.To {
				a, okA := endOf(frames, from)
				b, okB := endOf(frames, to)
				if okA && okB {
					d.curve(a, b)
					ends[from.Territory], ends[to.Territory], drawn = a, b, true
				}
			}
		}
		if drawn {
			shown++
		}
	}
	for _, e := range ends {
		d.disc(e.x, e.y, 7, e.colour)
	}
	if len(ends) == 0 {
		return nil, 0, 0
	}
	return encodePNG(d), shown, len(ends)
}

// end is where a link ends in the picture.
type end struct {
	x, y   float64
	colour uint8
}

func endOf(frames []Frame, p catalogue.Point) (end, bool) {
	i := slices.IndexFunc(frames, func(f Frame) bool {
		return f.holds(p.Lat, p.Lon) && (f.Country == p.Country || f.Country == "" && p.Country != "FR")
	})
	if i < 0 || p.Precision == coop.NoPoint {
		return end{}, false
	}
	f := &frames[i]
	x, y := f.Project(p.Lat, p.Lon)
	colour := lineAB
	if p.Country == "FR" {
		colour = lineFR
	}
	return end{2 * x, 2 * y, colour}, true
}

// ring fills an outline line by line, and leaves its border white.
func (d drawing) ring(f *Frame, ring [][2]float64) {
	points := make([][2]float64, len(ring))
	for i, p := range ring {
		x, y := f.Project(p[1], p[0])
		points[i] = [2]float64{2 * x, 2 * y}
	}
	for y := range mapHigh {
		var cuts []float64
		for i, p := range points {
			q := points[(i+1)%len(points)]
			if (p[1] <= float64(y)) != (q[1] <= float64(y)) {
				cuts = append(cuts, p[0]+(float64(y)-p[1])/(q[1]-p[1])*(q[0]-p[0]))
			}
		}
		slices.Sort(cuts)
		for i := 0; i+1 < len(cuts); i += 2 {
			for x := int(cuts[i]) + 1; x < int(cuts[i+1]); x++ {
				d.SetColorIndex(x, y, land)
			}
		}
	}
}

// curve joins two ends, bent upwards; each half has the colour of its side.
func (d drawing) curve(a, b end) {
	cx, cy := (a.x+b.x)/2, math.Min(a.y, b.y)-math.Abs(b.x-a.x)*0.16
	const steps = 1600
	for i := range steps + 1 {
		t := float64(i) / steps
		x, y := (1-t)*(1-t)*a.x+2*t*(1-t)*cx+t*t*b.x, (1-t)*(1-t)*a.y+2*t*(1-t)*cy+t*t*b.y
		colour := a.colour
		if 2*i > steps {
			colour = b.colour
		}
		d.disc(x, y, 1, colour)
	}
}

func (d drawing) disc(x, y, radius float64, colour uint8) {
	for i := int(x - radius); i <= int(x+radius+1); i++ {
		for j := int(y - radius); j <= int(y+radius+1); j++ {
			if math.Hypot(float64(i)-x, float64(j)-y) <= radius {
				d.SetColorIndex(i, j, colour)
			}
		}
	}
}
