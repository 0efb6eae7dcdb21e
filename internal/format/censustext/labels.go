package censustext

import (
	"regexp"
	"slices"
	"strings"

	"kafo/internal/format"
)

// kind names a question of the form.
type kind int

const (
	none     kind = iota
	unplaced      // a label that the form does not have
	updated
	party
	contact
	intro // « Présentation du partenariat »
	formalised
	instrument
	budget
	continued
	trend
	means
	actions
	perspectives
)

// stage is a part of the form, in the order of printing; each knows its own labels.
type stage int

const (
	inHead stage = iota
	inPresentation
	inActions
	inPerspectives
	inFurther
)

type label struct {
	kind   kind
	stem   string // letters that every wording of the label has
	stages []stage
	start  *regexp.Regexp // at the start of a cell, where the colon may be missing
	inside *regexp.Regexp // further on in a cell, with its colon
}

func newLabel(k kind, stem, pattern string, stages ...stage) label {
	return label{k, stem, stages, re(`^` + pattern + ` *:? *`), re(`\b` + pattern + ` *: *`)}
}

// asks is the bracket of a label: « (Merci de préciser la région) ».
const asks = `(?: *\([^():\n]*\))?`

var form = []label{
	newLabel(updated, "date", `date(?: de(?: la)?(?: derniere)? mise a jour)? *:`, inHead),
	newLabel(party, "ollectivit", `collectivites? (?:territoriales? )?([\p{L}-]+)`+asks+` *\)?`, inHead),
	newLabel(contact, "ontact", `contacts? pour (?:cet etat des lieux|ce recensement|cette enquete)`, inHead, inPresentation),
	newLabel(intro, "sentation", `presentation du (?:partenariat|jumelage)`, inHead),
	newLabel(formalised, "formalisation", `dates? de (?:la )?formalisation`, inHead, inPresentation),
	newLabel(instrument, "gissant", `documents? regissant (?:le|les|ce) partenariats?`+asks, inHead, inPresentation, inActions),
	newLabel(budget, "annuel", `budgets? annuels? consacres? aux? partenariats?`+asks, inHead, inPresentation, inActions),
	newLabel(continued, "poursuite", `poursuite de la cooperation(?: depuis(?: le| la| l')?(?: \d{1,2}(?:er)?)?(?: \p{L}+)? \d{4}| depuis [^:\n]{0,60}(?:$|:)| (?:malgre|apres|pendant|suite) [^:\n]{0,60}:| *:| *$)`, inHead, inPresentation, inActions),
	newLabel(trend, "maintien", `(?:diminution|maintien|augmentation), (?:diminution|maintien|augmentation) ou (?:diminution|maintien|augmentation) (?:du|des) budgets?(?: consacres? aux? partenariats?)?(?: (?:en|pour) \d{4})?`, inHead, inPresentation, inActions),
	newLabel(means, "moyen", `moyens? sur place`+asks, inHead, inPresentation, inActions),
	newLabel(actions, "alis", `actions? (?:de cooperation realisees?|(?:realisees?|menees?) depuis)[^:\n]{0,120}(?:$|:)`, inHead, inPresentation, inActions),
	newLabel(perspectives, "perspective", `perspectives? (?:du|des) partenariats?`, inHead, inPresentation, inActions),
}

// furtherHead opens the questions of a census of its own, behind the form: « Réponses à d’autres questions ».
var furtherHead = re(`^reponses? a d'autres questions *:?$`)

// segment is a part of a cell: a label and what follows it up to the next, or (kind none) what stands before the first.
type segment struct {
	kind   kind
	label  string // as printed
	nation string // for a party: « française », « malienne »
	text   string
}

// found is where a label stands in a cell.
type found struct {
	kind       kind
	start, end int
	nation     string
}

// longLabel is more than the longest label has, in bytes.
const longLabel = 200

// dangles: a text that ends with one of these words goes on.
var dangles = re(`(?:^|[\s(])(?:le|la|les|l'|de|du|des|d'|en|et|ou|aux?|a|cet|depuis|pour|consacres?|\d{1,2}|` + months + `)$|,$`)

