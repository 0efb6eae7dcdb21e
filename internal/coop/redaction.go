package coop

import (
	"slices"
	"time"
)

// Redaction is a decision to keep something out of everything public, for the safety of those who work there: a point, the
// name of an organisation or a place, a whole partnership (R10). It holds until it is lifted; on the day of its review
// somebody is to look at it again. What is withheld is delayed: it is public from that day on, by itself.
type Redaction struct {
	ID      RedactionID
	Kind    string // KindTerritory, KindPartnership or KindOrganisation
	Subject int64
	Level   RedactionLevel
	Review  Date // a whole day
	Why     string
}

// Stands says whether a redaction that nobody has lifted holds on a day.
func (r Redaction) Stands(on Date) bool { return r.Level != RedactWithheld || on < r.Review }

// KindTerritory is a redaction of a territory and everything in it.
const KindTerritory = "territory"

// RedactionLevel is how much is taken away of a point.
type RedactionLevel string

// Levels of redaction.
const (
	RedactCoarse RedactionLevel = "coarse" // the région's point instead
	RedactHidden RedactionLevel = "hidden" // no point

	RedactUnnamed  RedactionLevel = "unnamed"  // no name anywhere; of a place, no point either
	RedactWithheld RedactionLevel = "withheld" // not published before the day
)

// redactions are the levels that each kind of object can have.
var redactions = map[string][]RedactionLevel{
	KindTerritory:    {RedactCoarse, RedactHidden, RedactUnnamed},
	KindPartnership:  {RedactCoarse, RedactHidden, RedactWithheld},
	KindOrganisation: {RedactUnnamed},
}

// Coarse is the precision of a point that is shown elsewhere on purpose.
const Coarse Precision = "coarse"

// Check refuses a redaction that cannot be meant. Error: invalid.
func (r Redaction) Check() error {
	if r.Why == "" {
		return Refuse(Invalid, "decision.no_reason")
	}
	levels, ok := redactions[r.Kind]
	if !ok {
		return Refuse(Invalid, "redaction.kind", r.Kind)
	}
	if !slices.Contains(levels, r.Level) {
		return Refuse(Invalid, "redaction.level", string(r.Level))
	}
	if _, err := time.Parse(time.DateOnly, string(r.Review)); err != nil {
		return Refuse(Invalid, "redaction.review", string(r.Review))
	}
	return nil
}
