package check

import (
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// sameTitle: two documents have one title and neither is said to replace the other. They may be two versions of one.
func sameTitle(s catalogue.Snapshot) []coop.Finding {
	groups := map[string][]coop.Source{}
	var order []string
	for _, src := range s.Sources {
		title := coop.Fold(src.Title)
		if title == "" || src.Example || src.ReplacedBy != 0 {
			continue
		}
		if groups[title] == nil {
			order = append(order, title)
		}
		groups[title] = append(groups[title], src)
	}
	first := firstRecords(s.Records)
	var out []coop.Finding
	for _, title := range order {
		group := groups[title]
		if len(group) < 2 {
			continue
		}
		f := coop.Finding{Evidence: map[string]string{"title": group[0].Title}}
		var ids []coop.SourceID
		var names []string
		for _, src := range group {
			ids, names = append(ids, src.ID), append(names, src.Document+" ("+string(src.Date)+")")
			if p, ok := first[src.ID]; ok {
				f.Places = append(f.Places, p)
			}
		}
		f.Key, f.Evidence["documents"] = key(ids...), strings.ReplaceAll(strings.Join(names, ", "), " ()", "")
		out = append(out, f)
	}
	return out
}

// firstRecords is where each document's first record stands.
func firstRecords(list []catalogue.Stated) map[coop.SourceID]coop.Place {
	out := map[coop.SourceID]coop.Place{}
	for i := range list {
		if _, ok := out[list[i].Source]; !ok {
			out[list[i].Source] = list[i].At("")
		}
	}
	return out
}
