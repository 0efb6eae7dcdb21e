package censustext

import (
	"regexp"
	"strings"

	"kafo/internal/format"
)

var (
	collectionHead = re(`^(?:ouvrages? (?:de la collection|hors collection)|repertoires? (?:de|des)|cahiers? de|collection |hors collection|dossiers? )`)
	quoted         = regexp.MustCompile(`[“"«]\s*([^“”"«»]+?)\s*[”"»]`)
	listHead       = re(`^(?:references?|ref\.?)$`)
	reference      = regexp.MustCompile(`^[A-Z][A-Za-z0-9-]{1,11}$`)
)

// publications reads the publisher's list: under the heading of a collection, rows of reference, title, year, price.
func (d *document) publications() {
	from := 0
	if n := len(d.fiches); n > 0 {
		from = d.fiches[n-1].end
	}
	collection, open := "", false
	var price *float64
	for i := from; i < len(d.rows); i++ {
		r := d.rows[i]
		text := r.only()
		switch {
		case d.used[i] || r.first() == "":
		case text != "" && collectionHead.MatchString(text) && len(text) < 160:
			collection, price = collectionOf(text)
			open = true
			d.take(i, false)
		case listHead.MatchString(show(r.cell(0))):
			open = true
			d.take(i, false)
		case open && len(r.cells) > 1 && reference.MatchString(show(r.cell(0))):
			d.publication(r, collection, price)
		}
	}
}

// collectionOf reads « Ouvrages de la collection “X” : 25 euros ».
func collectionOf(heading string) (string, *float64) {
	price := euros(heading)
	if m := quoted.FindStringSubmatch(heading); m != nil {
		return m[1], price
	}
	name, _, _ := strings.Cut(heading, " : ")
	name, _, _ = strings.Cut(name, " - ")
	return strings.TrimSpace(strings.TrimPrefix(name, "Ouvrages ")), price
}

// euros gives the first sum in euros of a text, or nil.
func euros(text string) *float64 {
	for _, f := range money(text) {
		if v, ok := f.value(); ok && f.currency == "EUR" {
			return &v
		}
	}
	return nil
}

func (d *document) publication(r row, collection string, price *float64) {
	p := &Publication{Collection: collection, Reference: show(r.cell(0)), Title: show(r.cell(1)), PriceEur: price}
	if y := yearsIn(show(r.cell(2))); len(y) > 0 {
		p.Year = &y[0]
	}
	if own := euros(show(r.cell(3))); own != nil {
		p.PriceEur = own
	}
	d.take(r.line-1, true)
	d.add("publication", r.line, r.line, 0, p, []format.Place{{Path: "title", Line: r.line, LineEnd: r.line}})
}
