package campaign

import (
	"slices"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/format/paper"
)

// rows reads the tables under a question: rows that were added, cells that were merged, columns that changed places.
func (t *Taken) rows(words []formWords, lines []formLine) {
	for _, l := range lines {
		if l.table == nil {
			t.Doubts = append(t.Doubts, l.doubt("replyform.no_place"))
			continue
		}
		t.tabled(words, l)
	}
	t.Given.Unsure = false
}

// tabled reads one table. Its head says which column is which; a table without one has them in their order.
func (t *Taken) tabled(words []formWords, l formLine) {
	columns, body := t.columns(words, l.table)
	if columns == nil {
		t.Doubts = append(t.Doubts, l.doubt("replyform.no_place"))
		return
	}
	var above []string
	for at, r := range l.table[body:] {
		place := paper.Place{Table: l.place.Table, Row: body + at + 1}
		if body > 0 && alikeRows(r, l.table[body-1]) { // the head, on another page
			continue
		}
		row := t.row(columns, r, above, place)
		above = row
		if strings.TrimSpace(strings.Join(row, "")) != "" && !merely(r) {
			t.Given.Rows = append(t.Given.Rows, row)
		}
	}
}

// alikeRows says that two rows say the same.
func alikeRows(a, b paper.Row) bool {
	return slices.EqualFunc(a, b, func(x, y paper.Box) bool { return coop.Fold(x.Text()) == coop.Fold(y.Text()) })
}

// merely says that all that a row says stands in the cells above it.
func merely(r paper.Row) bool {
	for _, c := range r {
		if !c.Above && c.Text() != "" {
			return false
		}
	}
	return true
}

// columns are the columns of the question by those of the table, and the row at which answers begin; nil where nobody can
// tell.
func (t *Taken) columns(words []formWords, rows []paper.Row) (map[int]int, int) {
	wide := 0
	for at, r := range rows {
		found := map[int]int{}
		for _, c := range r {
			for n, col := range t.Item.Columns {
				for _, w := range words {
					if _, ok := cutFolded(c.Text(), w.in(col.Label)); ok {
						found[c.Column] = n
					}
				}
			}
			wide = max(wide, c.Column+c.Span)
		}
		if at < 3 && 2*len(found) >= len(t.Item.Columns) && len(found) > 0 {
			return found, at + 1
		}
	}
	if wide != len(t.Item.Columns) {
		return nil, 0
	}
	found := map[int]int{}
	for n := range t.Item.Columns {
		found[n] = n
	}
	return found, 0
}

// row reads one row. A cell that is merged with those above says for each of them what it says, but for amounts, which
// would be counted twice; one that is merged with those beside it stands in the first.
func (t *Taken) row(columns map[int]int, r paper.Row, above []string, place paper.Place) []string {
	out := make([]string, len(t.Item.Columns))
	for n, c := range r {
		place.Cell, place.Paragraph = n+1, 0
		text := c.Text()
		col, known := columns[c.Column]
		if !known && text != "" {
			t.Doubts = append(t.Doubts, Doubt{Key: "replyform.no_column", Text: text, Place: place})
			continue
		}
		if !known {
			continue
		}
		if c.Span > 1 && text != "" && !t.alone(columns, c) {
			t.Doubts = append(t.Doubts, Doubt{Key: "replyform.merged", Text: text, Place: place})
		}
		if c.Above && text == "" && above != nil {
			text = t.carried(col, above)
		}
		out[col] = text
	}
	return out
}

// alone says that of the columns that a cell takes the question knows one.
func (t *Taken) alone(columns map[int]int, c paper.Box) bool {
	n := 0
	for at := range columns {
		if at >= c.Column && at < c.Column+c.Span {
			n++
		}
	}
	return n < 2
}

func (t *Taken) carried(col int, above []string) string {
	if i := t.Item.Columns[col]; i.Type == coop.AskAmount || i.Fills == "budget" || i.Fills == "eur" {
		return ""
	}
	return above[col]
}
