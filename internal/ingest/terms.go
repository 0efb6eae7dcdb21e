package ingest

import (
	"regexp"
	"strconv"
	"strings"

	"kafo/internal/coop"
)

// code is words that make a value; the first line that fits wins.
type code struct {
	words *regexp.Regexp
	value string
}

// codes compiles lines of « words » and the value they mean. They read text folded by coop.Fold.
func codes(lines ...string) []code {
	var out []code
	for i := 0; i < len(lines); i += 2 {
		out = append(out, code{regexp.MustCompile(lines[i]), lines[i+1]})
	}
	return out
}

func valueOf(list []code, text string) string {
	for _, c := range list {
		if c.words.MatchString(text) {
			return c.value
		}
	}
	return ""
}

var (
	qualifiers = codes(
		`\benviron\b|\bestime|\bautour de\b|\bpres de\b|de l ordre de|\bapproximati`, "about",
		`\bmoyenne\b`, "average",
		`\bminimum\b|\bau moins\b|\bplus de\b`, "at_least",
		`\bmaximum\b|\bjusqu|\bau plus\b|\bplafonn|\bmoins de\b`, "at_most",
	)
	stages = codes(
		`\bprevisionnel|\bprevus?\b|\bprevues?\b|\ba venir\b|\bprogrammes? en\b|\benvisage`, "planned",
		`\bverses?\b|\bversees?\b|\bpayes?\b|\bpayees?\b|\brealises?\b|\bdepenses?\b|\bdecaisse|\bmandates?\b`, "paid",
		`\bvotes?\b|\bvotees?\b|\bengage|\battribue|\bnotifie|\bpromis`, "committed",
	)
	forms = codes(
		`\bnumeraire\b|\bespeces\b`, "cash",
		`\ben nature\b|\bvaloris|\bmise a disposition\b|\bpret de\b|\bbenevola`, "in_kind",
	)
	funds = codes(
		`\| (?:[a-z]+ ){0,2}(?:fonds propres|budget propre|autofinancement|ressources propres)\b|(?:fonds propres|autofinancement) \|`, "own",
		`\breverse|\bretrocede|\bsubvention[^:]* a l? ?(?:association|ong|comite)|\bsubvention[^:]* aux? |\bvia l? ?association`, "regranted",
	)
	laws = codes(
		`\boudin\b|1 ?%? (?:de l |pour l )?(?:eau|assainissement)\b|\bun pour cent (?:eau|assainissement)`, "water",
		`1 ?%? (?:des )?(?:dechets?|ordures)\b|\bun pour cent dechets`, "waste",
		`1 ?%? (?:de l )?(?:energie|electricite|gaz)\b|\bun pour cent energie`, "energy",
	)
	parts = codes(
		`\bdont$|\bdont (?:[^ ]+ ){0,3}(?:pour|a hauteur de)$`, string(coop.PartOf),
		`\b(?:diminution|augmentation|baisse|hausse|reduction) (?:de|d)$|\ben (?:moins|plus) de$`, string(coop.Difference),
		`\b(?:contribution|participation|quote part|part) (?:de|du|des|d|financiere)\b`, string(coop.PartOf),
		`\btotal\b|\bbudget global\b|\bmontant global\b|\bcout global\b|\ben tout\b`, string(coop.TotalOf),
	)
	kindSign = regexp.MustCompile(`(?i)^\W*\(([fi])\)`)
	perTime  = regexp.MustCompile(`(?i)sur \d+(?: ou \d+)? ans|par an\b|/ ?an\b|annuel(?:le)?s?\b|chaque année|par mois|/ ?mois\b|pluriannuel(?:le)?s?\b`)
	years    = regexp.MustCompile(`^sur (\d+) ans`)
	yearSpan = regexp.MustCompile(`\b((?:19|20)\d\d) ?(?:[-–/]|à|et) ?((?:19|20)?\d\d)\b`)
	inYear   = regexp.MustCompile(`(?i)^\D{0,30}\b(?:en|année|budget) ((?:19|20)\d\d)\b`)
	alike    = regexp.MustCompile(`(?i)même (?:montant|somme)s? (?:que|pour) (?:le |la |les |l['’])?([^()\n;:€]{2,80})`)
	funders  = regexp.MustCompile(`\([^()]*%.*$`)
	scope    = regexp.MustCompile(`(?i)\b(?:hors|non compris|y compris|dont participation|sans compter)\b[^()\n;:€]*`)
	timesOn  = regexp.MustCompile(`\b(\d{1,3}) ?[x×*] ?$`)
	timesOff = regexp.MustCompile(`^ ?[x×*] ?(\d{1,3})\b`)
	headYear = regexp.MustCompile(`^(?:(?:19|20)\d\d(?: ?(?:[-–]|à) ?(?:19|20)?\d\d)? ?: ?)+`)
	base     = regexp.MustCompile(`(?i)1 ?% (?:de|du|d['’]|sur)[^\d€%]{0,80}(\d[\d .]*\d) ?(?:€|euros)`)
)

