package paper

import "fmt"

// Place is where something stands in a document, counted from 1 as a reader counts: the paragraph in the text or, in a
// table, in its cell. Tables are counted through the document, one in another after it. The zero place is the file.
type Place struct {
	Table, Row, Cell, Paragraph int
}

func (p Place) String() string {
	if p.Table == 0 {
		return fmt.Sprintf("¶%d", p.Paragraph)
	}
	return fmt.Sprintf("table %d, row %d, cell %d, ¶%d", p.Table, p.Row, p.Cell, p.Paragraph)
}
