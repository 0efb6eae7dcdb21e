package reconcile

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"kafo/internal/coop"
)

// said is what the text of a party says: the name itself, what is meant by it, and where it lies.
type said struct {
	text      string       // as printed, without quotation marks
	whole     string       // normal form without brackets
	core      string       // normal form without brackets and designator
	class     class        // the kinds of territory the text asks for; 0 where it does not say
	kind      coop.OrgKind // the kind of body it begins with, "" for a territory
	brackets  []string     // normal forms of what stands in brackets or after a comma
	listed    bool         // a comma stands in it: several parties, unless the tail says where the first lies
	number    string       // the number of a département, "91"
	countries []string     // where to look; empty for anywhere
	not       string       // a country it does not lie in
	hint      string       // the heading above a foreign party
	beside    []string     // the other parties of its side
	side      coop.Side    // as given
	proper    bool         // a capital letter stands in it: « divers » is no name, whatever a commune is called
}

var (
	bracketed   = regexp.MustCompile(`\(([^)]*)\)?`)
	deptNumber  = regexp.MustCompile(`^(?:cg|cd|conseil general|conseil departemental|departement)(?: d[ue]| de l)? ?(\d[\dab]\d?)$`)
	trailNumber = regexp.MustCompile(`^(.*\D) (\d[\dab]\d?)$`)
	onlyNumber  = regexp.MustCompile(`^\d[\dab]\d?$`)
	quotes      = strings.NewReplacer("«", " ", "»", " ", "“", " ", "”", " ", `"`, " ", "*", " ")
)

// read takes the text of a party apart.
func read(n coop.Name) said {
	text := strings.Join(strings.Fields(quotes.Replace(n.Text)), " ")
	q := said{text: strings.Trim(text, " ,;:."), hint: n.Region, beside: n.Beside, side: n.Side}
	q.countries, q.not = countriesOf(n)
	q.proper = strings.ContainsFunc(text, unicode.IsUpper)
	for _, m := range bracketed.FindAllStringSubmatch(text, -1) {
		q.addBrackets(m[1])
	}
	q.whole = normal(bracketed.ReplaceAllString(text, " "))
	q.kind = cmp.Or(kindOf(q.whole), q.kind)
	if m := deptNumber.FindStringSubmatch(q.whole); m != nil {
		q.number, q.class = m[1], middle
	}
	q.core = q.whole
	if q.kind == "" {
		q.readPlace(text)
	} else {
		q.listed = listsBodies(bracketed.ReplaceAllString(text, " "))
	}
	return q
}

// listsBodies says whether a comma is followed by another body: « Association A, association B ».
func listsBodies(text string) bool {
	return slices.ContainsFunc(strings.Split(text, ",")[1:], func(part string) bool { return kindOf(normal(part)) != "" })
}

// readPlace takes a comma's tail, a trailing number and the designators off the name of a territory.
func (q *said) readPlace(text string) {
	head, tail, comma := strings.Cut(bracketed.ReplaceAllString(text, " "), ",")
	if comma {
		q.listed = true
		q.core = normal(head)
		q.addBrackets(tail)
	}
	if m := trailNumber.FindStringSubmatch(q.core); m != nil && q.number == "" {
		q.core = m[1]
		q.brackets = append(q.brackets, m[2])
	}
	for {
		rest, c, ok := cutDesignator(q.core)
		if !ok || rest == "" {
			break
		}
		q.core, q.class = rest, c
	}
	if m := numberedOf.FindStringSubmatch(q.core); m != nil { // « commune V du district de Bamako »
		q.core, q.class = m[1], town
		q.brackets = append(q.brackets, m[2])
	}
}

var numberedOf = regexp.MustCompile(`^(commune [ivx]+) (?:de|du|d) (.+)$`)

// addBrackets keeps the parts of a bracket; one that only says a level says it of the name.
func (q *said) addBrackets(text string) {
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimPrefix(normal(part), "et ")
		for _, lead := range []string{"villages de ", "village de "} {
			if after, ok := strings.CutPrefix(part, lead); ok {
				q.class, part = village, after
			}
		}
		if c, ok := levelWords[part]; ok {
			q.class = c
			continue
		}
		if kind := kindOf(part + " "); kind != "" && !strings.Contains(part, " ") { // « Benso (syndicat) »
			q.kind = kind
			continue
		}
		if part != "" {
			q.brackets = append(q.brackets, part)
		}
	}
}

// countriesOf is where a party is looked for: the French side in France, the foreign one in the country the document
// implies, a third country in the one that its column says, else anywhere but in France.
func countriesOf(n coop.Name) (in []string, not string) {
	switch {
	case n.Side == coop.French:
		return []string{"FR"}, ""
	case (n.Side == coop.Foreign || n.Side == coop.Third) && n.Country != "":
		return []string{n.Country}, ""
	case n.Side == coop.Foreign || n.Side == coop.Third:
		return nil, "FR"
	case n.Country != "" && n.Country != "FR":
		return []string{"FR", n.Country}, ""
	}
	return nil, ""
}

// allows says whether an entry lies in one of the countries asked for. Ministries and agencies have parties anywhere.
func (q *said) allows(e *entry) bool {
	if e.class == 0 && (e.country == "" || e.kind == coop.Ministry || e.kind == coop.Agency) {
		return true
	}
	return e.country != q.not && (len(q.countries) == 0 || slices.Contains(q.countries, e.country))
}

// wants says whether an entry is of the kind of territory asked for.
func (q *said) wants(e *entry) bool { return q.class == 0 || e.class&q.class != 0 }

// other is another text read in the surroundings of this one.
func (q *said) other(text string) coop.Name {
	n := coop.Name{Text: text, Side: q.side, Region: q.hint}
	if len(q.countries) > 0 {
		n.Country = q.countries[len(q.countries)-1]
	}
	return n
}
