package coop

import (
	"cmp"
	"slices"
)

// meeting is a line under a key.
type meeting struct {
	key  uint64
	line int32
}

// meet finds the lists of at least two lines under one key, in the order in which keys came. Keys that come once, which
// nearly all do, are left aside before anything is sorted.
func meet(all []meeting) [][]int32 {
	all = repeatedKeys(all)
	order := make(map[uint64]int, len(all)/2)
	for _, m := range all {
		if _, ok := order[m.key]; !ok {
			order[m.key] = len(order)
		}
	}
	slices.SortStableFunc(all, func(a, b meeting) int { return cmp.Compare(order[a.key], order[b.key]) })
	var out [][]int32
	for i := 0; i < len(all); {
		var list []int32
		key := all[i].key
		for ; i < len(all) && all[i].key == key; i++ {
			list = append(list, all[i].line)
		}
		if len(list) > 1 {
			out = append(out, list)
		}
	}
	return out
}

// repeatedKeys are the meetings whose keys come again; now and then one that does not.
func repeatedKeys(all []meeting) []meeting {
	size := uint64(64)
	for size < 8*uint64(len(all)) {
		size *= 2
	}
	once, again := make([]uint64, size/64), make([]uint64, size/64)
	for _, m := range all {
		n := m.key % size
		if bit := uint64(1) << (n % 64); once[n/64]&bit == 0 {
			once[n/64] |= bit
		} else {
			again[n/64] |= bit
		}
	}
	return slices.DeleteFunc(all, func(m meeting) bool { n := m.key % size; return again[n/64]&(1<<(n%64)) == 0 })
}

// blocks are lists of lines by key, in the order in which keys came.
type blocks[K comparable] struct {
	index map[K]int
	list  [][]int32
}

func newBlocks[K comparable]() *blocks[K] { return &blocks[K]{index: map[K]int{}} }

func (b *blocks[K]) add(key K, line int32) {
	n, ok := b.index[key]
	if !ok {
		n = len(b.list)
		b.index[key], b.list = n, append(b.list, nil)
	}
	b.list[n] = append(b.list[n], line)
}

func (b *blocks[K]) at(key K) []int32 {
	if n, ok := b.index[key]; ok {
		return b.list[n]
	}
	return nil
}

// within calls judge with the lines of each record that have a key in common, at least two; a line without a key has 0.
func within(records [][]int32, key func(i int32) uint64, judge func(list []int32)) {
	b := newBlocks[uint64]()
	for _, r := range records {
		if len(r) < 2 {
			continue
		}
		clear(b.index)
		b.list = b.list[:0]
		for _, i := range r {
			if k := key(i); k != 0 {
				b.add(k, i)
			}
		}
		for _, list := range b.list {
			if len(list) > 1 {
				judge(list)
			}
		}
	}
}

// singles makes each line a side of its own.
func singles(list []int32) [][]int32 {
	out := make([][]int32, len(list))
	for n := range list {
		out[n] = list[n : n+1 : n+1]
	}
	return out
}
