package coop_test

import (
	"testing"

	"pgregory.net/rapid"

	"kafo/internal/coop"
)

func TestFixedParitiesAreExact(t *testing.T) {
	r := coop.NewRates(nil)
	for _, c := range []struct {
		cents    int64
		currency string
		want     int64
	}{
		{65_595_700, "XOF", 100_000}, {655_957, "FRF", 100_000}, {100, "EUR", 100}, {328, "XOF", 1}, {327, "XOF", 0}, {-328, "XOF", -1},
		{9_000_000_000_000_00, "XOF", 1_372_041_155_137},
	} {
		if got, ok := r.Euros(c.cents, c.currency, 0); !ok || got != c.want {
			t.Errorf("%d %s: %d %v, want %d", c.cents, c.currency, got, ok, c.want)
		}
	}
}

func TestAnotherCurrencyGoesByTheRateOfItsYear(t *testing.T) {
	r := coop.NewRates([]coop.Rate{{Currency: "USD", Year: 2013, Micros: 1_328_100}, {Currency: "USD", Year: 2012, Micros: 1_284_800}})
	if got, ok := r.Euros(132_810, "USD", 2013); !ok || got != 100_000 {
		t.Errorf("%d %v", got, ok)
	}
	if _, ok := r.Euros(100, "USD", 2011); ok {
		t.Error("no rate of 2011 is loaded")
	}
	if _, ok := r.Euros(100, "GNF", 2013); ok {
		t.Error("no rate of that currency is loaded")
	}
}

func TestSharesOfAnAmountAddUpToIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Int64Range(0, 1e13).Draw(t, "value")
		n := rapid.IntRange(1, 8).Draw(t, "n")
		shares := make([]coop.Share, n)
		for i := range shares {
			shares[i].Percent = float64(rapid.IntRange(1, 9000).Draw(t, "percent")) / 100
		}
		parts, _ := coop.Split(value, shares)
		var sum int64
		for _, p := range parts {
			sum += p
		}
		if sum != value {
			t.Fatalf("%d parts of %d make %d", n, value, sum)
		}
	})
	if _, rebased := coop.Split(100, []coop.Share{{Percent: 60}, {Percent: 40}}); rebased {
		t.Error("60 and 40 make 100")
	}
	if parts, rebased := coop.Split(900, []coop.Share{{Percent: 60}, {Percent: 30}}); !rebased || parts[0] != 600 || parts[1] != 300 {
		t.Error("60 and 30 do not make 100:", parts, rebased)
	}
}

func TestAOnePercentLawHasACeiling(t *testing.T) {
	terms := coop.Terms{Law: "water", Base: 100_000_000}
	if ceiling, over, known := terms.Ceiling(1_200_000); ceiling != 1_000_000 || over != 200_000 || !known {
		t.Error(ceiling, over, known)
	}
	if _, over, known := terms.Ceiling(900_000); over != 0 || !known {
		t.Error("900 000 keep under the ceiling")
	}
	if _, _, known := (coop.Terms{Law: "water"}).Ceiling(5); known {
		t.Error("without the resources of the service nobody knows the ceiling")
	}
}
