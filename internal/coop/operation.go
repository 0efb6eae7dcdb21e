package coop

// OperationID is the number of an operation: that of its entry in the audit.
type OperationID int64

// OperationPart is one thing that an operation did, so that it can be taken back with the rest.
type OperationPart struct {
	Kind   PartKind
	Object int64 // number of the decision, of the step of a finding, of the contribution or of the document
}

// PartKind is a kind of thing that an operation does.
type PartKind string

// Kinds of parts.
const (
	PartDecision     PartKind = "decision"
	PartUndone       PartKind = "undone"       // a decision was taken back; what is taken back is decided anew, not brought back
	PartFinding      PartKind = "finding"      // a step of a finding
	PartContribution PartKind = "contribution" // a contribution was accepted
	PartSource       PartKind = "source"       // a document came in
)
