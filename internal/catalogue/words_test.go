package catalogue

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestFormsOfOneWordHaveOneStem(t *testing.T) {
	for _, forms := range [][]string{
		{"commune", "communes", "Communes"}, {"décentralisée", "decentralisee", "décentralisées", "décentralisé"},
		{"eau", "eaux"}, {"régional", "régionaux", "régionale", "régionales"}, {"forage", "forages"},
		{"St", "Saint", "saint", "Ste", "Sainte"}, {"œuvre", "oeuvre", "œuvres"}, {"santé", "sante"}, {"malienne", "maliennes", "malien", "maliens"},
	} {
		first := words(forms[0])
		for _, f := range forms[1:] {
			if got := words(f); !slices.Equal(got, first) {
				t.Errorf("%s is found under %v, %s under %v", f, got, forms[0], first)
			}
		}
	}
}

func TestWordsThatDifferStayApart(t *testing.T) {
	for _, pair := range [][2]string{{"Grenoble", "Grenade"}, {"Mulhouse", "Toulouse"}, {"91", "95"}, {"Kita", "Kati"}, {"mali", "malle"}} {
		if slices.Equal(words(pair[0]), words(pair[1])) {
			t.Errorf("%s and %s have one stem: %v", pair[0], pair[1], words(pair[0]))
		}
	}
}

func TestASnippetShowsTheWordInItsSentence(t *testing.T) {
	text := "Construction d'un forage dans le village et formation du comité de gestion de l'eau par la commune"
	if got := snippet(text, wantedWords("comités")); got == "" {
		t.Error("no snippet for a word that is there")
	}
	if got := snippet(text, wantedWords("école")); got != "" {
		t.Errorf("a snippet for a word that is not there: %q", got)
	}
}

// TestAQuickLookMissesNoWord: a text that has a word of a search is never put aside before it is cut into words.
func TestAQuickLookMissesNoWord(t *testing.T) {
	texts := []string{"Travaux régionaux", "St-Denis", "Ste Anne", "les écoles maternelles", "Eaux usées", "bonnes", "Œuvres", "l’État civil", "1 200 puits", "jumelages réels"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.SampledFrom(texts), rapid.StringMatching(`[a-zéèàœ' -]{0,12}(aux|elles|elle|ees|es|ss|x)?`)).Draw(t, "text")
		for _, w := range words(text) {
			for n := 1; n <= len(w); n++ {
				if !wantedOf(w[:n]).in(text) {
					t.Fatalf("%q in %q", w[:n], text)
				}
			}
		}
	})
}
