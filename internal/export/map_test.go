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
	raw, places := mapPicture(nil, []catalogue.Link{{From: at(1, "FR", 45.6, 0.2), To: at(2, "ML", 13.4, -6.3)}})
	m, err := png.Decode(bytes.NewReader(raw))
	if err != nil || places != 2 {
		t.Fatalf("%d places, %v", places, err)
	}
	for country, end := range map[string][2]float64{"FR": {45.6, 0.2}, "ML": {13.4, -6.3}} {
		x, y := FrameOf(country, end[0], end[1]).Project(end[0], end[1])
		r, g, b, _ := m.At(int(2*x), int(2*y)).RGBA()
		if r == 0xffff && g == 0xffff && b == 0xffff {
			t.Errorf("nothing stands at the end in %s", country)
		}
	}
	if raw, _ := mapPicture(nil, []catalogue.Link{{From: at(1, "FR", 45.6, 0.2), To: at(2, "SN", 14.7, -17.4)}}); raw != nil {
		t.Error("a country without a frame is drawn")
	}
}
