package coop_test

import (
	"testing"

	"kafo/internal/coop"
)

func TestNoneUnknownAndSomethingAreThreeThings(t *testing.T) {
	for text, want := range map[string]coop.Answer{
		"Aucun": coop.NoValue, "Pas d’agent sur place": coop.NoValue, "NON": coop.NoValue, "Néant.": coop.NoValue, "Non, mais envisagé": coop.NoValue,
		"Ne sait pas": coop.NotKnown, "non défini à ce jour": coop.NotKnown, "À préciser": coop.NotKnown,
		"Un agent": coop.ValueGiven, "Nonobstant la crise, un agent": coop.ValueGiven, "Aucune rencontre en 2012, mais un agent reste en poste à plein temps": coop.ValueGiven,
		"Aucunement": coop.ValueGiven, "": coop.ValueGiven,
	} {
		if got := coop.AnswerOf(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
