package ingest

import "testing"

func TestAnInstrumentIsNamedByTheSentenceThatGivesItsYear(t *testing.T) {
	for _, c := range []struct {
		text string
		year int
		want string
	}{
		{"Leurs liens tiennent à un protocole d’amitié datant de 1991.", 1991, "protocole d’amitié"},
		{"Une convention de coopération décentralisée signée en 2003 les lie.", 2003, "convention de coopération décentralisée"},
		{"La Charte d'amitié de 12 mai 1990 est restée.", 1990, "charte d'amitié"},
		{"Les communes sont jumelées depuis 1991.", 1991, ""},
		{"Un protocole d’amitié datant de 1991.", 1992, ""},
		{"Un protocole signé en 1991, une charte signée en 1991.", 1991, ""}, // which of them the form means is not said
		{"", 1991, ""},
	} {
		if got := instrumentOf(c.text, c.year); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}
