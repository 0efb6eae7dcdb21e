package catalogue

import (
	"encoding/json"
	"iter"

	"kafo/internal/coop"
)

// Query is a list of partnerships as its address says it: text, filters (several values of one facet are OR, several
// facets AND), sort and page.
type Query struct {
	Text    string
	Filters map[string][]string // facet name → values: pays region cercle region_fr departement theme statut annee nature evolution tranche source
	Sort    string              // "", titre, depuis, montant, maj
	Page    int                 // 1-based
	Size    int                 // 0 means 25
	Drawn   int                 // how many links its map draws, when its page is no longer than that
}

// Facets are the names of the facets, in the order in which pages show them; they are the query names of addresses.
var Facets = []string{"pays", "region", "cercle", "region_fr", "departement", "theme", "statut", "cause", "annee", "nature", "evolution", "tranche", "source"}

// List is one page of partnerships with what the query leaves in every facet.
type List struct {
	Query  Query
	Total  int
	Of     int // partnerships of the whole register
	Items  []Item
	Facets []Facet
	Points []Link             // the first partnerships found, as many as are drawn or as the page is long: the lines of the map
	Places iter.Seq[MapPlace] `json:"-"` // every place of all partnerships found, by name: the dots of the map
}

// MapPlace is a place with the number of partnerships found that end there.
type MapPlace struct {
	*Point
	Links int
}

// Item is a partnership in a list.
type Item struct {
	ID       coop.PartnershipID
	Title    string
	Holders  []Ref
	Partners []Ref
	Others   []Ref
	Status   coop.Status
	Cause    coop.Cause // of the status, where somebody says one
	Since    coop.Date
	Updated  coop.Date
	Lately   coop.Date // the last day on which a party confirmed it
	Themes   []string  // codes
	Actions  int
	Records  int
	Budget   *Money // the latest stated annual budget, if any
	Snippet  string // where the text was found
}

// Money is a stated amount with its source.
type Money struct {
	Cents     int64
	Currency  string
	Year      int
	Period    string
	Qualifier string
	Kind      string // operation, investment
	Raw       string
	Payer     string
	PayerRef  Ref // where it is decided who pays
	coop.Terms
	Place Cite
}

// Ref names an object and its address.
type Ref struct {
	ID      int64
	Kind    string // organisation, territory, question …
	Name    string
	Country string
	Asked   bool // an open question: the name is as printed, who is meant is not decided
}

// Facet is a dimension with its values, most frequent first.
type Facet struct {
	Name   string
	Values []FacetValue
}

// FacetValue is one value with the number of partnerships that choosing it gives.
type FacetValue struct {
	Value    string // as in the address: a territory id, a theme code, a status, a year
	Label    string // a name of its own (territory, source); empty where i18n has the words (theme, status)
	Count    int
	Selected bool
}

// Link is a partnership on a map: its two ends.
type Link struct {
	ID     coop.PartnershipID
	Title  string
	Status coop.Status
	From   []Point // holders
	To     []Point // partners
}

// Point is a place on a map, with how precise it is.
type Point struct {
	Territory coop.TerritoryID
	Name      string
	Level     string
	Country   string
	Lat, Lon  float64
	Precision coop.Precision
}

// Cite is where a value stands: everything a page needs to show the source and link to its passage.
type Cite struct {
	Record   coop.RecordID
	Source   coop.SourceID
	Document string
	Title    string // of the document
	Date     coop.Date
	Line     int
	LineEnd  int
	Path     string
	Example  bool // the words are not in the register, only the fact
}

