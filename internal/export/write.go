package export

import (
	"fmt"
	"io"
	"time"

	"kafo/internal/coop"
)

// Licence of everything that is published (O13).
type Licence struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	URL   string `json:"url"`
}

var open = Licence{"etalab-2.0", "Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"}

// head is what every JSON form begins with.
type head struct {
	Kind      string  `json:"kind"`
	Licence   Licence `json:"licence"`
	Source    string  `json:"source"`
	Generated string  `json:"generated"` // ISO date, UTC
}

// Write writes what a page shows in a form for machines: format is json, csv, xlsx or geojson; v is a value of the
// catalogue (a list, an object, an overview). Error: notfound for a form that this value does not have.
func Write(w io.Writer, format string, v any) error { return writeAt(time.Now(), w, format, v) }

func writeAt(now time.Time, w io.Writer, format string, v any) error {
	h := head{Licence: open, Source: "Kafo, registre ouvert de la coopération décentralisée", Generated: now.UTC().Format(time.DateOnly)}
	switch format {
	case "json":
		return writeJSON(w, h, v)
	case "geojson":
		return writeGeoJSON(w, h, v)
	}
	s, ok := sheetOf(v)
	if !ok {
		return none(format, v)
	}
	if format == "xlsx" {
		return writeXLSX(w, s, h)
	}
	if format == "csv" {
		return writeCSV(w, s)
	}
	return none(format, v)
}

func none(format string, v any) error {
	return fmt.Errorf("export %T: %w", v, coop.Refuse(coop.NotFound, "error.no_format", format))
}