const longestWord = 24

// hangs tells a cell that may be the beginning of a label: one that is no whole label, or whose label does not end.
func hangs(cell string, marks []found) bool {
	end := cell[max(0, len(cell)-longestWord):] // only the end is looked at, and no word of the pattern is as long
	return len(marks) == 0 || strings.Count(cell, "(") > strings.Count(cell, ")") || dangles.MatchString(end)
}

// segments cuts a cell at the labels that the stage knows.
func segments(cell string, st stage) []segment { return cutAt(cell, findLabels(cell, st)) }

func cutAt(cell string, marks []found) []segment {
	if len(marks) == 0 {
		return []segment{{text: cell}}
	}
	var out []segment
	if before := cell[:marks[0].start]; !nothing(before) {
		out = append(out, segment{text: before})
	}
	for i, m := range marks {
		end := len(cell)
		if i+1 < len(marks) {
			end = marks[i+1].start
		}
		out = append(out, segment{m.kind, cell[m.start:m.end], m.nation, strings.TrimLeft(cell[m.end:end], " :"+para)})
	}
	return out
}

func findLabels(cell string, st stage) []found {
	var all []found
	lower := strings.ToLower(cell)
	for _, l := range form {
		if strings.Contains(lower, l.stem) && slices.Contains(l.stages, st) {
			all = append(all, l.find(cell, st)...)
		}
	}
	slices.SortStableFunc(all, func(a, b found) int { return a.start - b.start })
	out := all[:0]
	for _, f := range all {
		if len(out) == 0 || f.start >= out[len(out)-1].end {
			out = append(out, f)
		}
	}
	return out
}

// find gives the places of a label in a cell. Inside the tables of actions a label opens its cell; elsewhere form and
// answers may have run together.
func (l label) find(cell string, st stage) []found {
	var all []found
	lead := len(cell) - len(strings.TrimLeft(cell, " \n"+para))
	if m := l.start.FindStringSubmatchIndex(cell[lead:]); m != nil {
		all = append(all, l.at(cell[lead:], m, lead))
	}
	if st == inActions || strings.IndexByte(cell, ':') < 0 {
		return all
	}
	for _, m := range l.inside.FindAllStringSubmatchIndex(cell, -1) {
		if m[0] > lead {
			all = append(all, l.at(cell, m, 0))
		}
	}
	return all
}

func (l label) at(s string, m []int, shift int) found {
	f := found{kind: l.kind, start: m[0] + shift, end: m[1] + shift}
	if l.kind == party && len(m) > 3 && m[2] >= 0 {
		f.nation = strings.TrimSuffix(format.Fold(s[m[2]:m[3]]), "s")
	}
	return f
}

var (
	foreignLabel = regexp.MustCompile(`^\p{Lu}[\p{L}'’()/ -]{2,60} ?:$`)
	labelAnswer  = regexp.MustCompile(`^(\p{Lu}[\p{Ll}'’-]+(?: [\p{Ll}'’-]+){1,5}) ?: `)
	fourDigits   = regexp.MustCompile(`\b(?:19|20)\d{2}\b`)
)

// strange tells a cell of the first column that opens with a label which the form does not have: « Autres soutiens : ».
// A line with a year in it is an answer (« Première convention : 1995 »).
func strange(cell string) bool {
	cell = show(cell)
	if foreignLabel.MatchString(cell) {
		return !fourDigits.MatchString(cell)
	}
	return labelAnswer.MatchString(cell) && !fourDigits.MatchString(cell)
}

// isFrench tells the adjective of the French side.
func isFrench(nation string) bool { return strings.HasPrefix(nation, "francais") }

// asksMore tells the wording of September 2013 in a label.
func asksMore(label string) bool {
	folded := format.Fold(label)
	return strings.Contains(folded, "preciser la region") || strings.Contains(folded, "renouvellement prevu")
}
