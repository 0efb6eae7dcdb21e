package coop

// Partnership is a lasting relation between its holders and its partners; agreements are the instruments that found
// and renew it, actions what is done, financings what is said of money.
type Partnership struct {
	ID           PartnershipID
	Title        string // "Angoulême ↔ Ségou"
	Status       Status
	Cause        Cause // of the status, "" where nobody says one
	Since        Date  // earliest agreement
	Updated      Date  // latest date at which a source states it
	Parties      []Party
	Agreements   []Agreement
	Actions      []Action
	Financings   []Financing
	Texts        []Text // perspectives, means, context…: longer statements
	StatusClaims []StatusClaim
	Absences     []Absence
	Values       []Value // of properties that have one value; the one kept first
	Records      []RecordID
}

// Role is what a party does in a partnership.
type Role string

// Roles of parties.
const (
	Holder    Role = "holder"    // porteur: signs on the declaring side
	Partner   Role = "partner"   // partenaire: signs on the other side
	Associate Role = "associate" // associé: named beside a holder or partner
	Operates  Role = "operator"  // opérateur, maître d'œuvre
	Funder    Role = "funder"
	NetworkOf Role = "network"
	Delegated Role = "delegated" // maître d'ouvrage délégué
	Signatory Role = "signatory" // signataire: of one agreement, by the words of which it is a party
)

// Party is an organisation in a role, as one record names it. Org is 0 while Question is open.
type Party struct {
	Org      OrgID
	Question QuestionID
	Side     Side
	Role     Role
	Text     string // intitulé fourni
	Place    Place

	Said Assertion `json:"-"`
}

// Absence is what a record says of an organisation that is not, or is no longer, a party in any role.
type Absence struct {
	Org   OrgID
	Kind  string // Left, NeverWas
	Text  string // its name, as given
	Place Place

	Said Assertion `json:"-"`
}

// How an organisation is no party.
const (
	Left     = "left"  // n'en fait plus partie
	NeverWas = "never" // n'en a jamais fait partie
)

// Departures are both of them.
var Departures = []string{Left, NeverWas}

// Assertion is when something was said, as far as that decides between two: by its source, then to the register.
type Assertion struct {
	On  Date
	Set int64
}

// Before says whether one was said before the other.
func (a Assertion) Before(b Assertion) bool { return a.On < b.On || a.On == b.On && a.Set < b.Set }

// Place is where a statement stands: the record, the JSON path of the value in it, and its lines in the document.
type Place struct {
	Record  RecordID
	Path    string
	Line    int
	LineEnd int
}

// Agreement is one instrument: a signature, with its term if it has one.
type Agreement struct {
	ID       AgreementID
	Kind     string // code of agreement kinds: twinning, convention, protocol, charter, accord, framework, letter, statutes, project, other
	Label    string // as given
	Date     Date   // signed
	From, To Date   // term
	Place    Place
}

// Action is one thing done, planned or paid.
type Action struct {
	ID          ActionID
	Number      string
	Domain      string // label as given
	Theme       string // code of our thesaurus, empty where the label says nothing
	Description string
	Period      string // as given
	Start, End  Date
	Territory   TerritoryID // where: the partner's unless the text names a child of it
	InFrance    bool
	Place       Place
}

// ThemeText is the property of a statement that gives a theme of the partnership itself, by its code, whatever its actions are.
const ThemeText = "theme"

// Text is a statement of a partnership: perspectives, means, context, history, objective, description, a theme.
type Text struct {
	Property string
	Text     string
	Place    Place
}

// StatusClaim is what one record says of whether the partnership goes on.
type StatusClaim struct {
	Continued string // yes no partial resumed unknown
	Trend     string // maintained increased reduced ended mixed unknown
	State     string // of the atlas: "En cours", "Terminé"
	Words     string // other words of the record that decide: instrument, formalisation
	Cause     Cause  `json:",omitempty"` // of a suspension or an end, where the record gives a code; else its state may have words of one
	End       Date
	Asserted  Date
	Rank      Rank `json:"-"` // of the claim, by decision
	Place     Place
}
