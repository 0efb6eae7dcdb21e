package coop

import "time"

// Redaction is a decision to show the points of a territory, or of a partnership, coarsely or not at all, for the safety
// of those who work there. It holds in every public output until it is lifted; on the day of its review somebody is to
// look at it again.
type Redaction struct {
	ID      RedactionID
	Kind    string // KindTerritory or KindPartnership
	Subject int64
	Level   RedactionLevel
	Review  Date // a whole day
	Why     string
}

// KindTerritory is a redaction of a territory and everything in it.
const KindTerritory = "territory"

// RedactionLevel is how much is taken away of a point.
type RedactionLevel string

// Levels of redaction.
const (
	RedactCoarse RedactionLevel = "coarse" // the région's point instead
	RedactHidden RedactionLevel = "hidden" // no point
)

// Coarse is the precision of a point that is shown elsewhere on purpose.
const Coarse Precision = "coarse"

// Check refuses a redaction that cannot be meant. Error: invalid.
func (r Redaction) Check() error {
	if r.Why == "" {
		return Refuse(Invalid, "decision.no_reason")
	}
	if r.Level != RedactCoarse && r.Level != RedactHidden {
		return Refuse(Invalid, "redaction.level", string(r.Level))
	}
	if _, err := time.Parse(time.DateOnly, string(r.Review)); err != nil {
		return Refuse(Invalid, "redaction.review", string(r.Review))
	}
	return nil
}