// lawOf is the « 1 % » law that words name.
func lawOf(folded string) string { return valueOf(laws, folded) }

// baseOf is what a 1 % is taken of, where the text says it: « 1 % d'un budget de 2 000 000 € ».
func baseOf(text string) int64 {
	m := base.FindStringSubmatchIndex(text)
	if m == nil {
		return 0
	}
	units, _ := unitsAt(text, m[2:4])
	return cents(units)
}

// say fills a financing with what the words before and after its figure say.
func say(f *coop.Financing, before, after string) {
	f.Law = lawOf(coop.Fold(before + " | " + after))
	after = funders.ReplaceAllString(after, "") // who pays how much of it is read as shares
	lead, tail := coop.Fold(before), coop.Fold(after)
	both := lead + " | " + tail
	f.Qualifier, f.Stage, f.Form, f.Funds = valueOf(qualifiers, both), valueOf(stages, both), valueOf(forms, both), valueOf(funds, both)
	f.Part = coop.Standing(valueOf(parts, strings.TrimRight(lead, " ")))
	if m := kindSign.FindStringSubmatch(after); m != nil {
		f.Kind = map[string]string{"f": "operation", "i": "investment"}[strings.ToLower(m[1])]
	}
	f.Scope = strings.TrimRight(strings.TrimSpace(scope.FindString(after)), " ,.")
	f.Times = times(before, after)
	if m := alike.FindStringSubmatch(after); m != nil {
		f.Alike = strings.TrimSpace(m[1])
	}
	sayTime(f, before, after)
	sayWho(f, before, after)
	if f.Label = labelOf(before, after); f.Label == f.Scope || f.Label == f.PayerText {
		f.Label = ""
	}
}

func times(before, after string) int {
	for _, m := range [][]string{timesOn.FindStringSubmatch(before), timesOff.FindStringSubmatch(after)} {
		if m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil && n > 1 {
				return n
			}
		}
	}
	return 0
}

// sayTime reads when an amount is for. The year of the record stands unless the words right behind the figure, or a
// range of years before it, say otherwise.
func sayTime(f *coop.Financing, before, after string) {
	f.Period = perTime.FindString(after)
	if f.Period == "" {
		f.Period = perTime.FindString(before)
	}
	if m := years.FindStringSubmatch(f.Period); m != nil {
		f.Years, _ = strconv.Atoi(m[1])
	}
	switch p := coop.Fold(f.Period); {
	case strings.Contains(p, "mois"):
		f.Per = "month"
	case strings.HasPrefix(p, "pluri"), strings.HasPrefix(p, "sur"):
	case p != "":
		f.Per = "year"
	}
	if m := inYear.FindStringSubmatch(after); m != nil {
		f.Year, _ = strconv.Atoi(m[1])
		return
	}
	for _, text := range []string{after, before} {
		if m := yearSpan.FindStringSubmatch(text); m != nil {
			span(f, m[1], m[2])
			return
		}
	}
}

// span sets the range of years that two figures make; « 2013-15 » ends in 2015.
func span(f *coop.Financing, from, to string) {
	a, _ := strconv.Atoi(from)
	b, _ := strconv.Atoi(to)
	if b < 100 {
		b += a / 100 * 100
	}
	if b > a && b < a+30 {
		f.Year, f.From, f.To = 0, a, b
	}
}

const body = `(?:communes?|villes?|mairies?|conseil|cg ?\d*|région|département|communauté|agglomération|collectivités?|association|comité|syndicat|agence|ministère|état|union|fondation|fonds|métropole|district|cercle)`

