package format

import (
	"encoding/json"
	"fmt"
	"strings"
)

type mark uint8

const (
	notUnderstood mark = iota // what nobody claimed
	structure
	inRecord
)

// Account keeps, for one document, what became of each line. A line that nobody claims is not understood, so that
// nothing is lost by forgetting it. Line numbers are 1-based; numbers outside the document are ignored.
type Account struct {
	lines []string
	marks []mark
}

// NewAccount opens the account of a text, with every line unclaimed.
func NewAccount(t *Text) *Account {
	return &Account{lines: t.Lines, marks: make([]mark, len(t.Lines))}
}

// Structure claims a line as known structure, unless a record already holds it.
func (a *Account) Structure(line int) {
	if a.has(line) && a.marks[line-1] == notUnderstood {
		a.marks[line-1] = structure
	}
}

// InRecord claims a line for a record.
func (a *Account) InRecord(line int) {
	if a.has(line) {
		a.marks[line-1] = inRecord
	}
}

// Held tells whether a record holds a line.
func (a *Account) Held(line int) bool { return a.has(line) && a.marks[line-1] == inRecord }

// Span gives the first and last line that records hold, or 0, 0.
func (a *Account) Span() (first, last int) {
	for i, m := range a.marks {
		if m != inRecord {
			continue
		}
		if first == 0 {
			first = i + 1
		}
		last = i + 1
	}
	return first, last
}

// Close writes the account into the result: InRecords, Structure, Blank and NotUnderstood.
func (a *Account) Close(r *Result) {
	for i, text := range a.lines {
		switch {
		case strings.TrimSpace(text) == "":
			r.Blank++
		case a.marks[i] == inRecord:
			r.InRecords++
		case a.marks[i] == structure:
			r.Structure++
		default:
			r.NotUnderstood = append(r.NotUnderstood, Line{Number: i + 1, Text: text})
		}
	}
}

func (a *Account) has(line int) bool { return line >= 1 && line <= len(a.marks) }

// CountValues counts the leaves of a record's body that hold something: numbers, booleans and texts that are not
// empty. It fails only for a body that is not JSON, which is a mistake of the reader.
func CountValues(body any) (int, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return 0, fmt.Errorf("count values: %w", err)
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return 0, fmt.Errorf("count values: %w", err)
	}
	return leaves(v), nil
}

func leaves(v any) int {
	n := 0
	switch v := v.(type) {
	case map[string]any:
		for _, child := range v {
			n += leaves(child)
		}
	case []any:
		for _, child := range v {
			n += leaves(child)
		}
	case string:
		if v != "" {
			n = 1
		}
	case float64, bool:
		n = 1
	}
	return n
}
