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
	for i := 0; i < len(list); i++ {
		from, to := addressed(text, list, i)
		if to == 0 {
			from, to = officer(text, list, next, i)
		}
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

// civilities stand before a name, whatever its letters, and before nothing but a name or an office.
var civilities = set(`m mr mm mme mmes mlle mlles monsieur messieurs madame mesdames mademoiselle`)

// longestName is of how many words a name is at most, after « M. ».
const longestName = 4

// addressed is the name after the civility at word i, where an office stands beside it: « Visite de M. Balde, maire ». Without one
// it may be that of a street or of a school.
func addressed(text string, list []word, i int) (from, to int) {
	if !list[i].upper || !civilities[list[i].folded] {
		return 0, 0
	}
	from = i + 1
	for n := from; n < min(len(list), from+longestName) && beside(text, list[n-1], list[n]); n++ {
		switch w := list[n]; {
		case w.upper && !titles[w.folded] && !functions[w.folded] && !bodies[w.folded]:
			to = n + 1
		case !particles[w.folded]:
			n = len(list)
		}
	}
	if to == 0 {
		return 0, 0
	}
	if i > 0 && holdsOffice(list[i-1]) && strings.Trim(text[list[i-1].end:list[i].at], " \u00a0\u202f(,:.") == "" || officeAfter(text, list, to) {
		return from, to
	}
	return 0, 0
}

// officeAfter: an office follows a name, after a comma or in brackets, with one word before it at most: « , ancien maire ».
func officeAfter(text string, list []word, to int) bool {
	if to >= len(list) {
		return false
	}
	gap := text[list[to-1].end:list[to].at]
	if !strings.ContainsAny(gap, ",(") || strings.Trim(gap, " \u00a0\u202f,(") != "" {
		return false
	}
	return holdsOffice(list[to]) || to+1 < len(list) && !list[to].upper && holdsOffice(list[to+1]) && beside(text, list[to], list[to+1])
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

// mayNameOfficer: three capitals stand together somewhere, or a civility, which most texts have not.
func mayNameOfficer(s string) bool {
	for _, civility := range []string{"M. ", "M.\u00a0", "Mr", "MM", "Mme", "Mlle", "Monsieur", "Messieurs", "Madame", "Mesdames", "Mademoiselle"} {
		if strings.Contains(s, civility) {
			return true
		}
	}
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
