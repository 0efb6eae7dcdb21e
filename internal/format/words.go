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
	if out, ok := foldLatin(s); ok {
		return out
	}
	return foldAny(s)
}

// foldAny folds a text of any letters and signs.
func foldAny(s string) string {
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
func Squeeze(s string) string {
	if squeezed(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// squeezed tells a text whose only white space is single spaces inside: most are.
func squeezed(s string) bool {
	space := true
	for _, r := range s {
		if !unicode.IsSpace(r) {
			space = false
			continue
		}
		if space || r != ' ' {
			return false
		}
		space = true
	}
	return !space || s == ""
}

// latin is the folded form of each letter and sign below U+0250, " " for white space. None of them changes with its
// neighbours, so that a text of them alone is folded in one pass.
var latin = func() (table [0x250]string) {
	for r := range table {
		if table[r] = foldAny(string(rune(r))); unicode.IsSpace(rune(r)) {
			table[r] = " "
		}
	}
	return table
}()

func foldLatin(s string) (string, bool) {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch r { // the signs above it that French is full of
		case '’', '‘':
			r = '\''
		case '–', '—':
			r = '-'
		}
		if int(r) >= len(latin) {
			return "", false
		}
		if latin[r] == " " {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteString(latin[r])
	}
	return b.String(), true
}

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
