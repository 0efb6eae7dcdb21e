package censustext

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/format"
)

// piece is a text with the line on which it stands.
type piece struct {
	text   string
	line   int
	nation string // of a party: the adjective of its column
}

// answer is a text that may go on over several rows.
type answer []piece

func (a answer) text() string {
	parts := make([]string, len(a))
	for i, p := range a {
		parts[i] = p.text
	}
	return strings.Join(parts, rowEnd)
}

func (a answer) show() string { return show(a.text()) }

// column says which question the text of a column answers.
type column struct {
	at     int
	kind   kind
	nation string
}

// ficheReader reads the rows of one fiche from the top to the bottom.
type ficheReader struct {
	fiche   *Fiche
	doc     *document
	stage   stage
	open    []column
	answers map[kind]answer
	parties map[string]answer // by side
	talks   []talk            // what the contact cells say
	table   table
	places  []format.Place
	later   bool   // wording of September 2013
	nation  string // adjective of the partner side
	country string // how contacts name the partner country
	found   map[string][]found
	foundIn stage // for which found holds
}

// partnerOf names the partner side of a fiche: that of the document, unless the fiche names others only, as in a
// document about several countries.
func partnerOf(d *document, rows []row) (nation, country string) {
	nation, country = d.named(rows)
	named := func(c string) bool {
		for _, s := range segments(c, inHead) {
			if s.kind == party && s.nation == d.nation {
				return true
			}
		}
		return false
	}
	for _, r := range rows {
		if nation == "" || slices.ContainsFunc(r.cells, named) {
			return d.nation, d.country
		}
	}
	return nation, country
}

// readFiche reads the rows of a fiche. Its heading has been read already.
func readFiche(d *document, order int, section string, rows []row) *ficheReader {
	r := &ficheReader{
		doc: d, answers: map[kind]answer{}, parties: map[string]answer{}, found: map[string][]found{},
		fiche: &Fiche{Order: order, Section: section, Contacts: []Contact{}, Actions: []Action{}, Unplaced: []Unplaced{}, Updated: []string{}},
	}
	r.nation, r.country = partnerOf(d, rows)
	r.table.columns, r.table.currency = defaultColumns, "EUR"
	for i := range rows {
		if i+1 < len(rows) {
			r.mend(&rows[i], &rows[i+1])
		}
		if rows[i].first() != "" {
			r.row(rows[i])
		}
	}
	r.finish()
	return r
}

// row reads one row: labels and answers, a row of the table of actions, or what goes on with the answer above.
func (r *ficheReader) row(row row) {
	switch {
	case r.stage == inFurther:
		r.further(row)
	case r.stage == inActions && r.header(row):
	case r.stage == inPerspectives && furtherHead.MatchString(row.only()):
		r.stage = inFurther
	case r.stage == inPerspectives:
		r.add(perspectives, row.text(), row.line)
	case r.labelled(row):
	case r.stage == inActions && r.isAction(row):
		r.actionRow(row)
	default:
		r.goesOn(row)
	}
}

// further reads a question that the form has not, beside its answer; a row with nothing before it goes on with the answer
// above.
func (r *ficheReader) further(row row) {
	list := r.fiche.Further
	if isEmpty(row.cell(0)) && len(list) > 0 {
		list[len(list)-1].Answer = strings.TrimSpace(list[len(list)-1].Answer + "\n" + show(row.text()))
		return
	}
	answer := row
	answer.cells = slices.Clone(row.cells)
	answer.cells[0] = ""
	r.place(fmt.Sprintf("further.%d", len(list)), row.line, row.line)
	r.fiche.Further = append(list, Further{show(row.cell(0)), show(answer.text())})
}

// mend puts a label that is cut over two rows back together, in the upper of the two; what follows the label in the
// lower row stays there.
func (r *ficheReader) mend(upper, lower *row) {
	for i := range min(len(upper.cells), len(lower.cells)) {
		head, rest := upper.cells[i], lower.cells[i]
		if isEmpty(head) || isEmpty(rest) || len(head) > longLabel || !hangs(head, r.find(head)) || len(r.find(rest)) > 0 {
			continue
		}
		whole := head + " " + rest
		if marks := findLabels(near(whole, 0, 2*longLabel), r.stage); len(marks) > 0 && nothing(whole[:marks[0].start]) && marks[0].end > len(head)+1 {
			upper.cells = slices.Clone(upper.cells)
			lower.cells = slices.Clone(lower.cells)
			upper.cells[i], lower.cells[i] = whole[:marks[0].end], whole[marks[0].end:]
		}
	}
}

