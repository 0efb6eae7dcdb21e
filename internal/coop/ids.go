// Package coop is the domain of decentralised cooperation: who cooperates with whom, where, on what, since when, with
// how much money, and who says so. It knows no database, no file format and no page. The terms are those of
// docs/GLOSSARY.md.
package coop

// Ids are 64-bit integers handed out in ascending order per kind, never reused; one type a kind, so that the compiler
// refuses an organisation where a territory is meant.
type (
	TerritoryID   int64
	OrgID         int64
	PartnershipID int64
	ActionID      int64
	AgreementID   int64
	FinancingID   int64
	SourceID      int64
	RecordID      int64
	QuestionID    int64
	FindingID     int64
	RedactionID   int64
	ProposalID    int64
)
