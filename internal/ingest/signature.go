package ingest

import (
	"regexp"
	"strconv"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/format/atlaspage"
)

// An instrument that says of itself that it is the first: « première convention », « signature du premier protocole ».
var firstOfAll = regexp.MustCompile(`(?i)\bpremi(?:er|ère)s?\s+(?:accord|convention|protocole|charte|pacte|jumelage|signature)`)

// An instrument named with its year in a sentence: « un protocole d'amitié datant de 1985 », « convention signée en 1996 ».
var datedInstrument = regexp.MustCompile(`(?i)\b((?:convention|accord)(?:-cadre)?|protocole|charte|pacte|jumelage)((?:\s+(?:de\s+|d['’])?[\p{L}-]+){0,4}?)\s+` +
	`(?:datée?\s+de|datant\s+de|signée?\s+(?:en|le)|conclue?\s+(?:en|le)|établie?\s+en|depuis|en|de)\s+(?:\d{1,2}\s+)?(?:(?:` + months + `)\s+)?((?:19|20)\d{2})\b`)

// firstSignature is what a fiche says of the date of the first instrument, where it calls one the first.
func firstSignature(agreements []coop.Claim) []coop.Claim {
	for _, c := range agreements {
		a := c.Agreement
		if a.Date != "" && firstOfAll.MatchString(a.Label) {
			return []coop.Claim{{Value: &coop.ValueClaim{Property: coop.FirstSignature, Text: a.Label, Date: a.Date, Place: a.Place}}}
		}
	}
	return nil
}

// atlasAgreements is the first instrument of an atlas page. The form asks for its year alone, under the label
// « convention »: where the page's own sentences name an instrument of that year, it is that one.
func (m *mapper) atlasAgreements(p atlaspage.Project) []coop.Claim {
	if p.FirstSigned == nil {
		return nil
	}
	a := coop.Agreement{Kind: "convention", Date: coop.Date(strconv.Itoa(*p.FirstSigned)), Place: m.at("first_signed")}
	for _, text := range []*string{p.History, p.Context, p.Objective, p.Description} {
		if name := instrumentOf(deref(text), *p.FirstSigned); name != "" {
			a.Kind, a.Label = kindOf(name), name
			break
		}
	}
	first := coop.ValueClaim{Property: coop.FirstSignature, Text: string(a.Date), Date: a.Date, Place: m.at("first_signed")}
	return []coop.Claim{{Agreement: &a}, {Value: &first}}
}

// instrumentOf names the instrument of a year in a text, "" if no sentence or more than one kind does.
func instrumentOf(text string, year int) string {
	name := ""
	for _, x := range datedInstrument.FindAllStringSubmatch(text, -1) {
		if x[3] != strconv.Itoa(year) {
			continue
		}
		if found := strings.ToLower(x[1]) + x[2]; name == "" || kindOf(found) == kindOf(name) {
			name = found
		} else {
			return ""
		}
	}
	return name
}
