package atlaspage

import (
	"regexp"
	"strings"

	"kafo/internal/format"
)

// line is a line of the page with its number.
type line struct {
	n    int
	text string
}

// section is what stands under one label.
type section struct {
	field  field
	label  line
	header string // head of the table
	lines  []line
}

// page is a document cut by its labels.
type page struct {
	sections map[field]*section
	unknown  []*section // labels never seen, with what stands under them
	stray    []line     // before the first label
	foot     string     // the line of rights
	last     int        // number of the last line that is not blank
	acc      *format.Account
}

func (p *page) lines(f field) []line {
	if s := p.sections[f]; s != nil {
		return s.lines
	}
	return nil
}

// scanner cuts a document into sections.
type scanner struct {
	page
	cur  *section
	own  map[field]int  // labels that stand on a line of their own: the last such line
	noun *regexp.Regexp // labels of this layout end so: "du partenariat"
}

func scan(t *format.Text) *page {
	s := &scanner{page: page{sections: map[field]*section{}, acc: format.NewAccount(t)}, own: map[field]int{}}
	nouns := map[string]int{}
	for i, text := range t.Lines {
		if f, ok := labelOf(text); ok {
			s.own[f] = i + 1
			nouns[nounOf(text)]++
		}
	}
	s.noun = unknownShape(nouns)
	for i, text := range t.Lines {
		if strings.TrimSpace(strings.ReplaceAll(text, "\u00a0", " ")) != "" {
			s.last = i + 1
			s.take(line{i + 1, text})
		}
	}
	return &s.page
}

var nouns = regexp.MustCompile(`(?:du partenariat|de l'action|du projet|de la cooperation)$`)

func nounOf(text string) string {
	return nouns.FindString(strings.TrimRight(format.Fold(bare(text)), " :"))
}

// unknownShape is how a label that we do not know must look: short, capitalised, ending in the noun that ends the
// known labels of the same page.
func unknownShape(count map[string]int) *regexp.Regexp {
	best := "du partenariat"
	for noun, n := range count {
		if noun != "" && n > count[best] {
			best = noun
		}
	}
	return regexp.MustCompile(`^[a-z][^.;:!?,]{2,70} ` + best + `(?: \([^)]*\))?$`)
}

// take gives one line that is not blank to its section.
func (s *scanner) take(l line) {
	switch {
	case s.isFurniture(l), s.takeStatement(l), s.takeHeader(l), s.takeLabel(l), s.takeInline(l), s.takeUnknown(l):
	case s.cur == nil:
		s.stray = append(s.stray, l)
	default:
		s.cur.lines = append(s.cur.lines, l)
	}
}

func (s *scanner) inProse() bool { return s.cur != nil && s.cur.field.isProse() }

func (s *scanner) isFurniture(l line) bool {
	if len(l.text) > maxLabel {
		return false
	}
	folded := format.Fold(l.text)
	if strings.HasPrefix(folded, "tous droits reserves") {
		s.foot, s.cur = bare(l.text), nil
	}
	if folded == "pied de page" {
		s.cur = nil // what follows belongs to no table above
	}
	if furniture.MatchString(folded) && !(s.inProse() && strings.HasPrefix(folded, "http")) || s.inTable() && pager.MatchString(folded) {
		s.acc.Structure(l.n)
		return true
	}
	return false
}

func (s *scanner) inTable() bool {
	if s.cur == nil {
		return false
	}
	switch s.cur.field {
	case fOtherThemes, fGoals, fForeignPartners, fForeignContacts, fFrenchPartners, fFunding, fVolunteers:
		return true
	}
	return false
}

// statements are sentences that are an answer by themselves.
var statements = rules(
	"communication_france", `(?:une|aucune|pas de) communication (?:n')?(?:a|a pas) (?:ete )?engagee? en france`,
	"communication_abroad", `(?:une|aucune|pas de) communication (?:n')?(?:a|a pas) (?:ete )?engagee? (?:dans .*pays.*|a l'etranger)`,
	"evaluation", `(?:une|aucune|pas de) (?:politique d')?evaluation (?:n')?(?:a|a pas) (?:ete )?engagee?`,
	"duration", `(?:le partenariat|l'action|le projet|la cooperation) est :? ?`+durations,
	"status", `(?:le partenariat|l'action|le projet|la cooperation) est :? ?`+statuses,
)

const (
	durations = `(?:(?:pluri|bi|tri)?annuel(?:le)?|(?:bi|tri|quadri|quinqu)ennal(?:e)?|ponctuel(?:le)?)`
	statuses  = `(?:en cours.{0,20}|en projet|en preparation|en attente|terminee?|acheve[e]?|abandonnee?|suspendue?|interrompue?|close?|annulee?)`
)

var duration = regexp.MustCompile(`^` + durations + `$`)

