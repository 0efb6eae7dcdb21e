package networkpage

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"kafo/internal/format"
)

// The sentences of the page are matched in their own words; [^.] keeps a pattern inside its sentence.
var (
	asOf       = regexp.MustCompile(`(?i)(?:^|[^\pL])(?:au|à la date du)\s+(?:(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})|(\d{1,2})(?:er)?\s+(\pL+)\s+(\d{4}))`)
	ledBy      = regexp.MustCompile(`(?i)\b(?:(?:co-?)?(?:piloté|animé|coordonné|porté|dirigé)(?:e|s|es)?\s+(?:conjointement\s+)?par|(?:pilotes?|pilotage|chefs? de file)\s*:)\s+([^.;]*)`)
	leadItem   = regexp.MustCompile(`(?:^|,\s*(?:et\s+)?|\s+et\s+)((?:l['’]\s*|la |le |les )?[^(),]+?)\s*\(([^()]*)\)`)
	inters     = regexp.MustCompile(`(?i)(?:inter-?collectivités|intercommunalités|syndicats)\s*:?\s+([^:.]*)`)
	interItem  = regexp.MustCompile(`([^(),]+?)\s*\(([^()]*)\)`)
	programme  = regexp.MustCompile(`(?i)\bprogramme\s+(?:pluriannuel\s+|triennal\s+|de coopération\s+)?(\d{2,4})\s*(?:[-–—/]|à)\s*(\d{2,4})\b`)
	created    = regexp.MustCompile(`(?i)(?:le |la |l['’])?([Rr][ée]seau [^.;]*?|[A-ZÉ][^\s.;,]*)\s+(?:a été|est|fut)\s+(?:créée?|fondée?|lancée?)\s+en\s+(\d{4})[^.;]*?(?:renommée?|rebaptisée?|devenue?)\s+([^.;()]*?)\s+en\s+(\d{4})`)
	createdAs  = regexp.MustCompile(`(?i)(?:créée?|fondée?|lancée?)\s+en\s+(\d{4})\s+sous le nom (?:de |d['’])?([^.;,()]*(?:\([^()]*\))?)[^.;]*?(?:renommée?|rebaptisée?|devenue?)\s+([^.;()]*?)\s+en\s+(\d{4})`)
	formerly   = regexp.MustCompile(`(?i)\b(?:anciennement|précédemment)\s+(?:le |la |l['’])?([^.;,()]+)`)
	monthNames = []string{"janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"}
)

var isNetwork = regexp.MustCompile(`^(?:Le |La |L['’])?(.{2,100}?) est un réseau`)

// maxHeading bounds a heading, in bytes.
const maxHeading = 120

// heading finds the name of the network above its table: the first heading that says réseau, or else the subject of
// « X est un réseau », or else the first heading. It returns the index of its line, -1 for none; headings before it are
// structure.
func (r *reader) heading(lines []string) int {
	first, subject, name := -1, -1, ""
	for i, raw := range lines {
		s := strings.Trim(format.Squeeze(format.Unmark(raw)), "#*| ")
		m := isNetwork.FindStringSubmatch(s)
		switch {
		case s == "" || len(s) < 300 && furniture.MatchString(format.Fold(raw)):
		case m == nil && len(s) < maxHeading && strings.Contains(format.Fold(s), "reseau") && !strings.ContainsAny(s[len(s)-1:], ".:;,") && !asOf.MatchString(s):
			return r.named(i, s)
		case m != nil && subject < 0:
			subject, name = i, m[1]
		case m == nil && len(s) < maxHeading && first < 0 && !asOf.MatchString(s):
			first = i
		}
	}
	if subject >= 0 {
		return r.named(subject, name)
	}
	if first >= 0 {
		return r.named(first, strings.Trim(format.Squeeze(format.Unmark(lines[first])), "#*| "))
	}
	return -1
}

func (r *reader) named(i int, name string) int {
	r.out.Name = &name
	r.use(i+1, "name")
	return i
}

// sentence reads a line outside the table; one from which nothing is read is kept apart.
func (r *reader) sentence(n int, line string) {
	s := format.Squeeze(format.Unmark(line))
	found := false
	for _, read := range []func(int, string) bool{r.date, r.leads, r.inter, r.aliases, r.years} {
		found = read(n, s) || found
	}
	if !found && !r.acc.Held(n) {
		r.unplaced(n, s)
	}
}

