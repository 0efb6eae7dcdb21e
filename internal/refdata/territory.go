package refdata

import (
	"iter"
	"maps"
	"slices"
	"sync"
)

// Territory is a place with or without an authority, as the source of its row describes it.
type Territory struct {
	Key        string // stable: "fr/com/49007", "fr/dep/91", "fr/reg-2015/83", "ml/cercle/diema", "country/ML"
	Name       string // French name with its accents
	Level      string // in the terms of its country: country, region, departement, cercle, commune, village, epci …
	Country    string // ISO 3166-1 alpha-2
	Parent     string // key of the territory above; of one that has moved, the territory above in 2013
	ParentNow  string // key of the territory above today, where it differs; else empty
	EPCI       string // key of the EPCI a French commune belongs to today; empty if it belongs to none
	Successor  string // key of the territory that took its place, for one that has ended
	Codes      map[string]string
	Lat, Lon   float64 // WGS 84 degrees; both 0 without a point
	Precision  string  // see the constants; empty without a point
	From, To   string  // validity as ISO dates (or years), To excluded; empty where open or not given by the source
	Aliases    []string
	Source     string // the open source of the row
	Population int    // inhabitants by the source; 0 if it gives none
	Members    int    // communes of an EPCI; 0 for any other territory
}

// Precisions of a point.
const (
	Own    = "own"    // the place itself: its main settlement, or the middle of its outline
	Seat   = "seat"   // the seat of its authority; of an EPCI, its most populous commune
	Parent = "parent" // a point of the territory above it, for want of a better one in open data
)

// Names of codes in Territory.Codes. INSEE is the code of a commune, the number of a département, or the code of a
// région; several postal codes are separated by spaces.
const (
	CodeINSEE    = "insee"
	CodeSIREN    = "siren"
	CodePostal   = "postal"
	CodeISO31662 = "iso3166-2"
	CodeISO3     = "iso3"
	CodeGeoNames = "geonames"
	CodeFormer   = "insee-former"
)

type territories struct {
	rows     []Territory
	byKey    map[string]int32
	children map[string][]int32
}

var atlas = sync.OnceValue(load)

func load() *territories {
	t := &territories{rows: readTerritories()}
	t.byKey = make(map[string]int32, len(t.rows))
	t.children = make(map[string][]int32, 512)
	for i := range t.rows {
		row := &t.rows[i]
		t.byKey[row.Key] = int32(i)
		t.children[row.Parent] = append(t.children[row.Parent], int32(i))
		if row.ParentNow != "" {
			t.children[row.ParentNow] = append(t.children[row.ParentNow], int32(i))
		}
	}
	return t
}

// Territories is every territory, in the order of the keys.
func Territories() iter.Seq[Territory] { return slices.Values(atlas().rows) }

// Lookup is the territory of a key; ok is false if there is none.
func Lookup(key string) (t Territory, ok bool) {
	a := atlas()
	i, ok := a.byKey[key]
	if !ok {
		return Territory{}, false
	}
	return a.rows[i], true
}

// Children are the territories directly below a key, in 2013 or today, in the order of their keys.
func Children(key string) []Territory {
	if key == "" {
		return nil
	}
	a := atlas()
	out := make([]Territory, 0, len(a.children[key]))
	for _, i := range a.children[key] {
		out = append(out, a.rows[i])
	}
	return out
}

// Extended is a territory with what a loaded row adds: codes, names, a point, a population. What the shipped row says of
// its name, level and parents stays.
func (t Territory) Extended(more Territory) Territory {
	if t.Key == "" {
		return more
	}
	t.Codes = maps.Clone(t.Codes)
	if t.Codes == nil {
		t.Codes = map[string]string{}
	}
	maps.Copy(t.Codes, more.Codes)
	t.Aliases = slices.Clone(t.Aliases)
	for _, n := range append([]string{more.Name}, more.Aliases...) {
		if n != "" && n != t.Name && !slices.Contains(t.Aliases, n) {
			t.Aliases = append(t.Aliases, n)
		}
	}
	if more.Precision != "" {
		t.Lat, t.Lon, t.Precision = more.Lat, more.Lon, more.Precision
	}
	if more.Population != 0 {
		t.Population = more.Population
	}
	return t
}

// With is every territory, those shipped extended by loaded rows of the same key, then the loaded ones that are new.
func With(loaded []Territory) iter.Seq[Territory] {
	more := make(map[string]Territory, len(loaded))
	for _, t := range loaded {
		more[t.Key] = t
	}
	return func(yield func(Territory) bool) {
		for t := range Territories() {
			if add, ok := more[t.Key]; ok {
				t = t.Extended(add)
			}
			if !yield(t) {
				return
			}
		}
		for _, t := range loaded {
			if _, shipped := Lookup(t.Key); !shipped && !yield(t) {
				return
			}
		}
	}
}
