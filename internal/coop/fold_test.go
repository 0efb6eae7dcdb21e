package coop

import "testing"

func TestFold(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Évry-Courcouronnes", "evry courcouronnes"},
		{"l’Essonne, l'Essonne", "l essonne l essonne"},
		{"  Saint—Denis • 3 € ", "saint denis 3"},
		{"Cœur d’Æquo", "coeur d aequo"},
		{"Bamakɔ", "bamako"},
		{"Koréra-Kore\u0301", "korera kore"},
		{"Тверь 2012", "тверь 2012"},
		{"", ""},
	} {
		if got := Fold(c.text); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}
