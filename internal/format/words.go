package format

import (
	"html"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

var (
	// inline markup stands inside words; any other tag parts them.
	inline = regexp.MustCompile(`(?i)</?(?:a|abbr|b|em|font|i|mark|small|span|strong|sub|sup|u)(?:\s[^<>]*)?>`)
	tag    = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
)

var variants = strings.NewReplacer("’", "'", "‘", "'", "ʼ", "'", "`", "'", "´", "'", "œ", "oe", "Œ", "oe", "æ", "ae", "Æ", "ae", "–", "-", "—", "-", "‐", "-", "‑", "-")

// Fold brings a text to the form in which words are compared, never shown: lower case, no accents, one kind of
// apostrophe and of dash, œ as oe, single spaces.
func Fold(s string) string {
	s = norm.NFD.String(variants.Replace(s))
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
	return Squeeze(s)
}

// Squeeze folds white space (no-break spaces too) to single spaces and trims it.
func Squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// Unmark removes markup: tags between < and >, and character references.
func Unmark(s string) string {
	if strings.ContainsRune(s, '<') {
		s = tag.ReplaceAllString(inline.ReplaceAllString(s, ""), " ")
	}
	if strings.ContainsRune(s, '&') {
		s = html.UnescapeString(s)
	}
	return s
}

// IsBullet tells whether a character only opens an item of a list: the bullet, and the private-use glyphs (U+F0B7,
// U+F0FC …) that symbol fonts leave behind when a text is copied out of a word processor.
func IsBullet(r rune) bool { return r == '•' || unicode.Is(unicode.Co, r) }

// Items cuts a line at its bullets, removes its markup and squeezes each piece; empty pieces are left out.
func Items(line string) []string {
	var out []string
	for _, piece := range strings.FieldsFunc(Unmark(line), IsBullet) {
		if piece = Squeeze(piece); piece != "" {
			out = append(out, piece)
		}
	}
	return out
}
