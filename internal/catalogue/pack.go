package catalogue

import (
	"encoding/binary"

	"kafo/internal/coop"
)

// packer writes values one after the other, without their names: a third of the room that structures take, and nothing
// in it for the garbage collector to look at.
type packer struct{ b []byte }

func (p *packer) num(n int64)   { p.b = binary.AppendVarint(p.b, n) }
func (p *packer) text(s string) { p.num(int64(len(s))); p.b = append(p.b, s...) }

// unpacker reads what a packer wrote, in the same order.
type unpacker struct {
	b     []byte
	texts string // the same bytes, where its texts are parts of one string; "" where each is a copy
}

func (u *unpacker) num() int64 {
	n, size := binary.Varint(u.b)
	u.b = u.b[size:]
	return n
}

func (u *unpacker) bytes() []byte {
	n := u.num()
	b := u.b[:n:n]
	u.b = u.b[n:]
	return b
}

func (u *unpacker) text() string {
	b := u.bytes()
	if u.texts == "" {
		return string(b)
	}
	end := len(u.texts) - len(u.b)
	return u.texts[end-len(b) : end]
}

// packedRef is a party as an item keeps it: an organisation, whose name is that of today, or a question with the words
// of its document.
type packedRef struct {
	org      coop.OrgID
	question int64
	source   coop.SourceID
	text     string
}

// packedItem is what an item is made of, beside the names of organisations and its budget.
type packedItem struct {
	title          string
	status         coop.Status
	cause          coop.Cause
	since, updated coop.Date
	sides          [3][]packedRef // holders, partners, others
	themes         []string
	actions        int
	records        int
	budget         int64 // the financing that is the latest annual budget, 0 for none
	euros          int64 // of the budget in cents, to sort by; -1 for none
}

func (i *packedItem) pack(p *packer) {
	for _, s := range []string{i.title, string(i.status), string(i.cause), string(i.since), string(i.updated)} {
		p.text(s)
	}
	for _, n := range []int64{i.euros, i.budget, int64(i.actions), int64(i.records), int64(len(i.themes))} {
		p.num(n)
	}
	for _, t := range i.themes {
		p.text(t)
	}
	for _, side := range i.sides {
		p.num(int64(len(side)))
		for _, r := range side {
			p.num(int64(r.org))
			if r.org == 0 {
				p.num(r.question)
				p.num(int64(r.source))
				p.text(r.text)
			}
		}
	}
}

func unpackItem(b []byte) packedItem {
	u := unpacker{b, string(b)} // one copy, not one a text: a page unpacks a hundred items
	i := packedItem{title: u.text(), status: coop.Status(u.text()), cause: coop.Cause(u.text()), since: coop.Date(u.text()), updated: coop.Date(u.text())}
	i.euros, i.budget, i.actions, i.records = u.num(), u.num(), int(u.num()), int(u.num())
	if n := u.num(); n > 0 {
		i.themes = make([]string, n)
	}
	for k := range i.themes {
		i.themes[k] = u.text()
	}
	for s := range i.sides {
		i.sides[s] = make([]packedRef, u.num())
		for k := range i.sides[s] {
			r := packedRef{org: coop.OrgID(u.num())}
			if r.org == 0 {
				r.question, r.source, r.text = u.num(), coop.SourceID(u.num()), u.text()
			}
			i.sides[s][k] = r
		}
	}
	return i
}

// eachEnd gives the organisations at the two ends of a packed item, for whoever goes through those of a country.
func eachEnd(b []byte, f func(coop.OrgID)) {
	u := unpacker{b: b}
	for range 5 {
		u.bytes() // title, status, cause, dates
	}
	for range 4 {
		u.num() // euros, budget, actions, records
	}
	for range u.num() {
		u.bytes() // themes
	}
	for range 2 {
		for range u.num() {
			if org := u.num(); org != 0 {
				f(coop.OrgID(org))
				continue
			}
			u.num() // question
			u.num() // source
			u.bytes()
		}
	}
}
