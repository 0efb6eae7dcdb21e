package coop

import "testing"

func TestBudgetsAreReadAsPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string]Budget{
		"environ 12 k€":                           {1_200_000, 1_200_000, "EUR"},
		"Entre 3 000 et 5\u202f000 €":             {300_000, 500_000, "EUR"},
		"de 2 millions FCFA à 3 millions de FCFA": {200_000_000, 300_000_000, "XOF"},
		"27 500 EUR":                              {2_750_000, 2_750_000, "EUR"},
	} {
		if got, err := TypedBudget(typed); err != nil || got != want {
			t.Errorf("%q is %+v, %v", typed, got, err)
		}
	}
	for _, typed := range []string{"beaucoup", "entre peu et 3 €", "1.500 €", "3 000"} {
		if got, err := TypedBudget(typed); err == nil {
			t.Errorf("%q is %+v", typed, got)
		}
	}
}

// TestWhatTheRegisterKnowsIsRightOnceConfirmed: who confirms a sum as a document wrote it is not asked to write it otherwise.
func TestWhatTheRegisterKnowsIsRightOnceConfirmed(t *testing.T) {
	i := Item{ID: "budget", Type: AskAmount}
	known := Given{Values: []string{"selon les projets, 12 000 € en moyenne"}}
	r := Reply{Known: map[string]Given{"budget": known}}
	if err := r.Refuse(i, known); err != nil {
		t.Errorf("confirmed: %v", err)
	}
	if CodeOf(r.Refuse(i, Given{Values: []string{"selon les projets"}})) != Invalid {
		t.Error("what somebody else typed is no amount")
	}
}
