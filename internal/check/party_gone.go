package check

import (
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// partyGone: a partnership is shown as living, and one of its holders or partners is no more, with nobody in its place, or a
// source says that it is dissolved.
func partyGone(s catalogue.Snapshot) []coop.Finding {
	var out []coop.Finding
	for _, h := range s.Held {
		if !lives(h.Status) || len(h.Gone) == 0 {
			continue
		}
		f := coop.Finding{Key: key(h.ID), Subject: h.ID, Evidence: map[string]string{"status": string(h.Status)}}
		for _, g := range h.Gone {
			f.Places = append(f.Places, g.Place)
			for field, text := range map[string]string{"organisation": g.Name, "end": string(g.Ended), "said": g.Said} {
				if text != "" && f.Evidence[field] == "" {
					f.Evidence[field] = text
				}
			}
		}
		out = append(out, f)
	}
	return out
}
