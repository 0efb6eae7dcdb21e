package web

import (
	"strconv"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Notes gives the sources of a page their letters, in the order in which the page meets them; the list at the foot is
// rendered last.
type Notes struct {
	marks map[coop.RecordID]string
	Used  []catalogue.Cite // one a record
}

// Mark is the letter of a source: a … z, aa, ab …
func (n *Notes) Mark(c catalogue.Cite) string {
	if n.marks == nil {
		n.marks = map[coop.RecordID]string{}
	}
	if m, ok := n.marks[c.Record]; ok {
		return m
	}
	m := letter(len(n.Used))
	n.marks[c.Record] = m
	n.Used = append(n.Used, c)
	return m
}

func letter(i int) string {
	if i < 26 {
		return string(rune('a' + i))
	}
	return letter(i/26-1) + letter(i%26)
}

// passagePath is the address of a line in the source page. The page shows a long document in parts, so the line is said
// twice: for the server to choose the part, for the browser to go to the line.
func passagePath(c catalogue.Cite) string {
	line := strconv.Itoa(c.Line)
	if c.Line == 0 {
		return address("source", int64(c.Source), "")
	}
	return address("source", int64(c.Source), "") + "?ligne=" + line + "#L" + line
}

func itoa(n int) string { return strconv.Itoa(n) }
