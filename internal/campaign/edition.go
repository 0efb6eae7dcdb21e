package campaign

import (
	"slices"

	"kafo/internal/coop"
)

// AskedOf gives an edition the day and the year that the questionnaires which its fiches answer ask about, as the latest of
// them that ships says: the printed form repeats them.
func AskedOf(e *coop.Edition) error {
	all, err := Shipped()
	for _, q := range all {
		if slices.Contains(e.Forms, q.Version) && q.Since != "" {
			e.Since, e.Year = q.Since, q.Year
		}
	}
	return err
}
