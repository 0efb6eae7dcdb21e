package catalogue

import (
	"encoding/json"
	"regexp"
	"strings"
)

// Words of persons' names, folded.
var (
	// titles also hold the functions that stand right before a surname: « le maire DIALLO ».
	titles = set("m mm mr mrs ms mme mmes mlle melle monsieur messieurs madame mesdames mademoiselle dr docteur pr professeur me maitre hadj hadji hadja " +
		"maire adjoint adjointe president presidente coordinateur coordinatrice directeur directrice")

	particles = set("de du des d la le les l el al ag ait ben bin bint ould von van der den di da do dos y")

	// functions and bodies are what a name's cell may hold besides the name.
	functions = set(`maire adjoint adjointe directeur directrice direction president presidente vice charge chargee conseiller
		conseillere responsable secretaire general generale elu elue delegue deleguee coordinateur coordinatrice chef projet mission
		relations internationales dgs dga dst cabinet membre tresorier tresoriere assistant assistante depute senateur prefet pour`)
	bodies = set(`mairie conseil service services ville villes village villages commune communes communaute cercle region departement
		association comite jumelage ambassade syndicat reseau fondation agence ministere ong universite`)
)

func set(text string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		out[w] = true
	}
	return out
}

// contactBody is the part of a record's body that says who is a person, and who is not; and, to read bodies once, where
// the budget is going.
type contactBody struct {
	Contacts        []named  `json:"contacts"`
	PostContacts    []named  `json:"post_contacts"`
	ForeignContacts []named  `json:"foreign_contacts"`
	Volunteers      []named  `json:"volunteers"`
	Section         string   `json:"section"`
	French          []string `json:"french"`
	Foreign         []string `json:"foreign"`
	Other           []string `json:"other"`
	Implementers    []string `json:"implementers"`
	Owners          []string `json:"owners"`
	FrenchPartners  []string `json:"french_partners"`
	OthersFrance    []string `json:"other_partners_france"`
	OthersAbroad    []string `json:"other_partners_abroad"`
	ForeignPartners []named  `json:"foreign_partners"`
	Trend           struct {
		Value string `json:"value"`
	} `json:"trend"`
	Funding []struct {
		Funder string `json:"funder"`
	} `json:"funding"`
}

// named is a person or a party by its printed name; not every kind of record has every field, and none must be there.
type named struct {
	Name         text `json:"name"`
	Org          text `json:"org"`
	Organisation text `json:"organisation"`
}

// text is a string where the field is one, and nothing where it is anything else.
type text string

// UnmarshalJSON never refuses: one odd field must not hide the contacts beside it.
func (t *text) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		*t = text(s)
	}
	return nil
}

// readBody reads the part; of a body of another shape only contacts are believed.
func readBody(raw string) contactBody {
	var b contactBody
	if json.Unmarshal([]byte(raw), &b) != nil {
		return contactBody{Contacts: b.Contacts, PostContacts: b.PostContacts, ForeignContacts: b.ForeignContacts, Volunteers: b.Volunteers}
	}
	return b
}

func (b contactBody) people() []named {
	var all []named
	for _, list := range [][]named{b.Contacts, b.PostContacts, b.ForeignContacts, b.Volunteers} {
		all = append(all, list...)
	}
	return all
}

func (b contactBody) names() []string {
	var all []string
	for _, c := range b.people() {
		all = append(all, string(c.Name))
	}
	return all
}

// parties are the names of places and organisations; a word of theirs alone is no surname.
func (b contactBody) parties() []string {
	all := []string{b.Section}
	for _, list := range [][]string{
		b.French, b.Foreign, b.Other, b.Implementers, b.Owners, b.FrenchPartners, b.OthersFrance, b.OthersAbroad,
	} {
		all = append(all, list...)
	}
	for _, p := range b.ForeignPartners {
		all = append(all, string(p.Name))
	}
	for _, f := range b.Funding {
		all = append(all, f.Funder)
	}
	for _, c := range b.people() {
		all = append(all, string(c.Org), string(c.Organisation))
	}
	return all
}

