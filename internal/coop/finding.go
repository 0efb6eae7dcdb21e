package coop

import "maps"

// Finding (constat) is something a rule noticed in the register: a total that is not the sum of its parts, a fiche
// printed twice. It blames nobody and changes nothing.
type Finding struct {
	ID       FindingID
	Rule     string
	Key      string // identity within the rule, so that a second check finds it again
	Severity string // error, warning, notice
	State    FindingState
	Why      string // of the last decision
	Owner    string // who looks after it: a role or an organisation, as the operator wrote it
	Places   []Place
	Evidence map[string]string
	Subject  PartnershipID // 0 if it is about no single partnership
}

// FindingState says how far the work on a finding is.
type FindingState string

// States of findings.
const (
	FindingOpen      FindingState = "open"
	FindingExplained FindingState = "explained" // the difference is real and understood
	FindingFixed     FindingState = "fixed"     // a corrected document was imported
	FindingGone      FindingState = "gone"      // the last check did not find it
	FindingReopened  FindingState = "reopened"  // it came back, or what was explained has changed
)

// FindingStates are all of them, in the order of the work.
var FindingStates = []FindingState{FindingOpen, FindingReopened, FindingExplained, FindingFixed, FindingGone}

// Decidable says whether a person may put a finding into this state; the others come from checks.
func (s FindingState) Decidable() bool {
	return s == FindingOpen || s == FindingExplained || s == FindingFixed
}

// FoundAgain is the state of a finding that a check finds once more, with this evidence. What was explained stays so as
// long as the evidence is the same; what was fixed or had gone has come back.
func (f Finding) FoundAgain(evidence map[string]string) FindingState {
	switch {
	case f.State == FindingFixed, f.State == FindingGone, f.State == FindingExplained && !maps.Equal(f.Evidence, evidence):
		return FindingReopened
	}
	return f.State
}

// NotFound is the state of a finding that a complete check does not find any more: fixed is what it was meant to be.
func (f Finding) NotFound() FindingState {
	if f.State == FindingFixed {
		return FindingFixed
	}
	return FindingGone
}

// FindingEvent is one step in the history of a finding: a state it came into, "evidence" where what it rests on has
// changed, "owner" where somebody was made to look after it. It is never changed.
type FindingEvent struct {
	Finding  FindingID
	At       int64 // Unix milliseconds, UTC
	Author   Author
	What     string
	Owner    string
	Why      string
	Evidence map[string]string // what the check found, where a check made the step
}
