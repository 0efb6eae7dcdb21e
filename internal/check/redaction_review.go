package check

import (
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// redactionReview: something is kept out of everything public, and the day has come to look at that again. The finding rests
// on a decision, not on a document: it has no place. It is public, so it names nothing that the decision hides.
func redactionReview(s catalogue.Snapshot) []coop.Finding {
	var out []coop.Finding
	for _, r := range s.Redacted {
		if s.On < r.Review || r.Level == coop.RedactWithheld { // a delay ends by itself
			continue
		}
		f := coop.Finding{Key: key(r.ID), Evidence: map[string]string{"redaction": strconv.FormatInt(int64(r.ID), 10), "level": string(r.Level), "review": string(r.Review)}}
		switch {
		case r.Level == coop.RedactUnnamed:
		case r.Kind == coop.KindPartnership:
			f.Subject = coop.PartnershipID(r.Subject)
		default:
			f.Evidence["territory"] = r.Name
		}
		out = append(out, f)
	}
	return out
}