func (r *reader) date(n int, s string) bool {
	m := asOf.FindStringSubmatch(s)
	if m == nil || r.out.AsOf != nil {
		return false
	}
	day, month, year := m[1], m[2], m[3]
	for i, name := range monthNames {
		if name == format.Fold(m[5]) {
			day, month, year = m[4], strconv.Itoa(i+1), m[6]
		}
	}
	d, errD := strconv.Atoi(day)
	mo, errM := strconv.Atoi(month)
	if errD != nil || errM != nil || d < 1 || d > 31 || mo < 1 || mo > 12 {
		return false
	}
	date := fmt.Sprintf("%s-%02d-%02d", year, mo, d)
	r.out.AsOf = &date
	r.use(n, "as_of")
	return true
}

// leads reads « piloté par A (rôle) et B »: organisations with the role in their bracket.
func (r *reader) leads(n int, s string) bool {
	m := ledBy.FindStringSubmatch(s)
	if m == nil || len(r.out.Leads) > 0 {
		return false
	}
	done := 0
	for _, at := range leadItem.FindAllStringSubmatchIndex(m[1], -1) {
		r.leadsIn(n, m[1][done:at[0]], "")
		r.leadsIn(n, m[1][at[2]:at[3]], m[1][at[4]:at[5]])
		done = at[1]
	}
	r.leadsIn(n, m[1][done:], "")
	return len(r.out.Leads) > 0
}

// leadsIn reads the organisations of a piece; the role in the bracket after it is the last one's.
func (r *reader) leadsIn(n int, piece, role string) {
	orgs := parties(piece)
	for i, org := range orgs {
		l := leadWithRole(org)
		if role = format.Squeeze(role); role != "" && i == len(orgs)-1 {
			l.Role = &role
		}
		r.use(n, fmt.Sprintf("leads.%d", len(r.out.Leads)))
		r.out.Leads = append(r.out.Leads, l)
	}
}

// leadWithRole reads « A, chef de file »: the role may stand after a comma.
func leadWithRole(s string) Lead {
	org, role, found := strings.Cut(s, ", ")
	l := Lead{Org: plainOrg(org)}
	if role = trimParty(role); found && role != "" {
		l.Role = &role
	}
	return l
}

var anyArticle = regexp.MustCompile(`^(?:[Ll]['’]\s*|la |le |les )`)

func plainOrg(s string) string { return anyArticle.ReplaceAllString(s, "") }

// inter reads « les intercollectivités A (cercle de X), B (cercle de Y) et C (…) ».
func (r *reader) inter(n int, s string) bool {
	at := inters.FindAllStringIndex(s, -1)
	if at == nil || len(r.out.Intercollectivites) > 0 {
		return false
	}
	start := strings.ToLower(s)
	from := max(strings.LastIndex(start, "collectivités "), strings.LastIndex(start, "intercommunalités "), strings.LastIndex(start, "syndicats "))
	if from < 0 {
		return false
	}
	_, tail, _ := strings.Cut(s[from:], " ")
	for _, m := range interItem.FindAllStringSubmatch(tail, -1) {
		name := trimParty(m[1])
		place := format.Squeeze(m[2])
		if name == "" {
			continue
		}
		r.use(n, fmt.Sprintf("intercollectivites.%d", len(r.out.Intercollectivites)))
		r.out.Intercollectivites = append(r.out.Intercollectivites, Inter{Name: name, Cercle: &place})
	}
	return len(r.out.Intercollectivites) > 0
}

// aliases reads the names that the network bore before, with their years.
func (r *reader) aliases(n int, s string) bool {
	before := len(r.out.Aliases)
	if m := createdAs.FindStringSubmatch(s); m != nil {
		r.alias(n, m[2], m[1], m[4])
	} else if m := created.FindStringSubmatch(s); m != nil {
		r.alias(n, m[1], m[2], m[4])
	} else if m := formerly.FindStringSubmatch(s); m != nil {
		r.alias(n, m[1], "", "")
	}
	return len(r.out.Aliases) > before
}

func (r *reader) alias(n int, name, from, to string) {
	a := Alias{Name: strings.Trim(format.Squeeze(name), "«»\" ")}
	if a.Name == "" {
		return
	}
	a.From, a.To = number(from), number(to)
	r.use(n, fmt.Sprintf("aliases.%d", len(r.out.Aliases)))
	r.out.Aliases = append(r.out.Aliases, a)
}

func number(s string) *int {
	v, err := strconv.Atoi(s)
	if err != nil {
		return nil
	}
	return &v
}

// years reads « programme 19-21 ».
func (r *reader) years(n int, s string) bool {
	m := programme.FindStringSubmatch(s)
	if m == nil || r.out.Programme != nil {
		return false
	}
	span := century(m[1]) + "-" + century(m[2])
	r.out.Programme = &span
	r.use(n, "programme")
	return true
}

// century writes a year of two figures in full: cooperation programmes with such names are of this century, those
// from 80 on of the last.
func century(y string) string {
	switch {
	case len(y) != 2:
		return y
	case y >= "80":
		return "19" + y
	}
	return "20" + y
}
