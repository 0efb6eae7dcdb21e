package coop

// Territory is a place with an authority or without: country, région, département, cercle, commune, village. Level is
// the word of its own country (a cercle is Malian, a préfecture Guinean).
type Territory struct {
	ID        TerritoryID
	Key       string // key of the reference data, "fr/com/49007"
	Name      string
	Level     string
	Country   string      // ISO 3166-1 alpha-2
	Parent    TerritoryID // on the day of the register; 0 for a country
	Codes     map[string]string
	Lat, Lon  float64
	Precision Precision
	From, To  Date
	Aliases   []string
	Source    string // the open source of the row
}

// Precision says what a point stands for (U63).
type Precision string

// Precisions of a point.
const (
	Own     Precision = "own"    // the place itself
	Seat    Precision = "seat"   // the seat of its authority
	Parent  Precision = "parent" // a point of the territory above it
	NoPoint Precision = ""
)
