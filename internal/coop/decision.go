package coop

// DecisionID is the number of a decision.
type DecisionID int64

// Decision is what somebody decided about identity or choice: two objects are one, two are not, this claim is the one
// to show. It is never deleted: undoing it is a fact of its own, so that what was held at any time can be told.
type Decision struct {
	ID          DecisionID
	Kind        DecisionKind
	SubjectKind string // partnership, organisation … ; claim_set for a rank, question for an answer
	Subject     int64
	Object      int64 // into what it is merged, from what it differs, whom a name means; the position of the claim for a rank
	Why         string
	Author      Author
	At          int64 // Unix milliseconds, UTC
	UndoneAt    int64 // 0 while it holds
	UndoneBy    Author
	UndoneWhy   string
	Detail      string // what the decision rested on, as JSON; empty for most
}

// DecisionKind is what a decision does.
type DecisionKind string

// Kinds of decisions.
const (
	DecideMerge     DecisionKind = "merge"     // the subject is the object
	DecideDistinct  DecisionKind = "refuse"    // the subject is not the object
	DecidePreferred DecisionKind = "prefer"    // the claim is shown before others
	DecideDeprecate DecisionKind = "deprecate" // the claim is not shown, and kept
	DecideAnswer    DecisionKind = "answer"    // the name of a question means the object
	DecideWithdraw  DecisionKind = "withdraw"  // nothing of a document stands
)

// Holds says whether the decision has not been undone.
func (d Decision) Holds() bool { return d.UndoneAt == 0 }

// Kinds of objects that decisions speak of.
const (
	KindPartnership  = "partnership"
	KindOrganisation = "organisation"
	KindClaim        = "claim_set"
	KindQuestion     = "question"
	KindSource       = "source"
)

// Rank is what a steward says of a claim (U71). A rank judges a source; it does not take the place of a date.
type Rank int

// Ranks, best last.
const (
	Deprecated Rank = iota - 1
	Normal
	Preferred
)

// Ranks are the ranks of the claims of a set, by position; a claim that is not there is normal.
type Ranks map[int]Rank
