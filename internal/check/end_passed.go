package check

import (
	"cmp"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// endPassed: something is said to go on, and the end that is given for it has passed. Either a record says « En cours »
// beside a date of end, or a partnership is shown as living while the last of its agreements has run out.
func endPassed(s catalogue.Snapshot) []coop.Finding {
	var out []coop.Finding
	for i := range s.Records {
		r := &s.Records[i]
		if r.Atlas == nil || coop.Fold(r.Atlas.Status) != "en cours" || !r.Atlas.EndDate.Before(s.On) {
			continue
		}
		out = append(out, coop.Finding{
			Key: "record " + key(r.ID), Subject: subject(r), Places: []coop.Place{r.At("status"), r.At("end_date")},
			Evidence: map[string]string{"said": r.Atlas.Status, "end": string(r.Atlas.EndDate)},
		})
	}
	for _, h := range s.Held {
		last, ok := lastTerm(h)
		if !lives(h.Status) || !ok || !last.To.Before(s.On) {
			continue
		}
		out = append(out, coop.Finding{
			Key: "partnership " + key(h.ID), Subject: h.ID, Places: []coop.Place{last.Place, h.Last},
			Evidence: map[string]string{"status": string(h.Status), "end": string(last.To)},
		})
	}
	return out
}

// lastTerm is the agreement that runs longest, if every agreement made since has run out too. One without an end runs on,
// unless a later one has taken its place.
func lastTerm(h catalogue.Held) (last catalogue.Term, ok bool) {
	for _, t := range h.Terms {
		if t.To != "" && last.To < t.To {
			last = t
		}
	}
	for _, t := range h.Terms {
		if made := cmp.Or(t.Signed, t.From); t.To == "" && last.To.Before(made) {
			return last, false
		}
	}
	return last, last.To != ""
}
