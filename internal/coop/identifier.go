package coop

import (
	"net/url"
	"regexp"
	"strings"
)

// Identifier (code) is what somebody else's scheme calls a territory, an organisation or an object: INSEE 49007, SIREN
// 214900078, Wikidata Q90. Only its form is known here, not whether anything bears it.
type Identifier struct{ Scheme, Value string }

// Schemes of identifiers.
const (
	SchemeSIREN      = "siren"        // French legal persons: nine digits, the last a check (Luhn)
	SchemeSIRET      = "siret"        // their establishments: fourteen
	SchemeRNA        = "rna"          // French associations: W and nine digits
	SchemeINSEE      = "insee"        // commune (01001, 2A004, 97411), département (49, 2B, 974) or région (52)
	SchemeFormer     = "insee-former" // communes that have ended, several separated by spaces
	SchemePostal     = "postal"       // French postal codes, several separated by spaces
	SchemePhone      = "phone"        // French or Malian telephone numbers
	SchemeWikidata   = "wikidata"
	SchemeOSM        = "osm" // node/1, way/2, relation/3
	SchemeGeoNames   = "geonames"
	SchemeIATI       = "iati" // organisation identifier: registration agency, hyphen, number
	SchemePCode      = "pcode"
	SchemeISO3       = "iso3"
	SchemeISO31662   = "iso3166-2"
	laPoste          = "356000000" // its establishments are checked by another sum
	laPosteHeadquart = "35600000000048"
)

// scheme says how identifiers of one scheme are written and where they lead.
type scheme struct {
	form    *regexp.Regexp
	normal  func(string) string
	check   func(string) bool // of a value that has the form; nil where the form is all
	page    string            // address with {} for the value; "" where there is no page to show
	several bool              // a value may be a list separated by spaces
}

// schemes is the table of them.
var schemes = map[string]scheme{
	SchemeSIREN:    {form: regexp.MustCompile(`^\d{9}$`), normal: digits, check: luhn, page: "https://annuaire-entreprises.data.gouv.fr/entreprise/{}"},
	SchemeSIRET:    {form: regexp.MustCompile(`^\d{14}$`), normal: digits, check: siret, page: "https://annuaire-entreprises.data.gouv.fr/etablissement/{}"},
	SchemeRNA:      {form: regexp.MustCompile(`^W\d{9}$`), normal: upper, page: "https://annuaire-entreprises.data.gouv.fr/rechercher?terme={}"},
	SchemeINSEE:    {form: regexp.MustCompile(`^(?:(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])(?:\d{3})?|9[78]\d(?:\d{2})?|\dAE|\d{1,2})$`), normal: upper},
	SchemeFormer:   {form: regexp.MustCompile(`^(?:(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])\d{3}|9[78]\d{3})$`), normal: upper, several: true},
	SchemePostal:   {form: regexp.MustCompile(`^\d{5}$`), normal: compact, several: true},
	SchemePhone:    {form: regexp.MustCompile(`^\+(?:33[1-9]\d{8}|223\d{8})$`), normal: phone, page: "tel:{}"},
	SchemeWikidata: {form: regexp.MustCompile(`^Q[1-9]\d{0,11}$`), normal: lastPart(upper), page: "https://www.wikidata.org/wiki/{}"},
	SchemeOSM:      {form: regexp.MustCompile(`^(?:node|way|relation)/[1-9]\d{0,15}$`), normal: osm, page: "https://www.openstreetmap.org/{}"},
	SchemeGeoNames: {form: regexp.MustCompile(`^[1-9]\d{0,9}$`), normal: geonames, page: "https://www.geonames.org/{}"},
	SchemeIATI:     {form: regexp.MustCompile(`^[A-Z]{2,4}-[^\s/&|?]{1,80}$`), normal: compact, page: "https://d-portal.org/ctrack.html?publisher={}"},
	SchemePCode:    {form: regexp.MustCompile(`^[A-Z]{2}\d{2,10}$`), normal: upper},
	SchemeISO3:     {form: regexp.MustCompile(`^[A-Z]{3}$`), normal: upper},
	SchemeISO31662: {form: regexp.MustCompile(`^[A-Z]{2}-[A-Z0-9]{1,3}$`), normal: upper},
}

// Known says whether the scheme of the identifier is one of ours; of others nothing can be said.
func (i Identifier) Known() bool {
	_, ok := schemes[i.Scheme]
	return ok
}

