package coop

// Proposed is a value that somebody proposes for a property of a partnership, as typed and as it was understood.
type Proposed struct {
	Property string            // one of Proposable
	Label    string            // what the page calls it, in the language of the register
	Typed    string            // as written; of a code, its word
	Code     string            `json:",omitempty"` // a Status, a Cause or a trend
	Date     Date              `json:",omitempty"`
	Cents    int64             `json:",omitempty"`
	Currency string            `json:",omitempty"`
	Year     int               `json:",omitempty"` // of a budget
	Said     string            `json:",omitempty"` // what the register said then
	Verdict  ContributionState `json:",omitempty"` // accepted, refused; "" until somebody decides
}

// Proposable are the properties of a partnership of which one proposes values.
var Proposable = []string{GoesOn, StatusCause, FirstSignature, EndsOn, AnnualBudget, BudgetTrend}

// Trends are the codes of how a budget changes that one may propose.
var Trends = []string{"increased", "maintained", "reduced", "ended"}

// spoken says each status in what a source would say of it (StatusClaim.status).
var spoken = map[Status]StatusClaim{
	Active: {Continued: "yes"}, Reduced: {Continued: "partial"}, Suspended: {Continued: "no"}, Resumed: {Continued: "resumed"}, Ended: {State: "Terminé"},
	Dormant: {Words: "en sommeil"}, Preparatory: {Words: "préfiguration"},
}

// Claim is the claim that a value becomes once it is accepted, at its place in its record, as said on a day.
func (p Proposed) Claim(at Place, on Date) Claim {
	switch p.Property {
	case GoesOn:
		s := spoken[Status(p.Code)]
		s.Asserted, s.Place = on, at
		return Claim{Status: &s}
	case StatusCause:
		return Claim{Status: &StatusClaim{Cause: Cause(p.Code), Asserted: on, Place: at}}
	case BudgetTrend:
		return Claim{Status: &StatusClaim{Trend: p.Code, Asserted: on, Place: at}}
	case EndsOn:
		return Claim{Status: &StatusClaim{End: p.Date, Asserted: on, Place: at}}
	case AnnualBudget:
		return Claim{Financing: &Financing{Cents: p.Cents, Currency: p.Currency, Year: p.Year, Raw: p.Typed, Place: at, Terms: Terms{Per: "year"}}}
	}
	return Claim{Value: &ValueClaim{Property: p.Property, Text: p.Typed, Date: p.Date, Place: at}}
}
