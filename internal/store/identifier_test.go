package store_test

import (
	"testing"

	"kafo/internal/coop"
	"kafo/internal/refdata"
)

// Every code of the reference data is a valid identifier of its scheme, written as the scheme does.
func TestTheCodesOfTheReferenceDataAreValid(t *testing.T) {
	seen := map[string]int{}
	for place := range refdata.Territories() {
		for scheme, value := range place.Codes {
			i := coop.Identifier{Scheme: scheme, Value: value}
			seen[scheme]++
			if !i.Known() || !i.Valid() || i.Normal() != i {
				t.Errorf("%s: %s %q is not valid, or is written %q", place.Key, scheme, value, i.Normal().Value)
			}
		}
	}
	if seen[coop.SchemeINSEE] < 30_000 || seen[coop.SchemeSIREN] < 1_000 {
		t.Errorf("codes seen: %v", seen)
	}
}
