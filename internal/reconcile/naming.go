package reconcile

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/refdata"
)

// naming is what one name of an organisation tells.
type naming struct {
	whole    string       // loose form, without brackets
	words    []string     // what it is called: without designator, kind of body and particles
	text     string       // those words
	core     string       // those words in one
	sorted   string       // those words in alphabetical order
	initials []string     // of every word, and of the significant ones
	parts    []string     // the significant words, of which an acronym is made
	short    string       // the name itself or its bracket, where it may be an acronym
	class    class        // the kinds of territory the name asks for
	kind     coop.OrgKind // the kind of body it begins with
	numbers  []string     // « commune V », « Paris 12 »
	inside   []string     // what stands in brackets
}

// extents say how far a body reaches; one document says it, the next does not.
var extents = map[string]bool{
	"intercommunal": true, "intercommunale": true, "villageoise": true, "intervillageoise": true, "intercollectivites": true, "associatif": true,
}

// longestAcronym in letters; what is longer is a word.
const longestAcronym = 8

// call takes one name of an organisation apart.
func call(text string) naming {
	text = quotes.Replace(text)
	var n naming
	for _, m := range bracketed.FindAllStringSubmatch(text, -1) {
		n.bracket(normal(m[1]))
	}
	norm := plainName(normal(bracketed.ReplaceAllString(text, " ")))
	n.whole, n.kind = loose(norm), cmp.Or(kindOf(norm+" "), n.kind)
	rest := norm
	for n.kind == "" {
		after, c, ok := cutDesignator(rest)
		if !ok || after == "" {
			break
		}
		rest, n.class = after, c
	}
	if m := numberedPart.FindStringSubmatch(strings.TrimPrefix(rest, "la ")); m != nil {
		rest, n.class = m[1], town
		n.inside = append(n.inside, loose(m[2]))
	}
	n.words = significant(rest)
	if n.kind != "" {
		n.words = slices.DeleteFunc(telling(norm), func(w string) bool { return extents[w] })
	}
	if n.kind == "" && n.class&joint != 0 {
		n.kind = coop.Intermunicipal
	}
	n.parts = slices.DeleteFunc(significant(norm), func(w string) bool { return w == "pour" || w == "par" })
	n.finish(norm)
	return n
}

func (n *naming) finish(norm string) {
	n.numbers = slices.DeleteFunc(slices.Clone(n.words), func(w string) bool { return !isNumeral(w) && !isNumber(w) })
	n.text, n.core = strings.Join(n.words, " "), strings.Join(n.words, "")
	sorted := slices.Sorted(slices.Values(n.words))
	n.sorted = strings.Join(sorted, " ")
	n.initials = []string{initials(strings.Fields(norm)), initials(n.parts)}
	if !strings.Contains(norm, " ") && len(norm) <= longestAcronym && n.short == "" {
		n.short = norm
	}
}

// bracket reads « Kéniéba (cercle) », « Benso (syndicat) », « Centre de ressources (CRESI) », « Ber (Tombouctou) ».
func (n *naming) bracket(text string) {
	if c, ok := levelWords[text]; ok {
		n.class = c
		return
	}
	if kind := kindOf(text + " "); kind != "" && !strings.Contains(text, " ") {
		n.kind = kind
		return
	}
	for {
		rest, _, ok := cutDesignator(text)
		if !ok || rest == "" {
			break
		}
		text = rest
	}
	if text != "" {
		n.inside = append(n.inside, loose(text))
	}
	if !strings.Contains(text, " ") && len(text) <= longestAcronym {
		n.short = text
	}
}

// numberedPart is « commune V du district de Bamako », with or without the words between.
var numberedPart = regexp.MustCompile(`^(commune [ivx]+)(?: (?:de|du|d))? (.+)$`)

var deptNumbered = regexp.MustCompile(`^(cg|cd|conseil general|conseil departemental|departement)(?: d[ue]| de l)? ?(\d[\dab]\d?)$`)

// plainName writes a département named by its number by its name: « CG 91 » is the Essonne.
func plainName(norm string) string {
	m := deptNumbered.FindStringSubmatch(norm)
	if m == nil {
		return norm
	}
	if t, ok := refdata.Lookup("fr/dep/" + strings.ToUpper(m[2])); ok {
		return m[1] + " " + normal(t.Name)
	}
	return norm
}

func isNumber(s string) bool { _, err := strconv.Atoi(s); return err == nil }

func initials(words []string) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteByte(w[0])
	}
	return b.String()
}

// abbreviates says whether a short form is made of the beginnings of all the words, in their order: « RésEM » of
// « Réseau Essonne Mali ».
func abbreviates(short string, words []string) bool {
	if len(words) == 0 {
		return short == ""
	}
	for n := 1; n <= min(len(short), len(words[0])); n++ {
		if short[:n] != words[0][:n] {
			return false
		}
		if abbreviates(short[n:], words[1:]) {
			return true
		}
	}
	return false
}

// acronymOf says whether the short form of one name abbreviates the other, which has three words at least.
func acronymOf(a, b *naming) bool {
	if len(a.short) < 3 || len(b.parts) < 3 || a.short == b.core {
		return false
	}
	return slices.Contains(b.initials, a.short) || abbreviates(a.short, b.parts)
}

// skeleton is a name without its vowels and doubled letters, in which most slips of the pen disappear.
func skeleton(core string) string {
	var b strings.Builder
	var last rune
	for i, r := range core {
		if i > 0 && strings.ContainsRune("aeiouyhw", r) || r == last {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	return b.String()
}
