package ingest

import (
	"encoding/csv"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/format"
)

// checkIdentifiers refuses a table with a code that cannot be one of its scheme (a SIREN with a wrong check digit), with
// the line and the number of the column: such a slip would join the wrong body. A column is looked at if it is called as a
// scheme is; so is a column of codes ("insee=49007 siren=214900078"). A table that is no CSV is its reader's to refuse.
func checkIdentifiers(name string, t *format.Text) error {
	r := csv.NewReader(strings.NewReader(strings.Join(t.Lines, "\n") + "\n"))
	head, err := r.Read()
	if err != nil {
		return nil
	}
	if !slices.ContainsFunc(head, func(c string) bool { return c == "codes" || coop.Identifier{Scheme: c}.Known() }) {
		return nil
	}
	for {
		cells, err := r.Read()
		if err != nil {
			return nil
		}
		for i, column := range head {
			if bad, ok := wrongIdentifier(column, cells[i]); ok {
				line, _ := r.FieldPos(i)
				return &format.Problem{Line: line, Key: "format.identifier", Args: []string{name, column, strconv.Itoa(i + 1), bad.Value, strings.ToUpper(bad.Scheme)}}
			}
		}
	}
}

// wrongIdentifier is the first identifier of a cell that is not valid.
func wrongIdentifier(column, cell string) (coop.Identifier, bool) {
	list := []coop.Identifier{{Scheme: column, Value: cell}}
	if column == "codes" {
		list = codesOf(cell)
	}
	i := slices.IndexFunc(list, func(x coop.Identifier) bool { return x.Value != "" && x.Known() && !x.Valid() })
	if i < 0 {
		return coop.Identifier{}, false
	}
	return list[i], true
}

// codesOf reads a cell of codes. A word without a scheme belongs to the list before it ("postal=75001 75002").
func codesOf(cell string) []coop.Identifier {
	var out []coop.Identifier
	for word := range strings.FieldsSeq(cell) {
		scheme, value, ok := strings.Cut(word, "=")
		switch {
		case ok:
			out = append(out, coop.Identifier{Scheme: scheme, Value: value})
		case len(out) > 0:
			out[len(out)-1].Value += " " + word
		}
	}
	return out
}
