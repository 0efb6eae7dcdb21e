package censustext

import (
	"regexp"
	"slices"
	"strings"
)

// split makes the actions of a row. It is more than one only if its budget lists several amounts and the row has as
// many pieces: the bullets of the description, or else the dated periods side by side. The two ends of a range are one
// amount to be shared.
func split(row actionRow, currency string) []Action {
	description, period, cell := flat(row.description), flat(row.period), flat(row.budget)
	bullets, spans := bulletsOf(description), datedPeriods(period)
	figures := actionFigures(cell, currency, pieceCounts(bullets, spans))
	whole := newAction(row, description, period, cell, figures)
	if len(figures) < 2 || len(figures) > mostPieces || slices.ContainsFunc(figures, func(f figure) bool { return f.span }) {
		return []Action{whole}
	}
	shares := cutBudget(show(cell), figures)
	out := make([]Action, len(figures))
	for i := range figures {
		d, p := description, period
		switch n := len(figures); {
		case len(bullets) == n+1:
			d = strings.TrimSpace(bullets[0] + bullet + bullets[i+1])
		case len(bullets) == n && bullets[0] != "":
			d = bullets[i]
		case len(spans) == n:
		default:
			return []Action{whole}
		}
		if len(spans) == len(figures) {
			p = spans[i]
		}
		out[i] = newAction(row, d, p, shares[i], figures[i:i+1])
	}
	return out
}

// pieceCounts gives how many figures a cell of bare ones may hold: one a bullet, with or without the text before the
// first, or one a period.
func pieceCounts(bullets, spans []string) []int {
	out := []int{len(bullets) - 1, len(spans)}
	if len(bullets) > 0 && bullets[0] != "" {
		out = append(out, len(bullets))
	}
	return out
}

// bulletsOf cuts a description at its bullets; the first piece stands before them and may be empty. Without a bullet
// there is nothing to cut.
func bulletsOf(description string) []string {
	pieces := strings.Split(description, bullet)
	if len(pieces) < 2 {
		return nil
	}
	for i := range pieces {
		pieces[i] = show(pieces[i])
	}
	return pieces
}

func newAction(row actionRow, description, period, cell string, figures []figure) Action {
	raw := show(cell)
	a := Action{
		N: row.n, Domain: show(flat(row.domain)), Description: show(description), Period: readPeriod(period),
		Budget: ActionBudget{Raw: raw, Amounts: []Amount{}, Kind: kindOf(raw), Cofunders: cofunders(raw)},
	}
	for _, f := range figures {
		if amount, ok := f.amount(); ok {
			a.Budget.Amounts = append(a.Budget.Amounts, amount)
		}
	}
	return a
}

// actionFigures reads the figures of a budget cell: those with a sign, or a cell of bare figures.
func actionFigures(cell, currency string, pieces []int) []figure {
	raw := show(cell)
	if bare := bareFigures(raw, currency, pieces); bare != nil {
		return bare
	}
	return money(raw)
}

// cutBudget gives each figure its words: those after it, or, where the cell opens with words, those before it.
func cutBudget(raw string, figures []figure) []string {
	out := make([]string, len(figures))
	after := strings.TrimSpace(raw[:figures[0].start]) == ""
	from := 0
	for i, f := range figures {
		end := len(raw)
		if i+1 < len(figures) {
			if end = figures[i+1].start; !after {
				end = f.stop + len(noteAfter.FindString(raw[f.stop:end]))
			}
		}
		out[i] = strings.TrimSpace(dangling.ReplaceAllString(raw[from:end], ""))
		from = end
	}
	return out
}

var dangling = regexp.MustCompile(`^[\s;,+/]+|(?:[\s;,+/]+|\set)+\s*$`) // what joins two shares

var noteAfter = regexp.MustCompile(`^(?: ?\([^()]*\))*`)

var (
	percent = regexp.MustCompile(`(\d{1,3}(?:[.,]\d{1,2})?) ?%`)
	// ownBracket is a percentage alone in brackets behind its funder: « Région (25 %) ».
	ownBracket = regexp.MustCompile(`\s*\((\d{1,3}(?:[.,]\d{1,2})? ?%)\)`)
	shareOf    = re(`^(?:et )?(?:co-?financ\S+ )?(?:: *|[-–] )?(?:du |de la |de l'|de |des |par |pour |a la charge (?:du |de la |de l'|de ))?`)
	ownArticle = regexp.MustCompile(`^(?:la |le |les |l['’])`)
	shareWord  = re(`(?:^|[\s(])(?:dont|soit|a|environ|pour) *$`)
)

// cofunders reads the funders with a percentage. Percentages stand before the funders (« 50 % X, 25 % Y ») or behind
// them (« X : 50 %, Y : 25 % »).
func cofunders(raw string) []Cofunder {
	out := []Cofunder{}
	raw = ownBracket.ReplaceAllString(raw, " $1")
	marks := percent.FindAllStringSubmatchIndex(raw, -1)
	if len(marks) == 0 {
		return out
	}
	lead := listStart(raw, marks[0][0])
	behind := strings.ContainsFunc(shareWord.ReplaceAllString(raw[lead:marks[0][0]], ""), isLetter)
	for i, m := range marks {
		from, to := m[1], len(raw)
		if i+1 < len(marks) {
			to = marks[i+1][0]
		}
		if behind {
			if from, to = lead, m[0]; i > 0 {
				from = marks[i-1][1]
			}
		}
		if name := funder(raw[from:to]); name != "" {
			out = append(out, Cofunder{name, percentOf(raw[m[2]:m[3]])})
		}
	}
	return out
}

// listStart gives where the list of funders begins: after the bracket or the amount before the first percentage.
func listStart(raw string, first int) int {
	start := strings.LastIndexByte(raw[:first], '(') + 1
	for _, f := range money(raw[:first]) {
		start = max(start, f.stop)
	}
	return start
}

func isLetter(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r > 0xbf && r != 0xd7 && r < 0x2000
}

func percentOf(s string) float64 {
	v, _ := figure{digits: strings.ReplaceAll(s, ".", ","), factor: 1}.value()
	return v
}

// funder takes a name out of the words between two percentages.
func funder(s string) string {
	for i, depth := 0, 0; i < len(s); i++ {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				s = s[:i]
			}
		}
	}
	s = strings.Trim(s, " ,;/+:.")
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(s, " et"), "("))
	return strings.TrimSpace(ownArticle.ReplaceAllString(shareOf.ReplaceAllString(s, ""), ""))
}