// Partnership is a partnership as its page shows it.
type Partnership struct {
	ID           coop.PartnershipID
	Title        string
	Status       coop.Status
	Cause        coop.Cause
	Since        coop.Date
	Updated      coop.Date
	Parties      []Party
	Agreements   []Agreement
	Actions      []Action
	Budgets      []Money // of the partnership itself, the one to show first (coop.Choose); then what those who fund it give
	Sums         []Money // totals that records print under their actions
	Money        MoneyFigures
	Texts        []Text // perspectives, means, context …
	StatusClaims []StatusClaim
	Values       []Value // of properties that have one value, the one kept first
	Records      []RecordRef
	Themes       []string
	Findings     []Finding
	From, To     []Point
	Stances      []Stance   // what its parties say of all this, the latest first
	Proposals    []Proposal // open or accepted: what it, its actions or its money may be one with
}

// Party is a party with its source.
type Party struct {
	Org  Ref
	Side coop.Side
	Role coop.Role
	Text string // as printed
	Past *Past  // as signed and today, where they differ
	Cite Cite
}

// Agreement is an agreement with its source.
type Agreement struct {
	ID       coop.AgreementID
	Kind     string
	Label    string
	Date     coop.Date
	From, To coop.Date
	Signed   []Party // whom its own words name
	Then     []Then  // parties of its record that were called otherwise on its date than today
	Cite     Cite
}

// Then is how a party was called when an agreement was signed.
type Then struct {
	Org        Ref
	Name, Kind string // the form of the authority is given where the name is today's
}

// Action is an action with its money and its source.
type Action struct {
	ID          coop.ActionID
	Number      string
	Domain      string
	Theme       string
	Description string
	Period      string
	Start, End  coop.Date
	Where       *Ref
	InFrance    bool
	Money       []Money
	Cite        Cite
	Partnership Ref // in lists of actions of several partnerships
}

// Text is a longer statement with its source.
type Text struct {
	Property string // perspectives, means, context, history, objective, description, form
	Text     string
	Answer   coop.Answer // whether it gives a value
	Cite     Cite
}

// Value is one value of a property that can have one only, as one source says it.
type Value struct {
	Property string // first_signature …
	Text     string
	Date     coop.Date
	Asserted coop.Date
	Kept     bool   // the one to show
	Why      string // message key: why it is kept
	Claim    string // its number, by which kafo claim prefers it or sets it aside
	By       string // of an organisation: who publishes the document, "" where it does not say
	Money    *Money // of a budget
	Cite     Cite
}

// StatusClaim is what a source says of whether the partnership goes on, in its words.
type StatusClaim struct {
	Continued string
	Trend     string
	State     string
	Cause     coop.Cause
	End       coop.Date
	Words     string
	Cite      Cite
}

// RecordRef is a record in a list.
type RecordRef struct {
	ID          coop.RecordID
	Kind        string
	Title       string
	Date        coop.Date
	By          string // who publishes its document, where that says
	Cite        Cite
	Partnership []Ref
	Of          *Ref // the organisation of which it claims something, nil where it does not
}

// Organisation is an organisation as its page shows it.
type Organisation struct {
	ID           coop.OrgID
	Name         string
	Kind         coop.OrgKind
	Country      string
	Territory    *Ref
	Lineage      []Ref             // territory, its parents up to the country
	Codes        map[string]string // of its territory
	Names        []string          // acronyms, former names, names that claims give
	Values       []Value           // what claims give: sites, the one that holds first, and other names
	Mentions     []Mention
	Partnerships []Item // a page of them
	Total        int    // partnerships
	RoleOf       map[coop.PartnershipID]coop.Role
	Point        *Point
	History      []Change
	Today        Standing
	Proposals    []Proposal // open: what it may be one with
	Offices      []Office   // at which it is reached
}

// Office is an address that an organisation has as such, or that a person agreed to publish; without her consent, no name and
// no telephone.
type Office struct {
	Email, Function, Name, Phone string
	Cite                         Cite
}

// Mention is a place where a document names an object, with the words used there.
type Mention struct {
	Text string
	Cite Cite
}

