package atlaspage

import (
	"regexp"
	"strings"
	"unicode"

	"kafo/internal/format"
)

var (
	quoted  = regexp.MustCompile(`["«“]\s*([^"«»“”]+?)\s*["»”]`)
	mailBox = regexp.MustCompile(`[^\s<>|]+(?:@|\[at\]|\(at\))[^\s<>|]+`)
	mailRow = regexp.MustCompile(`^(?:courriel|e-?mail|mel|adresse electronique)s? ?:? ?(.*)$`)
	postJob = regexp.MustCompile(`^(?:correspondant|conseill|attache|charge|ambassad|chef|direct|consul|responsable|delegue|secretaire|assistant|volontaire|adjoint)`)
	job     = regexp.MustCompile(`^(?:maires?|adjointe?|presidente?|vice-?\w*|secretaire|directeur|directrice|chef|cheffe|charge[e]?|point|conseill\w+|coordinat\w+|coordonnat\w+|responsable|gouverneure?|(?:sous-)?prefete?|premiere?|1ere?|[23]e(?:me)?|deleguee?|technicien\w*|agente?|ingenieure?|professeure?|administrat\w+|assistante?|deputee?|senat\w+|tresori\w+|membre|animat\w+|comptable|representante?|ministre|inspect\w+|medecin|attachee?|consule?|ambassad\w+|experte?|elue?|dga?|sg)$`)
)

// postName is the post in the heading « Contacts dans le poste diplomatique "…" ».
func postName(heading string) *string {
	if m := quoted.FindStringSubmatch(heading); m != nil {
		return text(m[1])
	}
	i := strings.Index(strings.ToLower(heading), "diplomatique")
	if i < 0 {
		return nil
	}
	return text(strings.Trim(heading[i+len("diplomatique"):], " :"))
}

// postReader gathers the contacts of the embassy: a role, a name, « Courriel : » with the address there or below.
type postReader struct {
	contacts []PostContact
	at       [][]line // one a contact: its lines
	cur      PostContact
	lines    []line
	mailNext bool
}

func (r *postReader) flush() {
	if r.cur.Name != nil || r.cur.Email != nil {
		r.contacts, r.at = append(r.contacts, r.cur), append(r.at, r.lines)
	}
	r.cur, r.lines, r.mailNext = PostContact{}, nil, false
}

// take reads one line.
func (r *postReader) take(l line) {
	s := bare(l.text)
	folded := format.Fold(s)
	if m := mailRow.FindStringSubmatch(folded); m != nil {
		r.lines = append(r.lines, l)
		r.mail(s, m[1])
		return
	}
	if r.mailNext && mailBox.MatchString(s) {
		r.lines = append(r.lines, l)
		r.cur.Email = text(s)
		r.flush()
		return
	}
	r.words(l, s, folded)
}

func (r *postReader) mail(s, value string) {
	if value == "" {
		r.mailNext = true
		return
	}
	r.cur.Email = text(mailBox.FindString(s))
	if r.cur.Email == nil {
		_, after, _ := strings.Cut(s, ":")
		r.cur.Email = text(after)
	}
	r.flush()
}

// words reads a role or a name.
func (r *postReader) words(l line, s, folded string) {
	named := r.cur.Role != nil && r.cur.Name == nil && !r.mailNext && looksLikeName(s)
	if !named && (postJob.MatchString(folded) || r.mailNext || r.cur.Name != nil) {
		r.flush()
	}
	r.lines = append(r.lines, l)
	if !named && postJob.MatchString(folded) || r.cur.Role == nil && !looksLikeName(s) {
		r.cur.Role = &s
	} else {
		r.cur.Name = &s
	}
}

// looksLikeName is the site's form of a name: few words, a surname in capitals.
func looksLikeName(s string) bool {
	words := strings.Fields(s)
	for _, w := range words {
		if len(words) <= 5 && isCaps(w) {
			return true
		}
	}
	return false
}

