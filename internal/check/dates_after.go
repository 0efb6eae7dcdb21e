package check

import (
	"fmt"
	"slices"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// datesAfter: a fiche speaks of what is done, and gives it a date later than its own; or a period ends before it
// begins; or the fiche is later than its document. Dates are compared as far as both are known.
func datesAfter(s catalogue.Snapshot) []coop.Finding {
	dated := map[coop.SourceID]coop.Date{}
	for _, src := range s.Sources {
		dated[src.ID] = src.Date
	}
	var out []coop.Finding
	for _, r := range fiches(s) {
		var own coop.Date
		if len(r.Fiche.Updated) > 0 {
			own = slices.Max(r.Fiche.Updated)
		}
		if d := dated[r.Source]; d.Before(own) {
			out = append(out, late(r, "updated", "updated", own, "document", d))
		}
		out = append(out, lateYears(r, own)...)
		for i, a := range r.Fiche.Actions {
			path := fmt.Sprintf("actions.%d.period", i)
			if a.Period.End.Before(a.Period.Start) {
				out = append(out, late(r, path, "start", a.Period.Start, "end", a.Period.End))
			}
			if own.Before(a.Period.Start) {
				out = append(out, late(r, path, "start", a.Period.Start, "fiche", own))
			}
		}
	}
	return out
}

// lateYears: a year of formalisation after that of the fiche.
func lateYears(r *catalogue.Stated, own coop.Date) []coop.Finding {
	for _, y := range r.Fiche.Formalised.Years {
		year := coop.Date(fmt.Sprintf("%04d", y))
		if own.Before(year) {
			return []coop.Finding{late(r, "formalised", "formalised", year, "fiche", own)}
		}
	}
	return nil
}

// late is a finding of two dates, the later one first.
func late(r *catalogue.Stated, path, what string, date coop.Date, than string, other coop.Date) coop.Finding {
	return coop.Finding{
		Key: key(r.ID) + " " + path + " " + than, Subject: subject(r), Places: []coop.Place{r.At(path)},
		Evidence: map[string]string{what: string(date), than: string(other)},
	}
}
