package censustext

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kafo/internal/format"
)

const links = `en (?:partenariat|lien|collaboration|association|cooperation) avec|avec (?:l'appui|le soutien|le concours|l'aide) (?:de|du|des|d')|par l'intermediaire (?:de|du|des|d')|via|ainsi que|avec`

var (
	articles  = `(?:la |le |les |l')?`
	roleLabel = regexp.MustCompile(`(?:^|\s)\p{Lu}\p{Ll}[\p{Ll}'’œ-]*(?: [\p{Ll}'’œ()-]+)* ?:(?:\s|$)`)
	linkText  = re(`[\s,]+(?:` + links + `) ` + articles)
	linkOpen  = re(`^(?:et|` + links + `) ` + articles)
	article   = re(`^(?:la|le|les) |^l'`)
	kinds     = re(`^(?:la |le |les |l')?(?:villes?|communes?|associations?|mairies?|conseils?|cercles?|regions?|departements?|communautes?|comites?|syndicats?|villages?|districts?|provinces?|reseaux?|ong|metropoles?|agglomerations?|prefectures?|federations?|unions?|groupements?|intercommunalites?)(?:\s|$)`)
	juxtapose = regexp.MustCompile(`\s(?:Association|Comité de jumelage|ONG) `)
	joined    = re(`(?:^|\s)(?:de|du|des|la|le|les|et|d'|l')$`)
	several   = re(`^(communes|conseils de cercles?) (de la |de l'|de |du |des |d')(.+)$`)
	numbered  = regexp.MustCompile(`(?i)^(communes?|arrondissements?) ((?:[ivx]+|\d+)(?:(?: ?, ?(?:et )?| ?et | ?[/&-] ?)(?:[ivx]+|\d+))+) (d.+)$`)
	romans    = regexp.MustCompile(`(?i)\b[ivx]+\b|\d+`)
	ownPrep   = re(`^(?:de la |de l'|du |des |de |d')`)
	tailNote  = regexp.MustCompile(`^(.*?)\s*(\([^()]*\)(?:\s*\([^()]*\))*)$`)
	plural    = re(`^(?:communes|villes|villages|conseils|mairies|municipalites|collectivites|provinces|prefectures|sous-prefectures|arrondissements|districts|quartiers|associations|communautes|agglomerations|departements|regions|cercles|syndicats|comites|federations|groupements) `)
	holder    = re(`^(?:associations?|comites?|reseaux?|syndicats?|communautes?|conseils?|regions?|departements?|federations?|unions?|groupements?|intercommunalites?|agglomerations?|metropoles?|ong) `)
)

// pairs are the French départements whose name holds an « et ».
var pairs = []string{"eure loir", "ille vilaine", "indre loire", "loir cher", "lot garonne", "maine loire", "meurthe moselle", "saone loire", "seine marne", "tarn garonne"}

// longCell is more than a cell with names ever holds, in bytes: what is longer is kept whole, so that a document is
// read in linear time.
const longCell = 8 << 10

// splitParties gives the parties that a cell names, each as printed.
func splitParties(text string) []string {
	var out []string
	for _, line := range linesOf(text) {
		if len(line) > longCell {
			out = append(out, line)
			continue
		}
		for _, part := range unlink(line) {
			out = append(out, parties(part)...)
		}
	}
	return out
}

// unlink cuts a text at linking words and labels: « X, en partenariat avec l'association Y », « A (ET B) »,
// « Opérateur : Z ».
func unlink(s string) []string {
	s = roleLabel.ReplaceAllString(s, "\x00")
	var b strings.Builder
	depth, from := depths(s), 0
	for _, m := range linkText.FindAllStringIndex(s, -1) {
		if depth[m[0]] == 0 {
			b.WriteString(s[from:m[0]] + "\x00")
			from = m[1]
		}
	}
	return strings.Split(unbracket(b.String()+s[from:]), "\x00")
}

// unbracket frees the parties of a bracket that a linking word opens.
func unbracket(s string) string {
	for at := 0; ; {
		i := strings.IndexByte(s[at:], '(')
		if i < 0 {
			return s
		}
		open := at + i
		end := closing(s, open)
		inner := s[open+1 : end]
		at = open + 1
		if m := linkOpen.FindString(inner); m != "" {
			s = s[:open] + "\x00" + inner[len(m):] + "\x00" + s[min(end+1, len(s)):]
		}
	}
}

// closing gives the place of the bracket that closes the one at open, or the end of the text.
func closing(s string, open int) int {
	depth := 0
	for i := open; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(s)
}

// parties reads the parties of a text without linking words.
func parties(s string) []string {
	var out []string
	for _, part := range cut(s, newBody) {
		part = trimParty(part)
		switch m, list := numbered.FindStringSubmatch(part), several.FindStringSubmatch(part); {
		case part == "":
		case m != nil:
			out = append(out, eachNumber(m)...)
		case list != nil:
			out = append(out, eachName(list)...)
		default:
			out = append(out, plain(part)...)
		}
	}
	return out
}

// separator is a place where a text may be cut: between left and right stands sep.
type separator struct{ left, sep, right string }

var seps = regexp.MustCompile(`\s*,\s*(?:et|ET|Et|&)\s+|\s*[,;+]\s*|\s*/\s*|\s+(?:et|ET|Et|&)\s+`)

