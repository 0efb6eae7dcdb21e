package catalogue

import "maps"

// pack writes the persons of a document; unpackMasker reads them.
func (m *masker) pack(p *packer) {
	p.num(int64(len(m.people)))
	for first, list := range m.people {
		p.text(first)
		p.num(int64(len(list)))
		for _, x := range list {
			x.pack(p)
		}
	}
}

func unpackMasker(u *unpacker) *masker {
	m := &masker{people: map[string][]*person{}}
	for range u.num() {
		first := u.text()
		for range u.num() {
			m.people[first] = append(m.people[first], unpackPerson(u))
		}
	}
	return m
}

func (x *person) pack(p *packer) {
	p.num(int64(len(x.surname)))
	for _, w := range x.surname {
		p.text(w)
	}
	for _, set := range []map[string]bool{x.given, x.before, {"shy": x.shy, "place": x.place}} {
		maps.DeleteFunc(set, func(_ string, is bool) bool { return !is })
		p.num(int64(len(set)))
		for w := range set {
			p.text(w)
		}
	}
}

func unpackPerson(u *unpacker) *person {
	x := &person{}
	for range u.num() {
		x.surname = append(x.surname, u.text())
	}
	var is map[string]bool
	for _, set := range []*map[string]bool{&x.given, &x.before, &is} {
		*set = map[string]bool{}
		for range u.num() {
			(*set)[u.text()] = true
		}
	}
	x.shy, x.place = is["shy"], is["place"]
	return x
}
