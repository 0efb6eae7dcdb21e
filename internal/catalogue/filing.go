package catalogue

import (
	"maps"
	"slices"
	"strings"

	"kafo/internal/coop"
)

// Positions of the filings of a ledger, in the order of MoneyDimensions.
const (
	payers = iota
	years
	themes
	places
)

// filing files lines of money under the values of a dimension. A line has the number of a set of values; most lines have
// one of few sets. A filing that follows another one adds to its numbers.
type filing struct {
	values []string
	number map[string]uint32
	sets   [][]uint32              // the values of each set
	setOf  map[string]uint32       // by its values
	shares map[uint32][]coop.Share // of a set whose values share a line, in their order
	from   []int32                 // where the lines of each value begin
	lines  []int32
}

func newFiling() *filing {
	return &filing{number: map[string]uint32{}, setOf: map[string]uint32{}, shares: map[uint32][]coop.Share{}}
}

// next begins a filing with the numbers of another one.
func (f *filing) next() *filing {
	return &filing{values: f.values, number: maps.Clone(f.number), sets: f.sets, setOf: maps.Clone(f.setOf), shares: maps.Clone(f.shares)}
}

func (f *filing) numbers(values []string) []uint32 {
	out := make([]uint32, len(values))
	for i, v := range values {
		n, ok := f.number[v]
		if !ok {
			n = uint32(len(f.values))
			f.number[v], f.values = n, append(f.values, v)
		}
		out[i] = n
	}
	return out
}

// set is the number of a set of values.
func (f *filing) set(values ...string) uint32 {
	key := strings.Join(values, "\x00")
	n, ok := f.setOf[key]
	if !ok {
		n = uint32(len(f.sets))
		f.setOf[key], f.sets = n, append(f.sets, f.numbers(values))
	}
	return n
}

// shared is the number of a set whose values share a line.
func (f *filing) shared(shares []coop.Share, values []string) uint32 {
	n := uint32(len(f.sets))
	f.sets, f.shares[n] = append(f.sets, f.numbers(values)), shares
	return n
}

// fill finds the lines of each value.
func (f *filing) fill(lines []coop.MoneyEntry, dimension int) {
	f.from = make([]int32, len(f.values)+1)
	each := func(visit func(value uint32, line int32)) {
		for i := range lines {
			set := f.sets[lines[i].Filed[dimension]]
			for n, v := range set {
				if !slices.Contains(set[:n], v) {
					visit(v, int32(i))
				}
			}
		}
	}
	each(func(v uint32, _ int32) { f.from[v+1]++ })
	for v := range f.values {
		f.from[v+1] += f.from[v]
	}
	f.lines = make([]int32, f.from[len(f.values)])
	next := slices.Clone(f.from)
	each(func(v uint32, line int32) {
		f.lines[next[v]] = line
		next[v]++
	})
}

// part is how much of a line, filed under a set, is under one of its values; shares that do not make 100 are rebased here
// and nowhere else.
func (f *filing) part(euros int64, set, value uint32) int64 {
	shares, ok := f.shares[set]
	if !ok {
		return euros
	}
	parts, _ := coop.Split(euros, shares)
	sum := int64(0)
	for n, v := range f.sets[set] {
		if v == value {
			sum += parts[n]
		}
	}
	return sum
}

// rebased says that the shares of a set do not make 100.
func (f *filing) rebased(set uint32) bool {
	_, rebased := coop.Split(100, f.shares[set])
	return rebased
}
