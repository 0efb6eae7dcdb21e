package reconcile

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/xrash/smetrics"
)

// A name is near another from a Jaro-Winkler of 0.92 or from half of its trigrams in common (tech.md §8: false friends
// such as Grenoble and Grenade stay below both).
const (
	nearJaroWinkler = 0.92
	nearTrigrams    = 0.5
	nearWord        = 0.85
	shortestName    = 6   // bytes; to an acronym of five letters too many names are near
	longestName     = 120 // bytes; what is longer is no name (the counters of trigrams hold 255)
	mostNear        = 5   // candidates of a question that are nearly so written
	mostAsked       = 20  // candidates of a question, the largest first
)

// spelling is one name form of an entry, as the trigram index holds it.
type spelling struct {
	entry int32
	norm  string
	loose string
	grams int
}

// nearIndex finds the names of one country that share trigrams with a text. It is built when first needed: most names
// of a document are spelt right.
type nearIndex struct {
	once      sync.Once
	spellings []spelling
	grams     map[[3]byte][]int32
}

type nearHit struct {
	entry int32
	norm  string
	score float64
	slip  bool // a slip of the pen
}

// better orders hits: slips of the pen first, then by score.
func better(a, b nearHit) int {
	if a.slip != b.slip {
		if a.slip {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entry, b.entry))
}

func (n *nearIndex) build(x *index, country string) {
	n.grams = map[[3]byte][]int32{}
	for i := range x.entries {
		if x.entries[i].country != country {
			continue
		}
		for _, name := range x.entries[i].names {
			n.add(int32(i), name)
		}
	}
}

func (n *nearIndex) add(entry int32, name string) {
	s := spelling{entry: entry, norm: name, loose: loose(name)}
	at := int32(len(n.spellings))
	for g := range trigrams(s.loose) {
		n.grams[g] = append(n.grams[g], at)
		s.grams++
	}
	n.spellings = append(n.spellings, s)
}

// trigrams of a loose name, its two ends marked.
func trigrams(s string) map[[3]byte]struct{} {
	padded := "  " + s + " "
	out := make(map[[3]byte]struct{}, len(padded))
	for i := 0; i+3 <= len(padded); i++ {
		out[[3]byte{padded[i], padded[i+1], padded[i+2]}] = struct{}{}
	}
	return out
}

// find lists the nearest names, best first, one an entry, as far as keep allows.
func (n *nearIndex) find(norm string, keep func(int32) bool) []nearHit {
	text := loose(norm)
	if len(text) < shortestName || len(text) > longestName {
		return nil
	}
	grams := trigrams(text)
	shared := make([]uint8, len(n.spellings))
	var touched []int32
	for g := range grams {
		for _, at := range n.grams[g] {
			if shared[at] == 0 {
				touched = append(touched, at)
			}
			shared[at]++
		}
	}
	best := map[int32]nearHit{}
	for _, at := range touched {
		s := &n.spellings[at]
		score := nearness(text, s.loose, 2*float64(shared[at])/float64(len(grams)+s.grams))
		if score == 0 || !keep(s.entry) || !ownAlike(norm, s.norm) {
			continue
		}
		hit := nearHit{s.entry, s.norm, score, misspelt(norm, s.norm)}
		if known, ok := best[s.entry]; !ok || better(hit, known) < 0 {
			best[s.entry] = hit
		}
	}
	return slices.SortedFunc(maps.Values(best), better)
}

// nearness is the score of two loose names that share a part of their trigrams (Dice); 0 where they are not near.
func nearness(a, b string, dice float64) float64 {
	if dice < 0.3 {
		return 0
	}
	jw := smetrics.JaroWinkler(a, b, 0.7, 4)
	if jw < nearJaroWinkler && dice < nearTrigrams {
		return 0
	}
	return max(jw, dice)
}

// ownAlike says whether two names are near by what is their own: « Agglomération d'Evry » and « Agglomération d'Agen »
// share nothing but the word for what they are, and nobody means one by the other.
func ownAlike(a, b string) bool {
	left, right := own(a), own(b)
	if len(left) == 0 || len(right) == 0 {
		return true
	}
	if smetrics.JaroWinkler(strings.Join(left, ""), strings.Join(right, ""), 0.7, 4) >= nearJaroWinkler {
		return true
	}
	for _, x := range left {
		for _, y := range right {
			if smetrics.JaroWinkler(x, y, 0.7, 4) >= nearWord || edits(x, y) <= tolerance(min(len(x), len(y))) {
				return true
			}
		}
	}
	return false
}

// own are the words of a name but for those that say what it is.
func own(norm string) []string {
	return slices.DeleteFunc(significant(norm), func(w string) bool { return calls[w] })
}

// misspelt says whether one text is the other with a slip of the pen: word by word at most one letter astray in four to
// seven, two in eight and more, two in all, the first letter kept (« Nioro-du-Sabel », « Antanarivo »).
func misspelt(a, b string) bool {
	left, right := significant(a), significant(b)
	if len(left) != len(right) {
		l, r := strings.Join(left, ""), strings.Join(right, "")
		return len(l) >= 8 && edits(l, r) <= 1
	}
	total := 0
	for i := range left {
		d := edits(left[i], right[i])
		if d > tolerance(min(len(left[i]), len(right[i]))) || d > 0 && left[i][0] != right[i][0] {
			return false
		}
		total += d
	}
	return total <= 2
}

func tolerance(letters int) int {
	switch {
	case letters < 4:
		return 0
	case letters < 8:
		return 1
	}
	return 2
}

func edits(a, b string) int { return smetrics.WagnerFischer(a, b, 1, 1, 1) }
