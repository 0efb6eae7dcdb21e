package check

import (
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// redactionReview: a point is shown coarsely or not at all, and the day has come to look at that again. The finding rests on
// a decision, not on a document: it has no place.
func redactionReview(s catalogue.Snapshot) []coop.Finding {
	var out []coop.Finding
	for _, r := range s.Redacted {
		if s.On < r.Review {
			continue
		}
		f := coop.Finding{Key: key(r.ID), Evidence: map[string]string{"redaction": strconv.FormatInt(int64(r.ID), 10), "level": string(r.Level), "review": string(r.Review)}}
		if r.Kind == coop.KindPartnership {
			f.Subject = coop.PartnershipID(r.Subject)
		} else {
			f.Evidence["territory"] = r.Name
		}
		out = append(out, f)
	}
	return out
}
