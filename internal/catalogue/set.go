package catalogue

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// rowSet is the rows that have something in common: a run of numbers while they are few, a bitmap when they are many. Most
// words and most organisations stand in a few rows, and a bitmap is five pieces of memory where a run is one.
type rowSet struct {
	few  []uint32 // ascending
	many *roaring.Bitmap
}

// fewRows is how many rows stand in a run.
const fewRows = 32

func (s rowSet) empty() bool { return len(s.few) == 0 && s.many == nil }

// with is the set with one row more; what stood in it may be changed.
func (s rowSet) with(row uint32) rowSet {
	if s.many != nil {
		s.many.Add(row)
		return s
	}
	i, has := slices.BinarySearch(s.few, row)
	if has {
		return s
	}
	if len(s.few) == fewRows {
		return rowSet{many: s.bitmap()}.with(row)
	}
	s.few = slices.Insert(s.few, i, row)
	return s
}

func (s rowSet) clone() rowSet {
	if s.many != nil {
		return rowSet{many: s.many.Clone()}
	}
	return rowSet{few: slices.Clone(s.few)}
}

// bitmap is the set as one, which may be its own: who changes it copies it first.
func (s rowSet) bitmap() *roaring.Bitmap {
	if s.many != nil {
		return s.many
	}
	return roaring.BitmapOf(s.few...)
}

// into adds the rows to a bitmap.
func (s rowSet) into(b *roaring.Bitmap) {
	if s.many != nil {
		b.Or(s.many)
		return
	}
	b.AddMany(s.few)
}

// in is what a bitmap has of the set.
func (s rowSet) in(b *roaring.Bitmap) *roaring.Bitmap {
	if s.many != nil {
		return roaring.And(s.many, b)
	}
	out := roaring.New()
	for _, row := range s.few {
		if b.Contains(row) {
			out.Add(row)
		}
	}
	return out
}

// count is how many rows of the set a bitmap has.
func (s rowSet) count(b *roaring.Bitmap) (n int) {
	if s.many != nil {
		return int(s.many.AndCardinality(b))
	}
	for _, row := range s.few {
		if b.Contains(row) {
			n++
		}
	}
	return n
}

// meets says whether a bitmap has a row of the set.
func (s rowSet) meets(b *roaring.Bitmap) bool {
	if s.many != nil {
		return s.many.Intersects(b)
	}
	return slices.ContainsFunc(s.few, b.Contains)
}

// sets are rows by key: by word, by value of a facet, by organisation.
type sets[K comparable] map[K]rowSet

// setsWriter adds rows to sets that an older generation shares: a set is copied before it is first changed.
type setsWriter[K comparable] struct {
	sets sets[K]
	mine map[K]bool // nil: all of them
}

// change begins to change sets; those given stay as they are.
func (s sets[K]) change() *setsWriter[K] {
	w := &setsWriter[K]{sets: make(sets[K], len(s)), mine: map[K]bool{}}
	for k, b := range s {
		w.sets[k] = b
	}
	return w
}

func newSets[K comparable]() *setsWriter[K] { return &setsWriter[K]{sets: sets[K]{}} }

func (w *setsWriter[K]) add(k K, row uint32) {
	s := w.sets[k]
	if w.mine != nil && !w.mine[k] {
		s, w.mine[k] = s.clone(), true
	}
	w.sets[k] = s.with(row)
}
