package catalogue

import (
	"context"
	"encoding/json"
	"fmt"

	"kafo/internal/coop"
)

// wholeActions is the path of the action of a total that a record prints under its actions.
const wholeActions = "actions"

// terms are what else the words say of an amount, masked.
func (x *index) terms(source coop.SourceID, text string) coop.Terms {
	var t coop.Terms
	if text == "" || json.Unmarshal([]byte(text), &t) != nil { // written by the store: it is JSON
		return t
	}
	for _, s := range []*string{&t.Label, &t.BeneficiaryText, &t.Scope, &t.Alike} {
		*s = x.masked(source, *s)
	}
	for i := range t.Shares {
		t.Shares[i].PayerText = x.masked(source, t.Shares[i].PayerText)
	}
	return t
}

// latest is the last year an amount is for.
func (m Money) latest() int { return max(m.Year, m.To) }

// Rates are the loaded rates of currencies beside the fixed parities.
func (c *Catalogue) Rates(ctx context.Context) (coop.Rates, error) {
	rows, err := c.q.Rates(ctx)
	if err != nil {
		return coop.Rates{}, fmt.Errorf("rates: %w", err)
	}
	list := make([]coop.Rate, len(rows))
	for i, r := range rows {
		list[i] = coop.Rate{Currency: r.Currency, Year: r.Year, Micros: r.Micros, Origin: r.Origin}
	}
	return coop.NewRates(list), nil
}
