package catalogue

import (
	"cmp"
	"math/bits"
	"slices"
	"sort"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"kafo/internal/coop"
)

// rows are partnerships in columns. The number of a row is that of a document of the bitmaps; a row is written once. A
// partnership that changes gets another row, at the end, and the old one stands no more. So generations share what they
// have in common: the builder, of which there is one at a time, only appends.
type rows struct {
	ids     []coop.PartnershipID
	items   columns[byte]   // packed
	ends    columns[uint32] // the territories at whose points a link ends
	actions []uint32        // how many
	at      []uint32        // by partnership: its row and one; 0 where none stands
	stand   *roaring.Bitmap
	orders  map[string]order
}

// columns are runs of values, one a row.
type columns[T any] struct {
	values []T
	until  []uint32 // where each row's run ends
}

func (c *columns[T]) add(run []T) {
	c.values = append(c.values, run...)
	c.until = append(c.until, uint32(len(c.values)))
}

func (c *columns[T]) of(row uint32) []T {
	from := uint32(0)
	if row > 0 {
		from = c.until[row-1]
	}
	return c.values[from:c.until[row]]
}

// row is where a partnership stands.
func (r *rows) row(id coop.PartnershipID) (uint32, bool) {
	if id <= 0 || int(id) >= len(r.at) || r.at[id] == 0 {
		return 0, false
	}
	return r.at[id] - 1, true
}

// key is what a row is sorted by.
type key struct {
	row            uint32
	id             coop.PartnershipID
	title          string // folded
	since, updated coop.Date
	euros          int64
}

func (r *rows) key(row uint32) key {
	return keyOf(row, r.ids[row], unpackItem(r.items.of(row)))
}

func keyOf(row uint32, id coop.PartnershipID, i packedItem) key {
	return key{row: row, id: id, title: coop.Fold(i.title), since: i.since, updated: i.updated, euros: i.euros}
}

func byTitle(a, b key) int {
	return cmp.Or(cmp.Compare(a.title, b.title), cmp.Compare(a.id, b.id))
}

// sorts are the orders of a list; what is equal follows the title.
var sorts = map[string]func(a, b key) int{
	"":        byTitle,
	"maj":     func(a, b key) int { return cmp.Or(cmp.Compare(b.updated, a.updated), byTitle(a, b)) },
	"depuis":  func(a, b key) int { return cmp.Or(compareDates(a.since, b.since), byTitle(a, b)) },
	"montant": func(a, b key) int { return cmp.Or(cmp.Compare(b.euros, a.euros), byTitle(a, b)) },
}

// order is the rows that stand in the order of a sort.
type order struct {
	rows []uint32
	rank []uint32 // of a row that stands
}

// with is the order without the rows that no longer stand, and with fresh ones in their places.
func (r *rows) with(o order, fresh []key, compare func(a, b key) int) order {
	slices.SortFunc(fresh, compare)
	old := slices.DeleteFunc(slices.Clone(o.rows), func(n uint32) bool { return !r.stand.Contains(n) })
	merged := make([]uint32, 0, len(old)+len(fresh))
	for _, k := range fresh {
		n := sort.Search(len(old), func(i int) bool { return compare(r.key(old[i]), k) > 0 })
		merged, old = append(append(merged, old[:n]...), k.row), old[n:]
	}
	out := order{rows: append(merged, old...), rank: make([]uint32, len(r.ids))}
	for i, n := range out.rows {
		out.rank[n] = uint32(i)
	}
	return out
}

// marks are the room for a bit for every rank.
var marks = sync.Pool{New: func() any { return new([]uint64) }}

// page is a part of a set of rows in this order, some of them left out (nil: none): it counts through a bit for every
// rank, whatever the size of the set.
func (o order) page(set, without *roaring.Bitmap, from, size int) []uint32 {
	room := marks.Get().(*[]uint64)
	defer marks.Put(room)
	need := len(o.rows)/64 + 1
	*room = slices.Grow((*room)[:0], need)[:need]
	ranks := *room
	clear(ranks)
	each(set, func(n uint32) { ranks[o.rank[n]/64] |= 1 << (o.rank[n] % 64) })
	if without != nil {
		each(without, func(n uint32) { ranks[o.rank[n]/64] &^= 1 << (o.rank[n] % 64) })
	}
	out := make([]uint32, 0, min(size, int(set.GetCardinality())))
	for i, word := range ranks {
		if len(out) == size {
			break
		}
		if n := bits.OnesCount64(word); from >= n {
			from -= n
			continue
		}
		for ; word != 0 && len(out) < size; word &= word - 1 {
			if from > 0 {
				from--
				continue
			}
			out = append(out, o.rows[i*64+bits.TrailingZeros64(word)])
		}
	}
	return out
}

// each calls f for every row of a set.
func each(set *roaring.Bitmap, f func(uint32)) {
	var part [512]uint32
	for it := set.ManyIterator(); ; {
		n := it.NextMany(part[:])
		if n == 0 {
			return
		}
		for _, row := range part[:n] {
			f(row)
		}
	}
}
