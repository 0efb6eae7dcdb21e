package coop

import (
	"slices"
	"strings"
)

// Theme is an entry of Kafo's own thesaurus: two levels, at most twelve themes of at most eight sub-themes. Code is
// unique over both levels and stands in addresses (/themes/eau-potable). DAC is the purpose code of the OECD-DAC list
// (three digits, a category, for a theme; five for a sub-theme).
type Theme struct {
	Code, Parent, French, English, DAC string
}

// Themes lists the thesaurus, each theme before its sub-themes.
func Themes() []Theme { return slices.Clone(themes) }

// ThemeByCode finds an entry of the thesaurus; false where the code is unknown.
func ThemeByCode(code string) (Theme, bool) {
	i := slices.IndexFunc(themes, func(t Theme) bool { return t.Code == code })
	if i < 0 {
		return Theme{}, false
	}
	return themes[i], true
}

// ThemeOf maps a free label (the « domaine d'intervention » of a census, the thématique of an atlas page) to a code of
// the thesaurus by its word stems; "" where the label says nothing of a theme. The first rule that the label meets
// decides: rules stand most specific first.
func ThemeOf(label string) string {
	words := strings.Fields(Fold(label))
	for _, rule := range themeStems {
		if hasStems(words, rule.stems) {
			return rule.code
		}
	}
	return ""
}

// themeStems are the rules cut into their alternatives: every action that comes in is asked for all of them.
var themeStems = cutRules()

type stemRule struct {
	code  string
	stems []string
}

func cutRules() (out []stemRule) {
	for _, rule := range themeWords {
		for stems := range strings.SplitSeq(rule.stems, "|") {
			out = append(out, stemRule{rule.code, strings.Fields(stems)})
		}
	}
	return out
}

// hasStems says whether each stem begins a word of the label. A stem of up to three letters is a whole word (plural
// allowed): « eau » is in « eaux », not in « eaubonne ».
func hasStems(words, stems []string) bool {
	for _, s := range stems {
		if !slices.ContainsFunc(words, func(w string) bool { return isStem(s, w) }) {
			return false
		}
	}
	return true
}

func isStem(stem, word string) bool {
	if len(stem) > 3 {
		return strings.HasPrefix(word, stem)
	}
	return word == stem || word == stem+"s" || word == stem+"x"
}
