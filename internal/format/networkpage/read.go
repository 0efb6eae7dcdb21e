package networkpage

import (
	"fmt"
	"regexp"
	"strings"

	"kafo/internal/format"
)

// levels are the territories under which a network lists its members; the level names differ by country.
const levels = `(?:cercle|prefecture|sous-prefecture|province|region|district|departement|wilaya|gouvernorat|arrondissement|cantons?|woreda|comte|delegation|moughataa|commune urbaine|zone)`

var (
	inFrance   = regexp.MustCompile(`^(?:en france|cote francais|partenaires? francais|membres? francais|collectivites? francaises?.*|france)$`)
	abroad     = regexp.MustCompile(`^(?:(?:au|aux|a|en) (?:l'|la )?[a-z' -]{2,40}|cote [a-z]{3,20}|partenaires? [a-z]{3,20}|collectivites? [a-z]{3,20})$`)
	levelHead  = regexp.MustCompile(`^` + levels + ` (?:de |du |des |d'|de la ).+$`)
	levelWord  = regexp.MustCompile(`^` + levels + `s?$`)
	recentHead = regexp.MustCompile(`^(?:nouvelles? |dernieres? )?(?:adhesions?|adherents?|membres?)(?: recente?s?| nouveaux| nouvelles)?$|^nouveaux (?:adherents|membres)$`)
	rule       = regexp.MustCompile(`^[-|: ]+$`)
	furniture  = regexp.MustCompile(`^(?:accueil >.*|# ?https?://\S+|https?://\S+|share|partager|imprimer|agrandir la taille.*|[\d ]+ vues?)$`)
)

// table tells the columns of the table, from its head.
type table struct{ territory, french, foreign int }

// head reads the head of the table: « En France | Au Mali | ». Columns may stand in another order, with one for the
// territory.
func head(line string) (table, bool) {
	t := table{-1, -1, -1}
	if !isRow(line) {
		return t, false
	}
	for i, c := range cells(line) {
		switch folded := format.Fold(c); {
		case inFrance.MatchString(folded) && t.french < 0:
			t.french = i
		case levelWord.MatchString(folded) && t.territory < 0:
			t.territory = i
		case abroad.MatchString(folded) && t.foreign < 0:
			t.foreign = i
		}
	}
	return t, t.french >= 0 && t.foreign >= 0
}

func isRow(line string) bool { return strings.ContainsAny(line, "|\t") }

// cells cuts a row at its bars, or at its tabs where it has no bar.
func cells(line string) []string {
	line = format.Unmark(line)
	sep := "|"
	if !strings.Contains(line, sep) {
		sep = "\t"
	}
	parts := strings.Split(line, sep)
	for i := range parts {
		parts[i] = format.Squeeze(parts[i])
	}
	return parts
}

func at(parts []string, i int) string {
	if i < 0 || i >= len(parts) {
		return ""
	}
	return parts[i]
}

// Recognise says how sure it is, 0 to 100, that the text is the page of a network: the head of its table, and the
// word réseau.
func Recognise(t *format.Text) int {
	score := 0
	for _, line := range t.Lines {
		if len(line) > 400 {
			continue
		}
		if _, ok := head(line); ok {
			score = 60
			break
		}
	}
	if score == 0 {
		return 0
	}
	for _, line := range t.Lines[:min(20, len(t.Lines))] {
		if strings.Contains(format.Fold(line[:min(len(line), 4000)]), "reseau") {
			return 90
		}
	}
	return score
}

// Read reads the page of a network as one record of kind network. The error is *format.Problem with key
// format.unknown_family for a text without the table of members.
func Read(t *format.Text) (*format.Result, error) {
	r := reader{acc: format.NewAccount(t), out: Network{Aliases: []Alias{}, Leads: []Lead{}, Rows: []Row{}, Recent: []Recent{}, Intercollectivites: []Inter{}}}
	start := -1
	for i, line := range t.Lines {
		var ok bool
		if r.cols, ok = head(line); ok {
			start = i
			break
		}
	}
	if start < 0 {
		return nil, &format.Problem{Line: 1, Key: "format.unknown_family"}
	}
	name := r.heading(t.Lines[:start])
	for i, line := range t.Lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		switch {
		case i < name && len(line) < maxHeading, i == start, rule.MatchString(strings.TrimSpace(line)), len(line) < 300 && furniture.MatchString(format.Fold(line)):
			r.acc.Structure(i + 1)
		case i > start && isRow(line):
			r.row(i+1, line)
		default:
			r.sentence(i+1, line)
		}
	}
	return r.result()
}

// reader fills a network, claiming each line it understands.
type reader struct {
	out    Network
	cols   table
	cercle *string
	recent bool
	places []format.Place
	acc    *format.Account
}