// cut parts a text at the separators, outside brackets and quotation marks, at which the rule says so.
func cut(s string, rule func(separator) bool) []string {
	var out []string
	depth := depths(s)
	from := 0
	for _, m := range seps.FindAllStringIndex(s, -1) {
		if m[0] <= from || depth[m[0]] > 0 || !rule(separator{s[from:m[0]], strings.TrimSpace(s[m[0]:m[1]]), s[m[1]:]}) {
			continue
		}
		out = append(out, s[from:m[0]])
		from = m[1]
	}
	return append(out, s[from:])
}

// depths tells for each byte how deep it stands in brackets and quotation marks. One that never closes opens nothing.
func depths(s string) []int {
	out := make([]int, len(s)+1)
	var open []int
	for i, r := range s {
		switch r {
		case '(', '«', '“':
			open = append(open, i)
		case ')', '»', '”':
			if len(open) > 0 {
				start := open[len(open)-1]
				open = open[:len(open)-1]
				if len(open) == 0 {
					for j := start; j <= i; j++ {
						out[j] = 1
					}
				}
			}
		}
	}
	return out
}

// newBody: a separator before the word for a kind of body (« ET ASSOCIATION … ») parts two parties. In small letters,
// « commune de … » only says where.
func newBody(s separator) bool {
	first, _ := utf8.DecodeRuneInString(article.ReplaceAllString(s.right, ""))
	return kinds.MatchString(s.right) && unicode.IsUpper(first)
}

// eachNumber reads « COMMUNES III, V ET VI DE X ».
func eachNumber(m []string) []string {
	var out []string
	for _, n := range romans.FindAllString(m[2], -1) {
		out = append(out, singular(m[1])+" "+n+" "+m[3])
	}
	return out
}

// singular takes the plural mark off the first word, and off what agrees with it.
func singular(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if f := format.Fold(w); f != "de" && strings.HasSuffix(f, "s") {
			words[i] = w[:len(w)-1]
		}
	}
	return strings.Join(words, " ")
}

// eachName reads « COMMUNES D'A, B (C) »: each name with the bracket that follows it or the next names.
func eachName(m []string) []string {
	head := singular(m[1])
	names := cut(m[3], func(s separator) bool { return !isPair(s) })
	out := make([]string, len(names))
	note := ""
	for i := len(names) - 1; i >= 0; i-- {
		name := trimParty(names[i])
		prep := ownPrep.FindString(name)
		name = name[len(prep):]
		if b := tailNote.FindStringSubmatch(name); b != nil {
			name, note = b[1], " "+b[2]
		}
		switch {
		case i == 0:
			prep = m[2]
		case prep == "" && upper(head):
			prep = "DE "
		case prep == "":
			prep = "de "
		}
		out[i] = head + " " + prep + name + note
	}
	return out
}

// plain parts what is no list under one head.
func plain(s string) []string {
	var out []string
	for _, part := range beside(s) {
		for _, p := range cut(part, parts) {
			if p = trimParty(p); p != "" {
				out = append(out, p)
			}
		}
	}
	return out
}

// beside cuts before an association that follows a name with nothing between them.
func beside(s string) []string {
	var out []string
	depth := depths(s)
	for {
		m := juxtapose.FindStringIndex(s)
		if m == nil || m[0] == 0 || depth[len(depth)-1-len(s)+m[0]] > 0 || joined.MatchString(s[:m[0]]) || !strings.ContainsFunc(s[:m[0]], unicode.IsUpper) {
			return append(out, s)
		}
		out = append(out, s[:m[0]])
		s = s[m[0]+1:]
	}
}

// parts tells whether a separator between two names parts two parties.
func parts(s separator) bool {
	left, right := strings.TrimSpace(s.left), s.right
	first, _ := utf8.DecodeRuneInString(right)
	switch strings.TrimRight(s.sep, " etET&") {
	case ";", "+":
		return true
	case "/":
		words := strings.Fields(left)
		return len(words) > 0 && !slices.Contains([]string{"s", "sur"}, format.Fold(words[len(words)-1]))
	case ",":
		return unicode.IsUpper(first) && !plural.MatchString(left)
	}
	if strings.HasSuffix(left, ")") || strings.HasSuffix(left, "»") {
		return true
	}
	return !isPair(s) && !plural.MatchString(left) && !holder.MatchString(left)
}

// isPair: the « et » is a place's own.
func isPair(s separator) bool {
	left := strings.FieldsFunc(format.Fold(s.left), func(r rune) bool { return r == ' ' || r == '\'' })
	right := strings.Fields(format.Fold(s.right))
	return len(left) > 0 && len(right) > 0 && slices.Contains(pairs, left[len(left)-1]+" "+strings.Trim(right[0], ",;()"))
}

// trimParty takes off what is no part of a name: separators, a bracket left open or closed alone.
func trimParty(s string) string {
	s = strings.Trim(s, " ,;:/-–")
	if strings.Count(s, ")") > strings.Count(s, "(") {
		s = strings.TrimSuffix(s, ")")
	}
	if nothing(s) {
		return ""
	}
	return strings.TrimSpace(s)
}
