package check

import (
	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// totalParts: the total that a fiche prints under its actions is not the sum of the amounts above it. Amounts of the
// currency that most actions use are added. Of a fiche printed twice the fullest copy is looked at: the other has lost
// amounts to its table.
func totalParts(s catalogue.Snapshot) []coop.Finding {
	copies := copies(s)
	var out []coop.Finding
	for _, r := range fiches(s) {
		stated := r.Fiche.StatedTotal
		currency, sum := sumOf(r.Fiche.Actions)
		if copies[r.ID] || stated == nil || currency == "" || cents(*stated) == sum {
			continue
		}
		out = append(out, coop.Finding{
			Key: key(r.ID), Subject: subject(r), Places: []coop.Place{r.At("stated_total"), r.At("actions")},
			Evidence: map[string]string{
				"stated": plain(*stated), "sum": euros(sum), "difference": euros(sum - cents(*stated)), "currency": currency,
			},
		})
	}
	return out
}

// sumOf adds up the amounts of actions in the currency that is printed most often; currency is empty where no action
// has an amount.
func sumOf(actions []catalogue.ActionBody) (currency string, sum int64) {
	count, total := map[string]int{}, map[string]int64{}
	for _, a := range actions {
		for _, m := range a.Budget.Amounts {
			count[m.Currency]++
			total[m.Currency] += cents(m.Value)
			if c := m.Currency; count[c] > count[currency] || (count[c] == count[currency] && c < currency) {
				currency = c
			}
		}
	}
	return currency, total[currency]
}
