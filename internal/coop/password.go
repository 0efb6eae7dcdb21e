package coop

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of passwords (S 41).
const (
	passwordLeast   = 12  // characters
	passwordMost    = 128 // characters
	passwordUnlike  = 5   // different characters
	passwordOwnPart = 6   // letters and digits that are no common word, no row of keys, no word of ours; or different signs
)

// common are the words with which passwords are made that others guess first, and rows of keys.
var common = strings.Fields(`password passwort motdepasse mdp azerty qwerty qwertz uiop qsdf asdf jklm wxcv zxcv admin administrateur administrator
	root user utilisateur compte login connexion secret welcome bienvenue bonjour bonsoir salut hello soleil sunshine princesse princess dragon monkey football
	baseball basketball chocolat chocolate doudou loulou coucou chouchou jetaime iloveyou letmein iamgod master maitre chouette marseille paris lyon france mali bamako
	cooperation decentralisee partenariat jumelage mairie prefecture region departement commune conseil general maire ville association ministere ambassade
	atlas registre kafo internet ordinateur computer windows google facebook orange camille nicolas thomas julien martin pierre marie michel amadou moussa
	mamadou fatoumata aminata ibrahim janvier fevrier mars avril juin juillet aout septembre octobre novembre decembre printemps automne hiver lundi mardi
	mercredi jeudi vendredi samedi dimanche january february april june july august september october november december spring summer autumn winter monday
	tuesday wednesday thursday friday saturday sunday abcd bcde cdef test demo changeme changezmoi provisoire temporaire nouveau guest invite default`)

// ornaments are the characters by which people write letters.
var ornaments = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "@", "a", "5", "s", "$", "s", "7", "t", "!", "i")

// Password refuses what others guess first (S 41): too short or too long, few different characters, and what is only
// common words, rows of keys or digits and words of one's own (name, address, site). Of what it is made is nobody's
// business. Error: invalid.
func Password(typed string, own ...string) error {
	switch n := utf8.RuneCountInString(typed); {
	case n == 0:
		return Refuse(Invalid, "password.missing")
	case n < passwordLeast:
		return Refuse(Invalid, "password.short", passwordLeast, n)
	case n > passwordMost:
		return Refuse(Invalid, "password.long", passwordMost, n)
	}
	unlike, signs := map[rune]bool{}, map[rune]bool{}
	for _, r := range typed {
		unlike[r] = true
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			signs[r] = true
		}
	}
	words := slices.Clone(common)
	for _, o := range own {
		words = append(words, parts(o)...)
	}
	left := min(len(without(typed, words)), len(without(ornaments.Replace(typed), words)))
	if len(unlike) < passwordUnlike || left < passwordOwnPart && len(signs) < passwordOwnPart {
		return Refuse(Invalid, "password.common")
	}
	return nil
}

// parts are the words of a name or an address that are long enough to be found again.
func parts(s string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(word) >= 4 {
			out = append(out, word)
		}
	}
	return out
}

// without takes words out of what is left of a text without accents and signs, the longest first, then rows of characters
// that follow or repeat one another.
func without(typed string, words []string) string {
	s := strings.ReplaceAll(Fold(typed), " ", "")
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	for _, w := range words {
		s = strings.ReplaceAll(s, w, "\x00")
	}
	return strings.ReplaceAll(unrowed(s), "\x00", "")
}

// unrowed keeps of each row (1234, 9876, aaaa) its first two characters.
func unrowed(s string) string {
	var out []byte
	for i := range len(s) {
		if i >= 2 && s[i]-s[i-1] == s[i-1]-s[i-2] && (s[i]-s[i-1]+1 <= 2) {
			continue
		}
		out = append(out, s[i])
	}
	return string(out)
}
