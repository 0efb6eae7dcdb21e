package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kafo/internal/coop"
)

var (
	// « Accord quadripartite entre A, la Ville de B et le District de C », up to where the sentence speaks of something else.
	between      = regexp.MustCompile(`(?i)\bentre\s+([^.;:()]+)`)
	ends         = regexp.MustCompile(`(?i),?\s+(?:pour|portant|attestant|relatif|relative|visant|afin|sur|depuis|en vue|qui|dont|signée?s?)\s.*`)
	commas       = regexp.MustCompile(`(?i)\s*,\s*(?:et\s+)?|\s+et\s+`)
	theirArticle = regexp.MustCompile(`(?i)^(?:la|le|les|l['’]|d['’]une part|d['’]autre part)\s*`)
	// « pour A-B-C »: those for whom a date is.
	joined    = regexp.MustCompile(`(?i)^pour\s+(\p{L}+(?:[-–/]\p{L}+)+)$`)
	bodyNamed = regexp.MustCompile(`(?i)^` + body + `\s+\p{L}`)
	capitals  = regexp.MustCompile(`^\p{Lu}{3,8}$`)
)

// signatories are those whom the words of an agreement name, each a party of that agreement alone: its place is that of
// the agreement. docs/DATA.md, "Accords".
func (m *mapper) signatories(agreements []coop.Claim, parties []coop.NamedParty) []coop.NamedParty {
	var out []coop.NamedParty
	for _, c := range agreements {
		names := signatoriesOf(c.Agreement.Label, parties)
		for i, text := range names {
			place := c.Agreement.Place
			place.Path = fmt.Sprintf("%s.signatories.%d", place.Path, i)
			out = append(out, coop.NamedParty{Name: fuller(text, parties), Said: text, Role: coop.Signatory, Place: place})
		}
	}
	return out
}

// signatoriesOf reads the names: those after « entre », each with the kind of body it is or as an acronym in capitals,
// two at least; or those joined by hyphens after « pour », if each is a party of the record.
func signatoriesOf(label string, parties []coop.NamedParty) []string {
	var out []string
	if x := between.FindStringSubmatch(label); x != nil {
		for _, piece := range commas.Split(ends.ReplaceAllString(x[1], ""), -1) {
			if piece = theirArticle.ReplaceAllString(strings.TrimSpace(piece), ""); oneBody(piece) || capitals.MatchString(piece) {
				out = append(out, piece)
			}
		}
	} else if x := joined.FindStringSubmatch(label); x != nil {
		for _, piece := range strings.FieldsFunc(x[1], func(r rune) bool { return strings.ContainsRune("-–/", r) }) {
			if i := slices.IndexFunc(parties, func(p coop.NamedParty) bool { return says(p.Name.Text, piece) }); i < 0 {
				return nil
			}
			out = append(out, piece)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// fuller is the name of the party of the record that a short name means: its acronym, or words of its own name; else
// the short name itself.
func fuller(text string, parties []coop.NamedParty) coop.Name {
	for _, p := range parties {
		if coop.Fold(p.Name.Text) == coop.Fold(text) || capitals.MatchString(text) && acronym(p.Name.Text) == coop.Fold(text) {
			return p.Name
		}
	}
	if !oneBody(text) && !capitals.MatchString(text) { // joined by hyphens: each is a party
		if i := slices.IndexFunc(parties, func(p coop.NamedParty) bool { return says(p.Name.Text, text) }); i >= 0 {
			return parties[i].Name
		}
	}
	return coop.Name{Text: text}
}

// oneBody says whether a name begins with the kind of one body: « les communes » are several.
func oneBody(name string) bool {
	kind, _, _ := strings.Cut(name, " ")
	return bodyNamed.MatchString(name) && !strings.HasSuffix(kind, "es")
}

// says tells whether a printed name has a word of its own.
func says(printed, word string) bool {
	return strings.Contains(" "+coop.Fold(printed)+" ", " "+coop.Fold(word)+" ")
}

// acronym is the first letters of the words of a name, those that only link aside: « Communauté d'agglomération Centre
// Exemple » is « cace ».
func acronym(name string) string {
	var b strings.Builder
	for w := range strings.FieldsSeq(coop.Fold(name)) {
		if len(w) > 2 {
			b.WriteByte(w[0])
		}
	}
	return b.String()
}
