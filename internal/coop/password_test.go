package coop

import (
	"strings"
	"testing"
)

func TestPasswordsThatOthersGuessAreRefused(t *testing.T) {
	for typed, want := range map[string]string{
		"":                              "password.missing",
		"court":                         "password.short",
		"é1!Aé1!Aé1":                    "password.short",
		strings.Repeat("mot sûr ", 17):  "password.long",
		"motdepasse2024":                "password.common",
		"M0t De P@sse!!":                "password.common",
		"Azertyuiop123456":              "password.common",
		"aaaaaaaaaaaaaa":                "password.common",
		"123456789012":                  "password.common",
		"Bienvenue-2026!":               "password.common",
		"deleguee.exemple":              "password.common",
		"Exemple-Exemple":               "password.common",
		"quatre mots sans rapport":      "",
		"fleuve lanterne gravier":       "",
		"8f3k2m9xq1zt":                  "",
		"§&/()=?*+#':;!":                "",
		strings.Repeat("lanterne", 16):  "",
		"ߖߍ߫ ߞߏ߫ ߘߐ߫ ߟߊ߫":               "",
		"douze lettres":                 "",
		"soleil levant sur le gué":      "",
		"correct horse battery staple":  "",
		"Kafo-decentralisee-mairie2026": "password.common",
	} {
		err := Password(typed, "Déléguée Exemple", "deleguee@exemple.org")
		got := ""
		if err != nil {
			got = err.(*Error).Key
		}
		if got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}
