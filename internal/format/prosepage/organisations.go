package prosepage

import (
	"regexp"
	"slices"
	"strings"

	"kafo/internal/format"
)

const (
	// proper is a proper name: capital words, joined by hyphens or by small words between capitals
	// (« Seine-Saint-Denis », « Saint-Rémy-lès-Chevreuse », « Val de Marne »).
	capital = `\p{Lu}[\pL'’\-]*`
	proper  = capital + `(?:\s(?:(?:de la|de|du|des|sur|en|les|lès|le|la)\s)?` + capital + `)*`
	link    = `\s(?:de la |de l['’]\s?|du |des |de |d['’]\s?)`
	// kinds are the heads of the names of organisations. A territory written small (« la région de Kayes ») is a place,
	// not who acts; a commune or a town is both.
	kinds = `(?:[Cc]onseils? (?:[Gg]énéral|[Dd]épartemental|[Rr]égional|[Mm]unicipal|de cercle|de [Cc]ommune)|[Aa]ssemblée [Rr]égionale|Département|Région|Cercle|[Cc]ommune|[Vv]ille|[Mm]airie|` +
		`Préfecture|Province|District|[Cc]ommunauté (?:de communes|d['’]agglomération|urbaine)|[Mm]étropole|[Cc]omité de jumelage|[Ss]yndicat (?:mixte|intercommunal|d['’]intercollectivités?)?|[Aa]gence|[Mm]inistère)`
)

var (
	// placed is a kind of organisation with the place or field it is of: « Conseil général de l'Essonne ».
	placed = regexp.MustCompile(kinds + link + proper)
	// named is an association or network with its name: « association Les Puits », « réseau Cités Unies ».
	named = regexp.MustCompile(`(?:[Aa]ssociation|ONG|[Rr]éseau|[Ff]ondation|[Ff]édération|[Cc]ollectif) (?:« ?[^»]{2,60} ?»|"[^"]{2,60}"|` + proper + `)`)
	// short is a name in small letters with its acronym: « Centre de ressources … (CRSI) ».
	short = regexp.MustCompile(`(?:Centre|Réseau|Maison|Agence|Institut|Syndicat|Fédération|Union|Comité|Fonds|Groupement|Service|Office|Observatoire|Plateforme|Collectif|Association|Fondation|Commission|Délégation|Ministère|Conseil|Communauté|Cités)[^.;:()]{2,120}\((\p{Lu}[\pL\d\-]{1,14})\)`)
	// national are bodies whose names are of no such form.
	national = regexp.MustCompile(`Cités [Uu]nies France|Agence [Ff]rançaise de [Dd]éveloppement|Union européenne|[Mm]inistère (?:de l['’]Europe et )?des [Aa]ffaires [ée]trangères(?: et (?:européennes|du [Dd]éveloppement international))?`)
	// between opens a second name inside the match of short: « la Ville de X et le Centre … (CR) ».
	between = regexp.MustCompile(`.*\s(?:et|avec|par|pour|dans|au|aux|à|un|une|le|la|les|son|sa|du|des)\s+((?:Centre|Réseau|Maison|Agence|Institut|Syndicat|Fédération|Union|Comité|Fonds|Groupement|Office|Observatoire|Plateforme|Collectif|Association|Fondation|Commission|Délégation|Ministère)\s.*)$`)
)

// span is where a name begins and ends in its line, in bytes.
type span struct{ from, to int }

// find lists the organisations that a text names in full, in order. « le Département » alone names none: which one
// it is stands elsewhere.
func find(text string) []string {
	var spans []span
	for _, m := range short.FindAllStringIndex(text, -1) {
		from := m[0]
		if inner := between.FindStringSubmatchIndex(text[m[0]:m[1]]); inner != nil {
			from += inner[2]
		}
		spans = append(spans, span{from, m[1]})
	}
	for _, re := range []*regexp.Regexp{placed, named, national} {
		for _, m := range re.FindAllStringIndex(text, -1) {
			spans = append(spans, span{m[0], m[1]})
		}
	}
	return names(text, spans)
}

// names takes the spans from left to right; of two that overlap, the one that begins first, then the longer.
func names(text string, spans []span) []string {
	slices.SortFunc(spans, func(a, b span) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return b.to - a.to
	})
	out, end := []string{}, 0
	for _, s := range spans {
		if s.from >= end {
			out = append(out, format.Squeeze(strings.TrimRight(text[s.from:s.to], " '’-")))
			end = s.to
		}
	}
	return out
}
