package i18n

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// aspirated begin the names of places whose h forbids elision ("de Houilles", against "d’Hennebont").
var aspirated = []string{"haut", "ham", "havre", "haye", "houille", "hollande", "hongrie", "hong"}

// De puts "de" before a name: d’Angers, de Ségou, du Mans, des Ulis, d’Hennebont.
func De(name string) string {
	if rest, ok := strings.CutPrefix(name, "Le "); ok {
		return "du " + rest
	}
	if rest, ok := strings.CutPrefix(name, "Les "); ok {
		return "des " + rest
	}
	if elides(strings.ToLower(name)) {
		return "d’" + name
	}
	return "de " + name
}

func elides(lower string) bool {
	for _, h := range aspirated {
		if strings.HasPrefix(lower, h) {
			return false
		}
	}
	r := []rune(lower)
	return len(r) > 0 && strings.ContainsRune("aàâäeéèêëiîïoôöuùûühœæ", r[0])
}

var typo = strings.NewReplacer(
	" ;", Thin+";", " !", Thin+"!", " ?", Thin+"?", "« ", "«"+Thin, " »", Thin+"»", " :", Hard+":", " %", Thin+"%", " €", Thin+"€", "'", "’")

// Typography sets our own French sentences with the spaces and apostrophes of print (F6). Never use it on the words of
// a document: those stay as printed.
func Typography(s string) string { return typo.Replace(s) }

// A collator keeps buffers and is not safe for two at a time.
var collator = struct {
	sync.Mutex
	*collate.Collator
}{Collator: collate.New(language.French, collate.Loose)}

// SortBy sorts by a name as a French index does: case, accents and hyphens decide last.
func SortBy[T any](list []T, name func(T) string) {
	collator.Lock()
	defer collator.Unlock()
	slices.SortStableFunc(list, func(a, b T) int { return collator.CompareString(name(a), name(b)) })
}

var regions = map[Lang]display.Namer{FR: display.Regions(language.French), EN: display.Regions(language.English)}

// Country names a country by its ISO 3166-1 code; a code that is none comes back as it is.
func (l Lang) Country(code string) string {
	if code == "" {
		return l.T("country.")
	}
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	return regions[l].Name(region)
}
