package reconcile

import (
	"slices"
	"strings"
	"unicode"
)

// Within finds the one territory below parentKey that a description names: whole words, at least four letters, a
// capital in front, and no article before it (« au Sahel » is a landscape, « à Sahel » the commune). ok is false where
// none or several are named. The territory's own name is no child, unless the text calls it a town.
func (r *Resolver) Within(text string, parentKey string) (key string, ok bool) {
	parent, known := r.byKey[parentKey]
	if !known {
		return "", false
	}
	words := wordsOf(text)
	var named []int32
	const longest = 6 // words of a name
	for size := min(longest, len(words)); size > 0; size-- {
		for i := 0; i+size <= len(words); i++ {
			found := r.childrenAt(words, i, size, &r.entries[parent])
			named = append(named, found...)
			if len(found) > 0 {
				words.take(i, size)
			}
		}
	}
	return r.deepest(named)
}

// childrenAt lists the territories below the parent that the words from i on are a name of.
func (r *Resolver) childrenAt(ws words, i, size int, parent *entry) []int32 {
	name, ok := ws.name(i, size)
	if !ok || len(name) < 4 {
		return nil
	}
	own := slices.Contains(parent.names, name)
	return filter(r.byName[name], func(c int32) bool {
		e := &r.entries[c]
		said, isSaid := ws.levelBefore(i)
		return e.class != 0 && e.key != parent.key && r.inside(e.key, parent.key) &&
			(!isSaid || e.class&said != 0) && (isSaid || !own && !ws.articleBefore(i))
	})
}

// deepest is the territory that all those named hold or are: of Diéma the cercle and Diéma the commune, the commune.
func (r *Resolver) deepest(named []int32) (string, bool) {
	for _, i := range named {
		key := r.entries[i].key
		if !slices.ContainsFunc(named, func(o int32) bool { return !r.inside(key, r.entries[o].key) }) {
			return key, true
		}
	}
	return "", false
}

// word is a word of a text: folded, whether it begins with a capital, and whether a name has taken it.
type word struct {
	folded  string
	capital bool
	taken   bool
}

type words []word

func wordsOf(text string) words {
	var out words
	for _, w := range strings.FieldsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }) {
		out = append(out, word{folded: normal(w), capital: unicode.IsUpper([]rune(w)[0])})
	}
	return out
}

// name is the text of some words; ok is false where they begin small or belong to a longer name.
func (ws words) name(i, size int) (string, bool) {
	if !ws[i].capital {
		return "", false
	}
	parts := make([]string, size)
	for j := range parts {
		if ws[i+j].taken {
			return "", false
		}
		parts[j] = ws[i+j].folded
	}
	return strings.Join(parts, " "), true
}

func (ws words) take(i, size int) {
	for j := range size {
		ws[i+j].taken = true
	}
}

// levelBefore is the level that the words before a name say: « cercle de », « commune rurale de ».
func (ws words) levelBefore(i int) (class, bool) {
	if i < 2 || !slices.Contains([]string{"de", "d", "du"}, ws[i-1].folded) {
		return 0, false
	}
	at := i - 2
	if at > 0 && (ws[at].folded == "rurale" || ws[at].folded == "urbaine") {
		at--
	}
	c, ok := levelWords[ws[at].folded]
	return c, ok
}

func (ws words) articleBefore(i int) bool {
	return i > 0 && slices.Contains([]string{"le", "la", "les", "au", "aux", "du"}, ws[i-1].folded)
}
