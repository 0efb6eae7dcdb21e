package check

import (
	"cmp"
	"slices"
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// printedTwice: one document prints a fiche more than once. Its money counts once.
func printedTwice(s catalogue.Snapshot) []coop.Finding {
	var out []coop.Finding
	for _, group := range catalogue.Twice(s.Records) {
		for _, same := range bySource(s.Records, group) {
			if len(same) < 2 {
				continue
			}
			f := coop.Finding{Subject: subject(same[0]), Evidence: map[string]string{"times": strconv.Itoa(len(same))}}
			currency, sum := sumOf(same[0].Fiche.Actions) // of the fullest copy
			slices.SortFunc(same, func(a, b *catalogue.Stated) int { return cmp.Compare(a.ID, b.ID) })
			var ids []coop.RecordID
			for _, r := range same {
				ids = append(ids, r.ID)
				f.Places = append(f.Places, r.At(""))
			}
			f.Key = key(ids...)
			f.Evidence["lines"] = lines(f.Places)
			if currency != "" {
				f.Evidence["counted_once"], f.Evidence["currency"] = euros(sum), currency
			}
			out = append(out, f)
		}
	}
	return out
}

// bySource parts a group by document, in the order of the list.
func bySource(list []catalogue.Stated, group []int) [][]*catalogue.Stated {
	at := map[coop.SourceID]int{}
	var out [][]*catalogue.Stated
	for _, i := range group {
		n, ok := at[list[i].Source]
		if !ok {
			n = len(out)
			at[list[i].Source], out = n, append(out, nil)
		}
		out[n] = append(out[n], &list[i])
	}
	return out
}
