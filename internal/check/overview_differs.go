package check

import (
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// overviewDiffers: a document claims a figure that its records do not give.
func overviewDiffers(s catalogue.Snapshot) []coop.Finding {
	var out []coop.Finding
	for _, fig := range s.Figures {
		for _, c := range fig.Claimed {
			claimed, err := strconv.Atoi(c.Value)
			if err != nil || claimed == fig.Count {
				continue // a claim in words ("de nombreuses") can be neither right nor wrong
			}
			evidence := map[string]string{
				"figure": fig.Key, "claimed": c.Value, "counted": strconv.Itoa(fig.Count), "of": strconv.Itoa(fig.Of),
			}
			if fig.Words {
				evidence["method"] = "words"
			}
			place := coop.Place{Record: c.Cite.Record, Path: "value", Line: c.Cite.Line, LineEnd: c.Cite.LineEnd}
			out = append(out, coop.Finding{Key: fig.Key + " " + key(c.Cite.Record), Places: []coop.Place{place}, Evidence: evidence})
		}
	}
	return out
}
