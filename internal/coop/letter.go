package coop

import (
	"slices"
	"strconv"
	"strings"
)

// LetterID is the number of a letter.
type LetterID int64

// LetterStep is which of its letters a campaign sends (M6).
type LetterStep string

// Steps of a campaign, in their order. The first four ask for an answer; the last one tells what became of it.
const (
	LetterInvitation LetterStep = "invitation"
	LetterFirst      LetterStep = "first"     // première relance, LetterFirstDays after the invitation
	LetterSecond     LetterStep = "second"    // seconde relance, LetterSecondDays after the invitation
	LetterLast       LetterStep = "last"      // dernier rappel, LetterLastDays before the last day
	LetterPublished  LetterStep = "published" // publié: with the page and how to have it corrected
)

// LetterSteps are all of them.
var LetterSteps = []LetterStep{LetterInvitation, LetterFirst, LetterSecond, LetterLast, LetterPublished}

// Days between letters (M6). As each step is sent once, nobody is asked more than four times.
const (
	LetterFirstDays  = 10
	LetterSecondDays = 21
	LetterLastDays   = 3
	LetterApart      = 5
)

// Asks says whether a letter asks for an answer: then it is sent to nobody who gave one.
func (s LetterStep) Asks() bool { return s != LetterPublished && slices.Contains(LetterSteps, s) }

// Attached is the questionnaire as documents that go with an invitation (questionnaire joint): how they are filled in and in
// which formats they are; "" for none. Reminders go without.
type Attached string

// AttachedChoices are all of them: filled in with what the register knows, or blank.
var AttachedChoices = []Attached{"", "known.docx", "known.odt", "known.both", "blank.docx", "blank.odt", "blank.both"}

// Blank says that nothing is filled in.
func (a Attached) Blank() bool { return strings.HasPrefix(string(a), "blank") }

// Formats are those of the documents, one or two.
func (a Attached) Formats() []string {
	switch _, format, _ := strings.Cut(string(a), "."); format {
	case "":
		return nil
	case "both":
		return []string{"docx", "odt"}
	default:
		return []string{format}
	}
}

// LetterFile is a document that goes with a letter. It is made when the letter leaves, and kept nowhere.
type LetterFile struct {
	Name      string
	MediaType string
	Body      []byte
}

// Letter is a letter of a campaign to one address: what its words are made of. One address is written to once a step,
// however many questionnaires it is asked.
type Letter struct {
	ID        LetterID    `json:"id"`
	Step      LetterStep  `json:"step"`
	Census    CampaignID  `json:"census"`
	Campaign  string      `json:"campaign"` // title
	Host      string      `json:"host"`
	Contact   string      `json:"contact"`
	Message   string      `json:"message,omitempty"`
	Closes    Date        `json:"closes"`
	Asked     []LetterAsk `json:"asked"`
	More      int         `json:"more,omitempty"` // questionnaires that find no room in the letter
	Questions int         `json:"questions"`
	Public    int         `json:"public"`           // of the questions, those whose answers are published
	Record    RecordID    `json:"record,omitempty"` // in which the address stands; 0: the host had it from elsewhere
	Code      string      `json:"code"`             // proves to us that somebody had the letter: who unsubscribes, a server that returns it
	Trial     bool        `json:"trial,omitempty"`  // to oneself, with links that lead nowhere

	Attached Attached     `json:"attached,omitempty"`
	Files    []LetterFile `json:"-"` // what that comes to, once it leaves
}

// LetterAsk is one questionnaire that a letter asks to be answered.
type LetterAsk struct {
	Invitation  InvitationID  `json:"invitation"`
	Name        string        `json:"name"`            // who is asked
	Place       string        `json:"place,omitempty"` // the partnership that it is about
	Partnership PartnershipID `json:"partnership,omitempty"`
	Code        string        `json:"code"`
	Done        int           `json:"done,omitempty"` // rubrics that are finished
	Rubrics     int           `json:"rubrics"`
	SavedAt     int64         `json:"saved,omitempty"` // Unix milliseconds, UTC; 0: nobody has begun
}

// LetterAsks is how many questionnaires one letter lists, so that it stays below 10 kB (M1); LetterOwn how many
// letters of the host's own words it has room for.
const (
	LetterAsks = 8
	LetterOwn  = 1500
)

// Minutes is how long the questions take somebody who has the answers at hand, in steps of five: about one a question.
func (l Letter) Minutes() int { return max(5, (l.Questions+4)/5*5) }

// LetterState is how far a letter has come.
type LetterState string

// States of letters. What the addressee did then, opened the link or answered, her invitation says.
const (
	LetterPrepared   LetterState = "prepared"   // prête: in the outbox
	LetterDeferred   LetterState = "deferred"   // différée: the server asked to come again
	LetterSent       LetterState = "sent"       // partie
	LetterSoft       LetterState = "soft"       // revenue, pour l'instant
	LetterHard       LetterState = "hard"       // revenue pour de bon
	LetterComplained LetterState = "complained" // signalée comme indésirable
	LetterStopped    LetterState = "stopped"    // arrêtée avant l'envoi
)

// LetterStates are all of them but the last, which is as if there had been none.
var LetterStates = []LetterState{LetterPrepared, LetterDeferred, LetterSent, LetterSoft, LetterHard, LetterComplained}

// Posted is a letter as a campaign keeps it: the address only as its hash.
type Posted struct {
	ID          LetterID
	Campaign    CampaignID
	AddressHash string
	Step        LetterStep
	State       LetterState
	Message     MessageID
	PreparedAt  int64 // Unix milliseconds, UTC; so is SentAt, 0 until then
	SentAt      int64
	Softs       int    // how often it came back for now
	Status      string // of the last return, as the server says it: 5.1.1
}

// At is when somebody was written to, as far as is known.
func (p Posted) At() int64 { return max(p.PreparedAt, p.SentAt) }

// LetterSofts is how many returns for now are one too many (M9).
const LetterSofts = 3

// ReturnKind is what a mail server, or a reader, sends back.
type ReturnKind string

// Kinds of returns.
const (
	ReturnHard      ReturnKind = "hard"      // no such address, or no letter of ours is taken there
	ReturnSoft      ReturnKind = "soft"      // not now
	ReturnComplaint ReturnKind = "complaint" // the reader calls it unwanted (ARF)
	ReturnStop      ReturnKind = "stop"      // the reader asks by mail not to be written to
	ReturnNothing   ReturnKind = ""          // an answering machine, a letter that arrived, a human being
)

// Return is what came back of a letter.
type Return struct {
	Kind   ReturnKind
	Code   string // of the letter, however it was written
	Status string // "5.1.1"
	Mark   string // of the message that says so: it counts once
}

// NoLetters keeps an address from the letters of a campaign; of every one where the campaign is 0. Unlike a person who hides
// herself, she stays reachable otherwise.
func NoLetters(c CampaignID) string {
	if c == 0 {
		return "letters"
	}
	return "letters " + strconv.FormatInt(int64(c), 10)
}