// takeStatement keeps a sentence that answers by itself; « triennal » and « En cours » share their first words.
func (s *scanner) takeStatement(l line) bool {
	if len(l.text) > maxLabel {
		return false
	}
	f, ok := match(statements, strings.TrimRight(format.Fold(bare(l.text)), " .|"))
	if !ok || s.inProse() && strings.HasSuffix(strings.TrimSpace(l.text), ".") {
		return false
	}
	if f == fDuration || f == fStatus {
		words := strings.Fields(bare(l.text))
		l.text = strings.TrimLeft(strings.Join(words[min(afterVerb(words), len(words)):], " "), ": ")
	}
	s.open(f, line{n: l.n})
	s.cur.lines = append(s.cur.lines, l)
	s.cur = s.after(l)
	return true
}

// afterVerb is the index of the word after « est ».
func afterVerb(words []string) int {
	for i, w := range words {
		if strings.TrimRight(w, ":") == "est" {
			return i + 1
		}
	}
	return 0
}

// after is the section of the lines below a statement: none of the form's, so that a text there is reported.
func (s *scanner) after(l line) *section {
	rest := &section{field: fUnknown, label: line{n: l.n}}
	s.unknown = append(s.unknown, rest)
	return rest
}

func (s *scanner) takeHeader(l line) bool {
	f, ok := headerOf(l.text)
	if !ok {
		return false
	}
	if f == fGoals && s.cur != nil && s.cur.field == fOtherThemes {
		f = fOtherThemes
	}
	if s.cur == nil || s.cur.field != f {
		s.open(f, line{n: l.n})
	}
	s.cur.header = l.text
	s.acc.Structure(l.n)
	return true
}

func (s *scanner) takeLabel(l line) bool {
	f, ok := labelOf(l.text)
	if !ok || !s.opens(f, l.n) {
		return false
	}
	s.open(f, l)
	if f != fUnknown && f != fPost && f != fExtra { // the words of these labels are values
		s.acc.Structure(l.n)
	}
	return true
}

// takeInline reads « Titre : … », only for a label that the page never prints on a line of its own, and in running
// text only in a page that prints all its labels so (« Durée : 3 ans » is else a line of the text).
func (s *scanner) takeInline(l line) bool {
	if s.inTable() && strings.Contains(l.text, "|") || s.inProse() && len(s.own) >= minLabels {
		return false
	}
	f, value, ok := inlineLabel(head(l.text))
	if !ok || s.own[f] > 0 || !s.opens(f, l.n) {
		return false
	}
	if cut := len(head(l.text)); cut < len(l.text) {
		value += l.text[cut:]
	}
	s.open(f, line{n: l.n})
	if f == fExtra { // keep the label with its value
		value = l.text
	}
	s.cur.lines = append(s.cur.lines, line{l.n, value})
	return true
}

// head is the part of a line in which a label can stand, cut between two words.
func head(text string) string {
	if len(text) <= maxLabel {
		return text
	}
	if i := strings.LastIndexByte(text[:maxLabel], ' '); i > 0 {
		return text[:i]
	}
	return ""
}

// captionRepeat is how far below its first print the site repeats the caption of a table, in lines.
const captionRepeat = 3

// opens tells whether a label may open its section here. Inside running text a label is only a label the first
// time; that of an answer which is no text, only where it is not printed again below: the text may have subheadings of
// the same words. « Objectif de l'action » in a description belongs to an action; a term, perspectives or a validity
// are never told there.
func (s *scanner) opens(f field, n int) bool {
	if !s.inProse() || f == fUnknown {
		return true
	}
	if f == fDuration || f == fExtra || s.cur.field == fDescription && f == fObjective {
		return false
	}
	return s.sections[f] == nil && (f.isProse() || n >= s.own[f]-captionRepeat)
}

func (s *scanner) open(f field, label line) {
	if f == fUnknown {
		s.cur = &section{field: f, label: label}
		s.unknown = append(s.unknown, s.cur)
		return
	}
	if s.sections[f] == nil {
		s.sections[f] = &section{field: f, label: label}
	} else if f == fPost {
		s.sections[f].lines = append(s.sections[f].lines, label)
	}
	s.cur = s.sections[f]
	if f == fExtra && label.text != "" {
		s.cur.lines = append(s.cur.lines, label)
	}
}

// takeUnknown opens a section for a label of the page's shape that we have never seen.
func (s *scanner) takeUnknown(l line) bool {
	if len(l.text) > maxLabel || s.cur == nil {
		return false
	}
	text := bare(l.text)
	if _, known := labelOf(text); known || text == "" || !startsUpper(text) || !s.noun.MatchString(strings.TrimRight(format.Fold(text), " :")) {
		return false
	}
	s.open(fUnknown, l)
	return true
}
