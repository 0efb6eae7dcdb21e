package refdata

import (
	"encoding/json"
	"fmt"
	"sync"
)

var outlines = sync.OnceValue(func() map[string][][][2]float64 {
	var out map[string][][][2]float64
	if err := json.Unmarshal(file("outlines.json.gz"), &out); err != nil {
		panic(fmt.Sprintf("refdata: outlines: %v", err))
	}
	return out
})

// Outline is the rings (longitude, latitude; closed; holes among them, so fill by the even-odd rule) of a country, a
// French département or région, or a Malian région of 2013; nil for any other territory. Rings are cut at ±180°.
// Borders are those of Natural Earth, de facto: a map that draws them says so. The rings are shared: do not change them.
func Outline(key string) [][][2]float64 { return outlines()[key] }
