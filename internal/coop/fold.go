package coop

import (
	"strings"
	"unicode"
)

var folder = strings.NewReplacer(
	"à", "a", "â", "a", "ä", "a", "á", "a", "ã", "a", "å", "a", "ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e",
	"í", "i", "ì", "i", "î", "i", "ï", "i", "ñ", "n", "ó", "o", "ò", "o", "ô", "o", "ö", "o", "õ", "o", "ú", "u",
	"ù", "u", "û", "u", "ü", "u", "ý", "y", "ÿ", "y", "œ", "oe", "æ", "ae", "ß", "ss", "ɔ", "o", "ɛ", "e", "ŋ", "n", "ɲ", "n",
	"\u0300", "", "\u0301", "", "\u0302", "", "\u0308", "", "\u0327", "")

// Fold puts a text into the form in which names and searches are compared (F4): lower case, no accents, ligatures
// apart, every run of other signs one space.
func Fold(s string) string {
	var b strings.Builder
	space := false
	for _, r := range folder.Replace(strings.ToLower(s)) {
		if (r >= 'a' && r <= 'z') || (r >= '0' && r <= '9') || r > 0x24f && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(r)
			continue
		}
		space = true
	}
	return b.String()
}