// Normal is the identifier as its scheme writes it: without spaces and dots, in capitals, a telephone number with its
// country. What is not valid comes out as it can best be written.
func (i Identifier) Normal() Identifier {
	s, ok := schemes[i.Scheme]
	if !ok {
		return Identifier{i.Scheme, strings.TrimSpace(i.Value)}
	}
	if !s.several {
		return Identifier{i.Scheme, s.normal(i.Value)}
	}
	parts := strings.Fields(i.Value)
	for n, p := range parts {
		parts[n] = s.normal(p)
	}
	return Identifier{i.Scheme, strings.Join(parts, " ")}
}

// Valid says whether the identifier can be one of its scheme once it is written as the scheme does. Of a scheme that is
// not known anything but nothing is.
func (i Identifier) Valid() bool {
	n := i.Normal()
	s, ok := schemes[n.Scheme]
	if !ok {
		return n.Value != ""
	}
	values := []string{n.Value}
	if s.several {
		values = strings.Fields(n.Value)
	}
	for _, v := range values {
		if !s.form.MatchString(v) || s.check != nil && !s.check(v) {
			return false
		}
	}
	return len(values) > 0
}

// Link is the address of a public page about what the identifier names, "" where there is none or it is not valid.
func (i Identifier) Link() string {
	n := i.Normal()
	if !n.Valid() {
		return ""
	}
	page := schemes[n.Scheme].page
	if n.Scheme == SchemeINSEE && len(n.Value) == 5 {
		page = "https://id.insee.fr/geo/commune/{}"
	}
	value := n.Value
	if n.Scheme == SchemeIATI {
		value = url.QueryEscape(value)
	}
	return strings.ReplaceAll(page, "{}", value)
}

// luhn is the check of SIREN and SIRET: every second digit from the right doubled, the sum a multiple of ten.
func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// siret: the establishment of a valid SIREN. The establishments of La Poste are too many for the check; the sum of their
// digits is a multiple of five instead, but for its headquarters, which keep it (INSEE, Sirene).
func siret(number string) bool {
	if strings.HasPrefix(number, laPoste) && number != laPosteHeadquart {
		sum := 0
		for _, d := range number {
			sum += int(d - '0')
		}
		return sum%5 == 0
	}
	return luhn(number) && luhn(number[:9])
}

// compact takes away the spaces with which people part numbers, of any width.
func compact(s string) string { return strings.Join(strings.Fields(s), "") }

func upper(s string) string { return strings.ToUpper(compact(s)) }

func digits(s string) string {
	return strings.NewReplacer(".", "", "-", "").Replace(compact(s))
}

// phone writes +33612345678 for 06 12 34 56 78 and 0033 (0)6…, +22320212223 for 00223 20 21 22 23. Eight digits without a
// country could be Malian or many others: they stay as they are, and are not valid.
func phone(s string) string {
	s = strings.NewReplacer("(0)", "", ".", "", "-", "", "/", "", "(", "", ")", "").Replace(compact(s))
	if rest, ok := strings.CutPrefix(s, "00"); ok {
		s = "+" + rest
	}
	switch rest, national := strings.CutPrefix(s, "0"); {
	case national && len(rest) == 9:
		return "+33" + rest
	case strings.HasPrefix(s, "+330"):
		return "+33" + s[4:]
	}
	return s
}

// lastPart takes the end of an address: people paste https://www.wikidata.org/wiki/Q90.
func lastPart(normal func(string) string) func(string) string {
	return func(s string) string {
		s = compact(s)
		return normal(s[strings.LastIndexByte(s, '/')+1:])
	}
}

// osm takes the end of an address and writes r123 as relation/123.
func osm(s string) string {
	s = strings.ToLower(compact(s))
	if i := strings.Index(s, "openstreetmap.org/"); i >= 0 {
		s = s[i+len("openstreetmap.org/"):]
	}
	for short, long := range map[string]string{"n": "node/", "w": "way/", "r": "relation/"} {
		if rest, ok := strings.CutPrefix(s, short); ok && rest != "" && strings.Trim(rest, "0123456789") == "" {
			return long + rest
		}
	}
	return s
}

// geonames takes the number out of an address: https://www.geonames.org/2988507/paris.html.
func geonames(s string) string {
	s = compact(s)
	if i := strings.Index(s, "geonames.org/"); i >= 0 {
		s, _, _ = strings.Cut(s[i+len("geonames.org/"):], "/")
	}
	return s
}
