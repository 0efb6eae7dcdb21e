package ingest

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"kafo/internal/coop"
)

const months = `janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|déc\.?|janv\.?|févr?\.?|sept\.?|oct\.?|nov\.?`

var (
	frenchDate = regexp.MustCompile(`(?i)(?:(\d{1,2})(?:er|\^\{er\})?\s+)?(?:(` + months + `)\s+)?((?:19|20)\d{2})`)
	joins      = regexp.MustCompile(`(?i)^\s*(?:[-–/]|à|au|jusqu'en|jusqu’en)\s*$`)
	foresees   = regexp.MustCompile(`(?i)prévu|annoncé|si possible|en cours d'adoption|à venir|projet de|mise en veille|reprise|début des contacts|(début|fin) du projet|déclaration`)
	onlySigned = regexp.MustCompile(`(?i)^(re-?)?signée?s?( en| le)?$`)
	links      = regexp.MustCompile(`(?i)^(?:(?:à|et|puis|depuis|le|en|du|de)\s+)+|(?:\s+(?:d'|à|et|depuis|le|en|du|de|pour|pour la période))+$|^(?:à|et|puis|depuis|le|en|du|de)$`)
	pieces     = regexp.MustCompile(`\n|;|•`)
)

var monthNumber = map[string]string{
	"jan": "01", "fev": "02", "mar": "03", "avr": "04", "mai": "05", "jui": "06", "aou": "08", "sep": "09", "oct": "10", "nov": "11", "dec": "12",
}

// dated is a date found in a text, or a range of two.
type dated struct {
	from, to coop.Date // to is empty unless a range
	at, end  int       // bytes of the text
}

// agreements reads the sequence of agreements out of the two answers of a fiche: each date of « date de formalisation »
// is one agreement, a range its term; a term printed with the document (« Convention 2011-2013 ») is one more. A date
// that is only foreseen, or about something else than signing, makes none. docs/DATA.md, "Accords".
func (m *mapper) agreements(formalised, instrument string) []coop.Claim {
	var found []coop.Agreement
	for _, piece := range pieces.Split(formalised, -1) {
		found = append(found, m.pieceAgreements(piece, "formalised")...)
	}
	pair(found, instrument)
	own := len(found) == 1 && found[0].Label == ""
	var printed []coop.Agreement
	for _, piece := range pieces.Split(instrument, -1) {
		printed = append(printed, m.pieceAgreements(piece, "instrument")...)
	}
	if own && len(printed) == 0 && !blank(instrument) {
		found[0].Label, found[0].Kind = instrument, kindOf(instrument)
	}
	if len(found)+len(printed) == 0 && !blank(instrument) && !foresees.MatchString(instrument) && !strings.Contains(coop.Fold(instrument), "reflexion") {
		printed = append(printed, coop.Agreement{Kind: kindOf(instrument), Label: instrument, Place: m.at("instrument")})
	}
	return number(append(slices.DeleteFunc(found, func(a coop.Agreement) bool { return told(a, printed) }), printed...))
}

func (m *mapper) pieceAgreements(piece, path string) []coop.Agreement {
	var out []coop.Agreement
	list := dates(piece)
	used := 0 // up to where the words already name an agreement
	for i, d := range list {
		next := len(piece)
		if i+1 < len(list) {
			next = list[i+1].at
		}
		words, after := piece[used:d.at], piece[d.end:next]
		used = d.end
		another := len(out) > 0 && strings.Trim(words, " ,;et") == "" // "(2007-2009, 2010-2012)": the same words hold
		bare := label(words) == ""
		if named(after) || bare && (inBrackets(after) || next == len(piece) && !another) {
			words, used, another = after, next, false
		}
		name := label(words)
		if another {
			name = out[len(out)-1].Label
		}
		if onlySigned.MatchString(name) && len(out) > 0 {
			out[len(out)-1].Date = d.from // "convention 2010-2014 signée en 2010"
			continue
		}
		if !strings.HasPrefix(strings.TrimSpace(after), "(") {
			words += after // "renouvellement en 2014 si possible"
		}
		if !foresees.MatchString(words) {
			out = append(out, m.agreement(d, name, path))
		}
	}
	return out
}

// named says whether the words after a date are about it: "1984 : signature…", "1986 pour…".
func named(after string) bool {
	after = strings.TrimSpace(after)
	return strings.HasPrefix(after, ":") || strings.HasPrefix(after, "pour ")
}

