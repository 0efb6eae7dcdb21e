package censustext

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kafo/internal/format"
)

// signs are labels that only this form has together; Recognise counts the distinct ones.
var signs = []*regexp.Regexp{
	re(`^collectivites? francaises?\b`), re(`^collectivites? (?:territoriales? )?[\p{L}-]+` + asks + ` *:`), re(`^dates? de formalisation\b`),
	re(`documents? regissant le partenariat`), re(`^budgets? annuels? consacres? au`), re(`^poursuite de la cooperation\b`),
	re(`^moyens? sur place\b`), re(`^actions? de cooperation realisees?\b`), re(`^perspectives? du partenariat`), re(`^domaines? d'intervention`),
	re(`^contacts? pour cet etat des lieux`), re(`^collectivites? donatrices?\b`),
}

// Recognise says how sure it is, 0 to 100, that the text is a census, by the labels of the form.
func Recognise(t *format.Text) int {
	seen := make([]bool, len(signs))
	count := 0
	for _, line := range t.Lines {
		if len(line) > 2000 {
			line = strings.ToValidUTF8(line[:2000], "")
		}
		for _, c := range newRow(1, line).cells {
			for i, s := range signs {
				if !seen[i] && s.MatchString(c) {
					seen[i] = true
					count++
				}
			}
		}
		if count >= 8 {
			return 100
		}
	}
	if count < 3 {
		return 0
	}
	return count * 12
}

// document is a census while it is read.
type document struct {
	text    *format.Text
	rows    []row // one a line
	acc     *format.Account
	res     *format.Result
	feet    []bool // lines that are the foot of a page
	used    []bool // lines that a part of the document has taken
	nation  string // adjective of the partner side: malienne
	country string // how contacts name the partner country: "au mali"
	fiches  []span
	sides   []partnerNames // by row
}

// Read reads a census. The error is *format.Problem with key format.unknown_family for a text that has no fiche, no
// fund and no list of publications; a document cut off is read as far as it goes, with a note.
func Read(t *format.Text) (*format.Result, error) {
	d := &document{text: t, acc: format.NewAccount(t), res: &format.Result{Format: "censustext"}, feet: feet(t.Lines), used: make([]bool, len(t.Lines))}
	blank := false
	for i, line := range t.Lines {
		r := newRow(i+1, line)
		r.after = blank
		d.rows = append(d.rows, r)
		blank = r.first() == "" || d.feet[i] || blank && d.repeats(i)
	}
	d.findFiches()
	d.nation, d.country = d.partner()
	d.front()
	d.contents()
	d.overview()
	d.readFiches()
	d.fund()
	d.publications()
	d.back()
	if len(d.res.Records) == 0 {
		return nil, &format.Problem{Line: 1, Key: "format.unknown_family"}
	}
	return d.result()
}

// repeats tells the head of a table printed again on a new page.
func (d *document) repeats(i int) bool {
	var t table
	return t.header(d.rows[i])
}

func (d *document) result() (*format.Result, error) {
	slices.SortStableFunc(d.res.Records, func(a, b format.Record) int { return cmp.Compare(a.Line, b.Line) })
	for _, rec := range d.res.Records {
		n, err := format.CountValues(rec.Body)
		if err != nil {
			return nil, fmt.Errorf("censustext: %w", err)
		}
		d.res.Values += n
	}
	slices.SortStableFunc(d.res.Notes, func(a, b format.Problem) int { return cmp.Compare(a.Line, b.Line) })
	d.acc.Close(d.res)
	return d.res, nil
}

func (d *document) note(line int, key string, args ...string) {
	d.res.Notes = append(d.res.Notes, format.Problem{Line: line, Key: key, Args: args})
}

// add adds a record and claims its lines. A locator is the line, with a number where a line holds several records.
func (d *document) add(kind string, line, end, nth int, body any, places []format.Place) {
	locator := fmt.Sprintf("L%d", line)
	if nth > 0 {
		locator = fmt.Sprintf("L%d.%d", line, nth+1)
	}
	d.res.Records = append(d.res.Records, format.Record{Kind: kind, Locator: locator, Line: line, LineEnd: end, Body: body, Places: places})
}

// structure claims the lines of a stretch that no part has taken; rows of a table are left unless they are heads.
func (d *document) structure(from, to int) {
	for i := max(from, 0); i < min(to, len(d.rows)); i++ {
		if !d.used[i] && (d.rows[i].only() != "" || d.rows[i].first() == "" || d.feet[i]) {
			d.take(i, false)
		}
	}
}

// take marks a line (0-based) as read.
func (d *document) take(i int, record bool) {
	d.used[i] = true
	if record {
		d.acc.InRecord(i + 1)
		return
	}
	d.acc.Structure(i + 1)
}

// partner finds how the document names the partner side: the adjective that comes most often, and the country that comes
// most often in the fiches with it.
func (d *document) partner() (nation, country string) {
	for _, r := range d.rows {
		d.sides = append(d.sides, namesIn(r))
	}
	var rows []row
	nation, _ = d.named(d.rows)
	for _, f := range d.fiches {
		if own, _ := d.named(d.rows[f.start:f.end]); own == nation {
			rows = append(rows, d.rows[f.start:f.end]...)
		}
	}
	_, country = d.named(rows)
	return nation, country
}

// named finds how rows name the partner side: the adjective and the country that come most often.
func (d *document) named(rows []row) (nation, country string) {
	nations, countries := map[string]int{}, map[string]int{}
	for _, r := range rows {
		for _, n := range d.sides[r.line-1].nations {
			nations[n]++
		}
		for _, c := range d.sides[r.line-1].countries {
			countries[c]++
		}
	}
	return most(nations), most(countries)
}

// partnerNames are how a row names the partner side: the adjective after « Collectivité » and the country before contacts.
// An adjective that does not open its row is there twice.
type partnerNames struct{ nations, countries []string }

func namesIn(r row) (out partnerNames) {
	for i, c := range r.cells {
		if len(c) > 2000 || strings.IndexByte(c, ':') < 0 {
			continue
		}
		for _, s := range partySegments(c) {
			if !isFrench(s.nation) {
				out.nations = append(out.nations, slices.Repeat([]string{s.nation}, 1+min(i, 1))...)
			}
		}
		for _, m := range countryLabel.FindAllStringSubmatch(c, -1) {
			if name := countryOf(m[1]); name != "en france" {
				out.countries = append(out.countries, name)
			}
		}
	}
	return out
}

// partySegments are the segments of a cell that name a side. Most cells have none, which their letters tell at once.
func partySegments(cell string) []segment {
	lower := strings.ToLower(cell)
	if !slices.ContainsFunc(form, func(l label) bool { return l.kind == party && strings.Contains(lower, l.stem) }) {
		return nil
	}
	return slices.DeleteFunc(segments(cell, inHead), func(s segment) bool { return s.kind != party })
}

func most(counts map[string]int) string {
	best := ""
	for name, n := range counts {
		if n > counts[best] || n == counts[best] && name < best {
			best = name
		}
	}
	return best
}
