package refdata

import (
	"encoding/json"
	"fmt"
)

// Outlines are the rings (longitude, latitude; closed; holes among them, so fill by the even-odd rule) of countries, of
// French départements and régions, and of the Malian régions of 2013, by the key of the territory. Rings are cut at ±180°.
// Borders are those of Natural Earth, de facto: a map that draws them says so. They are read each time: who draws a map
// once need not hold them.
func Outlines() map[string][][][2]float64 {
	var out map[string][][][2]float64
	if err := json.Unmarshal(file("outlines.json.gz"), &out); err != nil {
		panic(fmt.Sprintf("refdata: outlines: %v", err))
	}
	return out
}
