package censustext

import (
	"slices"
	"strings"

	"kafo/internal/format"
)

var (
	fundHead = re(`^(?:collectivites?|communes?|villes?|donateurs?)(?: donatrices?)?$|^donateurs?\b`)
	fundName = re(`\bfonds\b`)
	asOf     = re(`^(?:liste des )?(?:collectivites? donatrices?|donateurs?|dons recus|etat des dons)\b.* au `)
)

// fund reads the statement of a fund: the heading above the table of donors, its date, the gifts and their total.
func (d *document) fund() {
	for i := range d.rows {
		if d.used[i] || len(d.rows[i].cells) < 2 || !fundHead.MatchString(show(d.rows[i].cell(0))) || isEmpty(d.rows[i].cell(1)) {
			continue
		}
		d.readFund(i)
	}
}

func (d *document) readFund(head int) {
	f := &FundStatement{Donations: []Donation{}}
	var places []format.Place
	put := func(path string, i int) {
		d.take(i, true)
		places = append(places, format.Place{Path: path, Line: i + 1, LineEnd: i + 1})
	}
	first := d.fundTop(head, f, put)
	d.take(head, true)
	last, currency := head, "EUR"
	if cfa.MatchString(d.rows[head].cell(1)) {
		currency = "XOF"
	}
	for i := head + 1; i < len(d.rows); i++ {
		r := d.rows[i]
		if r.first() == "" || d.feet[i] {
			continue
		}
		if len(r.cells) < 2 || d.used[i] {
			break
		}
		last = i
		d.gift(r, currency, f, put)
		if totalWords.MatchString(show(r.cell(0))) {
			break
		}
	}
	d.structure(first, last)
	slices.SortFunc(places, func(a, b format.Place) int { return a.Line - b.Line })
	d.add("fund_statement", first+1, last+1, 0, f, places)
}

// gift reads a row of donors. A gift in another currency is no figure of the record, which is in euros: its line stays
// not understood, and a note says why.
func (d *document) gift(r row, currency string, f *FundStatement, put func(string, int)) {
	i := r.line - 1
	figures := actionFigures(r.cell(1), currency, nil)
	switch {
	case len(figures) == 0:
		d.take(i, true)
		d.note(r.line, "format.truncated_table")
		return
	case figures[0].currency != "EUR":
		d.note(r.line, "format.other_currency", figures[0].currency)
		return
	}
	v, _ := figures[0].value()
	if totalWords.MatchString(show(r.cell(0))) {
		f.StatedTotal = &v
		put("stated_total_eur", i)
		return
	}
	put(place("donations", len(f.Donations)), i)
	f.Donations = append(f.Donations, Donation{show(r.cell(0)), v})
}

// fundTop reads the name of the fund and its date out of the lines above the table.
func (d *document) fundTop(head int, f *FundStatement, put func(string, int)) (first int) {
	first = head
	for i := d.previous(head); i >= 0 && !d.used[i] && len(d.rows[i].cells) < 2; i = d.previous(i) {
		text := unstar(d.rows[i].only())
		if all := dates(text); f.AsOf == nil && len(all) > 0 && asOf.MatchString(text) && len(text) < 200 {
			day := all[len(all)-1].from()
			f.AsOf = &day
			put("as_of", i)
			first = i
		}
		if fundName.MatchString(text) && (upper(text) || strings.HasSuffix(text, ":")) && len(text) < 200 {
			f.Name = sectionName(text)
			put("name", i)
			return i
		}
	}
	return first
}
