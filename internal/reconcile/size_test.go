package reconcile

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"kafo/internal/coop"
)

// deedTerms are words of which invented actions are made.
var deedTerms = strings.Fields(`construction rehabilitation forage ecole dispensaire maternite formation elus agents municipaux assainissement
latrines dechets collecte bibliotheque livres envoi materiel medical ambulance irrigation maraichage femmes groupement moulin energie solaire panneaux
electrification pistes rurales reboisement pepiniere elevage barrage retenue adduction potable bornes fontaines gouvernance cadastre etat civil
numerisation radio communautaire festival culture musee artisanat tourisme sport jeunesse chantier mission evaluation diagnostic territorial`)

// invented are actions of partnerships that share their parties, one in twenty of them stated again in another record with a
// word lost and, for one in three, no amount; and a gift a hundred actions, which its action reports in words of its own.
func invented(n int) (list []Deed, gifts []Gift, again map[[2]int64]bool) {
	r, fund := rand.New(rand.NewPCG(1, 2)), "fonds de solidarité des collectivités"
	again = map[[2]int64]bool{}
	for i := 0; len(list) < n; i++ {
		p := int64(i/5 + 1)
		d := Deed{ID: int64(len(list) + 1), Partnership: p, Record: p, Parties: []int64{1_000_000 + p%int64(n/5+1), 2_000_000 + p%int64(n/7+1)}, From: 2000 + r.IntN(25)}
		words := make([]string, 5+r.IntN(7))
		for k := range words {
			words[k] = deedTerms[r.IntN(len(deedTerms))]
		}
		d.Text, d.Amounts = strings.Join(words, " "), []Amount{{int64(1+r.IntN(5000)) * 13_700, "EUR"}}
		switch {
		case i%100 == 7:
			d.Text = "versement au " + fund
			gifts = append(gifts, Gift{Record: 90_000_000 + d.ID, Path: "donations.0", Donors: d.Parties[:1], Amount: d.Amounts[0], Year: d.From, Fund: coop.Words(fund)})
			again[[2]int64{d.ID, 90_000_000 + d.ID}] = true
		case i%20 == 0:
			c := d
			c.ID, c.Record, c.Text = d.ID+1, p+10_000_000, strings.Join(words[1:], " ")
			if r.IntN(3) == 0 {
				c.Amounts = nil
			}
			again[[2]int64{d.ID, c.ID}] = true
			list = append(list, d)
			d = c
		}
		list = append(list, d)
	}
	return list, gifts, again
}

// TestActionsAndGiftsAreFoundAgainInATimeThatGrowsWithTheirNumber injects duplicates and says how many are proposed, and how
// many of the proposals are right. Pairing all with all would take sixteen times as long for four times as many.
func TestActionsAndGiftsAreFoundAgainInATimeThatGrowsWithTheirNumber(t *testing.T) {
	var took []time.Duration
	for _, n := range []int{3_000, 12_000} {
		list, gifts, again := invented(n)
		start := time.Now()
		pairs := append(Actions(list), Gifts(gifts, list)...)
		took = append(took, time.Since(start))
		right := 0
		for _, p := range pairs {
			if again[[2]int64{p.A, p.B}] {
				right++
			}
		}
		precision, recall := float64(right)/float64(len(pairs)), float64(right)/float64(len(again))
		t.Logf("%d actions, %d gifts in %v: precision %.3f, recall %.3f", n, len(gifts), took[len(took)-1], precision, recall)
		if precision < 0.98 || recall < 0.9 {
			t.Errorf("%d actions: precision %.3f, recall %.3f", n, precision, recall)
		}
	}
	if took[1] > 12*took[0]+2*time.Second {
		t.Errorf("3 000 actions take %v, 12 000 take %v", took[0], took[1])
	}
}
