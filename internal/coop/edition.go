package coop

import (
	"encoding/json"
	"strings"
)

// EditionID is the number of an edition.
type EditionID int64

// EditionScope says which fiches an edition takes in; what is empty asks for any.
type EditionScope struct {
	Source   SourceID   `json:"source,omitempty"`
	Campaign CampaignID `json:"campaign,omitempty"`
	Country  string     `json:"country,omitempty"` // code of the country of the partner side
}

// Edition is a census as it was published on a day (édition d’un recueil): a list of fiches and what was counted over them.
// What the register learns later does not change it; what is taken out of everything public is taken out of it too.
type Edition struct {
	ID       EditionID
	Series   string // of which it is an edition: "recensement-mali"
	Title    string
	Date     Date // of the edition, as its cover says; a whole day
	Host     string
	Foreword string // the words of who publishes it, paragraphs parted by empty lines; so is the comment
	Comment  string // on the overview
	Scope    EditionScope
	Forms    []string // versions of the questionnaires that its fiches answer
	Since    Date     // the day that the questionnaire asks about, and the year of the budget whose trend it asks; empty, 0: it names none
	Year     int
	Fiches   []EditionFiche
	Coming   []EditionComing
	Overview json.RawMessage // what was counted, as the reading door made it
	Former   EditionID       // of its series; 0: it is the first
	Author   Author
	FrozenAt int64 // Unix milliseconds, UTC
}

// FicheMark says how a fiche differs from the former edition.
type FicheMark string

// Marks of fiches.
const (
	FicheSame    FicheMark = ""
	FicheAdded   FicheMark = "added"   // ajoutée
	FicheChanged FicheMark = "changed" // modifiée
)

// EditionFiche is a fiche of an edition.
type EditionFiche struct {
	Record  RecordID
	Section string // what it stands under: the names of the partner's regions
	Mark    FicheMark
	Was     RecordID // what stood in its place in the former edition, of one that is changed
}

// EditionComing is a fiche that was announced, or whose answers nobody has accepted yet (« à venir »).
type EditionComing struct {
	Section     string
	Title       string
	Record      RecordID      // that announces it; 0: a reply does
	Partnership PartnershipID // of which a reply is awaited; 0: of none that is known
}

// Erratum is what is wrong in an edition, said after it was frozen.
type Erratum struct {
	Edition EditionID
	Text    string
	Author  Author
	At      int64 // Unix milliseconds, UTC
}

// Longest texts of an edition, in letters.
const (
	EditionTitle = 200
	EditionText  = 20_000
)

// Check says what an edition lacks, by field.
func (e Edition) Check() map[string]error {
	out := map[string]error{}
	if t := strings.TrimSpace(e.Title); t == "" || len([]rune(t)) > EditionTitle {
		out["titre"] = Refuse(Invalid, "edition.title", EditionTitle)
	}
	if !e.Date.Valid() || len(e.Date) != 10 {
		out["date"] = Refuse(Invalid, "edition.date")
	}
	for field, text := range map[string]string{"avant_propos": e.Foreword, "commentaire": e.Comment, "auteur": e.Host} {
		if len([]rune(text)) > EditionText {
			out[field] = Refuse(Invalid, "reply.long", EditionText)
		}
	}
	if len(e.Fiches) == 0 {
		out["source"] = Refuse(Invalid, "edition.empty")
	}
	return out
}

// SeriesOf is the key by which editions of one series are known: words in small letters and digits, parted by hyphens.
func SeriesOf(text string) string { return strings.ReplaceAll(Fold(text), " ", "-") }