// find gives the labels of a cell that the stage knows. A cell is asked for as the upper of two rows, as the lower, and for
// itself.
func (r *ficheReader) find(cell string) []found {
	if r.foundIn != r.stage {
		clear(r.found)
		r.foundIn = r.stage
	}
	marks, ok := r.found[cell]
	if !ok {
		marks = findLabels(cell, r.stage)
		r.found[cell] = marks
	}
	return marks
}

// labelled reads a row that holds a label of the form; it is false for any other row.
func (r *ficheReader) labelled(row row) bool {
	var open []column
	parts := make([][]segment, len(row.cells))
	for i, c := range row.cells {
		if r.stage == inActions && i > 0 && len(open) == 0 {
			parts[i] = []segment{{text: c}}
			continue
		}
		parts[i] = cutAt(c, r.find(c))
		for _, s := range parts[i] {
			if s.kind != none {
				open = append(open, column{i, s.kind, s.nation})
			}
		}
	}
	if len(open) == 0 {
		return false
	}
	r.labels(row, parts)
	return true
}

// labels opens the answers of a row in the order of its cells.
func (r *ficheReader) labels(row row, parts [][]segment) {
	r.open = nil
	for i, cell := range parts {
		for _, s := range cell {
			if s.kind != none {
				r.openAnswer(column{i, s.kind, s.nation}, s, row.line)
			}
			if !isEmpty(s.text) {
				r.put(i, s.text, row.line)
			}
		}
	}
}

// isEmpty: line and paragraph ends are white space.
func isEmpty(s string) bool { return strings.TrimSpace(s) == "" }

func (r *ficheReader) openAnswer(c column, s segment, line int) {
	r.open = append(r.open, c)
	r.later = r.later || asksMore(s.label)
	r.stage = max(r.stage, stageOf(c.kind))
	if _, seen := r.answers[c.kind]; !seen {
		r.answers[c.kind] = nil
	}
	if c.kind == actions {
		r.open = nil
		r.table.heading = line
	}
}

func stageOf(k kind) stage {
	switch k {
	case updated, party, contact, none, unplaced:
		return inHead
	case actions:
		return inActions
	case perspectives:
		return inPerspectives
	}
	return inPresentation
}

// answering gives the question that a column answers: the nearest opened at or left of it.
func (r *ficheReader) answering(at int) column {
	if len(r.open) == 0 {
		return column{at: at, kind: unplaced}
	}
	best := r.open[0]
	for _, c := range r.open {
		if c.at <= at {
			best = c
		}
	}
	return best
}

// put gives a text to the question that its column answers.
func (r *ficheReader) put(at int, text string, line int) {
	c := r.answering(at)
	switch c.kind {
	case party:
		name := side(c, at, r.nation)
		r.parties[name] = append(r.parties[name], piece{text, line, c.nation})
	case contact:
		r.talks = append(r.talks, talk{side: side(column{kind: contact}, at, ""), text: text, line: line})
	default:
		r.add(c.kind, text, line)
	}
}

// side tells whose column this is: by the nation of its label, else the first column is the French one.
func side(c column, at int, partner string) string {
	switch {
	case isFrench(c.nation) && at == c.at, c.nation == "" && at == 0:
		return "french"
	case c.nation != "" && at == c.at && partner != "" && c.nation != partner:
		return "other"
	}
	return "foreign"
}

func (r *ficheReader) add(k kind, text string, line int) {
	switch k {
	case intro, unplaced, none:
		r.unplace(text, line)
	default:
		r.answers[k] = append(r.answers[k], piece{text: text, line: line})
	}
}

func (r *ficheReader) unplace(text string, line int) {
	if text = show(text); nothing(text) {
		return
	}
	if n := len(r.fiche.Unplaced); n > 0 && r.fiche.Unplaced[n-1].Line == line {
		r.fiche.Unplaced[n-1].Raw += " " + text
		return
	}
	r.newUnplaced(text, line)
}

