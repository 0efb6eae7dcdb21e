package check

import (
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// fundSum: the total that a fund prints is not the sum of its donations.
func fundSum(s catalogue.Snapshot) []coop.Finding {
	var out []coop.Finding
	for i := range s.Records {
		r := &s.Records[i]
		if r.Fund == nil || r.Fund.StatedTotal == nil || len(r.Fund.Donations) == 0 {
			continue
		}
		var sum int64
		for _, d := range r.Fund.Donations {
			sum += cents(d.Eur)
		}
		stated := cents(*r.Fund.StatedTotal)
		if stated == sum {
			continue
		}
		out = append(out, coop.Finding{
			Key: key(r.ID), Places: []coop.Place{r.At("stated_total_eur"), r.At("donations")},
			Evidence: map[string]string{"stated": euros(stated), "sum": euros(sum), "difference": euros(sum - stated), "currency": "EUR"},
		})
	}
	return out
}
