package reconcile

import (
	"strings"
	"testing"

	"kafo/internal/coop"
)

// FuzzResolve: whatever a document prints, the answer is one of the two that are allowed, and always the same.
func FuzzResolve(f *testing.F) {
	for _, text := range []string{"MAIRIE D'ANGERS", "BER (cercle de", "CD 91", "«»", "commune V de", "St", "(((", "région", "É", "de la", "Association", ", , Kayes (", strings.Repeat("Sahel ", 400)} {
		for _, side := range []string{"french", "foreign", "other", ""} {
			f.Add(text, side, "REGIONS DE KAYES ET DE", "PONTCHARRA")
		}
	}
	r := newWorld()
	f.Fuzz(func(t *testing.T, text, side, heading, beside string) {
		n := coop.Name{Text: text, Side: coop.Side(side), Region: heading, Beside: []string{beside}}
		got := r.Resolve(n)
		if got.Sure && len(got.Candidates) != 1 {
			t.Fatalf("sure of %d candidates", len(got.Candidates))
		}
		for _, c := range got.Candidates {
			if c.OrgKey == "" || c.Score <= 0 || c.Score > 1 || len(c.Why) == 0 {
				t.Fatalf("candidate %+v", c)
			}
		}
		if again := r.Resolve(n); again.Sure != got.Sure || len(again.Candidates) != len(got.Candidates) {
			t.Fatalf("%+v, then %+v", got, again)
		}
		if key, ok := r.Within(text, "ml/region/kayes"); ok && !r.inside(key, "ml/region/kayes") {
			t.Fatalf("%s is not in the région", key)
		}
	})
}