// isCaps tells a word of capitals, of two letters or more (O'BRIEN, N'DIAYE, KEÏTA-BA).
func isCaps(w string) bool {
	n := 0
	for _, r := range w {
		if unicode.IsLower(r) || unicode.IsDigit(r) {
			return false
		}
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n >= 2
}

func startsUpper(s string) bool {
	for _, r := range s {
		return unicode.IsUpper(r)
	}
	return false
}

// names are names of organisations, folded.
type names map[string]bool

func namesOf(lists ...[]string) names {
	set := names{}
	for _, list := range lists {
		for _, name := range list {
			set[format.Fold(name)] = true
		}
	}
	return set
}

// maxNameWords bounds the names that are looked for at the beginning of a row.
const maxNameWords = 20

// contact reads a row « organisation, surname, first name, function, e-mail » of the foreign contacts. partners are
// the names of the table above it, by which the organisation is known.
func contact(raw string, partners names) (ForeignContact, bool) {
	s := row(raw)
	var c ForeignContact
	if parts := cells(s); parts != nil {
		c = ForeignContact{Organisation: cell(parts, 0), Name: cell(parts, 1), Function: cell(parts, 3), Email: cell(parts, 4)}
		if first := cell(parts, 2); first != nil && c.Name != nil {
			full := *c.Name + " " + *first
			c.Name = &full
		} else if first != nil {
			c.Name = first
		}
	} else {
		if m := mailBox.FindString(s); m != "" {
			c.Email = &m
			s = format.Squeeze(strings.Replace(s, m, " ", 1))
		}
		words := strings.Fields(s)
		n := organisationWords(words, partners)
		c.Organisation = text(strings.Join(words[:n], " "))
		c.Name, c.Function = nameAndFunction(words[n:])
	}
	return c, c.Organisation != nil || c.Name != nil || c.Email != nil
}

// organisationWords counts the words of the organisation: those of the longest partner that the row begins with, or
// else those before the first surname in capitals, or else all but the last two.
func organisationWords(words []string, partners names) int {
	for n := min(len(words), maxNameWords); n > 0; n-- {
		if partners[format.Fold(strings.Join(words[:n], " "))] {
			return n
		}
	}
	for i, w := range words {
		if i > 0 && isCaps(w) {
			return i
		}
	}
	return max(0, len(words)-2)
}

// nameAndFunction cuts the rest of the row: the function begins at a word of office, or after surname and first name.
func nameAndFunction(words []string) (name, function *string) {
	cut := len(words)
	for i, w := range words {
		if i > 0 && job.MatchString(format.Fold(w)) {
			cut = i
			break
		}
	}
	if cut == len(words) && len(words) > 2 {
		cut = surname(words)
	}
	return text(strings.Join(words[:cut], " ")), text(strings.Join(words[cut:], " "))
}

// surname counts the words of a name: the surname in capitals, or one word, and a first name.
func surname(words []string) int {
	n := 0
	for n < len(words) && isCaps(words[n]) {
		n++
	}
	return min(max(n+1, 2), len(words))
}

// volunteer reads a row of the table of volunteers; only bars tell the columns after the name.
func volunteer(raw string) (Volunteer, bool) {
	s := row(raw)
	parts := cells(s)
	if parts == nil {
		v := Volunteer{Raw: s}
		if words := strings.Fields(s); len(words) > 1 && isCaps(words[0]) {
			v.Name = text(strings.Join(words[:surname(words)], " "))
		}
		return v, s != ""
	}
	v := Volunteer{Raw: format.Squeeze(strings.Join(parts, " ")), Name: cell(parts, 0), Mission: cell(parts, 2), Field: cell(parts, 3), Host: cell(parts, 4)}
	if first := cell(parts, 1); first != nil && v.Name != nil {
		full := *v.Name + " " + *first
		v.Name = &full
	}
	return v, v.Raw != ""
}
