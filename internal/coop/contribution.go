package coop

import (
	"slices"
	"strconv"
)

// ContributionID is the number of a contribution.
type ContributionID int64

// Contribution is what somebody brings to the register from outside: an error that she reports, or values that she
// proposes. It changes nothing by itself; who moderates decides. All of it is private but what it becomes.
type Contribution struct {
	ID          ContributionID
	Kind        ContributionKind
	State       ContributionState
	SubjectKind string // partnership, organisation, territory, source, record …; "page" where it is about no single object
	Subject     int64
	Page        string     // path of the page, without language
	Property    string     // the value that it is about; "" for the page as a whole
	Said        string     // what the register said of the value then, as its source gives it
	Text        string     // in the words of who brings it
	Proposed    []Proposed // of a change
	Record      RecordID   // that an accepted change has become
	Account     AccountID
	Org         OrgID  // for which a change is proposed; 0 of who speaks for none
	Email       string // where the answer goes; "" where none is asked for
	Lang        string // of the answer
	Receipt     string // code of the page on which it is followed without an account; reckoned, not kept
	Follower    AccountID
	Author      Author
	FiledAt     int64 // Unix milliseconds, UTC; so is ChangedAt
	ChangedAt   int64
}

// ContributionKind is what is brought.
type ContributionKind string

// Kinds of contributions.
const (
	ContributionReport ContributionKind = "report" // signalement
	ContributionChange ContributionKind = "change" // modification proposée
	ContributionReply  ContributionKind = "reply"  // réponse à un recensement
)

// ContributionKinds are all of them.
var ContributionKinds = []ContributionKind{ContributionReport, ContributionChange, ContributionReply}

// ContributionState is how far the work on a contribution is, in the words people know from other services (U20).
type ContributionState string

// States of contributions.
const (
	ContributionDraft     ContributionState = "draft"      // brouillon
	ContributionSubmitted ContributionState = "submitted"  // déposée
	ContributionToCorrect ContributionState = "to_correct" // à corriger
	ContributionInReview  ContributionState = "in_review"  // en instruction
	ContributionAccepted  ContributionState = "accepted"   // acceptée
	ContributionRefused   ContributionState = "refused"    // refusée
	ContributionClosed    ContributionState = "closed"     // classée sans suite
)

// ContributionStates are all of them, in the order of the work.
var ContributionStates = []ContributionState{
	ContributionDraft, ContributionSubmitted, ContributionToCorrect, ContributionInReview, ContributionAccepted, ContributionRefused, ContributionClosed,
}

// Decided says whether the work on a contribution is over.
func (s ContributionState) Decided() bool {
	return s == ContributionAccepted || s == ContributionRefused || s == ContributionClosed
}

// Act is something that is done with a contribution.
type Act string

// Acts.
const (
	ActSubmit   Act = "submit"   // déposer, or file again what was to be corrected
	ActWithdraw Act = "withdraw" // retirer
	ActTake     Act = "take"     // mettre en instruction
	ActReturn   Act = "return"   // demander une correction
	ActAccept   Act = "accept"
	ActRefuse   Act = "refuse"
	ActClose    Act = "close"  // classer sans suite
	ActReopen   Act = "reopen" // logged, and told to who brought it (U22)
)

// Acts are all of them.
var Acts = []Act{ActSubmit, ActWithdraw, ActTake, ActReturn, ActAccept, ActRefuse, ActClose, ActReopen}

// Move is one line of the table of what may be done with a contribution, when, and by whom: whoever has the verb. Who
// brings it (VerbReport by the receipt, VerbSuggest by her account) moves her own alone.
type Move struct {
	Act      Act
	From     []ContributionState
	To       ContributionState
	Own      bool // done by who brings it; otherwise by who may moderate
	Reasoned bool // a reason is told to the other side
}

// Moves is the one table of them: pages and commands offer nothing else.
var Moves = []Move{
	{Act: ActSubmit, From: []ContributionState{ContributionDraft, ContributionToCorrect}, To: ContributionSubmitted, Own: true},
	{Act: ActWithdraw, From: []ContributionState{ContributionDraft, ContributionSubmitted, ContributionToCorrect}, To: ContributionClosed, Own: true},
	{Act: ActTake, From: []ContributionState{ContributionSubmitted}, To: ContributionInReview},
	{Act: ActReturn, From: []ContributionState{ContributionSubmitted, ContributionInReview}, To: ContributionToCorrect, Reasoned: true},
	{Act: ActAccept, From: []ContributionState{ContributionInReview}, To: ContributionAccepted, Reasoned: true},
	{Act: ActRefuse, From: []ContributionState{ContributionInReview}, To: ContributionRefused, Reasoned: true},
	{Act: ActClose, From: []ContributionState{ContributionSubmitted, ContributionToCorrect, ContributionInReview}, To: ContributionClosed, Reasoned: true},
	{Act: ActReopen, From: []ContributionState{ContributionAccepted, ContributionRefused, ContributionClosed}, To: ContributionInReview, Reasoned: true},
}

// Verb is the right that a move of a kind of contribution asks for.
func (m Move) Verb(k ContributionKind) Verb {
	switch {
	case !m.Own:
		return VerbModerate
	case k == ContributionChange:
		return VerbSuggest
	}
	return VerbReport
}

// Open are the moves that a contribution allows now to who brings it, or to who moderates.
func (s ContributionState) Open(own bool) []Move {
	var out []Move
	for _, m := range Moves {
		if m.Own == own && slices.Contains(m.From, s) {
			out = append(out, m)
		}
	}
	return out
}

// Move is what an act does from here. Errors: conflict where the state does not allow it, invalid where it needs a reason.
func (s ContributionState) Move(a Act, own bool, why string) (Move, error) {
	for _, m := range s.Open(own) {
		if m.Act != a {
			continue
		}
		if m.Reasoned && why == "" {
			return m, Refuse(Invalid, "form.why_missing")
		}
		return m, nil
	}
	return Move{}, Refuse(Conflict, "contribution.no_move")
}

// ContributionStep is one step in the history of a contribution: an act, "message" for what was written to the other
// side, "note" for what those who moderate say to one another, "follow" for who looks after it.
type ContributionStep struct {
	What   string
	Text   string
	Author Author
	At     int64 // Unix milliseconds, UTC
}

// Steps that are no acts.
const (
	StepMessage = "message"
	StepNote    = "note"
	StepFollow  = "follow"
	StepLeave   = "leave" // nobody looks after it any more
)

// Inner says whether only those who moderate see a step.
func (s ContributionStep) Inner() bool {
	return s.What == StepNote || s.What == StepFollow || s.What == StepLeave
}

// Number is the number in digits, as people quote it.
func (c Contribution) Number() string { return strconv.FormatInt(int64(c.ID), 10) }