// Territory is a territory as its page shows it ("mon territoire").
type Territory struct {
	ID            coop.TerritoryID
	Key           string
	Name          string
	Level         string
	Country       string
	Parents       []Ref
	Former        []Ref // in which it lay before, the latest first
	History       []Change
	Codes         map[string]string
	Names         []string
	From, To      coop.Date
	Point         *Point
	Hidden        bool // its point is not shown, for the safety of those who work there
	Source        string
	Children      []TerritoryCount
	Organisations []Ref
	Partnerships  []Item // of the territory and of what lies in it: a page of them, or all
	Neighbours    []Item // other partnerships with the same partners: the first, or all
	Total, Beside int    // how many there are of each
	Mentions      []Mention
}

// TerritoryCount is a territory with the partnerships it takes part in.
type TerritoryCount struct {
	Ref   Ref
	Level string
	Count int
	Point *Point // nil where nobody knows one
}

// OrgCount is an organisation in a list.
type OrgCount struct {
	Ref          Ref
	Kind         coop.OrgKind
	Territory    *Ref
	Partnerships int
	Mentions     int
	Site         string   // its own, "" where nobody gives one
	Names        []string // beside the first
	Point        *Point   // of its territory; nil where nobody knows one
}

// Source is a document with its account of lines and its records.
type Source struct {
	coop.Source
	Records  []RecordRef
	Passages []Passage // what the public may read of it
	Whole    bool      // the whole text is public (KAFO_SOURCE_TEXT=public)

	Withdrawn *Decision // by which nothing of it stands; nil for none
}

// Passage is a run of lines of a document that one record cites, masked, with what was read there.
type Passage struct {
	Record coop.RecordID
	Kind   string
	Title  string
	Line   int
	Lines  []string // empty for an example: its words are not here
	Read   []Reading
}

// Reading is a value read in a passage.
type Reading struct {
	Path  string
	Value string
	Line  int
	To    Ref // the page it feeds
}

// Record is a record as stated, in its public form.
type Record struct {
	RecordRef
	SHA256   string // of its document; empty for an example, whose document is not here
	Locator  string
	Body     json.RawMessage // public form: no contacts, persons masked
	Lines    []string        // its passage, masked
	Replaced coop.RecordID   // the record that took its place
	Before   []coop.RecordID

	Withdrawn *Decision // by which nothing of its document stands; nil for none
}

// Finding is a finding with its evidence.
type Finding struct {
	ID       coop.FindingID
	Rule     string
	Severity string
	State    string
	Why      string // of the last decision
	Owner    string // who looks after it
	Evidence map[string]string
	Cites    []Cite
	Subject  *Ref
	History  []FindingEvent // oldest first; only where one finding is asked for
	Quotes   []string       // what stands at each of Cites, masked; only where one finding is asked for
}

// Totals are the headline figures of the register.
type Totals struct {
	Partnerships, Organisations, Territories, Actions, Fiches, Records, Sources, Findings, Questions int
	Countries                                                                                        int
}

// Figure is one headline count of the overview: a sentence's number with its denominator, the list behind it, and what
// the document itself claimed.
type Figure struct {
	Key     string // message key of the sentence: overview.trend.maintained …
	Count   int
	Of      int
	List    []RecordRef // the records counted
	Words   bool        // counted by a list of words: an estimate
	Hits    []Hit       // for word counts: the passages
	Claimed []Claimed
}

// Hit is a passage that made a record count.
type Hit struct {
	Record coop.RecordID
	Word   string
	Text   string
	Cite   Cite
}

// Claimed is what a document claims for a figure.
type Claimed struct {
	Value    string
	Sentence string
	Cite     Cite
}

// Bar is a row of a chart: a label, a count and the list behind it.
type Bar struct {
	Label string
	Value string // facet value
	Count int
	Cents int64
}

// Overview is the census's overview, recomputed.
type Overview struct {
	Totals    Totals
	Figures   []Figure
	ByRegion  []Bar
	ByTheme   []Bar
	ByStatus  []Bar
	ByYear    []Bar        // partnerships by decade of first agreement
	Money     MoneyFigures // all money, three ways
	Fiches    int          // denominator
	Twice     []RecordRef  // fiches printed twice, counted once in money
	Questions int
}
