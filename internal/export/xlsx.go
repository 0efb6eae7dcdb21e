package export

import (
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// writeXLSX writes the table for offices, and a second sheet that says what it is and under which licence. Cells are
// typed: text is text, whatever it begins with, so that nothing needs an apostrophe.
func writeXLSX(w io.Writer, s Sheet, h head) (err error) { return writeBook(w, []Sheet{s}, h) }

// writeBook writes several tables, each on a sheet of its own, and what they are on the last.
func writeBook(w io.Writer, list []Sheet, h head) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	for i, s := range list {
		s.Name = sheetName(s.Name, i)
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.Name)
		} else {
			_, err = f.NewSheet(s.Name)
		}
		if err == nil {
			err = fill(f, s)
		}
		if err != nil {
			return fmt.Errorf("xlsx %s: %w", s.Name, err)
		}
	}
	if err := about(f, list, h); err != nil {
		return fmt.Errorf("xlsx %s: %w", list[0].Name, err)
	}
	_, err = f.WriteTo(w)
	return err
}

// sheetName is the name of a table as a sheet may have it: of 31 letters at most, and like no other.
func sheetName(name string, at int) string {
	if len(name) <= excelize.MaxSheetNameLength {
		return name
	}
	return fmt.Sprintf("%.27s~%d", name, at)
}

func fill(f *excelize.File, s Sheet) error {
	out, err := f.NewStreamWriter(s.Name)
	if err != nil {
		return err
	}
	if err := out.SetColWidth(1, len(s.Columns), 18); err != nil {
		return err
	}
	if err := out.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head := make([]any, len(s.Columns))
	for i, c := range s.Columns {
		head[i] = c.Name
	}
	if err := out.SetRow("A1", head); err != nil {
		return err
	}
	n := 1
	for row, err := range s.Rows {
		if err != nil {
			return err
		}
		n++
		if err := out.SetRow(fmt.Sprintf("A%d", n), typed(row)); err != nil {
			return err
		}
	}
	if s.Cut != "" {
		if err := out.SetRow(fmt.Sprintf("A%d", n+1), []any{s.Cut}); err != nil {
			return err
		}
	}
	return out.Flush()
}

// rows are what a book says of itself; one that is not published has no licence.
func (h head) rows() [][]any {
	out := [][]any{{"source", h.Source}}
	if h.Licence.Title != "" {
		out = append(out, []any{"licence", h.Licence.Title}, []any{"adresse de la licence", h.Licence.URL})
	}
	return append(out, []any{"date", h.Generated})
}

// typed keeps numbers and booleans, and makes everything else a text: a date as precise as a year is no day of Excel.
func typed(row []any) []any {
	out := make([]any, len(row))
	for i, v := range row {
		switch x := v.(type) {
		case nil, bool, int, int64, string:
			out[i] = x
		case Decimal:
			out[i] = float64(x) / 100
		case float64:
			out[i] = x
		default:
			out[i] = fmt.Sprint(x)
		}
	}
	return out
}

func about(f *excelize.File, list []Sheet, h head) error {
	const name = "à propos"
	if _, err := f.NewSheet(name); err != nil {
		return err
	}
	var said [][]any
	for _, s := range list {
		said = append(said, []any{"table", s.Name}, []any{"contenu", s.Says})
		if s.Name == list[0].Name {
			said = append(said, h.rows()...)
		}
		for _, c := range s.Columns {
			said = append(said, []any{c.Name, c.Says})
		}
	}
	for i, row := range said {
		if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
			return err
		}
	}
	return nil
}
