package store

import (
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// termsOf is what the words of a financing say besides, as the register keeps it: nothing where they say no more.
func termsOf(f coop.Financing) (string, error) {
	text, err := marshal(f.Terms)
	if text == "{}" {
		text = ""
	}
	return text, err
}

// SaveRates keeps yearly rates of currencies; a later rate of the same currency and year takes the place of the one
// before. Error: invalid for a rate that is not above nothing or has no year.
func (tx *Tx) SaveRates(list []coop.Rate) error {
	for _, r := range list {
		if r.Micros <= 0 || r.Year <= 0 || len(r.Currency) != 3 {
			return coop.Refuse(coop.Invalid, "rate.invalid", r.Currency, r.Year)
		}
		err := tx.q.SaveRate(tx.ctx, db.SaveRateParams{
			Currency: r.Currency, Year: r.Year, Micros: r.Micros, Origin: r.Origin, RecordedAt: tx.at,
		})
		if err != nil {
			return fmt.Errorf("save rate %s %d: %w", r.Currency, r.Year, err)
		}
	}
	tx.changed("rates", touch{"rates", 0})
	return nil
}
