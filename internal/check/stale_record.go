package check

import (
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// stale is the number of months after which a partnership that nobody has spoken of is no longer surely alive.
const stale = 24

// staleRecord: a partnership is shown as living, and no source and no party has said so for two years. A partnership that no source
// dates is left alone: missing-values says so.
func staleRecord(s catalogue.Snapshot) []coop.Finding {
	limit := monthsBefore(s.On, stale)
	var out []coop.Finding
	for _, h := range s.Held {
		if !lives(h.Status) || h.Last.Record == 0 || !h.Updated.Before(limit) || h.Lately != "" && !h.Lately.Before(limit) {
			continue
		}
		latest := h.Updated
		if latest.Before(h.Lately) {
			latest = h.Lately
		}
		out = append(out, coop.Finding{
			Key: key(h.ID), Subject: h.ID, Places: []coop.Place{h.Last},
			Evidence: map[string]string{"confirmed": string(latest), "status": string(h.Status)},
		})
	}
	return out
}

// lives says whether pages show a partnership of this status as going on.
func lives(s coop.Status) bool {
	return s == coop.Active || s == coop.Reduced || s == coop.Resumed || s == coop.Preparatory
}

// monthsBefore is the day that many months before another, "" for a date that is no whole day.
func monthsBefore(d coop.Date, months int) coop.Date {
	day, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return coop.Date(day.AddDate(0, -months, 0).Format(time.DateOnly))
}