func (r *reader) use(n int, path string) {
	r.acc.InRecord(n)
	r.places = append(r.places, format.Place{Path: path, Line: n, LineEnd: n})
}

func (r *reader) unplaced(n int, raw string) {
	if raw = format.Squeeze(format.Unmark(raw)); raw == "" {
		return
	}
	r.use(n, fmt.Sprintf("unplaced.%d", len(r.out.Unplaced)))
	r.out.Unplaced = append(r.out.Unplaced, Unplaced{Line: n, Raw: raw})
}

// row reads a row of the table: a territory, the head of the recent members, a member.
func (r *reader) row(n int, line string) {
	parts := cells(line)
	alone, only := single(parts)
	folded := format.Fold(alone)
	switch {
	case only && recentHead.MatchString(folded):
		r.recent, r.cercle = true, nil
		r.acc.Structure(n)
	case only && levelHead.MatchString(folded):
		r.recent, r.cercle = false, &alone
		r.acc.InRecord(n)
	case alone == "":
		r.acc.Structure(n)
	case r.recent:
		r.member(n, parts)
	default:
		r.pair(n, parts)
	}
}

// single gives the first cell that is not empty, and whether it is the only one.
func single(parts []string) (first string, only bool) {
	only = true
	for _, p := range parts {
		switch {
		case p == "":
		case first == "":
			first = p
		default:
			only = false
		}
	}
	return first, only
}

// pair reads French parties and their partners. A territory in its own column goes on for the rows below it.
func (r *reader) pair(n int, parts []string) {
	if c := at(parts, r.cols.territory); c != "" {
		r.cercle = &c
	}
	i := len(r.out.Rows)
	r.out.Rows = append(r.out.Rows, Row{
		Cercle:  r.cercle,
		French:  r.split(n, at(parts, r.cols.french)),
		Foreign: r.split(n, at(parts, r.cols.foreign)),
	})
	r.use(n, fmt.Sprintf("rows.%d", i))
	for j, extra := range parts {
		if j != r.cols.territory && j != r.cols.french && j != r.cols.foreign {
			r.unplaced(n, extra)
		}
	}
}

var bracket = regexp.MustCompile(`\(([^()]*)\)`)

// split cuts a cell into parties. A bracket that is a remark (« implantée à … ») parts two names and is kept apart; one
// that is an acronym or a place belongs to its name.
func (r *reader) split(n int, cell string) []string {
	out := []string{}
	cell = bracket.ReplaceAllStringFunc(cell, func(b string) string {
		inner := strings.Trim(b, "()")
		if !isRemark(inner) {
			return b
		}
		r.unplaced(n, inner)
		return "\x00"
	})
	for _, piece := range strings.Split(cell, "\x00") {
		out = append(out, parties(piece)...)
	}
	return out
}

var remark = regexp.MustCompile(`^(?:implant|situe|base|membre|adher|depuis|via|par |a travers|avec|en cours|notamment|dont|ayant)`)

func isRemark(s string) bool { return remark.MatchString(format.Fold(s)) }

var partnership = regexp.MustCompile(`\((?:[Ee]n )?(?:partenariat|lien|coopération) avec ([^()]*)\)|\((?:partenaires?|jumelée? avec)\s*:?\s*([^()]*)\)`)

// member reads a row of the recent members: parties, and in a bracket with whom they work; where the other column is
// filled, its parties are meant.
func (r *reader) member(n int, parts []string) {
	cell, other := at(parts, r.cols.french), at(parts, r.cols.foreign)
	if cell == "" {
		cell, _ = single(parts)
		other = ""
	}
	m := Recent{With: []string{}}
	cell = partnership.ReplaceAllStringFunc(cell, func(b string) string {
		found := partnership.FindStringSubmatch(b)
		m.With = append(m.With, parties(found[1]+found[2])...)
		return "\x00"
	})
	m.French = r.split(n, cell)
	m.With = append(m.With, r.split(n, other)...)
	r.use(n, fmt.Sprintf("recent.%d", len(r.out.Recent)))
	r.out.Recent = append(r.out.Recent, m)
}

func (r *reader) result() (*format.Result, error) {
	res := &format.Result{Format: "networkpage"}
	if r.out.Name != nil {
		res.Title = *r.out.Name
	}
	if r.out.AsOf != nil {
		res.Date = *r.out.AsOf
	}
	var err error
	if res.Values, err = format.CountValues(r.out); err != nil {
		return nil, fmt.Errorf("networkpage: %w", err)
	}
	first, last := r.acc.Span()
	first = max(first, 1)
	res.Records = []format.Record{{Kind: "network", Locator: fmt.Sprintf("L%d", first), Line: first, LineEnd: max(last, first), Body: &r.out, Places: r.places}}
	r.acc.Close(res)
	return res, nil
}
