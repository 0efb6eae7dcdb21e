package coop

import (
	"strings"
	"unicode"
)

// plain is what letters with signs, ligatures and letters of African alphabets are compared as; a combining sign is
// nothing.
var plain = map[rune]string{
	'à': "a", 'â': "a", 'ä': "a", 'á': "a", 'ã': "a", 'å': "a", 'ç': "c", 'é': "e", 'è': "e", 'ê': "e", 'ë': "e",
	'í': "i", 'ì': "i", 'î': "i", 'ï': "i", 'ñ': "n", 'ó': "o", 'ò': "o", 'ô': "o", 'ö': "o", 'õ': "o", 'ú': "u",
	'ù': "u", 'û': "u", 'ü': "u", 'ý': "y", 'ÿ': "y", 'œ': "oe", 'æ': "ae", 'ß': "ss", 'ɔ': "o", 'ɛ': "e", 'ŋ': "n", 'ɲ': "n",
	'\u0300': "", '\u0301': "", '\u0302': "", '\u0308': "", '\u0327': "",
}

// Fold puts a text into the form in which names and searches are compared (F4): lower case, no accents, ligatures
// apart, every run of other signs one space. It is called for every word of the register, so it makes one pass.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		} else if r >= 0x80 {
			r = unicode.ToLower(r)
		}
		p, known := "", false
		if r >= 0x80 {
			p, known = plain[r]
		}
		if known && p == "" {
			continue
		}
		if !known && !letter(r) {
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		if known {
			b.WriteString(p)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// letter says that a folded sign is part of a word; letters of alphabets that are not folded stay as they are.
func letter(r rune) bool {
	return (r >= 'a' && r <= 'z') || (r >= '0' && r <= '9') || r > 0x24f && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
