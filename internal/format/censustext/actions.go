package censustext

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kafo/internal/format"
)

// columns says in which cell a row of the table of actions holds what; -1 where the table has no such column.
type columns struct{ domain, description, period, budget int }

var defaultColumns = columns{0, 1, 2, 3}

// table is what is known of the table of actions while it is read.
type table struct {
	heading  int // line of « Actions de coopération réalisées … », 0 before
	head     int // line of the header, 0 before
	width    int // cells of the header
	columns  columns
	currency string // of bare figures; euros unless a head says otherwise
	domain   answer // the last domain cell that was not blank
	total    piece
	rows     []actionRow
}

// actionRow is a row of the table, with what a page break cut off joined to it.
type actionRow struct {
	n                                   *string
	domain, description, period, budget answer
	slipped                             bool
	first, last                         int
	pages                               int // page breaks in it
}

// mostPages and mostPieces are more than any row has; they hold the work on a document to its size.
const (
	mostPages  = 50
	mostPieces = 200
)

var headWords = []*regexp.Regexp{re(`^domaines?\b`), re(`^actions?\b`), re(`^(?:periodes?|dates?|calendrier)\b`), re(`^(?:budgets?|montants?|couts?)\b`)}

// formHead is a cell of the head that says no more than the form does.
var formHead = re(`^(?:domaines?(?: d'(?:interventions?|actions?|activites?))?|(?:actions?|activites?)(?: (?:realisees?|menees?))?|(?:periodes?|dates?|calendrier)|(?:budgets?|montants?|couts?)) ?:?$`)

// header reads the head of the table, also where it is printed again on a new page. A head whose cells are fewer than
// the four of the form keeps the form's own order when rows are wider.
func (t *table) header(r row) bool {
	at := []int{-1, -1, -1, -1}
	found := 0
	for i, c := range r.cells {
		for k, w := range headWords {
			if at[k] < 0 && w.MatchString(show(c)) && len(c) < 200 {
				at[k] = i
				found++
				break
			}
		}
	}
	if found < 2 || at[0] < 0 && found < 3 {
		return false
	}
	t.head, t.width, t.currency = r.line, len(r.cells), "EUR"
	if at[3] >= 0 && cfa.MatchString(r.cells[at[3]]) {
		t.currency = "XOF"
	}
	t.columns = fill(at, len(r.cells))
	return true
}

// header reads a head of the table. What a cell says beyond the form's own label belongs to no field; a head printed
// again on a new page says nothing new.
func (r *ficheReader) header(row row) bool {
	if !r.table.header(row) {
		return false
	}
	for _, c := range row.cells {
		text := show(c)
		said := slices.ContainsFunc(r.fiche.Unplaced, func(u Unplaced) bool { return u.Raw == text })
		if !nothing(text) && !formHead.MatchString(text) && !said {
			r.newUnplaced(text, row.line)
		}
	}
	return true
}

// fill gives the columns without a word in the head the cells that are left, in the order of the form.
func fill(at []int, width int) columns {
	if slices.Contains(at, -1) && width > 3 {
		for k := range at {
			for i := 0; at[k] < 0 && i < width; i++ {
				if !slices.Contains(at, i) {
					at[k] = i
				}
			}
		}
	}
	return columns{at[0], at[1], at[2], at[3]}
}

// wide gives the columns for a row: a row with all four cells under a head that lost one has the form's own order.
func (t *table) wide(r row) columns {
	if t.head > 0 && t.width < 4 && len(r.cells) == 4 {
		return defaultColumns
	}
	if t.columns.domain < 0 && len(r.cells) > t.width {
		return defaultColumns
	}
	return t.columns
}

var (
	rowNumber  = regexp.MustCompile(`^(?:(\d{1,3}(?:\.\d{1,2})+)(?:\s*[.)–—:°-]+\s*|\s+|$)|(\d{1,3})(?:\s*[.)–—:°-]+\s*|\s*/\s+|\s*$))`)
	slipped    = regexp.MustCompile(`^\d{1,3}\s*[.)–-]\s*\S`)
	totalWords = re(`^(?:sous ?-? ?)?(?:total|totaux)\b|^(?:montant|budget|cout) total\b`)
	subtotal   = re(`^sous`)
)

