package catalogue

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"kafo/internal/coop"
)

// estimate counts fiches by a written list of words: what no field of the form states. docs/DATA.md prints the lists.
type estimate struct {
	key     string
	any     []pattern // a clause with one of these counts …
	not     []pattern // … unless it has one of these
	planned bool      // perspectives count too: what is only foreseen
}

// pattern is words in their order with no more than a few others between them, articles and prepositions not counted,
// in one clause. A word with * is the beginning of one; the others are compared by their stems. Accents and case do not
// matter.
type pattern struct {
	said   string
	tokens []token
}

type token struct {
	text  string // a stem, or the beginning of a word
	begin bool
}

func patterns(list ...string) []pattern {
	out := make([]pattern, len(list))
	for i, said := range list {
		out[i].said = said
		for w := range strings.FieldsSeq(said) {
			text, begin := strings.CutSuffix(w, "*")
			if !begin {
				text = stem(w)
			}
			out[i].tokens = append(out[i].tokens, token{text, begin})
		}
	}
	return out
}

var estimates = []estimate{
	{
		key: "overview.words.meetings",
		any: patterns(
			"reunion* solidarite", "reunion* information", "reunion* publi*", "organis* reunion*", "conferenc*", "debat*", "rencontre* acteur*",
			"rencontre* information", "rencontre* debat*", "organis* rencontre*", "table* ronde*", "journee* solidarite", "journee* etude",
			"journee* information", "forum*", "soiree*", "exposition*", "animation* public", "rassemblement*", "reunion* region*", "repas malien*",
			"concert",
		),
		not: patterns("participation* reunion*", "participe* reunion*", "visio*", "conference* harmonisation"),
	},
	{
		key: "overview.words.received",
		any: patterns(
			"accueil* delegation*", "accueil* mission*", "accueil* partenaire*", "accueil* maire*", "accueil* elu*", "accueil* acteur*",
			"accueil* artiste*", "accueil* president*", "accueil* conseiller*", "accueil* tresorier*", "accueil* coordinateur*",
			"accueil* technicien*", "accueil* agent*", "accueil* mairie", "reception* delegation*", "recu delegation*",
			"venue*", "mission* france",
			"invitation* partenaire*", "delegation* france", "maire* nous rend*",
		),
		not: patterns("famille* accueil*", "venue* mali"),
	},
	{
		key: "overview.words.urgent",
		any: patterns(
			"urgence*", "humanitaire*", "aide* alimentaire*", "aide* exceptionnelle*", "crise alimentaire*", "famine*", "refugie*",
			"population* deplace*", "personne* deplace*", "famille* deplace*", "eleve* deplace*", "enfant* deplace*", "achat* cereale*",
			"distribution* cereale*", "achat* nourriture", "distribution* nourriture", "aide* nourriture", "denree* alimentaire*", "achat* riz",
			"achat* vivre*",
		),
		planned: true,
	},
}

// How many words may stand between two words of a pattern: in a clause of a fiche, and in the sentence of a claim.
const (
	reach      = 4
	claimReach = 12
)

// longest is how many bytes of a passage a page shows.
const longest = 300

// clause is a part of a fiche's free texts, ready to be searched.
type clause struct {
	path    string
	text    string
	words   []form // bare
	planned bool
}

// hits are the clauses of a fiche that make it count, at most one a field.
func (e estimate) hits(list []clause) []briefHit {
	var out []briefHit
	last, seen := "", map[string]bool{} // a row that is split into actions says its words in each
	for _, c := range list {
		if c.path == last || seen[c.text] || (c.planned && !e.planned) {
			continue
		}
		if found := e.match(c.words); found != "" {
			last, seen[c.text] = c.path, true
			out = append(out, briefHit{word: found, text: c.text, path: c.path})
		}
	}
	return out
}

// match gives the pattern that a clause has, "" for none.
func (e estimate) match(list []form) string {
	for _, p := range e.not {
		if p.in(list, reach) {
			return ""
		}
	}
	for _, p := range e.any {
		if p.in(list, reach) {
			return p.said
		}
	}
	return ""
}

// form is a folded word and its stem.
type form struct{ word, stem string }

// bare are the words of a clause without articles and prepositions.
func bare(clause string) []form {
	var out []form
	for w := range strings.FieldsSeq(coop.Fold(clause)) {
		if !stopWords[w] {
			out = append(out, form{w, stem(w)})
		}
	}
	return out
}

// in says whether the words of a pattern stand in a clause in their order.
func (p pattern) in(list []form, reach int) bool {
	for i := range list {
		if p.tokens[0].is(list[i]) && rest(list[i+1:], p.tokens[1:], reach) {
			return true
		}
	}
	return false
}

func rest(list []form, tokens []token, reach int) bool {
	if len(tokens) == 0 {
		return true
	}
	for i := 0; i < len(list) && i <= reach; i++ {
		if tokens[0].is(list[i]) && rest(list[i+1:], tokens[1:], reach) {
			return true
		}
	}
	return false
}

func (t token) is(w form) bool {
	if t.begin {
		return strings.HasPrefix(w.word, t.text)
	}
	return w.stem == t.text
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

// clauses are the free texts of a fiche, cut: actions, means, what it says of going on and of its budget, perspectives.
func (f *FicheBody) clauses() []clause {
	var out []clause
	add := func(path, text string, planned bool) {
		for _, part := range cut(text) {
			if list := bare(part); len(list) > 0 {
				out = append(out, clause{path, part, list, planned})
			}
		}
	}
	for i, a := range f.Actions {
		add(fmt.Sprintf("actions.%d", i), a.Domain+" : "+a.Description+"\n"+a.Budget.Raw, false)
	}
	add("means", f.Means, false)
	add("continued", f.Continued.Raw, false)
	add("trend", f.Trend.Raw, false)
	add("budget", f.Budget.Raw, false)
	add("perspectives", f.Perspectives, true)
	return out
}

// cut parts a text at line ends, semicolons, bullets and the ends of sentences; a point after a capital is an initial's.
func cut(text string) []string {
	var out []string
	from, before := 0, ' '
	for i, r := range text {
		switch {
		case r == '\n' || r == ';' || r == '•':
			out = append(out, text[from:i])
			from = i + utf8.RuneLen(r)
		case (r == '.' || r == '!' || r == '?') && !unicode.IsUpper(before) && (i+1 == len(text) || text[i+1] == ' '):
			out = append(out, text[from:i])
			from = i + 1
		}
		before = r
	}
	return append(out, text[from:])
}

// meanings say which figure a document means by its words; the first row that fits decides.
var meanings = []struct {
	key      string
	patterns []pattern
}{
	{figDormant, patterns("sommeil")},
	{figAnswered, patterns("questionnaire*")},
	{"overview.words.meetings", patterns("reunion*")},
	{"overview.words.received", patterns("recu* partenaire*", "accueil* partenaire*", "recu* delegation*", "partenaire* recu*")},
	{"overview.words.urgent", patterns("action* urgence*", "aide* urgence*")},
	{"overview.trend.increased", patterns("augment* budget*", "budget* augment*", "budget* hausse*")},
	{"overview.trend.reduced", patterns("redui* budget*", "budget* redui*", "reduction* budget*", "diminu* budget*", "budget* diminu*", "budget* baisse*", "reduire")},
	{"overview.trend.maintained", patterns("budget* maint*", "maint* budget*")},
	{figKept, patterns("maint* cooperation*", "cooperation* maint*", "poursui* cooperation*", "maint* partenariat*")},
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
			for _, p := range row.patterns {
				if p.in(list, claimReach) {
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
