package bench

import (
	"fmt"
	"testing"
)

// TestReconcilingFindsTwins: the figures of a small run, which the bench gives for large ones; no time is asserted.
func TestReconcilingFindsTwins(t *testing.T) {
	var towns []Town
	for i := range 300 {
		towns = append(towns, Town{Country: "FR", Names: []string{fmt.Sprintf("Ville%s", syllables[i%len(syllables)]+syllables[i/len(syllables)])},
			Places: []string{fmt.Sprintf("t%d", i), fmt.Sprintf("d%d", i/30), "r"}})
		towns[i].Names = append(towns[i].Names, "Département", "Région")
	}
	r := Reconcile(towns, 2000, 7)
	t.Log(r)
	if r.Twins != 100 || r.Precision < 0.9 || r.Recall < 0.6 {
		t.Errorf("%+v", r)
	}
	if again := Reconcile(towns, 2000, 7); again.Proposed != r.Proposed || again.Precision != r.Precision {
		t.Errorf("the same seed gave %+v, then %+v", r, again)
	}
}

func TestGrowth(t *testing.T) {
	small := &Reconciled{Organisations: 1000, Seconds: 1}
	if got := (Reconciled{Organisations: 10_000, Seconds: 10}).GrowthSince(small); got < 0.999 || got > 1.001 {
		t.Errorf("ten times the time for ten times the things grows by %v", got)
	}
	if got := (Reconciled{Organisations: 10, Seconds: 1}).GrowthSince(nil); got != 0 {
		t.Errorf("the first size has nothing to be compared with: %v", got)
	}
}
