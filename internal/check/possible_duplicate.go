package check

import (
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// possibleDuplicate: two things of the register may be one, and nobody has decided. The pairs and their reasons are those
// of the page of proposals; what was accepted or refused is no finding any more.
func possibleDuplicate(s catalogue.Snapshot) []coop.Finding {
	var out []coop.Finding
	for _, p := range s.Proposals {
		if p.A.Gone || p.B.Gone {
			continue
		}
		f := coop.Finding{Key: key(p.ID), Evidence: map[string]string{"pair": string(p.Kind), "one": p.A.Name, "other": p.B.Name}}
		for _, side := range []catalogue.Side{p.A, p.B} {
			if at := whereOf(side); at.Record != 0 {
				f.Places = append(f.Places, at)
			}
		}
		if p.Kind == coop.PairPartnership {
			f.Subject = coop.PartnershipID(min(p.A.ID, p.B.ID))
		}
		if len(f.Places) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// whereOf is the first place in which a document speaks of one side.
func whereOf(side catalogue.Side) coop.Place {
	var c catalogue.Cite
	switch {
	case len(side.Said) > 0:
		c = side.Said[0].Cite
	case len(side.Records) > 0:
		c = side.Records[0].Cite
	}
	return coop.Place{Record: c.Record, Path: c.Path, Line: c.Line, LineEnd: c.LineEnd}
}
