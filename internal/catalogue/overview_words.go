package catalogue

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"kafo/internal/coop"
)

// estimate counts fiches by a written list of words: what no field of the form states. docs/DATA.md prints the lists.
type estimate struct {
	key     string
	any     []string // a clause with one of these counts …
	not     []string // … unless it has one of these
	planned bool     // perspectives count too: what is only foreseen
}

// A pattern is words in their order with no more than reach others between them, articles and prepositions not counted,
// in one clause. A word with * is the beginning of one; the others are compared by their stems. Accents and case do not
// matter.
var estimates = []estimate{
	{
		key: "overview.words.meetings",
		any: []string{
			"reunion* solidarite", "reunion* information", "reunion* publi*", "organis* reunion*", "conferenc*", "debat*", "rencontre* acteur*",
			"rencontre* information", "rencontre* debat*", "organis* rencontre*", "table* ronde*", "journee* solidarite", "journee* etude",
			"journee* information", "forum*", "soiree*", "exposition*", "animation* public", "rassemblement*", "reunion* region*", "repas malien*",
			"concert",
		},
		not: []string{"participation* reunion*", "participe* reunion*", "visio*", "conference* harmonisation"},
	},
	{
		key: "overview.words.received",
		any: []string{
			"accueil* delegation*", "accueil* mission*", "accueil* partenaire*", "accueil* maire*", "accueil* elu*", "accueil* acteur*",
			"accueil* artiste*", "accueil* president*", "accueil* conseiller*", "accueil* tresorier*", "accueil* coordinateur*", "accueil* infirmier*",
			"accueil* jeunes", "accueil* technicien*", "accueil* agent*", "accueil* mairie", "reception* delegation*", "recu delegation*",
			"venue*", "mission* france",
			"invitation* partenaire*", "delegation* france", "maire* nous rend*",
		},
		not: []string{"famille* accueil*", "venue* mali"},
	},
	{
		key: "overview.words.urgent",
		any: []string{
			"urgence*", "humanitaire*", "aide* alimentaire*", "aide* exceptionnelle*", "crise alimentaire*", "famine*", "refugie*",
			"population* deplace*", "personne* deplace*", "famille* deplace*", "eleve* deplace*", "enfant* deplace*", "achat* cereale*",
			"distribution* cereale*", "achat* nourriture", "distribution* nourriture", "aide* nourriture", "denree* alimentaire*", "achat* riz",
			"achat* vivre*",
		},
		planned: true,
	},
}

// reach is how many words may stand between two words of a pattern.
const reach = 4

// longest is how many bytes of a passage a page shows.
const longest = 300

var clauses = regexp.MustCompile(`\n|;|•|[.!?]\s`)

// hits are the clauses of a fiche that make it count, masked, at most one a field.
func (e estimate) hits(x *index, s *Stated) []Hit {
	var out []Hit
	for _, field := range s.Fiche.texts(e.planned) {
		for _, clause := range clauses.Split(field.text, -1) {
			found := e.match(clause)
			if found == "" {
				continue
			}
			at := s.At(field.path)
			text := x.masked(s.Source, strings.Join(strings.Fields(clause), " "))
			out = append(out, Hit{
				Record: s.ID, Word: found, Text: shorten(text), Cite: x.cite(s.ID, field.path, at.Line, at.LineEnd),
			})
			break
		}
	}
	return out
}

// match gives the pattern that a clause has, "" for none.
func (e estimate) match(clause string) string {
	list := bare(clause)
	for _, p := range e.not {
		if follows(list, strings.Fields(p)) {
			return ""
		}
	}
	for _, p := range e.any {
		if follows(list, strings.Fields(p)) {
			return p
		}
	}
	return ""
}

// bare are the folded words of a clause without articles and prepositions.
func bare(clause string) []string {
	return slices.DeleteFunc(strings.Fields(coop.Fold(clause)), func(w string) bool { return stopWords[w] })
}

// follows says whether the words of a pattern stand in a clause in their order.
func follows(list, pattern []string) bool {
	for i := range list {
		if isWord(list[i], pattern[0]) && rest(list[i+1:], pattern[1:]) {
			return true
		}
	}
	return false
}

func rest(list, pattern []string) bool {
	if len(pattern) == 0 {
		return true
	}
	for i := 0; i < len(list) && i <= reach; i++ {
		if isWord(list[i], pattern[0]) && rest(list[i+1:], pattern[1:]) {
			return true
		}
	}
	return false
}

