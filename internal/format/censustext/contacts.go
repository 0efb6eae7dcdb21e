package censustext

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kafo/internal/format"
)

// talk is the text of a contact cell.
type talk struct {
	side string // by the column
	text string
	line int
}

var (
	countryLabel = regexp.MustCompile(`(?:^|[\s(])((?:[Ee]n|[Aa]ux?|[ÀàA]) (?:l['’] ?)?\p{Lu}[\p{L}'’-]+(?: (?:de |du |d['’])?\p{Lu}[\p{L}'’-]+){0,2})(?:\s*:\s*|\s+[-–]\s+)`)
	startLabel   = regexp.MustCompile(`^((?:[Ee]n|[Aa]ux?|[ÀàA]) (?:l['’] ?)?\p{Lu}[\p{L}'’-]+)\s*$`)
)

// countryOf folds the country of « Au Mali : » to "au mali".
func countryOf(label string) string { return format.Fold(label) }

// readContacts reads the contacts of a cell. country is how the document names the partner country (« au mali »).
func readContacts(t talk, country string) []Contact {
	var out []Contact
	text, current := t.text, t.side
	if startLabel.MatchString(text) {
		return nil
	}
	for text != "" {
		m := countryLabel.FindStringSubmatchIndex(text)
		if m == nil {
			break
		}
		out = append(out, people(text[:m[0]], current)...)
		current = sideOf(countryOf(text[m[2]:m[3]]), country)
		text = text[m[1]:]
	}
	return append(out, people(text, current)...)
}

func sideOf(label, country string) string {
	switch {
	case label == "en france":
		return "french"
	case strings.HasPrefix(label, country), strings.HasPrefix(country, label): // « au Burkina » is « au Burkina Faso »
		return "foreign"
	}
	return "other"
}

// people reads the persons and organisations of a text without a country.
func people(text, side string) []Contact {
	var out []Contact
	for _, line := range linesOf(text) {
		if len(line) > longCell {
			out = append(out, Contact{Side: side, Org: &line})
			continue
		}
		out = append(out, peopleOf(chunks(line), side)...)
	}
	return out
}

// peopleOf reads a chunk a person, and gives those named together what follows the last of them.
func peopleOf(chunks []chunk, side string) []Contact {
	var out []Contact
	alone := 0 // how many persons before this one are in a list with it and have no words of their own
	for _, ch := range chunks {
		c, ok := readContact(ch.text)
		if !ok {
			continue
		}
		c.Side = side
		out = append(out, c)
		if c.Name != nil && c.Org == nil && slices.Contains([]string{",", "et", ", et"}, ch.sep) {
			alone++
			continue
		}
		if c.Name != nil && c.Org != nil && (pluralNote.MatchString(ch.text) || ch.after != "," && !functionOfOne(*c.Org)) {
			for i := len(out) - 1 - alone; i < len(out)-1; i++ {
				out[i].Org = c.Org
			}
		}
		alone = 0
	}
	return out
}

// pluralNote: « (maires) » says what each person of a list is.
var pluralNote = regexp.MustCompile(`\(\p{Ll}+[sx]\b[^()]*\)$`)

// functionOfOne tells the function of one person, « maire de X », from a body that several may stand for.
func functionOfOne(org string) bool {
	first, _, _ := strings.Cut(format.Fold(org), " ")
	return slices.Contains(functions, strings.Trim(first, ",;"))
}

var breakAt = regexp.MustCompile(`(?:^|\s)[-–] |\s*,?\s+et\s+|\s*[,;]\s*|\s+/\s+|\s*:\s*`)

// chunks cuts a line where a new person begins.
func chunks(line string) []chunk {
	var out []chunk
	from, after := 0, ""
	for _, m := range breakAt.FindAllStringIndex(line, -1) {
		if m[0] < from || inBracket(line[from:m[0]]) {
			continue
		}
		sep, rest := strings.TrimSpace(line[m[0]:m[1]]), line[m[1]:]
		if !opensPerson(line[from:m[0]], sep, rest) {
			continue
		}
		out = append(out, chunk{line[from:m[0]], sep, after})
		from, after = m[1], sep
	}
	return dropLabels(append(out, chunk{line[from:], "", after}))
}

// chunk is a part of a line with the separator behind it and the one that it comes after.
type chunk struct{ text, sep, after string }