var (
	who      = `((?:(?i:` + body + `)\b|\p{Lu})[^()\n;:€]*)`
	giver    = regexp.MustCompile(`^\W*(?:(?i:subvention|contribution|participation|part|aide|apport|financement)s?(?: (?i:annuelle|exceptionnelle|financière))? )(?:du |de la |de l['’]|des |de |d['’])` + who)
	fromBody = regexp.MustCompile(`^\s*(?:de la part )?(?:par les |par la |par le |par l['’]|par |du |de la |de l['’]|des |de |d['’])` + who)
	bareBody = regexp.MustCompile(`^\s*` + who)
	inside   = regexp.MustCompile(`^\s*\((?:(?:par|subvention|financement|don)s? (?:(?:de |du )?(?:les |la |le |l['’])?)?)?` + who + `\)`)
	toBody   = regexp.MustCompile(`(?:^| )(?:à|au|aux|via) (?:l['’]|la |le |les )?` + who)
	cutName  = regexp.MustCompile(` (?:sur (?:\d|fonds|projet|le |la |les )|pour |à |au |aux |en |et |dans |via |dont |hors ).*$|[,/].*$| (?:et|en|de|du)$`)
	letters  = regexp.MustCompile(`\pL{2,}`)
)

// sayWho reads who pays and who receives. A name stands before a colon, behind « de », in a bracket of its own, or right
// behind the figure; it begins with a kind of body or a capital.
func sayWho(f *coop.Financing, before, after string) {
	head := headYear.ReplaceAllString(strings.TrimSpace(before), "")
	colon := strings.HasSuffix(head, ":")
	switch {
	case giver.MatchString(head):
		f.PayerText = name(giver.FindStringSubmatch(head)[1])
	case colon && isBody(strings.TrimRight(head, " :")):
		f.PayerText = name(strings.TrimRight(head, " :"))
	}
	tail := after
	if m := perTime.FindStringIndex(after); m != nil && m[0] < 3 {
		tail = after[m[1]:]
	}
	for _, r := range []*regexp.Regexp{fromBody, inside, bareBody} {
		if m := r.FindStringSubmatch(tail); m != nil && f.PayerText == "" && (r != bareBody || isBody(m[1])) {
			f.PayerText = name(m[1])
		}
	}
	gift := strings.Contains(coop.Fold(head), "subvention") || strings.HasPrefix(coop.Fold(after), "via")
	for _, text := range []string{head, after} {
		if m := toBody.FindStringSubmatch(text); m != nil && gift && f.BeneficiaryText == "" {
			f.BeneficiaryText = name(m[1])
		}
	}
	if f.BeneficiaryText != "" && f.Funds == "" {
		f.Funds = "regranted"
	}
}

var bodyWord = regexp.MustCompile(`^\W*(?:(?i:` + body + `)\b|\p{Lu}{2,}\b)`)

// isBody says that words name a body: they begin with a kind of one, or with an acronym.
func isBody(s string) bool { return bodyWord.MatchString(strings.TrimSpace(s)) }

// name cuts what follows a name: « Ville de Brive à l'association … ». A name is no longer than a line of a form.
func name(s string) string {
	s = strings.Trim(cutName.ReplaceAllString(strings.TrimSpace(s), ""), " .-–«»\"'()")
	if !letters.MatchString(s) || len(s) > 90 {
		return ""
	}
	return s
}

const labelMost = 120

// labelOf is what the words call an amount: its heading, else the bracket behind it.
func labelOf(before, after string) string {
	head := headYear.ReplaceAllString(strings.TrimLeft(before, " (,./"), "")
	label := ""
	if at := strings.LastIndexByte(head, ':'); at >= 0 && strings.TrimSpace(head[at+1:]) == "" {
		label = head[:at]
	} else if m := bracket.FindStringSubmatch(after); m != nil {
		label = m[1]
	}
	label = strings.TrimRight(tailYear.ReplaceAllString(label, ""), " :")
	if alike.MatchString(label) || scope.MatchString(label) || !letters.MatchString(label) || len(label) > labelMost {
		return ""
	}
	return label
}

var tailYear = regexp.MustCompile(`(?i)(?:^|[ :,])(?:en )?(?:19|20)\d\d *$`)

var bracket = regexp.MustCompile(`^\s*\(([^()]{3,})\)`)
