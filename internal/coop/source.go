package coop

import "encoding/json"

// Source is a document as it came in: its bytes are kept under its hash.
type Source struct {
	ID         SourceID
	Document   string // file name
	SHA256     string
	Format     string
	Title      string
	Publisher  string
	Date       Date
	Encoding   string
	Lines      int
	Size       int64
	Replaces   SourceID
	ReplacedBy SourceID
	ImportedAt int64 // Unix milliseconds, UTC
	Example    bool  // facts typed by hand; the document itself has not been imported
	Report     Report
}

// Report accounts for every line of a document.
type Report struct {
	Records       int      `json:"records"`
	Values        int      `json:"values"`
	InRecords     int      `json:"in_records"`
	Structure     int      `json:"structure"`
	Blank         int      `json:"blank"`
	NotUnderstood []Line   `json:"not_understood"`
	Notes         []Notice `json:"notes"`
}

// Line is a line of a document.
type Line struct {
	Number int    `json:"line"`
	Text   string `json:"text"`
}

// Notice is something to know about a place in a document: a message key with arguments.
type Notice struct {
	Line int      `json:"line"`
	Key  string   `json:"key"`
	Args []string `json:"args,omitempty"`
}

// Kinds of records (as-stated form).
const (
	KindFiche        = "census_fiche"
	KindAtlas        = "atlas_project"
	KindNetwork      = "network"
	KindFund         = "fund_statement"
	KindContents     = "contents_entry"
	KindOverview     = "overview_figure"
	KindPublication  = "publication"
	KindProse        = "prose"
	KindContribution = "contribution" // what a member proposed and a steward accepted
)

// Record (relevé) is what one document says about one thing, before anyone reconciles it.
type Record struct {
	ID         RecordID
	Source     SourceID
	Document   string
	SHA256     string
	Kind       string
	Locator    string
	Line       int
	LineEnd    int
	Body       json.RawMessage // exactly the fields of the interchange form
	Places     []ValuePlace
	ReplacedBy RecordID
}

// ValuePlace is where a value of a record stands.
type ValuePlace struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	LineEnd int    `json:"line_end"`
}
