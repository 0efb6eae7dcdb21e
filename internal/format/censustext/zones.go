package censustext

import (
	"regexp"
	"slices"
	"strings"

	"kafo/internal/format"
)

// span is where a fiche stands, in 0-based lines: headings from heading, the form from start, all before end.
type span struct {
	heading, start, end int
	section             string
}

var (
	terminator = re(`^(?:fonds de solidarite|annexes?\b|sommaire\b|apercu general|ouvrages (?:edites|de la|hors)|publications? (?:de|editees)|les (?:regions|provinces|departements) d)`)
	levelHead  = re(`^(?:regions?|provinces?|districts?|departements?|prefectures?|cercles?|wilayas?|gouvernorats?) [^.;,]+$`)
	dateLabel  = re(`^date(?: de(?: la)?(?: derniere)? mise a jour)? *:`)
	frenchCell = re(`^collectivites? (?:territoriales? )?francaises?\b`)
)

// findFiches finds the fiches and the headings above them.
func (d *document) findFiches() {
	for i := range d.rows {
		if d.opensFiche(i) {
			d.fiches = append(d.fiches, span{heading: i, start: i, end: len(d.rows)})
		}
	}
	floor := 0
	section := ""
	for k := range d.fiches {
		f := &d.fiches[k]
		if h := d.headingAbove(f, floor); h != "" {
			section = h
		}
		f.section = section
		floor = f.start + 1
		if k > 0 {
			d.fiches[k-1].end = f.heading
		}
	}
	if n := len(d.fiches); n > 0 {
		d.endLast(&d.fiches[n-1])
	}
}

// opensFiche: a fiche begins with its date, with the parties below it; or with the French party where the date is
// missing.
func (d *document) opensFiche(i int) bool {
	first := d.rows[i].cell(0)
	switch {
	case dateLabel.MatchString(first):
		below := d.next(i, 3)
		return len(below) == 0 || anyRow(below, d.hasParty)
	case frenchCell.MatchString(first) && strings.Contains(first, ":"):
		above := d.previous(i)
		return above < 0 || !dateLabel.MatchString(d.rows[above].cell(0)) && !d.hasParty(above)
	}
	return false
}

func anyRow(rows []int, is func(int) bool) bool {
	for _, i := range rows {
		if is(i) {
			return true
		}
	}
	return false
}

func (d *document) hasParty(i int) bool {
	for _, c := range d.rows[i].cells {
		for _, s := range segments(c, inHead) {
			if s.kind == party {
				return true
			}
		}
	}
	return false
}

// next gives up to n lines below that are not blank.
func (d *document) next(i, n int) []int {
	var out []int
	for j := i + 1; j < len(d.rows) && len(out) < n; j++ {
		if d.rows[j].first() != "" {
			out = append(out, j)
		}
	}
	return out
}

// previous gives the last line above that is not blank nor a page foot, or -1.
func (d *document) previous(i int) int {
	for j := i - 1; j >= 0; j-- {
		if d.rows[j].first() != "" && !d.feet[j] {
			return j
		}
	}
	return -1
}

// headingAbove reads the heading just above a fiche, and takes the heading of the group above that.
func (d *document) headingAbove(f *span, floor int) string {
	i := d.previous(f.start)
	if i < floor || !d.isHeading(i) {
		return ""
	}
	section := sectionName(d.rows[i].only())
	f.heading = i
	d.take(i, false)
	for i = d.previous(i); i >= floor && !strings.Contains(d.text.Lines[i], "\t"); i = d.previous(i) {
		text := d.rows[i].only()
		if !upper(text) && format.Fold(sectionName(text)) != format.Fold(section) {
			break
		}
		f.heading = i
		d.take(i, false)
	}
	return section
}

func sectionName(s string) string { return strings.TrimRight(s, " :") }

// isHeading: a line of its own in capitals, with a colon at its end or naming a territory, that is no label of the form.
func (d *document) isHeading(i int) bool {
	text := d.rows[i].only()
	apart := i == 0 || d.rows[i-1].first() == "" || d.feet[i-1] // « RAS » below a label is an answer
	if text == "" || len(text) > 160 || !(upper(text) && apart) && !strings.HasSuffix(text, ":") && !levelHead.MatchString(text) {
		return false
	}
	for st := inHead; st < inPerspectives; st++ {
		if len(findLabels(text, st)) > 0 {
			return false
		}
	}
	return true
}

