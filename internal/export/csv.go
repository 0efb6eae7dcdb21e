package export

import (
	"encoding/csv"
	"fmt"
	"io"
)

// writeCSV writes the canonical form (O11): UTF-8 without a mark, commas, CRLF, a row of names, RFC 4180 quoting, ISO
// dates, decimal points. Text that a spreadsheet would take for a formula has an apostrophe before it.
func writeCSV(w io.Writer, s Sheet) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	line := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		line[i] = c.Name
	}
	if err := out.Write(line); err != nil {
		return fmt.Errorf("csv %s: %w", s.Name, err)
	}
	for row, err := range s.Rows {
		if err != nil {
			return fmt.Errorf("csv %s: %w", s.Name, err)
		}
		for i, v := range row {
			line[i] = cellText(v)
		}
		if err := out.Write(line); err != nil {
			return fmt.Errorf("csv %s: %w", s.Name, err)
		}
	}
	if s.Cut != "" {
		clear(line)
		line[0] = s.Cut
		if err := out.Write(line); err != nil {
			return fmt.Errorf("csv %s: %w", s.Name, err)
		}
	}
	out.Flush()
	return out.Error()
}
