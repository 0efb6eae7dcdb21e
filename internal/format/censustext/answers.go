package censustext

import (
	"regexp"
	"slices"
	"strings"

	"kafo/internal/format"
)

// The patterns of this file look at folded texts: small letters without accents.
var (
	noAnswer = regexp.MustCompile(`^(?:[/ .-]*$|idem\b|id\.|cf\b|voir\b)`)

	yesWord  = regexp.MustCompile(`^oui\b`)
	noWord   = regexp.MustCompile(`^non\b`)
	wentOn   = regexp.MustCompile(`\bs'est poursuivie?\b|\bse poursui(?:t|vent)\b|\bpoursuivie?s?\b|\ba continue\b|\bcontinuent?\b|\bmaintenue?s?\b|\bse maintien`)
	stopped  = regexp.MustCompile(`\bn'a pas (?:ete )?(?:poursuivi|continue|repris)|\barret(?:e|ee|es)?\b|\binterromp|\bsuspen|\bcess(?:e|ee|ation)\b|\bmises? en (?:veille|sommeil)`)
	onlyPart = regexp.MustCompile(`\bponctuel|\bpartiel|\ben partie\b|\bseule?s? (?:le|la|les|un|une|certain)|\b(?:uniquement|seulement) (?:le|la|les|un|une|sur|pour|dans|en)\b|\bde temps en temps|\boccasionnel|\ba minima\b|\bau ralenti|\bne (?:se )?(?:poursui|concern)\S* que\b|\bcertaine?s? (?:actions?|projets?|volets?|activites?)`)
	again    = regexp.MustCompile(`\b(?:suspen|interromp|interrup|arret)\w*\b.*\b(?:puis|et|avant de)\b.{0,30}\b(?:repris|repren|relanc|redemarr)|^(?:oui\b[\s,:;-]*)?repri[st]|\breprises? (?:du|de la|des|de nos|de l'ensemble) (?:partenariat|cooperation|activite|relation|echange|lien|jumelage)|\b(?:partenariat|cooperation|activites?|relations?|jumelage) (?:\S+ ){0,4}(?:repris|relance|redemarre)`)
	negated  = regexp.MustCompile(`\b(?:pas|sans|ni|aucune?|ni une?)(?: de?| d'| l'| une?)* ?$`)
)

// readContinued reads whether the cooperation went on.
func readContinued(raw string) Answer {
	a := Answer{Raw: raw, Value: "unknown"}
	raw = format.Fold(raw)
	yes, part := yesWord.MatchString(raw) || wentOn.MatchString(raw), onlyPart.MatchString(raw)
	switch halt := stopped.MatchString(raw); {
	case noAnswer.MatchString(raw):
	case noWord.MatchString(raw):
		a.Value = "no"
	case again.MatchString(raw):
		a.Value = "resumed"
	case part, yes && halt && !notGone.MatchString(raw):
		a.Value = "partial"
	case halt && haltsIt(raw):
		a.Value = "no"
	case yes:
		a.Value = "yes"
	}
	return a
}

var (
	itself   = regexp.MustCompile(`\b(?:cooperation|partenariat|jumelage|relations?)\b`)
	notGone  = regexp.MustCompile(`\bn'a pas (?:ete )?(?:poursuivi|continue)`)
	noMoney  = regexp.MustCompile(`(?:baisse|diminution|augmentation|hausse|maintien|reduction) (?:de la |des |du |de |d'|de l')(?:consommation|credits? consommes?|credits? depenses?|depenses?|versements?|decaissements?|paiements?)[^.;,\n]*`)
	spentPut = regexp.MustCompile(`(?:versement|paiement|depense|consommation)s? (?:d'une?|de la|de|des|du) [^.;,\n]*`)
)

// haltsIt: what stopped is the cooperation itself, not some programme beside it.
func haltsIt(raw string) bool {
	return itself.MatchString(raw) || len(strings.Fields(raw)) <= 3
}

var movements = []struct {
	value string
	find  string
}{
	{"increased", `\baugment\w*|\bhausse\b|\bmajor\w+|\bprogression\b|\bprogresse\w*|\bcroiss\w+|\bdoubl\w+|\bacc?roiss\w*|\baccru\w*|\btripl\w+`},
	{"reduced", `\bdiminu\w*|\bbaiss\w*|\breduction\w*|\breduits?\b|\breduites?\b|\breduire\b|\bminor\w+|\bcoupes?\b`},
	{"maintained", `\bmaint(?:en|ien)\w*|\bconstante?s?\b|\bstables?\b|\bstabilite\b|\bidentiques?\b|\binchange\w*|\breconduit\w*|\breconduction\b|\bsans changement\b|\bpas de changement\b|\bmeme (?:budget|montant|niveau|enveloppe)`},
}

var ended = regexp.MustCompile(`\bfin (?:du|de la|des|de ce) (?:projet|partenariat|programme|cooperation|convention)|\b(?:projet|partenariat|programme|cooperation) [^.;,\n]{0,30}(?:termine|acheve|clos|cloture|arrete)`)

// readTrend reads what an answer says of the budget. Money spent or paid out is no movement.
func readTrend(raw string) Answer {
	a := Answer{Raw: raw, Value: "unknown"}
	raw = format.Fold(raw)
	if noAnswer.MatchString(raw) {
		return a
	}
	seen := trends(spentPut.ReplaceAllString(noMoney.ReplaceAllString(raw, " "), " "))
	switch {
	case len(seen) > 1:
		a.Value = "mixed"
	case len(seen) == 1:
		a.Value = seen[0]
	case ended.MatchString(raw):
		a.Value = "ended"
	}
	return a
}

// trends gives the distinct movements that a folded text tells. A denied movement is none: the budget stays as it is.
func trends(text string) []string {
	var out []string
	add := func(value string) {
		if !slices.Contains(out, value) {
			out = append(out, value)
		}
	}
	for i, m := range movements {
		for _, at := range movementWords[i].FindAllStringIndex(text, -1) {
			if m.value != "maintained" && negated.MatchString(text[max(0, at[0]-24):at[0]]) {
				add("maintained")
				continue
			}
			add(m.value)
		}
	}
	return out
}

var movementWords = func() (out []*regexp.Regexp) {
	for _, m := range movements {
		out = append(out, regexp.MustCompile(m.find))
	}
	return out
}()