func (r *ficheReader) newUnplaced(text string, line int) {
	r.place(fmt.Sprintf("unplaced.%d", len(r.fiche.Unplaced)), line, line)
	r.fiche.Unplaced = append(r.fiche.Unplaced, Unplaced{line, text})
}

// goesOn reads a row without a label: it goes on with the answers above it. A label that the form does not have opens
// an answer that belongs to no field.
func (r *ficheReader) goesOn(row row) {
	if r.stage == inHead && len(r.open) > 0 && r.open[0].kind == updated && len(dates(row.first())) == 0 {
		r.open = nil
	}
	if r.stage == inPresentation && strange(row.cell(0)) {
		r.openStrange()
	}
	for i, c := range row.cells {
		if !isEmpty(c) {
			r.put(i, c, row.line)
		}
	}
}

// openStrange closes the answer of the first column; a second answer that stands beside it stays open.
func (r *ficheReader) openStrange() {
	open := []column{{at: 0, kind: unplaced}}
	for _, c := range r.open {
		if c.at > 0 {
			open = append(open, c)
		}
	}
	r.open = open
}

// paths are the fields of the answers, in the order of the form.
var paths = []struct {
	path string
	kind kind
}{
	{"formalised", formalised}, {"instrument", instrument}, {"budget", budget}, {"continued", continued}, {"trend", trend}, {"means", means},
	{"perspectives", perspectives},
}

// finish reads the values out of the answers.
func (r *ficheReader) finish() {
	f := r.fiche
	if first := r.answers[updated]; len(first) > 0 {
		f.Updated = isoDates(first.show())
		r.placeOf("updated", first)
	}
	f.French, f.Foreign, f.Other = r.side("french"), r.side("foreign"), r.side("other")
	r.contacts()
	raw := r.answers[formalised].show()
	f.Formalised = Formalised{raw, yearsIn(raw)}
	f.Instrument, f.Means, f.Perspectives = r.answers[instrument].show(), r.answers[means].show(), r.answers[perspectives].show()
	f.Budget = Budget{r.answers[budget].show(), budgetAmounts(r.answers[budget].text())}
	f.Continued, f.Trend = readContinued(r.answers[continued].show()), readTrend(r.answers[trend].show())
	f.FormVersion = "2013-04"
	if r.later {
		f.FormVersion = "2013-09"
	}
	for _, p := range paths {
		r.placeOf(p.path, r.answers[p.kind])
	}
	r.finishActions()
}

func isoDates(text string) []string {
	out := []string{}
	for _, d := range dates(text) {
		out = append(out, d.from())
	}
	return out
}

// yearsIn gives every year of four digits in order.
func yearsIn(text string) []int {
	out := []int{}
	for _, y := range fourDigits.FindAllString(text, -1) {
		n, _ := strconv.Atoi(y)
		out = append(out, n)
	}
	return out
}

func (r *ficheReader) place(path string, line, end int) {
	r.places = append(r.places, format.Place{Path: path, Line: line, LineEnd: end})
}

func (r *ficheReader) placeOf(path string, a answer) {
	if len(a) > 0 {
		r.place(path, a[0].line, a[len(a)-1].line)
	}
}

// side gives the parties of a side, each with its place.
func (r *ficheReader) side(name string) []string {
	out := []string{}
	for _, p := range r.parties[name] {
		for _, party := range splitParties(p.text) {
			r.place(fmt.Sprintf("%s.%d", name, len(out)), p.line, p.line)
			out = append(out, party)
			if name == "other" {
				r.fiche.OtherNations = append(r.fiche.OtherNations, p.nation)
			}
		}
	}
	return out
}

// contacts reads who was asked. A country printed before a name (« En France : ») tells the side, else the column.
func (r *ficheReader) contacts() {
	for _, t := range r.talks {
		for _, c := range readContacts(t, r.country) {
			r.place(fmt.Sprintf("contacts.%d", len(r.fiche.Contacts)), t.line, t.line)
			r.fiche.Contacts = append(r.fiche.Contacts, c)
		}
	}
}
