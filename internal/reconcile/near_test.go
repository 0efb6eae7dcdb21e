package reconcile

import (
	"testing"

	"kafo/internal/coop"
	"kafo/internal/refdata"
)

// TestWhatSharesOnlyAWordForAKindIsNoCandidate: a question offers what may be meant, or says that it has nobody.
func TestWhatSharesOnlyAWordForAKindIsNoCandidate(t *testing.T) {
	r := New(refdata.Territories(), refdata.Organisations())
	res := r.Resolve(coop.Name{Text: "Agglomération nouvelle d'Evry", Side: coop.French, Country: "FR"})
	if res.Sure || len(res.Candidates) != 0 {
		t.Errorf("offers %+v", res.Candidates)
	}
	for _, c := range []struct{ a, b string }{{"nioro du sabel", "nioro du sahel"}, {"communaute d agglomeration d agan", "agglomeration d agen"}, {"ba foulabe", "bafoulabe"}, {"ville", "commune"}} {
		if !ownAlike(c.a, c.b) {
			t.Errorf("%q and %q are near", c.a, c.b)
		}
	}
}