// splitNumber parts the number from a domain.
func splitNumber(domain string) (*string, string) {
	m := rowNumber.FindStringSubmatch(domain)
	if m == nil {
		return nil, domain
	}
	n := m[1] + m[2]
	return &n, strings.TrimSpace(domain[len(m[0]):])
}

// isAction tells a row of the table: numbered, or any other while no answer is open.
func (r *ficheReader) isAction(row row) bool {
	if len(r.open) == 0 {
		return true
	}
	n, _ := splitNumber(show(row.cell(0)))
	return n != nil
}

// actionRow reads a row of the table of actions.
func (r *ficheReader) actionRow(row row) {
	r.open = nil
	a := r.table.cells(row)
	r.reportCut(row, a)
	texts := []answer{a.domain, a.description, a.period, a.budget}
	switch {
	case r.table.isTotal(row, a):
		r.total(row)
	case row.after && len(r.table.rows) > 0 && r.table.rest(a):
		r.table.join(a)
	case !slices.ContainsFunc(texts, func(c answer) bool { return !nothing(c.show()) }):
		if a.n != nil {
			r.table.domain = a.domain
		}
	case a.n == nil && onlyDomain(a):
		r.unplace(a.domain.show(), row.line)
	default:
		r.table.append(a)
	}
}

// cells reads a row by its columns. A row whose second cell holds the number and domain has slipped one column to the
// right: it is read one column to the left, and its budget is lost unless the row has a cell more than its head.
func (t *table) cells(r row) actionRow {
	c := t.wide(r)
	a := actionRow{first: r.line, last: r.line}
	if hasSlipped(r, c) {
		c = columns{c.domain + 1, c.description + 1, c.period + 1, c.budget + 1}
		a.slipped = true
	}
	n, domain := splitNumber(show(r.cell(c.domain)))
	a.n = n
	a.domain = answer{{text: domain, line: r.line}}
	if n == nil && domain == "" {
		a.domain = nil
	}
	a.description, a.period, a.budget = one(r, c.description), one(r, c.period), one(r, c.budget)
	return a
}

// hasSlipped: the domain cell is blank, the next opens with a number, and what stands under period and budget reads like
// a description and a period.
func hasSlipped(r row, c columns) bool {
	period, budget := show(r.cell(c.period)), show(r.cell(c.budget))
	if c.domain < 0 || c.budget < 0 || period == "" || !isEmpty(r.cell(c.domain)) || !slipped.MatchString(show(r.cell(c.description))) {
		return false
	}
	dated := len(dates(budget)) > 0
	return len(money(budget)) == 0 && (dated || len(dates(period)) == 0 && len(actionFigures(budget, "EUR", nil)) == 0)
}

func one(r row, i int) answer {
	if isEmpty(r.cell(i)) {
		return nil
	}
	return answer{{text: r.cell(i), line: r.line}}
}

func onlyDomain(a actionRow) bool {
	return a.domain != nil && a.description == nil && a.period == nil && a.budget == nil
}

// rest tells whether a row after a page break is the rest of the row before.
func (t *table) rest(a actionRow) bool {
	last := t.rows[len(t.rows)-1]
	if a.n != nil || last.pages > mostPages {
		return false
	}
	return a.period == nil || a.budget == nil || closes(last.domain, a.domain) || closes(last.description, a.description) ||
		closes(last.period, a.period) || closes(last.budget, a.budget)
}

// closes tells whether a text closes a bracket or quotation mark that the one before left open.
func closes(before, after answer) bool {
	b, a := before.text(), after.text()
	for _, q := range []string{"()", "«»", "“”"} {
		marks := []rune(q)
		open, end := string(marks[0]), string(marks[1])
		if strings.Count(b, open) > strings.Count(b, end) && strings.Count(a, end) > strings.Count(a, open) {
			return true
		}
	}
	return strings.Count(b, `"`)%2 == 1 && strings.Count(a, `"`)%2 == 1
}

// join puts the rest of a row behind it, cell by cell.
func (t *table) join(a actionRow) {
	last := &t.rows[len(t.rows)-1]
	last.domain = append(slices.Clip(last.domain), a.domain...)
	last.description = append(last.description, a.description...)
	last.period, last.budget = append(last.period, a.period...), append(last.budget, a.budget...)
	last.last = a.last
	last.pages++
	if a.domain != nil {
		t.domain = last.domain
	}
}

