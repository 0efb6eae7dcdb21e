package atlaspage

import (
	"fmt"
	"regexp"
	"strings"

	"kafo/internal/format"
)

// minLabels is how many labels of the form a text must have to be a page of the atlas.
const minLabels = 3

// Recognise says how sure it is, 0 to 100, that the text is a page of the atlas: by the labels of the form and the
// name of the site, in the lines of a first page.
func Recognise(t *format.Text) int {
	seen, site := map[field]bool{}, 0
	for _, text := range t.Lines[:min(len(t.Lines), 400)] {
		if f, ok := labelOf(text); ok && f != fUnknown && f != fHeading {
			seen[f] = true
		} else if f, _, ok := inlineLabel(head(text)); ok && f != fUnknown && f != fExtra {
			seen[f] = true
		}
		if len(text) < maxLabel && strings.HasPrefix(format.Fold(bare(text)), "atlas francais de la cooperation decentralisee") {
			site = 40
		}
	}
	if len(seen) < minLabels {
		return 0
	}
	return min(100, site+10*len(seen))
}

// Read reads a page of the atlas as one record of kind atlas_project. The error is *format.Problem with key
// format.unknown_family for a text without the labels of the form.
func Read(t *format.Text) (*format.Result, error) {
	p := scan(t)
	if len(p.sections) < minLabels {
		return nil, &format.Problem{Line: 1, Key: "format.unknown_family"}
	}
	b := &builder{page: p}
	b.head()
	b.texts()
	b.tables()
	b.end()
	b.leftovers()
	return b.result()
}

// builder fills a project from the sections of a page, claiming each line it understands.
type builder struct {
	*page
	out    Project
	places []format.Place
	notes  []format.Problem
	rest   []line // what belongs to no field
	date   string
}

// use claims the lines of a value and says where it stands.
func (b *builder) use(path string, lines ...line) {
	if len(lines) == 0 {
		return
	}
	for _, l := range lines {
		b.acc.InRecord(l.n)
	}
	b.places = append(b.places, format.Place{Path: path, Line: lines[0].n, LineEnd: lines[len(lines)-1].n})
}

// useText claims the lines of a text; where they hold nothing but markup they are structure.
func (b *builder) useText(path string, v *string, lines ...line) *string {
	if v != nil {
		b.use(path, lines...)
		return v
	}
	for _, l := range lines {
		b.acc.Structure(l.n)
	}
	return nil
}

// unknown keeps lines that belong to no field and says so.
func (b *builder) unknown(lines ...line) {
	if len(lines) == 0 {
		return
	}
	b.rest = append(b.rest, lines...)
	b.notes = append(b.notes, format.Problem{Line: lines[0].n, Key: "format.unknown_label", Args: []string{bare(head(lines[0].text))}})
}

// one reads a field whose answer is a single line that parse understands; what follows it is reported.
func one[T any](b *builder, f field, parse func(string) *T) *T {
	lines := b.lines(f)
	if len(lines) == 0 {
		return nil
	}
	if text(bare(lines[0].text)) == nil { // « - », « / »
		b.acc.Structure(lines[0].n)
		b.unknown(lines[1:]...)
		return nil
	}
	v := parse(bare(lines[0].text))
	if v == nil {
		b.unknown(lines...)
		return nil
	}
	b.use(string(f), lines[0])
	b.unknown(lines[1:]...)
	return v
}

func (b *builder) head() {
	title := b.lines(fTitle)
	b.out.Title = b.useText("title", text(bare(joined(title))), title...)
	b.post()
	b.out.FirstSigned = one(b, fFirstSigned, firstYear)
	b.out.Theme = one(b, fTheme, text)
	b.out.Subtheme = one(b, fSubtheme, text)
	b.out.Subsubtheme = one(b, fSubsubtheme, text)
	b.out.StartYear = one(b, fStartYear, firstYear)
	b.out.EndDate = one(b, fEndDate, date)
	b.out.Form = one(b, fForm, text)
	b.status()
}

func joined(lines []line) string {
	var words []string
	for _, l := range lines {
		words = append(words, format.Unmark(l.text))
	}
	return strings.Join(words, " ")
}

func (b *builder) post() {
	b.out.PostContacts = []PostContact{}
	s := b.sections[fPost]
	if s == nil {
		return
	}
	b.out.Post = b.useText("post", postName(bare(s.label.text)), s.label)
	var r postReader
	for _, l := range s.lines {
		if f, ok := labelOf(l.text); ok && f == fPost {
			b.unknown(l) // a second embassy: the form has one
		} else if nobody.MatchString(format.Fold(bare(l.text))) {
			b.acc.Structure(l.n)
		} else {
			b.acc.Structure(l.n) // « Courriel : » without an address; a contact claims its own lines below
			r.take(l)
		}
	}
	r.flush()
	for i, c := range r.contacts {
		b.out.PostContacts = append(b.out.PostContacts, c)
		b.use(fmt.Sprintf("post_contacts.%d", i), r.at[i]...)
	}
}

// status reads the state; the term, which the site prints with the same words, may stand under its label.
func (b *builder) status() {
	for _, l := range append(b.lines(fStatus), b.lines(fDuration)...) {
		v := strings.TrimRight(bare(l.text), ".")
		switch isTerm := duration.MatchString(format.Fold(v)); {
		case isTerm && b.out.Duration == nil:
			b.out.Duration = &v
			b.use("duration", l)
		case !isTerm && b.out.Status == nil:
			b.out.Status = &v
			b.use("status", l)
		default:
			b.unknown(l)
		}
	}
}

