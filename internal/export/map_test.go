package export

import (
	"bytes"
	"image/png"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// TestTheMapJoinsTheTwoEndsOfALink: ink of each side stands at its end, and nothing is drawn of what lies in no frame.
func TestTheMapJoinsTheTwoEndsOfALink(t *testing.T) {
	at := func(id coop.TerritoryID, country string, lat, lon float64) []catalogue.Point {
		return []catalogue.Point{{Territory: id, Country: country, Lat: lat, Lon: lon, Precision: coop.Own}}
	}
	segou := catalogue.Link{From: at(1, "FR", 45.6, 0.2), To: at(2, "ML", 13.4, -6.3)}
	raw, shown, places := mapPicture(nil, []catalogue.Link{segou, {From: at(1, "FR", 45.6, 0.2), To: at(3, "SN", 14.7, -17.4)}})
	m, err := png.Decode(bytes.NewReader(raw))
	if err != nil || places != 2 || shown != 1 {
		t.Fatalf("%d links, %d places, %v", shown, places, err)
	}
	for country, end := range map[string][2]float64{"FR": {45.6, 0.2}, "ML": {13.4, -6.3}} {
		x, y := FrameOf(country, end[0], end[1]).Project(end[0], end[1])
		r, g, b, _ := m.At(int(2*x), int(2*y)).RGBA()
		if r == 0xffff && g == 0xffff && b == 0xffff {
			t.Errorf("nothing stands at the end in %s", country)
		}
	}
}

// TestTheMapOfAnotherCountryShowsItsPlaces where there are no outlines: every end lies within the picture, and of two places the
// western one stands to the left.
func TestTheMapOfAnotherCountryShowsItsPlaces(t *testing.T) {
	places := []catalogue.Point{
		{Territory: 2, Country: "BF", Lat: 12.4, Lon: -1.5, Precision: coop.Own}, {Territory: 3, Country: "BF", Lat: 11.2, Lon: -4.3, Precision: coop.Own}, {Territory: 4, Country: "MG", Lat: -18.9, Lon: 47.5, Precision: coop.Own},
	}
	for n := 1; n <= len(places); n++ {
		link := catalogue.Link{From: []catalogue.Point{{Territory: 1, Country: "FR", Lat: 45.6, Lon: 0.2, Precision: coop.Own}}, To: places[:n]}
		if raw, shown, ends := mapPicture(nil, []catalogue.Link{link}); raw == nil || shown != 1 || ends != n+1 {
			t.Errorf("%d places: %d links between %d ends", n, shown, ends)
		}
		frames, last := printFrames([]catalogue.Link{link}), 0.0
		for i, p := range places[:n] {
			e, ok := endOf(frames, p)
			if !ok || e.x < 800 || e.x > mapWide || e.y < 0 || e.y > mapHigh {
				t.Errorf("%d places: number %d stands at %.0f, %.0f", n, i, e.x, e.y)
			}
			if i == 1 && e.x >= last {
				t.Error("west is not on the left")
			}
			last = e.x
		}
	}
	if raw, _, _ := mapPicture(nil, []catalogue.Link{{From: places[:1], To: []catalogue.Point{{Country: "BF", Precision: coop.NoPoint}}}}); raw != nil {
		t.Error("a place that is not known is drawn")
	}
}
