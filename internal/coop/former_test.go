package coop

import "testing"

// TestWhatIsSaidAgainIsKnownInAnyOrder: an action by its words, an amount by its action and its sum, each once.
func TestWhatIsSaidAgainIsKnownInAnyOrder(t *testing.T) {
	action := func(id ActionID, path, what string) Claim {
		return Claim{Action: &Action{ID: id, Description: what, Place: Place{Path: path}}}
	}
	amount := func(id FinancingID, of string, cents int64) Claim {
		return Claim{Financing: &Financing{ID: id, Action: of, Cents: cents, Currency: "EUR", Place: Place{Path: of + ".budget.amounts.0"}}}
	}
	const long = "Construction d'un puits couvert avec pompe solaire pour l'école du quartier"
	f := Former{Sets: []ClaimSet{{ID: 7, Claims: []Claim{
		action(1, "actions.0", "Formation"), action(2, "actions.1", long), action(3, "actions.2", "Formation"),
		amount(1, "actions.0", 100), amount(2, "actions.1", 100), amount(3, "actions.2", 300),
	}}}}
	now := []Claim{
		action(0, "actions.0", long+" Nord"), action(0, "actions.1", "Formation"), action(0, "actions.2", "Formation"), action(0, "actions.3", "Formation"),
		action(0, "actions.4", "Envoi de livres"),
		amount(0, "actions.0", 100), amount(0, "actions.1", 100), amount(0, "actions.2", 301), amount(0, "actions.4", 100),
	}
	f.Again(now)
	for i, want := range []int64{2, 1, 3, 0, 0, 2, 1, 0, 0} {
		var got int64
		if now[i].Action != nil {
			got = int64(now[i].Action.ID)
		} else {
			got = int64(now[i].Financing.ID)
		}
		if got != want || (want != 0) != (now[i].Was != nil) {
			t.Errorf("claim %d is %d, want %d, repeats %v", i, got, want, now[i].Was)
		}
	}
}
