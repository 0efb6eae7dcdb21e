package coop

import "testing"

func TestAFindingGoesThroughItsStates(t *testing.T) {
	same, other := map[string]string{"sum": "1"}, map[string]string{"sum": "2"}
	for _, c := range []struct {
		state    FindingState
		evidence map[string]string
		found    FindingState
		missed   FindingState
	}{
		{FindingOpen, same, FindingOpen, FindingGone}, {FindingOpen, other, FindingOpen, FindingGone},
		{FindingReopened, same, FindingReopened, FindingGone},
		{FindingExplained, same, FindingExplained, FindingGone}, {FindingExplained, other, FindingReopened, FindingGone},
		{FindingFixed, same, FindingReopened, FindingFixed}, {FindingFixed, other, FindingReopened, FindingFixed},
		{FindingGone, same, FindingReopened, FindingGone},
	} {
		f := Finding{State: c.state, Evidence: same}
		if got := f.FoundAgain(c.evidence); got != c.found {
			t.Errorf("%s found again with %v: %s, want %s", c.state, c.evidence, got, c.found)
		}
		if got := f.NotFound(); got != c.missed {
			t.Errorf("%s not found: %s, want %s", c.state, got, c.missed)
		}
	}
}