// mail is an e-mail address, also in the forms that hide it from machines: name [at] example [point] org.
var mail = regexp.MustCompile(`(?i)[\p{L}\d][\p{L}\d._%+'-]*(?:@|\s@\s|\s?\[\s?(?:at|arobase|@)\s?\]\s?|\s?\(\s?(?:at|arobase|@)\s?\)\s?|\s?\{\s?at\s?\}\s?)` +
	`[\p{L}\d-]+(?:(?:\.|\s?[\[(]\s?(?:dot|point)\s?[\])]\s?)[\p{L}\d-]+)*`)

func mayHaveMail(s string) bool {
	return strings.ContainsRune(s, '@') || (strings.ContainsAny(s, "[({") && hidden.MatchString(s))
}

var hidden = regexp.MustCompile(`(?i)[\[({]\s?(?:at|arobase)\s?[\])}]`)

const gap = `[\s\x{a0}\x{202f}.()/-]`

// phones are the forms of telephone numbers: international, French, by pairs (Mali and its neighbours), and whatever
// follows the word telephone. Their first group is the number itself.
var phones = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(?:t[ée]l(?:[ée]phone)?|fax|mobile|portable|gsm|cell?(?:ulaire)?)\b[.:\s\x{a0}]{0,4}((?:\+\s?|\()?\d(?:` + gap + `{0,3}\d){6,14})`),
	regexp.MustCompile(`((?:\(\s?)?(?:\+\s?|\b00` + gap + `?)[1-9]\d{0,2}(?:` + gap + `{0,3}\d){6,12})`),
	regexp.MustCompile(`(\b0[1-9](?:\d{8}|(?:` + gap + `{1,3}\d{2}){4}))`),
	regexp.MustCompile(`(\b[2-9]\d(?:[\s\x{a0}\x{202f}.]\d{2}){3})`),
}

// abroad is an international number of a country whose numbers have one length: whatever figure follows, a year or an amount
// of the same line, it ends there.
var abroad = regexp.MustCompile(`((?:\(\s?)?(?:\+\s?|\b00` + gap + `?)(?:33` + gap + `{0,3}(?:\(0\)` + gap + `{0,3})?(?:` + gap + `{0,3}\d){9}|22[23678](?:` + gap + `{0,3}\d){8}|22[14](?:` + gap + `{0,3}\d){9}|22[59](?:` + gap + `{0,3}\d){8,10}))\b`)

var (
	thousands = regexp.MustCompile(`^\D*\d{1,3}(?:[\s\x{a0}\x{202f}.]\d{3})+$`)
	measure   = regexp.MustCompile(`(?i)^[\s\x{a0}\x{202f}]?(?:€|euros?\b|f\s?cfa|francs?\b|k€|m€|%|\d|[.,]\d|millions?\b|habitants?\b|jan|f[ée]v|mars|avr|mai\b|juin|juil|ao[ûu]t|sept|oct|nov|d[ée]c)`)
)

func maskPhones(s string) string {
	s = abroad.ReplaceAllString(s, somePhone)
	for _, re := range phones {
		s = maskPhone(s, re)
	}
	return s
}

// maskPhone replaces the numbers of one form, unless they stand inside a longer figure, group their digits like an
// amount, or are followed by what they count.
func maskPhone(s string, re *regexp.Regexp) string {
	var b strings.Builder
	done := 0
	for _, x := range re.FindAllStringSubmatchIndex(s, -1) {
		from, to := x[2], x[3]
		if thousands.MatchString(s[from:to]) || measure.MatchString(s[to:]) || endsInDigit(s[done:from]) {
			continue
		}
		b.WriteString(s[done:from])
		b.WriteString(somePhone)
		done = to
	}
	b.WriteString(s[done:])
	return b.String()
}

// endsInDigit: a figure goes on from before, with no more than a sign between.
func endsInDigit(s string) bool {
	s = strings.TrimRight(s, ".,-/")
	return s != "" && s[len(s)-1] >= '0' && s[len(s)-1] <= '9'
}

// mayHavePhone: somewhere seven digits or more stand with nothing but signs of a number between them. It spares most
// texts the four searches.
func mayHavePhone(s string) bool {
	n := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if n++; n >= 7 {
				return true
			}
		case c == ' ' || c == '\t' || c == '\n' || (c >= '(' && c <= '/') || c >= 0x80: // the other spaces are above 0x80
		default:
			n = 0
		}
	}
	return false
}
