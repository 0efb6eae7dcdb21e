package ingest

import (
	"bytes"
	"encoding/csv"
	"errors"
	"path"
	"strings"

	"kafo/internal/format"
	"kafo/internal/format/paper"
)

// IsSpread says whether a file is a table or a workbook by its name.
func IsSpread(name string) bool { return isBook(name) || strings.EqualFold(path.Ext(name), ".csv") }

func isBook(name string) bool { return strings.EqualFold(path.Ext(name), ".xlsx") }

// ReadSpread reads a table (CSV), or those of a workbook (XLSX), as ReadTables reads those of a folder. The error of one that is
// refused is a *format.Problem; format.book_unknown of a workbook in which there is none.
func ReadSpread(name string, raw []byte) ([]*Document, error) {
	if !isBook(name) {
		return ReadTables(map[string][]byte{path.Base(name): raw})
	}
	sheets, err := paper.Sheets(bytes.NewReader(raw), int64(len(raw)))
	if fault := (*paper.Fault)(nil); errors.As(err, &fault) {
		return nil, refused(fault)
	}
	if err != nil {
		return nil, err
	}
	tables := map[string][]byte{}
	for _, s := range sheets {
		if table := asText(s); IsTable(table) {
			tables[s.Name+".csv"] = table
		}
	}
	if len(tables) == 0 {
		return nil, &format.Problem{Key: "format.book_unknown"}
	}
	return ReadTables(tables)
}

// WordsOf is what a table or a workbook says, of whatever form it is. Errors are *paper.Fault.
func WordsOf(name string, raw []byte) (string, error) {
	if !isBook(name) {
		return string(raw), nil
	}
	sheets, err := paper.Sheets(bytes.NewReader(raw), int64(len(raw)))
	var b strings.Builder
	for _, s := range sheets {
		for _, row := range s.Rows {
			b.WriteString(strings.Join(row, "\t") + "\n")
		}
	}
	return b.String(), err
}

// asText is a sheet as a table in text: rows as long as the first.
func asText(s paper.Sheet) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range s.Rows {
		cells := make([]string, len(s.Rows[0]))
		copy(cells, row)
		_ = w.Write(cells) // a buffer takes all
	}
	w.Flush()
	return b.Bytes()
}
