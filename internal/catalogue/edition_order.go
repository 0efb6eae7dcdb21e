package catalogue

import (
	"cmp"
	"slices"
	"strings"

	"kafo/internal/coop"
)

// sections finds the heading under which a fiche is printed: the regions of its partners.
type sections struct {
	x       *index
	regions map[string]string // names by their folded form
}

func (x *index) sections() *sections {
	s := &sections{x, map[string]string{}}
	for id, t := range x.territories {
		if (t.Level == "region" || t.Level == "district") && !x.kept.places[id] {
			for _, name := range append([]string{t.Name}, t.Aliases...) {
				s.regions[coop.Fold(name)] = t.Name
			}
		}
	}
	return s
}

// heading is what a document prints over a fiche, if that names regions, else where the partners lie today: a census keeps
// the division of its time.
func (s *sections) heading(printed string, subjects []coop.PartnershipID) string {
	if found := s.named(printed); found != "" {
		return found
	}
	for _, id := range subjects {
		if found := s.of(id); found != "" {
			return found
		}
	}
	return ""
}

// named are the regions that a heading names, in its order; one letter may be wrong in a word.
func (s *sections) named(heading string) string {
	var out []string
	for _, w := range strings.Fields(coop.Fold(heading)) {
		name := s.regions[w]
		for folded, other := range s.regions {
			if s.regions[w] == "" && len(w) > 5 && oneLetterOff(w, folded) {
				name = max(name, other)
			}
		}
		if name != "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return strings.Join(out, ", ")
}

// of are the regions of the partners of a partnership.
func (s *sections) of(id coop.PartnershipID) string {
	row, ok := s.x.rows.row(s.x.standsFor(id))
	if !ok {
		return ""
	}
	var out []string
	for _, r := range s.x.item(row).Partners {
		o := s.x.orgs[coop.OrgID(r.ID)]
		if r.Asked || o == nil {
			continue
		}
		for _, t := range s.x.lineage(o.Territory) {
			if (t.Level == "region" || t.Level == "district") && !slices.Contains(out, t.Name) {
				out = append(out, t.Name)
			}
		}
	}
	return strings.Join(out, ", ")
}

// oneLetterOff says that two words differ by a letter that is other, missing or too many.
func oneLetterOff(a, b string) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return len(a) <= 1 && len(b) <= 1
}

// order puts an edition into the order of print: by region, then by title; what lies in no region comes last.
func (x *index) order(e *coop.Edition) {
	section := func(a, b string) int {
		return cmp.Or(last(a, b), cmp.Compare(coop.Fold(a), coop.Fold(b)))
	}
	titles := map[coop.RecordID]string{}
	for _, f := range e.Fiches {
		titles[f.Record] = coop.Fold(x.recordRef(f.Record).Title)
	}
	slices.SortStableFunc(e.Fiches, func(a, b coop.EditionFiche) int {
		return cmp.Or(section(a.Section, b.Section), cmp.Compare(titles[a.Record], titles[b.Record]), cmp.Compare(a.Record, b.Record))
	})
	slices.SortStableFunc(e.Coming, func(a, b coop.EditionComing) int {
		return cmp.Or(section(a.Section, b.Section), cmp.Compare(coop.Fold(a.Title), coop.Fold(b.Title)))
	})
}

// last puts what has no name after what has one.
func last(a, b string) int {
	switch {
	case a == "" && b != "":
		return 1
	case a != "" && b == "":
		return -1
	}
	return 0
}
