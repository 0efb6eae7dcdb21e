package coop

import (
	"math/big"
	"slices"
)

// Fixed parities of the euro: what one euro is, in hundred-thousandths. The CFA franc (BCEAO) is 655.957 XOF by the
// Council decision 98/683/EC, the French franc 6.55957 FRF by regulation (EC) 2866/98.
var parities = map[string]int64{"XOF": 65_595_700, "FRF": 655_957}

// Rate is what one euro was in another currency on average in a year, as a source states it.
type Rate struct {
	Currency string // ISO 4217
	Year     int
	Micros   int64 // units of the currency for one euro, in millionths
	Origin   string
}

// PerEuro is what one euro is in the currency.
func (r Rate) PerEuro() float64 { return float64(r.Micros) / 1_000_000 }

// Rates converts amounts to euros.
type Rates struct{ years map[string][]Rate }

// NewRates takes dated rates beside the fixed parities.
func NewRates(list []Rate) Rates {
	r := Rates{years: map[string][]Rate{}}
	for _, x := range list {
		r.years[x.Currency] = append(r.years[x.Currency], x)
	}
	for _, l := range r.years {
		slices.SortFunc(l, func(a, b Rate) int { return a.Year - b.Year })
	}
	return r
}

// Euros is an amount in euro cents, rounded to the nearest cent, with exact integer arithmetic. EUR, XOF and FRF go by
// their fixed parities; another currency by the rate of the year, and ok is false where none is loaded for it.
func (r Rates) Euros(cents int64, currency string, year int) (euros int64, ok bool) {
	if currency == "EUR" {
		return cents, true
	}
	rate, ok := r.Of(currency, year)
	if !ok {
		return 0, false
	}
	return quotient(cents, 1_000_000, rate.Micros), true
}

// Of is the rate by which an amount of a year becomes euros; that of a fixed parity is of no year. There is none for euros.
func (r Rates) Of(currency string, year int) (Rate, bool) {
	if p, fixed := parities[currency]; fixed {
		return Rate{Currency: currency, Micros: 10 * p}, true
	}
	for _, x := range r.years[currency] {
		if x.Year == year && x.Micros > 0 {
			return x, true
		}
	}
	return Rate{}, false
}

// quotient is n × up ÷ down, rounded half away from zero.
func quotient(n, up, down int64) int64 {
	x := new(big.Int).Mul(big.NewInt(n), big.NewInt(2*up))
	half := big.NewInt(down)
	if n < 0 {
		half.Neg(half)
	}
	x.Add(x, half)
	return x.Quo(x, big.NewInt(2*down)).Int64()
}
