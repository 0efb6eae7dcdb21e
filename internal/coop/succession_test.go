package coop_test

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"kafo/internal/coop"
)

var (
	merger = coop.Succession{Kind: coop.Merged, Date: "2016-01-01", Before: []string{"a", "b"}, After: []string{"c"}}
	second = coop.Succession{Kind: coop.Absorbed, Date: "2020-01-01", Before: []string{"c", "d"}, After: []string{"d"}}
)

func TestAVersionHoldsFromItsFirstDayToTheDayBeforeTheNext(t *testing.T) {
	l := coop.Life{Key: "x", Versions: []coop.Version{{Name: "conseil A", To: "2015-03"}, {Name: "conseil B", From: "2015-03"}}}
	for date, want := range map[coop.Date]string{
		"1990": "conseil A", "2015": "conseil A", "2015-02-28": "conseil A", "2015-03": "conseil B", "2015-03-01": "conseil B", "2016": "conseil B", "": "conseil B",
	} {
		if v, ok := l.At(date); !ok || v.Name != want {
			t.Errorf("%q: %s, want %s", date, v.Name, want)
		}
	}
}

func TestWhatHasNotBegunOrHasEndedIsNotThere(t *testing.T) {
	l := coop.Life{Key: "x", Versions: []coop.Version{{Name: "X", From: "2004", To: "2016-01-01"}}}
	for date, want := range map[coop.Date]bool{"2003-12-31": false, "2004": true, "2015-12-31": true, "2016": false, "": false} {
		if _, ok := l.At(date); ok != want {
			t.Errorf("%q: %t", date, ok)
		}
	}
	if l.Ended("2010") != "" || l.Ended("2003") != "" || l.Ended("2020") != "2016-01-01" || l.Ended("") != "2016-01-01" {
		t.Error("the day of the end")
	}
}

func TestTheHistoryTellsWhatVersionsAndEventsTell(t *testing.T) {
	undated := coop.Succession{Kind: coop.Merged, Before: []string{"x"}, After: []string{"c"}}
	dated := coop.Succession{Kind: coop.Absorbed, Date: "2018-05", Before: []string{"x", "c"}, After: []string{"c"}, Against: "another source"}
	l := coop.Life{
		Key: "x", Of: coop.OfTerritory, Events: []coop.Succession{undated, dated, {Kind: coop.StatusChange, Date: "2010", Of: coop.OfOrganisation}},
		Versions: []coop.Version{{Name: "Centre", Parent: "p"}, {Name: "Centre-Val", Parent: "q", From: "2015"}},
	}
	var got []coop.EventKind
	for _, s := range l.History() {
		got = append(got, s.Kind)
	}
	if want := []coop.EventKind{coop.Renamed, coop.Moved, coop.Absorbed}; !reflect.DeepEqual(got, want) {
		t.Errorf("%v, want %v: the undated event is the dated one, that of the authority is not the territory's", got, want)
	}
	if dated.Sure() || !undated.Sure() {
		t.Error("a contradiction makes an event doubtful")
	}
}

func TestHeirsFollowOneEventAfterAnother(t *testing.T) {
	events := []coop.Succession{merger, second}
	for _, c := range []struct {
		key  string
		on   coop.Date
		want []string
	}{{"a", "2015-12-31", []string{"a"}}, {"a", "2016", []string{"c"}}, {"a", "", []string{"d"}}, {"d", "", []string{"d"}}, {"e", "", []string{"e"}}} {
		if got := coop.Heirs(events, c.key, coop.OfOrganisation, c.on); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s on %q: %v, want %v", c.key, c.on, got, c.want)
		}
	}
	landOnly := merger
	landOnly.Of = coop.OfTerritory
	if got := coop.Heirs([]coop.Succession{landOnly}, "a", coop.OfOrganisation, ""); !reflect.DeepEqual(got, []string{"a"}) {
		t.Errorf("the authority goes on where only its constituency was merged, got %v", got)
	}
}

func TestWhatTookThePlaceOfWhatIsALine(t *testing.T) {
	landOnly := coop.Succession{Kind: coop.Merged, Date: "2021", Of: coop.OfTerritory, Before: []string{"h"}, After: []string{"l"}}
	back := coop.Succession{Kind: coop.Divided, Date: "2030", Before: []string{"d"}, After: []string{"a", "e"}}
	descent := coop.NewDescent([]coop.Succession{merger, second, landOnly, back}, coop.OfOrganisation)
	for key, want := range map[string][]string{"a": {"c", "d", "e"}, "d": {"a", "e", "c"}, "e": {}, "h": {}} {
		if got := descent.Line(key); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", key, got, want)
		}
	}
}

func TestHeirsEndWhateverTheEvents(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := rapid.SampledFrom([]string{"a", "b", "c", "d"})
		keys := rapid.SliceOfN(key, 1, 3)
		var events []coop.Succession
		for range rapid.IntRange(0, 8).Draw(t, "events") {
			events = append(events, coop.Succession{Kind: coop.Merged, Date: "2016", Before: keys.Draw(t, "before"), After: keys.Draw(t, "after")})
		}
		if got := coop.Heirs(events, key.Draw(t, "key"), coop.Both, ""); len(got) == 0 {
			t.Fatal("a merger leaves an heir")
		}
	})
}