func isWord(word, pattern string) bool {
	if begin, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(word, begin)
	}
	return word == pattern || stem(word) == stem(pattern)
}

func shorten(s string) string {
	if len(s) <= longest {
		return s
	}
	cut := strings.LastIndexByte(s[:longest], ' ')
	if cut < 0 {
		cut = longest
	}
	return strings.ToValidUTF8(s[:cut], "") + " …"
}

// fieldText is a text of a fiche with its path.
type fieldText struct{ path, text string }

// texts are the free texts of a fiche: actions, means, the answer about going on; perspectives only if asked for.
func (f *FicheBody) texts(planned bool) []fieldText {
	var out []fieldText
	for i, a := range f.Actions {
		out = append(out, fieldText{fmt.Sprintf("actions.%d", i), a.Domain + " : " + a.Description + "\n" + a.Budget.Raw})
	}
	out = append(out, fieldText{"means", f.Means}, fieldText{"continued", f.Continued.Raw}, fieldText{"trend", f.Trend.Raw}, fieldText{"budget", f.Budget.Raw})
	if planned {
		out = append(out, fieldText{"perspectives", f.Perspectives})
	}
	return out
}

// meanings say which figure a document means by its words; the first row that fits decides.
var meanings = []struct {
	key     string
	pattern []string
}{
	{figDormant, []string{"sommeil"}},
	{figAnswered, []string{"questionnaire*"}},
	{"overview.words.meetings", []string{"reunion*"}},
	{"overview.words.received", []string{"recu* partenaire*", "accueil* partenaire*", "recu* delegation*", "partenaire* recu*"}},
	{"overview.words.urgent", []string{"action* urgence*", "aide* urgence*"}},
	{"overview.trend.increased", []string{"augment* budget*", "budget* augment*", "budget* hausse*"}},
	{"overview.trend.reduced", []string{"redui* budget*", "budget* redui*", "reduction* budget*", "diminu* budget*", "budget* diminu*", "budget* baisse*", "reduire"}},
	{"overview.trend.maintained", []string{"budget* maint*", "maint* budget*"}},
	{figKept, []string{"maint* cooperation*", "cooperation* maint*", "poursui* cooperation*", "maint* partenariat*"}},
}

// claimedKey is the figure that a claim speaks of: by the words of what it counts, else by those that follow the
// figure in its sentence up to the next one, else by those before it.
func claimedKey(c *ClaimBody) string {
	if strings.Contains(coop.Fold(c.What), "euro") {
		return "" // money, not a count
	}
	after, before := c.around()
	for _, text := range []string{c.What, after, before} {
		list := bare(text)
		for _, row := range meanings {
			for _, p := range row.pattern {
				if follows(list, strings.Fields(p)) {
					return row.key
				}
			}
		}
	}
	return ""
}

// around is the sentence of a claim after its figure up to the next figure, and before it down to the one before.
func (c *ClaimBody) around() (after, before string) {
	list := strings.Fields(coop.Fold(c.Sentence))
	value := coop.Fold(strings.Trim(string(c.Value), `"`))
	for i, w := range list {
		if w != value && numbers[w] != value {
			continue
		}
		from, to := i, i+1
		for from > 0 && !figure(list[from-1]) {
			from--
		}
		for to < len(list) && !figure(list[to]) {
			to++
		}
		return strings.Join(list[i+1:to], " "), strings.Join(list[from:i], " ")
	}
	return "", ""
}

func figure(w string) bool { return w[0] >= '0' && w[0] <= '9' && len(w) < 4 } // a year is no count

var numbers = map[string]string{
	"un": "1", "une": "1", "deux": "2", "trois": "3", "quatre": "4", "cinq": "5", "six": "6", "sept": "7", "huit": "8", "neuf": "9", "dix": "10",
	"onze": "11", "douze": "12", "treize": "13", "quatorze": "14", "quinze": "15", "seize": "16", "vingt": "20", "trente": "30",
}

// number is the claimed figure in digits where it is a number or the word for one, else as printed.
func (c *ClaimBody) number() string {
	var s string
	if json.Unmarshal(c.Value, &s) != nil {
		s = string(c.Value)
	}
	if n, ok := numbers[coop.Fold(s)]; ok {
		return n
	}
	return strings.TrimSpace(s)
}
