package i18n

import (
	"strconv"
	"strings"
)

// Spaces of French typography (F1, F6).
const (
	Thin = "\u202f" // narrow, no-break: in numbers, before € ; ! ? and inside « »
	Hard = "\u00a0" // no-break: before a colon
)

// Number groups by thousands: "1 241 219" with U+202F in French, "1,241,219" in English.
func (l Lang) Number(n int64) string {
	var digits [20]byte
	var room [48]byte
	s, b := strconv.AppendInt(digits[:0], n, 10), room[:0]
	if n < 0 {
		s, b = s[1:], append(b, "−"...)
	}
	sep := Thin
	if l == EN {
		sep = ","
	}
	for i, digit := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b = append(b, sep...)
		}
		b = append(b, digit)
	}
	return string(b)
}

// Percent says a share: "12 %"; nothing of nothing is "0 %".
func (l Lang) Percent(part, whole int) string {
	n := 0
	if whole > 0 {
		n = (200*part + whole) / (2 * whole)
	}
	if l == EN {
		return strconv.Itoa(n) + "%"
	}
	return strconv.Itoa(n) + Thin + "%"
}

// Money says an amount in hundredths of its currency, in that currency: "1 241 219,50 €", without decimals when there
// are none, and CFA francs never with decimals (they have none): "32 797 850 FCFA".
func (l Lang) Money(cents int64, currency string) string {
	whole, rest := cents/100, cents%100
	if rest < 0 {
		rest = -rest
	}
	n := l.Number(whole)
	if whole == 0 && cents < 0 {
		n = "−0"
	}
	if rest != 0 && currency != "XOF" {
		n += l.decimal() + string([]byte{byte('0' + rest/10), byte('0' + rest%10)})
	}
	if l == EN && currency == "EUR" {
		return "€" + n
	}
	return n + Thin + sign(currency)
}

func (l Lang) decimal() string {
	if l == EN {
		return "."
	}
	return ","
}

func sign(currency string) string {
	switch currency {
	case "EUR":
		return "€"
	case "XOF":
		return "FCFA"
	case "FRF":
		return "F"
	}
	return currency
}

// eurToXOF is the fixed parity of the CFA franc of West Africa, in thousandths (1 € = 655,957 FCFA since 1 January
// 1999; Council decision 98/683/EC keeps the peg of 1948–1994).
const eurToXOF = 655_957

// InFCFA converts euros to hundredths of CFA francs at the fixed parity, rounded to the franc.
func InFCFA(euroCents int64) int64 {
	return (euroCents*eurToXOF + 50_000) / 100_000 * 100
}

// Exact says a number with all its decimals: "655,957".
func (l Lang) Exact(x float64) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', -1, 64), ".", l.decimal(), 1)
}

// Decimal says a number with at most two decimals: "12,5".
func (l Lang) Decimal(x float64) string {
	s := strconv.FormatFloat(x, 'f', 2, 64)
	s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	return strings.Replace(s, ".", l.decimal(), 1)
}
