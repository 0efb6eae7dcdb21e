package censustext

import (
	"strings"

	"kafo/internal/format"
)

var (
	contentsHead = re(`^(?:sommaire|table des matieres)\b`)
	overviewHead = re(`^apercu general\b`)
	forthcoming  = re(`\s*(?:\(a (?:venir|paraitre)\)|[-–:,] ?a venir$)\s*`)
)

// contents reads the table of contents: under the heading of a region, the fiches it announces as « X / Y ».
func (d *document) contents() {
	from, to := d.contentsSpan()
	region := ""
	for i := from; i < to; i++ {
		text := unstar(d.rows[i].only())
		switch {
		case text == "" || d.used[i]:
		case strings.HasSuffix(text, ":") && !strings.Contains(text, "/"):
			region = sectionName(text)
			d.take(i, false)
		case strings.Contains(text, "/") && !strings.HasPrefix(text, "-"):
			e := ContentsEntry{Region: region, Title: text, Forthcoming: forthcoming.MatchString(text)}
			e.Title = strings.TrimSpace(forthcoming.ReplaceAllString(text, " "))
			d.take(i, true)
			d.add("contents_entry", i+1, i+1, 0, &e, []format.Place{{Path: "title", Line: i + 1, LineEnd: i + 1}})
		}
	}
	d.structure(from, to)
}

// contentsSpan gives the lines of the contents: up to the overview, which the contents name first, or to the fiches.
func (d *document) contentsSpan() (from, to int) {
	end := len(d.rows)
	if len(d.fiches) > 0 {
		end = d.fiches[0].heading
	}
	for from = 0; from < end && !contentsHead.MatchString(d.rows[from].only()); from++ {
	}
	if from == end {
		return 0, 0
	}
	if o := d.overviewStart(end); o > from {
		return from, o
	}
	return from, end
}

// overviewStart gives the line of the heading of the overview, or -1: the last one before the fiches, unless it is
// only an entry of the contents.
func (d *document) overviewStart(end int) int {
	last, first := -1, -1
	inContents := false
	for i := 0; i < end; i++ {
		text := d.rows[i].only()
		inContents = inContents || contentsHead.MatchString(text)
		if overviewHead.MatchString(text) && len(text) < 60 {
			if last = i; first < 0 {
				first = i
			}
		}
	}
	if inContents && first == last && last >= 0 && !upper(d.rows[last].only()) {
		return -1
	}
	return last
}
