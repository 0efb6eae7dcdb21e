package check

import (
	"slices"
	"strconv"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// agreementConflict: two records give different years for the first agreement of one partnership. Where they say
// themselves which was the first, source-conflict compares that.
func agreementConflict(s catalogue.Snapshot) []coop.Finding {
	groups := map[coop.PartnershipID][]catalogue.Signed{}
	var order []coop.PartnershipID
	for _, g := range s.Signed {
		if slices.ContainsFunc(s.Values, func(v catalogue.Valued) bool {
			return v.Partnership == g.Partnership && v.Property == coop.FirstSignature
		}) {
			continue
		}
		if groups[g.Partnership] == nil {
			order = append(order, g.Partnership)
		}
		groups[g.Partnership] = append(groups[g.Partnership], g)
	}
	var out []coop.Finding
	for _, id := range order {
		var years []int
		f := coop.Finding{Key: key(id), Subject: id}
		for _, g := range groups[id] {
			years = append(years, g.Year)
			f.Places = append(f.Places, g.Place)
		}
		slices.Sort(years)
		years = slices.Compact(years)
		if len(years) < 2 {
			continue
		}
		f.Evidence = map[string]string{"years": joinInts(years), "partnership": groups[id][0].Title}
		out = append(out, f)
	}
	return out
}

func joinInts(list []int) string {
	parts := make([]string, len(list))
	for i, n := range list {
		parts[i] = strconv.Itoa(n)
	}
	return strings.Join(parts, ", ")
}
