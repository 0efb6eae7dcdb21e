package coop

// Proposed is a value that somebody proposes for a property of a partnership or of an organisation, as typed and as it was
// understood.
type Proposed struct {
	Property string            // one of Proposable
	Label    string            // what the page calls it, in the language of the register
	Typed    string            // as written; of a code, its word
	Fields   map[string]string `json:",omitempty"` // of the form, as typed: a draft comes back as it was
	Unread   bool              `json:",omitempty"` // what was typed is not understood yet
	Code     string            `json:",omitempty"` // a Status, a Cause, a trend, a theme, a kind of agreement, a Role, a departure, the address of a site
	Date     Date              `json:",omitempty"` // of an agreement, its signature
	From, To Date              `json:",omitempty"` // term of an agreement
	Org      OrgID             `json:",omitempty"` // of a party
	Side     Side              `json:",omitempty"`
	Cents    int64             `json:",omitempty"`
	Currency string            `json:",omitempty"`
	Year     int               `json:",omitempty"` // of a budget
	Said     string            `json:",omitempty"` // what the register said then
	Verdict  ContributionState `json:",omitempty"` // accepted, refused; "" until somebody decides
}

// Properties that have several values: what is proposed is added to what the register says.
const (
	HasParty = "parties"
	HasTheme = "themes"
)

// NoParty is the property by which one proposes that an organisation is not, or no longer, a party.
const NoParty = "no_party"

// Texts of a partnership of which one proposes another.
const (
	Objective   = "objective"
	Description = "description"
)

// Proposable are the properties of a partnership of which one proposes values.
var Proposable = []string{
	GoesOn, StatusCause, FirstSignature, EndsOn, AnnualBudget, BudgetTrend, HasTheme, Objective, Description, LastAgreement, HasParty, NoParty,
}

// ProposableOf are the properties of an object of a kind of which one proposes values.
func ProposableOf(kind string) []string {
	if kind == KindOrganisation {
		return []string{OwnSite, OtherName}
	}
	return Proposable
}

// Adds says whether a proposed value is added to those that the register has, and takes the place of none.
func (p Proposed) Adds() bool {
	return p.Property == HasParty || p.Property == HasTheme || p.Property == LastAgreement || p.Property == OtherName
}

// ProposedRoles are what an organisation may be proposed as.
var ProposedRoles = []Role{Partner, Holder, Associate, Operates, Funder, NetworkOf}

// AgreementKinds are the codes of kinds of agreements.
var AgreementKinds = []string{"convention", "twinning", "protocol", "charter", "accord", "framework", "letter", "statutes", "project", "other"}

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
	case HasTheme:
		return Claim{Text: &Text{Property: ThemeText, Text: p.Code, Place: at}}
	case Objective, Description:
		return Claim{Text: &Text{Property: p.Property, Text: p.Typed, Place: at}}
	case LastAgreement:
		return Claim{Agreement: &Agreement{Kind: p.Code, Date: p.Date, From: p.From, To: p.To, Place: at}}
	case HasParty:
		return Claim{Party: &Party{Org: p.Org, Side: p.Side, Role: Role(p.Code), Text: p.Typed, Place: at}}
	case OwnSite:
		return Claim{Value: &ValueClaim{Property: OwnSite, Text: p.Code, Place: at}}
	case NoParty:
		return Claim{Absence: &Absence{Org: p.Org, Kind: p.Code, Text: p.Typed, Place: at}}
	}
	return Claim{Value: &ValueClaim{Property: p.Property, Text: p.Typed, Date: p.Date, Place: at}}
}
