package atlaspage

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"kafo/internal/format"
)

var (
	itemMark = regexp.MustCompile(`^[-–—*]\s*`)
	// goesOn are the words after which a comma only goes on with the same item.
	goesOn = regexp.MustCompile(`^(?:au|aux|à|en|dans|de|du|des|d['’]|dont|qui|que|sur|par|pour|ou|soit|notamment|y compris|ainsi|via|avec|sous)\b`)
	// andParty opens a further party after « et », a dash or a slash: a capital word that names a kind of organisation.
	andParty = regexp.MustCompile(`\s+(?:et|-|–|/)\s+((?:l['’]|la |le |les )?(?:Communes?|Villes?|Mairies?|Conseils?|Départements?|Régions?|Assemblées?|Syndicats?|Communautés?|Associations?|Comités?|ONG|Métropole|Agence|Préfecture|Cercle|Province|District)\b)`)
	andRest  = regexp.MustCompile(`^(.*\S)\s+et\s+((?:les|la|le|l['’]).*)$`)
)

// list splits the lines of an answer into its items, as a careful reader would: one a line or bullet; then at
// semicolons; then at commas outside brackets. Where nearly all items open with a capital, a comma before a small
// letter goes on with the same item.
func list(lines []line) (items []string, at []int) {
	for _, l := range lines {
		for _, piece := range format.Items(l.text) {
			for _, item := range splitItems(itemMark.ReplaceAllString(strings.Trim(piece, "| "), "")) {
				items, at = append(items, item), append(at, l.n)
			}
		}
	}
	return items, at
}

func splitItems(s string) []string {
	var out []string
	for part := range strings.SplitSeq(s, ";") {
		for _, item := range atCommas(part) {
			if v := text(strings.TrimRight(item, ". ")); v != nil {
				out = append(out, *v)
			}
		}
	}
	return out
}

// cutPoint is a place where a text may be cut: the bytes [from, to) fall away.
type cutPoint struct {
	from, to int
	upper    bool
}

func atCommas(s string) []string {
	points := cutPoints(s)
	upper, lower := 0, 0
	for _, p := range points {
		if p.upper {
			upper++
		} else {
			lower++
		}
	}
	onlyUpper := upper > 0 && upper >= 2*lower
	var out []string
	start := 0
	for _, p := range points {
		if onlyUpper && !p.upper {
			continue
		}
		out, start = append(out, s[start:p.from]), p.to
	}
	out = append(out, s[start:])
	return splitAnd(out, len(points) > 0)
}

// cutPoints finds the commas outside brackets, and the dash that is glued to the item before it (« Entreprises- Acteurs »).
func cutPoints(s string) []cutPoint {
	var out []cutPoint
	depth := 0
	for i, r := range s {
		switch r {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		case ',', '-':
			rest := strings.TrimLeft(s[i+1:], " ")
			if depth > 0 || rest == "" || goesOn.MatchString(rest) || len(rest) == len(s[i+1:]) {
				continue
			}
			first, _ := utf8.DecodeRuneInString(rest)
			up := unicode.IsUpper(first)
			if r == '-' && (!up || i == 0 || s[i-1] == ' ') {
				continue
			}
			out = append(out, cutPoint{i, len(s) - len(rest), up})
		}
	}
	return out
}

// splitAnd cuts « A et Commune de B », and the last item of an enumeration (« a, b et les c »).
func splitAnd(items []string, enumeration bool) []string {
	var out []string
	for i, item := range items {
		item = strings.TrimPrefix(strings.TrimSpace(item), "et ")
		cut := andParty.ReplaceAllString(item, "\x00$1")
		if m := andRest.FindStringSubmatch(cut); m != nil && enumeration && i == len(items)-1 && i > 0 && !strings.Contains(cut, "\x00") {
			cut = m[1] + "\x00" + m[2]
		}
		out = append(out, strings.Split(cut, "\x00")...)
	}
	return out
}
