package campaign

import (
	"testing"
	"time"

	"kafo/internal/coop"
)

// TestEaster compares with the published table of Easter Sundays.
func TestEaster(t *testing.T) {
	for _, day := range []string{"1961-04-02", "2000-04-23", "2008-03-23", "2011-04-24", "2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2038-04-25", "2285-03-22"} {
		want, _ := time.Parse(time.DateOnly, day)
		if got := easter(want.Year()); !got.Equal(want) {
			t.Errorf("%s: %s", day, got.Format(time.DateOnly))
		}
	}
}

func TestLettersAreSentInWorkingHours(t *testing.T) {
	bamako, tokyo := zoneOf("ML"), zoneOf("JP")
	for _, c := range []struct {
		at   string
		zone *time.Location
		want bool
	}{
		{"2026-12-01T08:00:00Z", coop.Paris, true},  // Tuesday, nine in Paris
		{"2026-12-01T07:59:00Z", coop.Paris, false}, // before
		{"2026-12-01T16:00:00Z", coop.Paris, false}, // five in the afternoon
		{"2026-12-01T16:00:00Z", bamako, true},      // four there
		{"2026-12-01T08:00:00Z", bamako, false},     // eight there
		{"2026-12-01T08:00:00Z", tokyo, false},      // five in the afternoon there
		{"2026-11-30T10:00:00Z", coop.Paris, false}, // Monday
		{"2026-12-04T10:00:00Z", coop.Paris, false}, // Friday
		{"2026-07-14T10:00:00Z", coop.Paris, false}, // Tuesday, a holiday in France
		{"2026-09-22T10:00:00Z", coop.Paris, false}, // Tuesday, a holiday in Mali
		{"2027-05-06T10:00:00Z", coop.Paris, false}, // Ascension 2027
		{"2026-06-30T07:30:00Z", coop.Paris, true},  // half past nine, in summer
		{"2026-03-26T10:00:00Z", bamako, false},     // martyrs' day
		{"2026-12-01T10:00:00Z", zoneOf(""), true},  // nobody knows where: Paris
	} {
		at, err := time.Parse(time.RFC3339, c.at)
		if err != nil {
			t.Fatal(err)
		}
		if got := working(at, c.zone); got != c.want {
			t.Errorf("%s in %s: %v", c.at, c.zone, got)
		}
	}
}

func TestTheNextHoursAreNotFar(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 30, 0, 0, time.UTC)
	for range 20 * 365 {
		next := opening(at, coop.Paris)
		if !working(next, coop.Paris) || next.Before(at) || next.Sub(at) > 14*24*time.Hour {
			t.Fatalf("%s: %s", at, next)
		}
		at = at.Add(25 * time.Hour)
	}
}

// TestEveryZoneIsKnown: a name that is misspelt would be Paris without a word.
func TestEveryZoneIsKnown(t *testing.T) {
	for country, name := range zones {
		if _, err := time.LoadLocation(name); err != nil {
			t.Errorf("%s: %v", country, err)
		}
	}
}