// endLast ends the last fiche where another part of the document begins.
func (d *document) endLast(f *span) {
	for i := f.start + 1; i < len(d.rows); i++ {
		text := d.rows[i].only()
		if upper(text) && terminator.MatchString(text) || fundHead.MatchString(d.rows[i].cell(0)) && len(d.rows[i].cells) > 1 {
			f.end = i
			return
		}
	}
}

// readFiches reads the fiches and notes one that the document cuts off.
func (d *document) readFiches() {
	for k, f := range d.fiches {
		var rows []row
		last := f.start
		for i := f.start; i < f.end; i++ {
			if d.feet[i] {
				d.take(i, false)
				continue
			}
			if d.rows[i].first() == "" || d.used[i] {
				continue
			}
			rows = append(rows, d.rows[i])
			d.take(i, true)
			last = i
		}
		r := readFiche(d, k+1, f.section, rows)
		d.reportEnd(f, last, r)
		places := r.places
		if f.section != "" && f.heading < f.start {
			places = append([]format.Place{{Path: "section", Line: d.previous(f.start) + 1, LineEnd: d.previous(f.start) + 1}}, places...)
		}
		d.add("census_fiche", f.start+1, last+1, 0, r.fiche, places)
	}
}

// reportEnd notes a fiche that ends with the document before its perspectives are told.
func (d *document) reportEnd(f span, last int, r *ficheReader) {
	noted := slices.ContainsFunc(d.res.Notes, func(p format.Problem) bool { return p.Line == last+1 })
	if f.end == len(d.rows) && r.fiche.Perspectives == "" && !noted {
		d.note(last+1, "format.truncated_table")
	}
}

var (
	dateInWords = regexp.MustCompile(`(?i)\b(?:version|édition|edition|mise à jour|maj|état|situation|actualisée?|arrêtée?) (?:au|du|le|de) `)
	company     = regexp.MustCompile(`^(\p{Lu}[\p{L}'’ -]+), (?:` + `(?i:` + `janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre` + `)) \d{4}$`)
)

// front reads what stands before the first part: title, publisher, date of the version, foreword.
func (d *document) front() {
	end := d.frontEnd()
	var title []string
	for i := 0; i < end; i++ {
		text := strings.TrimSpace(d.text.Lines[i])
		switch {
		case text == "" && len(title) > 0, !strings.Contains(text, "*") && len(title) > 0:
			d.frontLines(i, end)
			d.res.Title = unstar(strings.Join(title, " "))
			d.structure(0, end)
			return
		case text != "" && !d.feet[i]:
			title = append(title, text)
		}
	}
	d.res.Title = unstar(strings.Join(title, " "))
	d.structure(0, end)
}

// frontEnd gives the line at which the contents, the overview or the first fiche begin.
func (d *document) frontEnd() int {
	end := len(d.rows)
	if len(d.fiches) > 0 {
		end = d.fiches[0].heading
	}
	for i := 0; i < end; i++ {
		if t := d.rows[i].only(); contentsHead.MatchString(t) || overviewHead.MatchString(t) || fundHead.MatchString(d.rows[i].cell(0)) {
			return i
		}
	}
	return end
}

// frontLines reads the date of this version and the publisher.
func (d *document) frontLines(from, end int) {
	printed := "" // when, as the publisher's line says
	for i := from; i < end; i++ {
		text := unstar(d.rows[i].only())
		if dateInWords.MatchString(text) && d.res.Date == "" {
			if all := dates(text); len(all) > 0 {
				d.res.Date = all[len(all)-1].from()
			}
		}
		if m := company.FindStringSubmatch(text); m != nil && d.res.Publisher == "" {
			d.res.Publisher = m[1]
			printed = text[len(m[1]):]
		}
	}
	if all := dates(printed); d.res.Date == "" && len(all) > 0 {
		d.res.Date = all[0].from()
	}
}

// unstar removes the marks of emphasis of a text copied as Markdown.
func unstar(s string) string { return format.Squeeze(strings.ReplaceAll(s, "*", "")) }

// back claims as structure the headings and prose after the fiches.
func (d *document) back() {
	from := 0
	if n := len(d.fiches); n > 0 {
		from = d.fiches[n-1].end
	}
	for i := from; i < len(d.rows); i++ {
		text := d.rows[i].only()
		if terminator.MatchString(text) || collectionHead.MatchString(text) {
			d.structure(i, len(d.rows))
			return
		}
	}
}
