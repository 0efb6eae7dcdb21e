package table

import (
	"encoding/csv"
	"errors"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/format"
)

// Row is a row of a table that people make: its cells by the names of their columns.
type Row struct {
	Line  int
	Cells map[string]string
}

// Rows reads a table that people make in a spreadsheet, or paste from one: cells between commas, semicolons or tabs, the
// names of the columns in the first row, in any order. Errors are *format.Problem: a row that is broken, a column that is none
// of those known.
func Rows(t *format.Text, known []string) ([]Row, error) {
	r := csv.NewReader(strings.NewReader(strings.Join(t.Lines, "\n") + "\n"))
	r.Comma, r.TrimLeadingSpace = separator(t.Lines[0]), true
	var head []string
	var out []Row
	for {
		cells, err := r.Read()
		if bad := (*csv.ParseError)(nil); errors.As(err, &bad) {
			return nil, &format.Problem{Line: bad.Line, Key: "format.table_row", Args: []string{"", strconv.Itoa(bad.Column), bad.Err.Error()}}
		}
		if err != nil {
			return out, nil // the end: a string breaks off nowhere
		}
		line, _ := r.FieldPos(0)
		if head == nil {
			if head, err = named(cells, known); err != nil {
				return nil, err
			}
			continue
		}
		row := Row{Line: line, Cells: map[string]string{}}
		for i, c := range head {
			row.Cells[c] = strings.TrimSpace(unguard(cells[i]))
		}
		out = append(out, row)
	}
}

// separator is what stands between the cells of a row: what there is most of.
func separator(head string) rune {
	return slices.MaxFunc([]rune{',', ';', '\t'}, func(a, b rune) int { return strings.Count(head, string(a)) - strings.Count(head, string(b)) })
}

// named are the names of the columns as they are known, however they are written.
func named(cells, known []string) ([]string, error) {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = strings.ToLower(strings.TrimSpace(c))
		if !slices.Contains(known, out[i]) {
			return nil, &format.Problem{Line: 1, Key: "format.table_column", Args: []string{c, strings.Join(known, ", ")}}
		}
	}
	return out, nil
}
