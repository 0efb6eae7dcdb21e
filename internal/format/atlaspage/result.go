package atlaspage

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kafo/internal/format"
)

// leftovers gathers what stands before the first label and under labels that nobody knows.
func (b *builder) leftovers() {
	b.unknown(b.stray...)
	for _, s := range b.page.unknown {
		if s.label.text != "" {
			b.unknown(append([]line{s.label}, s.lines...)...)
		} else {
			b.unknown(s.lines...)
		}
	}
	slices.SortFunc(b.rest, func(x, y line) int { return x.n - y.n })
	for i, l := range b.rest {
		b.out.Unplaced = append(b.out.Unplaced, Unplaced{Line: l.n, Raw: format.Squeeze(format.Unmark(l.text))})
		b.places = append(b.places, format.Place{Path: fmt.Sprintf("unplaced.%d", i), Line: l.n, LineEnd: l.n})
	}
}

var rights = regexp.MustCompile(`(?i)^tous droits réservés\s*[-–—:]?\s*(.*?)\s*(?:©?\s*(?:19|20)\d\d)?$`)

// result closes the account. The year in the line of rights is not the date of the page: the site kept printing 2013
// beside the name that the ministry took in 2017; only a date of update counts.
func (b *builder) result() (*format.Result, error) {
	b.truncated()
	r := &format.Result{Format: "atlaspage", Date: b.date, Notes: b.sortedNotes()}
	if b.out.Title != nil {
		r.Title = *b.out.Title
	}
	if m := rights.FindStringSubmatch(b.foot); m != nil {
		r.Publisher = strings.Trim(m[1], " ©-–")
	}
	var err error
	if r.Values, err = format.CountValues(b.out); err != nil {
		return nil, fmt.Errorf("atlaspage: %w", err)
	}
	first, last := b.acc.Span()
	slices.SortStableFunc(b.places, func(x, y format.Place) int {
		if x.Line != y.Line {
			return x.Line - y.Line
		}
		return strings.Compare(x.Path, y.Path)
	})
	r.Records = []format.Record{{Kind: "atlas_project", Locator: fmt.Sprintf("L%d", first), Line: first, LineEnd: last, Body: &b.out, Places: b.places}}
	b.acc.Close(r)
	return r, nil
}

// truncated says that the page stops before the end of the form: nothing of its last part is there.
func (b *builder) truncated() {
	for _, f := range []field{fForm, fOwners, fFunding, fEvaluation, fCommFrance, fCommAbroad, fVolunteers} {
		if b.sections[f] != nil {
			return
		}
	}
	if b.foot == "" {
		b.notes = append(b.notes, format.Problem{Line: b.last, Key: "format.truncated_page"})
	}
}

func (b *builder) sortedNotes() []format.Problem {
	slices.SortStableFunc(b.notes, func(x, y format.Problem) int { return x.Line - y.Line })
	return b.notes
}
