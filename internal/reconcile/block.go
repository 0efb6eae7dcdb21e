package reconcile

import (
	"cmp"
	"hash/maphash"
	"slices"
)

// Blocking: only things that share a key are compared. A block larger than mostInBlock is sorted and each of its things
// compared with its next neighbours alone, so that the work grows with the number of things, whatever they are called.
const (
	mostInBlock = 24
	window      = 8
)

// kind is how things of one kind are compared: the keys under which they meet, the order in which a large block is
// walked, and the points for and against a pair.
type kind[T any] struct {
	keys    func(*T) []string
	order   func(*T) string
	compare func(a, b *T) score
}

// match is a pair of positions that reached the threshold.
type match struct {
	a, b int32
	score
}

// matches compares what shares a block and keeps what reaches the threshold, in the order of the things.
func (k kind[T]) matches(things []T) []match {
	var out []match
	for _, pair := range k.candidates(things) {
		a, b := int32(pair>>32), int32(pair&0xffffffff)
		if s := k.compare(&things[a], &things[b]); s.points() >= Threshold {
			out = append(out, match{a, b, s})
		}
	}
	return out
}

// keyed is a thing under one of its keys, which are only compared for equality.
type keyed struct {
	key uint64
	at  int32
}

// candidates are the pairs to compare, each once, as two positions in one number.
func (k kind[T]) candidates(things []T) []uint64 {
	var all []keyed
	seed := maphash.MakeSeed()
	for i := range things {
		for _, key := range k.keys(&things[i]) {
			all = append(all, keyed{maphash.String(seed, key), int32(i)})
		}
	}
	slices.SortFunc(all, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.at, b.at)) })
	all = slices.Compact(all)
	rank := k.ranks(things)
	var pairs []uint64
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].key == all[from].key {
			to++
		}
		pairs = within(pairs, all[from:to], rank)
		from = to
	}
	slices.Sort(pairs)
	return slices.Compact(pairs)
}

// ranks is the place of each thing in the order of a large block.
func (k kind[T]) ranks(things []T) []int32 {
	names := make([]string, len(things))
	at := make([]int32, len(things))
	for i := range things {
		names[i], at[i] = k.order(&things[i]), int32(i)
	}
	slices.SortFunc(at, func(a, b int32) int { return cmp.Or(cmp.Compare(names[a], names[b]), cmp.Compare(a, b)) })
	rank := make([]int32, len(things))
	for r, i := range at {
		rank[i] = int32(r)
	}
	return rank
}

// within adds the pairs of one block.
func within(pairs []uint64, block []keyed, rank []int32) []uint64 {
	reach := len(block)
	if reach > mostInBlock {
		slices.SortFunc(block, func(a, b keyed) int { return cmp.Compare(rank[a.at], rank[b.at]) })
		reach = window
	}
	for i := range block {
		for j := i + 1; j < len(block) && j <= i+reach; j++ {
			a, b := min(block[i].at, block[j].at), max(block[i].at, block[j].at)
			pairs = append(pairs, uint64(a)<<32|uint64(b))
		}
	}
	return pairs
}
