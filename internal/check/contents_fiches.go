package check

import (
	"cmp"
	"slices"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// contentsFiches: the table of contents of a document announces a fiche that is not there (or only "à venir"), or a
// fiche is missing from it. Documents without a table of contents are left alone.
func contentsFiches(s catalogue.Snapshot) []coop.Finding {
	var out []coop.Finding
	for _, src := range s.Sources {
		entries, present := ofSource(s.Records, src.ID)
		if len(entries) == 0 || src.Example {
			continue
		}
		pairs := pair(entries, present)
		taken := map[int]bool{}
		for i, e := range entries {
			if j, ok := pairs[i]; ok {
				taken[j] = true
				continue
			}
			evidence := map[string]string{"entry": e.Contents.Title, "missing": "fiche"}
			if e.Contents.Forthcoming {
				evidence["announced"] = "à venir"
			}
			out = append(out, coop.Finding{Key: key(e.ID), Places: []coop.Place{e.At("title")}, Evidence: evidence})
		}
		for j, f := range present {
			if !taken[j] {
				out = append(out, coop.Finding{
					Key: key(f.ID), Subject: subject(f), Places: []coop.Place{f.At("")}, Evidence: map[string]string{"fiche": f.Title, "missing": "entry"},
				})
			}
		}
	}
	return out
}

func ofSource(list []catalogue.Stated, id coop.SourceID) (entries, present []*catalogue.Stated) {
	for i := range list {
		switch r := &list[i]; {
		case r.Source != id:
		case r.Contents != nil:
			entries = append(entries, r)
		case r.Fiche != nil:
			present = append(present, r)
		}
	}
	return entries, present
}

// alike is the likeness below which an entry and a fiche are not of the same parties.
const alike = 0.34

// pair gives each entry the fiche that is most like it, best pairs first, each fiche once.
func pair(entries, present []*catalogue.Stated) map[int]int {
	all := candidates(entries, present)
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.entry, b.entry), cmp.Compare(a.fiche, b.fiche))
	})
	pairs, used := map[int]int{}, map[int]bool{}
	for _, c := range all {
		if _, ok := pairs[c.entry]; !ok && !used[c.fiche] {
			pairs[c.entry], used[c.fiche] = c.fiche, true
		}
	}
	return pairs
}

// candidate is an entry and a fiche that may be the same.
type candidate struct {
	entry, fiche int
	score        float64
}

// candidates compares each entry with the fiches that share a word with it.
func candidates(entries, present []*catalogue.Stated) []candidate {
	words := make([]map[string]float64, len(present))
	having := map[string][]int{} // word → fiches
	for j, f := range present {
		words[j] = weigh(strings.Join(slices.Concat(f.Fiche.French, f.Fiche.Foreign, f.Fiche.Other), " "))
		for w, weight := range words[j] {
			if weight == 1 {
				having[w] = append(having[w], j)
			}
		}
	}
	var all []candidate
	for i, e := range entries {
		own, tried := weigh(e.Contents.Title), map[int]bool{}
		for w := range own {
			for _, j := range having[w] {
				if score := likeness(e, present[j], own, words[j]); !tried[j] && score >= alike {
					all = append(all, candidate{i, j, score})
				}
				tried[j] = true
			}
		}
	}
	return all
}

// likeness of an entry and a fiche: the words they share, and the heading they stand under, which decides between
// fiches of the same parties.
func likeness(e, f *catalogue.Stated, a, b map[string]float64) float64 {
	score := shared(a, b)
	if coop.Fold(e.Contents.Region) == coop.Fold(f.Fiche.Section) {
		score += 0.01
	}
	return score
}

// weigh cuts names into words. Those that name weigh 1, those that say what a body is a quarter. A long word counts by
// its beginning: a table of contents often spells a name otherwise than the fiche (Kéniaba, Kénieba).
func weigh(names string) map[string]float64 {
	out := map[string]float64{}
	for w := range strings.FieldsSeq(coop.Fold(names)) {
		switch {
		case generic[w]:
			out[w] = 0.25
		case len(w) >= 6:
			out[w[:4]] = 1
		case len(w) > 1:
			out[w] = 1
		}
	}
	return out
}

// shared is the weight of the words that both have, as a part of the weight of the shorter name and of both together.
func shared(a, b map[string]float64) float64 {
	var both, onlyA, onlyB float64
	for w, weight := range a {
		if b[w] > 0 {
			both += weight
		} else {
			onlyA += weight
		}
	}
	for w, weight := range b {
		if a[w] == 0 {
			onlyB += weight
		}
	}
	if both == 0 {
		return 0
	}
	return (both/(both+min(onlyA, onlyB)) + both/(both+onlyA+onlyB)) / 2
}
