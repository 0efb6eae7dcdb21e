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
		for _, chunk := range chunks(line) {
			if c, ok := readContact(chunk); ok {
				c.Side = side
				out = append(out, c)
			}
		}
	}
	return out
}

var breakAt = regexp.MustCompile(`(?:^|\s)[-–] |\s*,?\s+et\s+|\s*[,;]\s*|\s+/\s+|\s*:\s*`)

// chunks cuts a line where a new person begins. After a colon stands whom the words before it name (« Villages : Awa
// SOW »).
func chunks(line string) []string {
	var out []chunk
	from := 0
	for _, m := range breakAt.FindAllStringIndex(line, -1) {
		if m[0] < from || inBracket(line[from:m[0]]) {
			continue
		}
		sep, rest := strings.TrimSpace(line[m[0]:m[1]]), line[m[1]:]
		if !opensPerson(sep, rest) {
			continue
		}
		out = append(out, chunk{line[from:m[0]], sep})
		from = m[1]
	}
	return joinTitles(append(out, chunk{text: line[from:]}))
}

// chunk is a part of a line with the separator after it.
type chunk struct{ text, sep string }

// opensPerson tells whether a person is named after a separator. In a list with commas only a name printed as « Given
// SURNAME » is one.
func opensPerson(sep, rest string) bool {
	switch sep {
	case ":":
		return true
	case ",", ";", "/":
		return strictPerson(headOf(rest))
	case "et", ", et":
		head := headOf(rest)
		return looksPerson(head) && len(strings.Fields(head)) > 1
	}
	return looksPerson(headOf(rest))
}

// joinTitles puts words before a colon that are no person behind the person whom they introduce: « Gao : A B » is
// « A B, Gao ».
func joinTitles(chunks []chunk) []string {
	var out []string
	title := ""
	for _, c := range chunks {
		text := strings.Trim(c.text, " ,;:/-–")
		switch {
		case text == "":
		case c.sep == ":" && !strictPerson(headOf(text)):
			title = text
		case title != "":
			out = append(out, text+", "+title)
			title = ""
		default:
			out = append(out, text)
		}
	}
	if title != "" {
		out = append(out, title)
	}
	return out
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
	bodies    = []string{
		"comite", "comites", "association", "associations", "mairie", "ville", "villes", "commune", "communes", "conseil", "cercle", "region",
		"departement", "communaute", "agglomeration", "reseau", "syndicat", "service", "services", "direction", "ong", "maison", "agence",
		"assistant", "assistante", "directeur", "directrice", "president", "presidente", "maire", "charge", "chargee", "chef", "adjoint", "adjointe",
		"delegue", "deleguee", "secretaire", "responsable", "agent", "coordinateur", "coordinatrice", "conseiller", "conseillere",
		"district", "village", "villages", "province", "federation", "union", "groupement", "ambassade", "secretariat", "cooperative", "grand", "centre", "metropole", "jumelage", "intercommunalite", "pole",
	}
)

// isBody tells words that open the name of an organisation or of a function.
func isBody(s string) bool {
	words := strings.Fields(format.Fold(strings.ReplaceAll(s, "'", "' ")))
	for len(words) > 0 && slices.Contains([]string{"la", "le", "les", "l'"}, words[0]) {
		words = words[1:]
	}
	return len(words) > 0 && slices.Contains(bodies, strings.Trim(words[0], ",.:;()"))
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

var forBody = regexp.MustCompile(`^(?:[,;/:]|[-–] |pour (?:le |la |les |l['’] ?)?|et )\s*`)

func orgAfter(rest string) string {
	rest = strings.TrimSpace(forBody.ReplaceAllString(rest, ""))
	if strings.HasPrefix(rest, "(") && strings.IndexByte(rest, ')') == len(rest)-1 {
		rest = strings.Trim(rest, "()")
	}
	return strings.TrimSpace(rest)
}
