package networkpage

import (
	"regexp"
	"strings"

	"kafo/internal/format"
)

// partyWord is how the name of an organisation begins after « et » or a comma. Capitals count for the words that
// are also common nouns of French prose.
const partyWord = `(?:[Ll]['’]\s*)?(?:[Ll]es? |[Ll]a )?(?:(?:[Aa]ssociations?|[Cc]omités?|[Cc]ommunes?|[Vv]illes?|[Mm]airies?|[Dd]épartements?|[Cc]ercles?|[Pp]réfectures?|[Pp]rovinces?|` +
	`[Cc]onseils?|[Ss]yndicats?|[Cc]ommunautés?|[Rr]égions?|[Ll]ycées?|[Cc]ollèges?|ONG|[Ff]ondation|[Gg]roupement|[Ff]édération|[Uu]nion|[Rr]éseau|[Mm]étropole|[Aa]gglomération|Amis|Compagnie)(?:\s|$)|C[DGR] ?\d)`

var (
	splitParty = regexp.MustCompile(`(?:\s+et\s+|\s*,\s*(?:et\s+)?|\s*;\s*)(` + partyWord + `)`)
	// plural heads a list of places of one kind: « Communes de A, B et C ».
	plural   = regexp.MustCompile(`^(Communes|communes|COMMUNES|Villes|villes|VILLES|Mairies|mairies|Cercles|cercles|CERCLES|Conseils de cercle|conseils de cercle|Départements|départements|Régions|régions|Préfectures|préfectures|Provinces|provinces)\s+(de la |des |de |d['’]|du )?(.+)$`)
	ownLink  = regexp.MustCompile(`^(?:de |du |d['’])`)
	listed   = regexp.MustCompile(`\s*,\s*(?:et\s+)?|\s+et\s+`)
	numbered = regexp.MustCompile(`^((?:(?:[IVX]+|\d{1,2})(?:\s*,\s*|\s+et\s+))+(?:[IVX]+|\d{1,2}))\s+(d.+)$`)
	// article stands before a common noun only: « la ville de Kayes », but « les Amis du jumelage ».
	article = regexp.MustCompile(`^(?:l['’]\s*|la |le |les )([a-zéèêîôûçœ])`)
)

// parties cuts a cell into its parties: « Communes de Limours, Les Molières et Comité … » is two communes, each in
// the singular and uncontracted (« Commune de Les Molières »), and a committee.
func parties(cell string) []string {
	out := []string{}
	for _, piece := range strings.Split(splitParty.ReplaceAllString(cell, "\x00$1"), "\x00") {
		if piece = trimParty(piece); piece != "" {
			out = append(out, singulars(piece)...)
		}
	}
	return out
}

// trimParty takes linking words and punctuation off the ends.
func trimParty(s string) string {
	s = strings.Trim(format.Squeeze(s), " ,;.|")
	for _, link := range []string{"et ", "ainsi que ", "avec "} {
		s = strings.TrimPrefix(s, link)
	}
	s = article.ReplaceAllString(strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(s, " et"), ",")), "$1")
	if s == "et" {
		return ""
	}
	if strings.Trim(s, "/-–") == "" {
		return ""
	}
	return s
}

// singulars gives each place of a list its own party; other names stay as they are, and so does the « et » in them.
func singulars(s string) []string {
	m := plural.FindStringSubmatch(s)
	if m == nil {
		return []string{s}
	}
	head := singular(m[1])
	if n := numbered.FindStringSubmatch(m[3]); n != nil && m[2] == "" {
		var out []string
		for _, number := range listed.Split(n[1], -1) {
			out = append(out, head+" "+number+" "+n[2])
		}
		return out
	}
	var out []string
	for i, name := range listed.Split(m[3], -1) {
		if name = trimParty(name); name == "" {
			continue
		}
		link := "de "
		switch {
		case ownLink.MatchString(name): // « Communes de A et d'Ouro »
			link = ""
		case i == 0 && m[2] != "" && m[2] != "des ":
			link = m[2]
		case strings.ContainsAny(firstLetter(name), "AEIOUYÉÈÊÀÂÎÔ"):
			link = "d'"
		}
		out = append(out, head+" "+link+name)
	}
	return out
}

func firstLetter(s string) string {
	for _, r := range s {
		return string(r)
	}
	return ""
}

// singular takes the plural off each word of a head: « Conseils de cercle ».
func singular(head string) string {
	first, rest, _ := strings.Cut(head, " ")
	first = strings.TrimRight(first, "sS")
	return strings.TrimSpace(first + " " + rest)
}
