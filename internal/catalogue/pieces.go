package catalogue

import "strings"

// A register of a million actions has hundreds of thousands of names and short runs of numbers. Each by itself is a thing
// that the garbage collector looks at again and again, while pages wait; side by side in large blocks they are one.

// Who keeps one of them keeps its block: a block is as small as what is asked for first, and each twice the one before.
const largest = 1 << 16

// texts keeps strings side by side.
type texts struct{ block *strings.Builder }

func (t *texts) keep(s string) string {
	if s == "" {
		return ""
	}
	if t.block == nil {
		t.block = new(strings.Builder)
	}
	if before := t.block.Cap(); before-t.block.Len() < len(s) {
		t.block = new(strings.Builder)
		t.block.Grow(max(len(s), min(2*before, largest)))
	}
	from := t.block.Len()
	t.block.WriteString(s)
	return t.block.String()[from:]
}

// all keeps a list of strings; none of nothing.
func (t *texts) all(list []string) []string {
	for i, s := range list {
		list[i] = t.keep(s)
	}
	return list
}

// ones keeps one copy of texts that many have.
type ones map[string]string

func (o ones) one(s string) string {
	if old, ok := o[s]; ok {
		return old
	}
	s = strings.Clone(s)
	o[s] = s
	return s
}

// pieces hands out runs of values that stand side by side.
type pieces[T any] struct {
	block []T // what is left of it
	size  int // that it had
}

func (p *pieces[T]) of(n int) []T {
	if len(p.block) < n {
		p.size = max(n, min(2*p.size, largest/8))
		p.block = make([]T, p.size)
	}
	run := p.block[:n:n]
	p.block = p.block[n:]
	return run
}

// copied is a run of one's own with the same values.
func (p *pieces[T]) copied(run []T) []T {
	out := p.of(len(run))
	copy(out, run)
	return out
}