// inBrackets: "1994 (création…)".
func inBrackets(after string) bool {
	after = strings.TrimSpace(after)
	return strings.HasPrefix(after, "(") && strings.Contains(after, ")")
}

func (m *mapper) agreement(d dated, name, path string) coop.Agreement {
	a := coop.Agreement{Kind: kindOf(name), Label: name, Date: d.from, Place: m.at(path)}
	if d.to != "" {
		a.Date, a.From, a.To = "", d.from, d.to
	}
	return a
}

// opening begins the name of a document behind that of another, where a table lost its lines: « Accord … Accord … ».
var opening = regexp.MustCompile(`\s+((?:Accord|Acte|Avenant|Charte|Convention|Jumelage|Lettre|Pacte|Protocole)\b)`)

// pair gives dates without words the documents that stand beside them, line by line.
func pair(found []coop.Agreement, instrument string) {
	lines := strings.Split(opening.ReplaceAllString(strings.TrimSpace(instrument), "\n$1"), "\n")
	if len(found) < 2 || len(lines) != len(found) || len(dates(instrument)) > 0 ||
		slices.ContainsFunc(found, func(a coop.Agreement) bool { return a.Label != "" }) {
		return
	}
	for i, line := range lines {
		found[i].Label, found[i].Kind = line, kindOf(line)
	}
}

// told says whether a date without words is that of an agreement which the document's own words name.
func told(a coop.Agreement, printed []coop.Agreement) bool {
	return a.Label == "" && slices.ContainsFunc(printed, func(p coop.Agreement) bool { return p.Label != "" && p.Date == a.Date && a.Date != "" })
}

// number gives each agreement of a record a path of its own, so that its id lasts.
func number(list []coop.Agreement) []coop.Claim {
	claims := make([]coop.Claim, len(list))
	for i := range list {
		list[i].Place.Path = fmt.Sprintf("agreements.%d", i)
		claims[i] = coop.Claim{Agreement: &list[i]}
	}
	return claims
}

// label is the words that name an instrument, without what links them to their date.
func label(s string) string {
	s = strings.Trim(strings.Join(strings.Fields(s), " "), " :-–,.()/")
	return strings.Trim(links.ReplaceAllString(s, ""), " :-–,.()/")
}

// dates finds the dates of a text; two joined by a dash or « à » are a range, unless both have a day: then each is an
// event of its own.
func dates(text string) []dated {
	var out []dated
	for _, x := range frenchDate.FindAllStringSubmatchIndex(text, -1) {
		d := dated{from: isoDate(sub(text, x, 1), sub(text, x, 2), sub(text, x, 3)), at: x[0], end: x[1]}
		if n := len(out); n > 0 && out[n-1].to == "" && joins.MatchString(text[out[n-1].end:d.at]) && (len(out[n-1].from) < 10 || len(d.from) < 10) {
			out[n-1].to, out[n-1].end = d.from, d.end
			continue
		}
		out = append(out, d)
	}
	return out
}

func sub(text string, x []int, group int) string {
	if x[2*group] < 0 {
		return ""
	}
	return text[x[2*group]:x[2*group+1]]
}

func isoDate(day, month, year string) coop.Date {
	if month == "" {
		return coop.Date(year)
	}
	f := coop.Fold(month)
	n := monthNumber[f[:3]]
	if strings.HasPrefix(f, "juin") {
		n = "06"
	} else if strings.HasPrefix(f, "juil") {
		n = "07"
	}
	whole := fmt.Sprintf("%s-%s-%02s", year, n, day)
	if _, err := time.Parse(time.DateOnly, whole); err != nil {
		return coop.Date(year + "-" + n) // no day, or a number that is none
	}
	return coop.Date(whole)
}

// agreementKinds maps words of an instrument's name to its kind, most telling first (domain.md §1.4).
var agreementKinds = []struct{ word, kind string }{
	{"subvention", "grant"}, {"convention cadre", "framework"}, {"accord cadre", "framework"}, {"statuts", "statutes"},
	{"jumelage", "twinning"}, {"charte", "charter"}, {"pacte", "charter"}, {"protocole", "protocol"}, {"convention", "convention"},
	{"accord", "accord"}, {"lettre", "letter"}, {"courrier", "letter"}, {"projet", "project"}, {"programme", "project"},
}

func kindOf(label string) string {
	text := coop.Fold(label)
	for _, k := range agreementKinds {
		if strings.Contains(text, k.word) {
			return k.kind
		}
	}
	return "other"
}
