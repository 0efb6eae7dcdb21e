package catalogue

import (
	"iter"
	"slices"
	"strings"

	"kafo/internal/coop"
)

// stopWords carry nothing in a search.
var stopWords = map[string]bool{
	"a": true, "au": true, "aux": true, "ce": true, "d": true, "de": true, "des": true, "du": true, "en": true, "et": true,
	"l": true, "la": true, "le": true, "les": true, "ou": true, "par": true, "pour": true, "s": true, "sur": true, "un": true, "une": true,
	"the": true, "of": true, "and": true, "in": true,
}

// words cuts a text into the stems under which it is found (F4): folded, without articles, St like Saint.
func words(text string) []string { return slices.Collect(eachWord(text)) }

func eachWord(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for w := range strings.FieldsSeq(coop.Fold(text)) {
			if !stopWords[w] && !yield(stem(w)) {
				return
			}
		}
	}
}

// stem takes off the endings of plural and feminine of a folded French word. Published stemmers give other stems with
// accents than without; this one works on folded text and leaves what is short or has digits.
func stem(w string) string {
	switch w {
	case "st":
		return "saint"
	case "ste":
		return "saint"
	}
	if len(w) < 4 || strings.ContainsAny(w, "0123456789") {
		return w
	}
	for _, rule := range [][2]string{{"eaux", "eau"}, {"aux", "al"}, {"elles", "el"}, {"elle", "el"}, {"ees", ""}, {"ee", ""}, {"es", ""}, {"s", ""}, {"x", ""}, {"e", ""}} {
		if root, ok := strings.CutSuffix(w, rule[0]); ok && len(root) >= 2 {
			w = root + rule[1]
			break
		}
	}
	if n := len(w); n > 4 && w[n-1] == w[n-2] && w[n-1] != 'e' {
		w = w[:n-1] // bonne, bon
	}
	return w
}