func (b *builder) texts() {
	for f, target := range map[field]**string{fContext: &b.out.Context, fHistory: &b.out.History, fObjective: &b.out.Objective} {
		*target = b.useText(string(f), prose(b.lines(f)), b.lines(f)...)
	}
	before, actions := splitActions(b.lines(fDescription))
	b.out.Description = b.useText("description", prose(before), before...)
	b.out.Actions = []Action{}
	for i, a := range actions {
		path := fmt.Sprintf("actions.%d.", i)
		b.out.Actions = append(b.out.Actions, Action{
			Title:     b.useText(path+"title", a.title.oneLine(), a.title.lines...),
			Objective: b.useText(path+"objective", a.goal.value(), a.goal.lines...),
			Summary:   b.useText(path+"summary", a.summary.value(), a.summary.lines...),
		})
	}
	b.out.Implementers = b.list(fImplementers)
	b.out.Owners = b.list(fOwners)
	b.out.Beneficiaries = b.list(fBeneficiaries)
	b.out.OtherPartnersFrance = b.list(fOtherFrance)
	b.out.OtherPartnersAbroad = b.list(fOtherAbroad)
}

func (b *builder) list(f field) []string {
	items, at := list(b.lines(f))
	for _, l := range b.lines(f) {
		b.acc.Structure(l.n) // unless an item of it is used below
	}
	for i, n := range at {
		b.use(fmt.Sprintf("%s.%d", f, i), line{n: n})
	}
	return append([]string{}, items...)
}

// rows reads the rows of a table; a row that is only an icon or a rule is structure, one that cannot be read is kept.
func rows[T any](b *builder, f field, parse func(string) (T, bool)) []T {
	out := []T{}
	for _, l := range b.lines(f) {
		v, ok := parse(l.text)
		switch {
		case isEmptyRow(l.text):
			b.acc.Structure(l.n)
		case ok:
			b.use(fmt.Sprintf("%s.%d", f, len(out)), l)
			out = append(out, v)
		default:
			b.unknown(l)
		}
	}
	return out
}

func (b *builder) tables() {
	b.out.OtherThemes = rows(b, fOtherThemes, theme)
	b.out.ForeignPartners = rows(b, fForeignPartners, partner)
	b.out.FrenchPartners = rows(b, fFrenchPartners, authority)
	var foreign []string
	for _, p := range b.out.ForeignPartners {
		foreign = append(foreign, p.Name)
	}
	partners := namesOf(foreign)
	b.out.ForeignContacts = rows(b, fForeignContacts, func(s string) (ForeignContact, bool) { return contact(s, partners) })
	b.out.Volunteers = rows(b, fVolunteers, volunteer)
	b.funding(namesOf(foreign, b.out.FrenchPartners, b.out.Owners))
}

var total = regexp.MustCompile(`^(?:sous-)?tota(?:l|ux)\b`)

// funding reads the table of funders; a line without figures is the beginning of a name that goes on below.
func (b *builder) funding(known names) {
	b.out.Funding = []Funding{}
	table := newFundingTable(b.lines(fFunding), known)
	var begun []line
	for _, l := range b.lines(fFunding) {
		f, ok := table.read(l.text)
		switch {
		case total.MatchString(format.Fold(bare(l.text))):
			b.unknown(l)
		case !ok && isEmptyRow(l.text):
			b.acc.Structure(l.n)
		case !ok:
			begun = append(begun, l)
		default:
			if len(begun) > 0 {
				f.Funder = bare(joined(begun)) + " " + f.Funder
			}
			b.use(fmt.Sprintf("funding.%d", len(b.out.Funding)), append(begun, l)...)
			b.out.Funding, begun = append(b.out.Funding, f), nil
		}
	}
	b.unknown(begun...)
}

// end reads the answers that are sentences: « Aucune … n'a été engagée » is no.
func (b *builder) end() {
	for f, target := range map[field]**bool{fCommFrance: &b.out.CommunicationFrance, fCommAbroad: &b.out.CommunicationAbroad, fEvaluation: &b.out.Evaluation} {
		for i, l := range b.lines(f) {
			if i > 0 {
				b.unknown(l)
				continue
			}
			folded := format.Fold(bare(l.text))
			yes := (strings.HasPrefix(folded, "une") || strings.HasPrefix(folded, "oui")) && !strings.Contains(folded, " n'a ")
			*target = &yes
			b.use(string(f), l)
		}
	}
	b.known(fGoals)
	b.known(fExtra)
	b.unknown(b.lines(fHeading)...)
}

var updated = regexp.MustCompile(`mise? a jour`)

// known keeps lines whose label we know but which the form has no field for; a date of update dates the page.
func (b *builder) known(f field) {
	lines := b.lines(f)
	for i, l := range lines {
		b.acc.InRecord(l.n)
		if d := date(l.text); d != nil && (updated.MatchString(format.Fold(l.text)) || i > 0 && updated.MatchString(format.Fold(lines[i-1].text))) {
			b.date = *d
		}
	}
	b.rest = append(b.rest, lines...)
}