// append adds a row. A blank domain is the one above.
func (t *table) append(a actionRow) {
	if a.domain == nil {
		a.domain = t.domain
	} else {
		t.domain = a.domain
	}
	t.rows = append(t.rows, a)
}

// isTotal: the first words of a row without a number say so, in whichever column they stand. After a page break, words
// that go on with a sentence are none.
func (t *table) isTotal(r row, a actionRow) bool {
	first := r.first()
	return a.n == nil && totalWords.MatchString(first) && !(r.after && len(t.rows) > 0 && strings.HasPrefix(first, "total"))
}

// totalFigure gives the figure of a total: that of the budget, else the last with a sign, else the last that is no year.
// Its parts come after it (« 900 €, dont 300 € »), unless it is their sum (« 300 € + 600 € = 900 € »).
func (t *table) totalFigure(r row) (float64, bool) {
	c := t.wide(r)
	for i := len(r.cells) - 1; i >= 0; i-- {
		text := strings.TrimLeft(totalWords.ReplaceAllString(show(r.cells[i]), ""), " :=")
		figures := actionFigures(text, t.currency, nil)
		if len(figures) == 0 || figures[0].stop == figures[0].end && (i == c.period || i != c.budget && figures[0].isYear()) {
			continue
		}
		f := figures[0]
		if last := figures[len(figures)-1]; strings.HasSuffix(strings.TrimRight(text[:last.start], " "), "=") {
			f = last
		}
		return f.value()
	}
	return 0, false
}

// total reads the total under the actions. A subtotal is no field of the form.
func (r *ficheReader) total(row row) {
	v, ok := r.table.totalFigure(row)
	if !ok || subtotal.MatchString(row.first()) {
		r.unplace(row.text(), row.line)
		return
	}
	if t := r.table.total; t.line > 0 { // the last one is the total of all
		r.unplace(t.text, t.line)
	}
	r.table.total = piece{text: row.text(), line: row.line}
	r.fiche.StatedTotal = &v
}

// reportCut notes a numbered row with fewer cells than the head of its table.
func (r *ficheReader) reportCut(row row, a actionRow) {
	if r.table.head > 0 && a.n != nil && len(row.cells) < r.table.width {
		r.doc.note(row.line, "format.truncated_table", fmt.Sprint(len(row.cells)), fmt.Sprint(r.table.width))
	}
	if a.slipped && a.budget == nil {
		r.doc.note(row.line, "format.shifted_row")
	}
}

// finishActions splits the rows of the table into actions.
func (r *ficheReader) finishActions() {
	if t := r.table.total; t.line > 0 {
		r.place("stated_total", t.line, t.line)
	}
	for _, row := range r.table.rows {
		for _, p := range split(row, r.table.currency) {
			i := len(r.fiche.Actions)
			r.fiche.Actions = append(r.fiche.Actions, p)
			r.placeAction(fmt.Sprintf("actions.%d", i), row)
		}
	}
}

// placeAction says where an action stands, and those of its values that stand on other lines than the row begins.
func (r *ficheReader) placeAction(path string, row actionRow) {
	r.place(path, row.first, row.last)
	for _, v := range []struct {
		name string
		a    answer
	}{{"domain", row.domain}, {"description", row.description}, {"period", row.period}, {"budget", row.budget}} {
		if len(v.a) > 0 && (v.a[0].line != row.first || v.a[len(v.a)-1].line != row.first) {
			r.placeOf(path+"."+v.name, v.a)
		}
	}
}

// flat joins the pieces of a cell that a page break cut.
func flat(a answer) string {
	parts := make([]string, len(a))
	for i, p := range a {
		parts[i] = p.text
	}
	return strings.Join(parts, " ")
}

// kindOf reads what a budget is for: (F) or (I), as the head of the table says, or the words; nil where a cell states
// two.
func kindOf(raw string) *string {
	folded := format.Fold(raw)
	operation := strings.Contains(folded, "(f)") || strings.Contains(folded, "fonctionnement")
	investment := strings.Contains(folded, "(i)") || strings.Contains(folded, "investissement")
	if operation == investment {
		return nil
	}
	word := "investissement"
	if operation {
		word = "fonctionnement"
	}
	return &word
}
