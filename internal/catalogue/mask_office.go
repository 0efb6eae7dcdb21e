package catalogue

import (
	"strings"
	"unicode/utf8"
)

// maskOfficers hides the persons whom a text names beside their office, though no record has them as contacts:
// « Accueil de Fatou KEITA, trésorière du comité », « son conseiller (Ali SOW) ». A surname in capitals after a given name
// is no person by itself (« Projet AFD »); the office beside it makes it one.
func maskOfficers(text string) string {
	list := wordsIn(text)
	var b strings.Builder
	done, next := 0, 0
	for i := 1; i < len(list); i++ {
		from, to := officer(text, list, next, i)
		if to == 0 {
			continue
		}
		b.WriteString(text[done:list[from].at])
		b.WriteString(someone)
		done, next, i = list[to-1].end, to, to
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// officer is the name whose surname begins at word i, where an office stands beside it, else 0, 0.
func officer(text string, list []word, first, i int) (from, to int) {
	if i <= first || !isSurname(list[i]) || !isGiven(list[i-1]) || !beside(text, list[i-1], list[i]) {
		return 0, 0
	}
	from, to = i-1, i+1
	for to < len(list) && isSurname(list[to]) && near(text, list[to-1], list[to]) {
		to++
	}
	// A word before the given name is one more of them, unless it begins the line: then it says what was done.
	if from > first && isGiven(list[from-1]) && beside(text, list[from-1], list[from]) && !beginsLine(text, list[from-1]) {
		from--
	}
	if from > 0 && holdsOffice(list[from-1]) && strings.Trim(text[list[from-1].end:list[from].at], " \u00a0\u202f(,:.") == "" {
		return from, to
	}
	if to < len(list) && holdsOffice(list[to]) {
		if gap := text[list[to-1].end:list[to].at]; strings.ContainsAny(gap, ",(") && strings.Trim(gap, " \u00a0\u202f,(") == "" {
			return from, to
		}
	}
	return 0, 0
}

func isSurname(w word) bool { return w.caps && w.upper && utf8.RuneCountInString(w.folded) >= 3 }

func isGiven(w word) bool {
	return w.upper && (!w.caps || len(w.folded) == 1) && !titles[w.folded] && !functions[w.folded] && !bodies[w.folded] && !undertakings[w.folded]
}

// undertakings bear names in capitals too.
var undertakings = set(`programme plan fonds groupe groupement federation union centre lycee college ecole hopital maison radio budget
	cooperation convention accord protocole dispositif appel etude formation financement subvention coordination antenne bureau`)

func holdsOffice(w word) bool {
	one := strings.TrimSuffix(w.folded, "s")
	return titles[w.folded] || functions[w.folded] || titles[one] || functions[one]
}

// beside: no more than a space, or the point of an initial and a space, is between two words.
func beside(text string, a, b word) bool {
	return strings.Trim(text[a.end:b.at], " \u00a0\u202f.-") == "" && b.at > a.end
}

func beginsLine(text string, w word) bool {
	before := strings.TrimRight(text[:w.at], " \t•-–·")
	return before == "" || before[len(before)-1] == '\n'
}

// mayNameOfficer: three capitals stand together somewhere, which most texts have not.
func mayNameOfficer(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case r >= 'A' && r <= 'Z' || r >= 'À' && r <= 'Þ':
			if n++; n >= 3 {
				return true
			}
		default:
			n = 0
		}
	}
	return false
}