// opensPerson tells whether a person is named after a separator. In a list with commas only a name printed as « Given
// SURNAME » is one. A body that is joined to a person by « et » stands for itself.
func opensPerson(left, sep, rest string) bool {
	head := headOf(rest)
	if m := labelAhead.FindString(rest); m != "" && startsUpper(rest) && !isBody(rest) && strictPerson(headOf(rest[len(m):])) {
		return true
	}
	switch sep {
	case ":":
		return !strictPerson(headOf(left)) || head == "" || strictPerson(head) || labelAhead.MatchString(rest)
	case ",", ";", "/":
		return strictPerson(head)
	case "et", ", et":
		if left = strings.TrimSpace(left); isBody(rest) && !functionOfOne(rest) && left == headOf(left) && looksPerson(left) {
			return true
		}
	}
	return looksPerson(head) && len(strings.Fields(head)) > 1
}

// dropLabels leaves out the words before a colon that are no person: « Gao : Awa SOW » says where she is, not whom she
// stands for. A body with nothing after its colon stays.
func dropLabels(chunks []chunk) []chunk {
	var out []chunk
	for i, c := range chunks {
		last := i+2 == len(chunks) && nothing(chunks[i+1].text)
		if c.sep != ":" || strictPerson(headOf(c.text)) || last && isBody(c.text) {
			out = append(out, c)
		}
	}
	return out
}

var labelAhead = regexp.MustCompile(`^[^:,;]* ?:`)

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

func inBracket(s string) bool { return strings.Count(s, "(") > strings.Count(s, ")") }

var headEnd = regexp.MustCompile(`\s*[,;/(:]|\s+(?:pour|et)\s|\s[-–]\s`)

// headOf gives the words before the first separator.
func headOf(s string) string {
	s = strings.TrimSpace(s)
	if m := headEnd.FindStringIndex(s); m != nil {
		return strings.TrimSpace(s[:m[0]])
	}
	return s
}

var (
	particles = []string{"de", "du", "d'", "des", "ag", "ould", "ben", "el", "al", "von", "van", "le", "la", "di", "wallet", "y"}
	functions = []string{
		"assistant", "assistante", "directeur", "directrice", "president", "presidente", "maire", "charge", "chargee", "chef", "adjoint", "adjointe",
		"delegue", "deleguee", "secretaire", "responsable", "agent", "coordinateur", "coordinatrice", "conseiller", "conseillere",
	}
	bodies = []string{
		"comite", "comites", "association", "associations", "mairie", "ville", "villes", "commune", "communes", "conseil", "cercle", "region",
		"departement", "communaute", "agglomeration", "reseau", "syndicat", "service", "services", "direction", "ong", "maison", "agence",
		"district", "village", "villages", "province", "federation", "union", "groupement", "ambassade", "secretariat", "cooperative", "grand", "centre", "metropole", "jumelage", "intercommunalite", "pole",
	}
)

// isBody tells words that open the name of an organisation or of a function.
func isBody(s string) bool {
	words := strings.Fields(format.Fold(strings.ReplaceAll(s, "'", "' ")))
	for len(words) > 0 && slices.Contains([]string{"la", "le", "les", "l'"}, words[0]) {
		words = words[1:]
	}
	if len(words) == 0 {
		return false
	}
	first := strings.Trim(words[0], ",.:;()")
	return slices.Contains(bodies, first) || slices.Contains(functions, first)
}

// looksPerson: up to six words, each with a capital but for particles, and not the name of a body.
func looksPerson(s string) bool {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 6 || isBody(s) {
		return false
	}
	capitals := 0
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		switch {
		case unicode.IsUpper(r):
			capitals++
		case !slices.Contains(particles, format.Fold(w)):
			return false
		}
	}
	return capitals > 0
}

// strictPerson: given names, then a surname in capitals.
func strictPerson(s string) bool {
	words := strings.Fields(s)
	if len(words) < 2 || !looksPerson(s) {
		return false
	}
	return !upper(words[0]) && len(words[0]) > 1 && upper(words[len(words)-1])
}

// readContact parts a person from what follows: « Name, body », « Name / function », « Name pour body », « Name (x) ».
func readContact(chunk string) (Contact, bool) {
	chunk = strings.Trim(chunk, " ,;:/-–")
	if nothing(chunk) {
		return Contact{}, false
	}
	name := headOf(chunk)
	if isBody(chunk) || !looksPerson(name) {
		return Contact{Org: &chunk}, true
	}
	c := Contact{Name: &name}
	if org := orgAfter(strings.TrimSpace(chunk[len(name):])); org != "" {
		c.Org = &org
	}
	return c, true
}

var forBody = regexp.MustCompile(`^(?:[,;/:]|[-–] |et )\s*`)

func orgAfter(rest string) string {
	rest = strings.TrimSpace(forBody.ReplaceAllString(rest, ""))
	if strings.HasPrefix(rest, "(") && strings.IndexByte(rest, ')') == len(rest)-1 {
		rest = strings.Trim(rest, "()")
	}
	return strings.TrimSpace(rest)
}
