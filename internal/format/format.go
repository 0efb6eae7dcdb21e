// Package format holds what every reader of documents shares: the decoded text with its lines, the record a reader
// yields, and the account it gives of every line. The readers stand in the folders below it, one a family of
// documents; none of them knows the domain, a database or a page.
package format

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Limits of a text document. They are documented in docs/ADMIN.md and hold memory down whatever the input (P9).
const (
	MaxBytes = 32 << 20 // a census of 2 000 fiches is 6 MB
	MaxLine  = 256 << 10
)

// Text is a document as lines, decoded to UTF-8, without line ends; Lines[0] is line 1.
type Text struct {
	Lines    []string
	Encoding string // "UTF-8", or "Windows-1252" when the bytes were converted
}

// Record is what a document says about one thing, before anyone reconciles it with anything else.
type Record struct {
	Kind    string // census_fiche, atlas_project, network, fund_statement, contents_entry, overview_figure, publication, prose
	Locator string // unique in the document and stable as long as its bytes are: "L243"
	Line    int    // first line, 1-based
	LineEnd int    // last line
	Body    any    // marshals to exactly the fields of the interchange form of its kind
	Places  []Place
}

// Place says on which lines a value of a record stands. Path is the JSON path of the value in the body:
// "budget", "actions.3.description", "french.0".
type Place struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	LineEnd int    `json:"line_end"`
}

// Line is one line of the document with its text.
type Line struct {
	Number int    `json:"line"`
	Text   string `json:"text"`
}

// Result is a document read. Every line that is not blank is in exactly one of three accounts: inside a record,
// known structure (headings, page feet, forewords), or not understood.
type Result struct {
	Format        string // name of the reader's package
	Title         string // the document's own title, as printed
	Publisher     string // who publishes it, as printed; empty if it does not say
	Date          string // ISO date of this version as the document states it, as precise as known
	Records       []Record
	Values        int // leaves filled in the records
	InRecords     int // lines
	Structure     int // lines
	Blank         int // lines
	NotUnderstood []Line
	Notes         []Problem // what was done on the way and should be known (a conversion, a column shifted)
}

// Problem is something to tell the user about a place in a document, as a message key with arguments. As an error
// it refuses the document.
type Problem struct {
	Line int
	Key  string // format.empty, format.binary, format.too_large, format.line_too_long, format.unknown_family, format.truncated_table …
	Args []string
}

func (p *Problem) Error() string {
	return fmt.Sprintf("line %d: %s %s", p.Line, p.Key, strings.Join(p.Args, " "))
}

// Decode reads a whole text document within the limits. Bytes that are not UTF-8 are taken for Windows-1252, which
// is what French offices saved for twenty years, and the text says so. Errors are *Problem.
func Decode(r io.Reader) (*Text, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if p := refuse(raw); p != nil {
		return nil, p
	}
	t := &Text{Encoding: "UTF-8"}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(raw) {
		t.Encoding = "Windows-1252"
		if raw, err = charmap.Windows1252.NewDecoder().Bytes(raw); err != nil {
			return nil, fmt.Errorf("decode: %w", err)
		}
	}
	s := strings.ReplaceAll(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\r", "\n")
	t.Lines = strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	return t, nil
}

// Lined is a text whose lines, in UTF-8, are known already: within the limits, with no second copy of it. Errors are
// *Problem.
func Lined(lines []string) (*Text, error) {
	size, blank := 0, true
	for i, l := range lines {
		if size += len(l) + 1; size > MaxBytes {
			return nil, &Problem{Line: i + 1, Key: "format.too_large", Args: []string{fmt.Sprint(MaxBytes)}}
		}
		if len(l) > MaxLine {
			return nil, &Problem{Line: i + 1, Key: "format.line_too_long", Args: []string{fmt.Sprint(MaxLine)}}
		}
		blank = blank && strings.TrimSpace(l) == ""
	}
	if blank {
		return nil, &Problem{Line: 1, Key: "format.empty"}
	}
	return &Text{Lines: lines, Encoding: "UTF-8"}, nil
}

func refuse(raw []byte) *Problem {
	if len(bytes.TrimSpace(raw)) == 0 {
		return &Problem{Line: 1, Key: "format.empty"}
	}
	if i := bytes.IndexByte(raw, 0); i >= 0 {
		return &Problem{Line: 1 + bytes.Count(raw[:i], []byte("\n")), Key: "format.binary"}
	}
	for n, rest := 1, raw; len(rest) > 0; n++ {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		if len(line) > MaxLine {
			return &Problem{Line: n, Key: "format.line_too_long", Args: []string{fmt.Sprint(MaxLine)}}
		}
		rest = after
	}
	if len(raw) > MaxBytes {
		return &Problem{Line: 1 + bytes.Count(raw, []byte("\n")), Key: "format.too_large", Args: []string{fmt.Sprint(MaxBytes)}}
	}
	return nil
}
