package coop

import "slices"

// Proposal (proposition) is a pair of things that may be one, with the reasons. It changes nothing until somebody
// decides: what is unsure is a proposal, never a silent merge.
type Proposal struct {
	ID         ProposalID
	Pair       Pair
	State      ProposalState
	RecordedAt int64      // Unix milliseconds, UTC: when it was first proposed
	Decision   DecisionID // the last decision about it; 0 where there is none. It may be undone.
}

// Pair is two things compared. A is the lower id of the two where both are of one kind.
type Pair struct {
	Kind  PairKind
	A, B  int64
	Path  string // of a gift: its JSON path in the record B
	Score int    // points: the sum of the parts, at most 100
	Parts []Part
}

// PairKey names a pair: it is proposed once, whatever its score.
type PairKey struct {
	Kind PairKind
	A, B int64
	Path string
}

// Key names the pair.
func (p Pair) Key() PairKey { return PairKey{p.Kind, p.A, p.B, p.Path} }

// Part is one reason of a score, for the pair (points above 0) or against it.
type Part struct {
	Key    string   `json:"key"` // message key
	Points int      `json:"points"`
	Args   []string `json:"args,omitempty"`
}

// Equal says whether two reasons are the same.
func (p Part) Equal(o Part) bool {
	return p.Key == o.Key && p.Points == o.Points && slices.Equal(p.Args, o.Args)
}

// PairKind says what the two things of a pair are.
type PairKind string

// Kinds of pairs.
const (
	PairOrganisation PairKind = "organisation" // two organisations
	PairPartnership  PairKind = "partnership"  // two partnerships
	PairAction       PairKind = "action"       // two actions
	PairProgramme    PairKind = "programme"    // two financings that state the money of one programme
	PairGift         PairKind = "gift"         // an action (A) and a gift of a fund statement (record B, at Path)
)

// PairKinds are all kinds, in the order of pages.
var PairKinds = []PairKind{PairOrganisation, PairPartnership, PairGift, PairProgramme, PairAction}

// ProposalState is where a proposal stands.
type ProposalState string

// States of a proposal. One that a later run does not make again is gone; what has been decided stays decided.
const (
	ProposalOpen     ProposalState = "open"
	ProposalAccepted ProposalState = "accepted"
	ProposalRefused  ProposalState = "refused"
	ProposalGone     ProposalState = "gone"
)

// ProposalStates are all states, in the order of pages.
var ProposalStates = []ProposalState{ProposalOpen, ProposalAccepted, ProposalRefused, ProposalGone}

// ProposalStateOf says where a proposal stands: what was decided and holds comes before everything else.
func ProposalStateOf(decided DecisionKind, holds, gone bool) ProposalState {
	switch {
	case holds && decided == DecideMerge:
		return ProposalAccepted
	case holds:
		return ProposalRefused
	case gone:
		return ProposalGone
	}
	return ProposalOpen
}
