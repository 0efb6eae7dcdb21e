package coop

import "strings"

// Status says whether a partnership is alive.
type Status string

// Statuses, in the words of the field.
const (
	Active      Status = "active"      // actif
	Reduced     Status = "reduced"     // réduit
	Suspended   Status = "suspended"   // suspendu
	Dormant     Status = "dormant"     // en sommeil
	Resumed     Status = "resumed"     // repris
	Ended       Status = "ended"       // terminé
	Preparatory Status = "preparatory" // en préfiguration
	Unknown     Status = "unknown"     // inconnu
)

// Statuses lists them in the order in which pages show them.
var Statuses = []Status{Active, Resumed, Reduced, Suspended, Dormant, Preparatory, Ended, Unknown}

// status applies the written rule (docs/DATA.md, "Statut") to what one record says; of several records Choose decides.
func (c StatusClaim) status() Status {
	words := Fold(c.Words)
	switch {
	case strings.Contains(words, "prefiguration") || strings.Contains(words, "pre figuration") || strings.Contains(words, "reflexion en cours"):
		return Preparatory
	case strings.Contains(words, "en sommeil"):
		return Dormant
	case c.Continued == "resumed":
		return Resumed
	case c.Continued == "no":
		return Suspended
	case strings.HasPrefix(Fold(c.State), "suspend"):
		return Suspended
	case c.Trend == "ended", strings.HasPrefix(Fold(c.State), "termine"), c.past():
		return Ended
	case c.Continued == "partial":
		return Reduced
	case c.Continued == "yes" && c.Trend == "reduced":
		return Reduced
	case c.Continued == "yes", Fold(c.State) == "en cours":
		return Active
	}
	return Unknown
}

// past: the source gives an end and states it at a later date.
func (c StatusClaim) past() bool { return c.End != "" && c.Asserted != "" && c.End.Before(c.Asserted) }
