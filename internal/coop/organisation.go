package coop

// Organisation is a body that can be a party: an authority, an association, a network, a ministry.
type Organisation struct {
	ID        OrgID
	Key       string // "fr/com/49007" for the authority of a territory, "org/resem" for a known body, "name/…" for one known only by its name
	Name      string
	Kind      OrgKind
	Country   string
	Territory TerritoryID // where it is placed; 0 if nobody says
	From, To  Date
	Names     []string          // acronyms, former names, variants of the reference data
	Codes     map[string]string // identifiers of its own, beside those of its territory
}

// OrgKind is the kind of an organisation.
type OrgKind string

// Kinds of organisations.
const (
	Authority      OrgKind = "authority"          // collectivité territoriale
	Intermunicipal OrgKind = "intermunicipal"     // EPCI, intercollectivité, syndicat
	Association    OrgKind = "association"        // association, ONG
	Committee      OrgKind = "twinning_committee" // comité de jumelage
	Network        OrgKind = "network"            // réseau
	Village        OrgKind = "village"            // village or its association
	Ministry       OrgKind = "ministry"
	Agency         OrgKind = "agency" // agence, institution européenne ou internationale
	Other          OrgKind = "other"
)

// Name is a party as a document prints it, with what its surroundings tell: everything a resolver may use.
type Name struct {
	Text    string
	Side    Side     // french, foreign or other: which column it stands in
	Country string   // ISO code the document implies for its foreign side ("ML"); empty if unknown
	Region  string   // heading it stands under ("REGION DE MOPTI"), cercle of a table: a hint, never an answer
	Beside  []string // the other parties of the same side
}

// Side is a side of a partnership.
type Side string

// Sides.
const (
	French  Side = "french"
	Foreign Side = "foreign"
	Third   Side = "other" // of a third country
)

// Candidate is an organisation that a name may mean.
type Candidate struct {
	OrgKey       string // key the organisation has or will have
	Name         string
	Kind         OrgKind
	Country      string
	TerritoryKey string
	Score        float64  // 0…1
	Why          []string // message keys of the reasons, best first
}

// Resolution is the outcome of resolving a name. Sure means that the first candidate is meant; otherwise the name
// becomes an open question with its candidates (possibly none): never a silent guess.
type Resolution struct {
	Candidates []Candidate
	Sure       bool
}

// Question is a name that could mean several organisations, or none that is known.
type Question struct {
	ID         QuestionID
	Text       string
	Record     RecordID
	Document   string
	Line       int
	Candidates []OrgID
	Answer     OrgID // 0 while open
	Why        string
	Author     Author
}

// levels are the words that tell an authority apart from the commune of the same name.
var levels = map[string]string{
	"departement": "département", "region": "région", "cercle": "cercle", "district": "district", "prefecture": "préfecture", "province": "province",
}

// KindOfLevel is the kind of the organisation that stands for a territory of a level.
func KindOfLevel(level string) OrgKind {
	switch level {
	case "epci":
		return Intermunicipal
	case "village":
		return Village
	}
	return Authority
}

// AuthorityName is how the register calls the authority of a territory: "Angoulême", "Bandiagara (cercle)".
func AuthorityName(territory, level string) string {
	if word, ok := levels[level]; ok {
		return territory + " (" + word + ")"
	}
	return territory
}
