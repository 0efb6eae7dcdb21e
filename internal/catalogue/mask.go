package catalogue

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"kafo/internal/coop"
)

// What stands in the place of what is not public (as-stated form, "public form").
const (
	someone   = "[personne]"
	someMail  = "[courriel]"
	somePhone = "[téléphone]"
)

// Masked says that something was hidden in a text.
func Masked(text string) bool {
	return strings.Contains(text, someone) || strings.Contains(text, someMail) || strings.Contains(text, somePhone)
}

// masker hides in a text the persons whom one document names as its contacts, and every e-mail address and telephone
// number. One pass over the words of a text, whatever the number of persons.
type masker struct {
	people map[string][]*person // by the first word of the surname
	lines  bool                 // keep the ends of lines of a name that goes over two
	known  map[string]bool      // runs of words of the parties' names: places and organisations; only while it is made
}

// person is everybody of one surname.
type person struct {
	surname []string
	given   map[string]bool
	before  map[string]bool // particles printed before the surname
	place   bool            // the surname is a place or an organisation too
	shy     bool            // the surname alone is not enough, even in capitals: it may be no surname
}

// newMasker collects the contacts and the parties of all records of one document.
func newMasker(read []contactBody) *masker {
	m := &masker{people: map[string][]*person{}, known: map[string]bool{}}
	for _, b := range read {
		for _, name := range b.parties() {
			m.know(name)
		}
	}
	for _, b := range read {
		for _, name := range b.names() {
			m.add(name)
		}
	}
	m.forget()
	return m
}

// forget notes which surnames are those of places too, and lets go of all other names: a large document has many.
func (m *masker) forget() {
	for _, list := range m.people {
		for _, p := range list {
			p.place = m.known[strings.Join(p.surname, " ")]
		}
	}
	m.known = nil
}

// know keeps every run of up to four words of a party's name.
func (m *masker) know(name string) {
	list := strings.Fields(coop.Fold(name))
	for i := range list {
		for n := i + 1; n <= min(i+4, len(list)); n++ {
			m.known[strings.Join(list[i:n], " ")] = true
		}
	}
}

var separators = regexp.MustCompile(`\s*(?:[,;:/&\n()]|\bet\b|\s[-–]\s)\s*`)

// add takes the persons of one printed name: « Prénom NOM », « NOM Prénom », or several of them.
func (m *masker) add(printed string) {
	for _, one := range separators.Split(printed, -1) {
		list := nameWords(one)
		if len(list) == 0 || (!distinct(list) && len(list) > 1 && m.known[folded(list)]) {
			continue // an organisation that stands in the place of a person
		}
		for _, p := range readings(list) {
			m.keep(p)
		}
	}
}

// keep adds a person to those of the same surname.
func (m *masker) keep(p *person) {
	first := p.surname[0]
	for _, old := range m.people[first] {
		if strings.Join(old.surname, " ") == strings.Join(p.surname, " ") {
			for g := range p.given {
				old.given[g] = true
			}
			for b := range p.before {
				old.before[b] = true
			}
			old.shy = old.shy && p.shy
			return
		}
	}
	m.people[first] = append(m.people[first], p)
}

// nameWords are the words of one person's name, up to the first word of an office or a body, or « pour ». Titles are
// left out, and so are words in lower case that are no particle, unless so few words can only be a name. The name of a
// body gives nothing.
func nameWords(name string) []word {
	var out []word
	small := 0
	for _, w := range wordsIn(name) {
		long := w.caps && len(w.folded) > 3 // « Jean MAIRE »
		if !long && bodies[w.folded] && len(out) == 0 {
			return nil
		}
		if !long && len(out) > 0 && (bodies[w.folded] || functions[w.folded]) {
			break
		}
		if long || !(titles[w.folded] || functions[w.folded]) {
			out = append(out, w)
		}
		if !w.upper && !particles[w.folded] {
			small++
		}
	}
	if len(out) > 3 || small == len(out) {
		out = slices.DeleteFunc(out, func(w word) bool { return !w.upper && !particles[w.folded] })
	}
	return trimmed(out)
}

// trimmed takes particles off the end: what they joined was left out.
func trimmed(list []word) []word {
	for len(list) > 0 && particles[list[len(list)-1].folded] && !list[len(list)-1].upper {
		list = list[:len(list)-1]
	}
	return list
}

// distinct: some words are in capitals and some are not, as only persons' names are printed.
func distinct(list []word) bool {
	from, to := capitals(list)
	return from < to && to-from < len(list)
}

// readings says which words may be the surname: those in capitals where the others are not; else the last, or the
// first. A word of a double surname may stand for it, as may a single word, but not alone.
func readings(list []word) []*person {
	from, to := capitals(list)
	if !distinct(list) && (from == to || len(list) > 1) {
		last := newPerson(list, len(list)-1, len(list))
		if last.shy = len(list) == 1; last.shy {
			return []*person{last}
		}
		return []*person{last, newPerson(list, 0, 1)}
	}
	whole := newPerson(list, from, to)
	out := []*person{whole}
	for i := from; i < to && len(whole.surname) > 1; i++ {
		if len(list[i].folded) > 3 {
			part := newPerson(list, i, i+1)
			part.shy = true
			out = append(out, part)
		}
	}
	return out
}

// capitals is the longest run of words in capitals.
func capitals(list []word) (from, to int) {
	for i := 0; i < len(list); i++ {
		j := i
		for j < len(list) && list[j].caps {
			j++
		}
		if j-i > to-from {
			from, to = i, j
		}
		i = max(i, j-1)
	}
	return from, to
}

func newPerson(list []word, from, to int) *person {
	p := &person{given: map[string]bool{}, before: map[string]bool{}}
	for from < to-1 && particles[list[from].folded] {
		p.before[list[from].folded] = true
		from++
	}
	for i, w := range list {
		switch {
		case i >= from && i < to:
			p.surname = append(p.surname, w.folded)
		case particles[w.folded]:
			p.before[w.folded] = true
		default:
			p.given[w.folded] = true
		}
	}
	return p
}

// mask is the public form of a text.
func (m *masker) mask(text string) string {
	if mayHaveMail(text) {
		text = mail.ReplaceAllString(text, someMail)
	}
	if mayHavePhone(text) {
		text = maskPhones(text)
	}
	if mayNameOfficer(text) {
		text = maskOfficers(text)
	}
	if m == nil || len(m.people) == 0 {
		return text
	}
	return m.maskPeople(text)
}

func (m *masker) maskPeople(text string) string {
	list := wordsIn(text)
	var b strings.Builder
	done, next := 0, 0 // bytes written, first word not yet used
	for i := range list {
		if i < next {
			continue
		}
		from, to := m.match(text, list, next, i)
		if to == 0 {
			continue
		}
		b.WriteString(text[done:list[from].at])
		b.WriteString(someone)
		if m.lines {
			b.WriteString(strings.Repeat("\n", strings.Count(text[list[from].at:list[to-1].end], "\n")))
		}
		done, next = list[to-1].end, to
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// match finds the longest name whose surname begins at word i; words before first belong to another name. It gives the
// words of the whole name, or 0, 0.
func (m *masker) match(text string, list []word, first, i int) (from, to int) {
	for _, p := range m.people[list[i].folded] {
		n := i + len(p.surname)
		if !p.stands(text, list, i) {
			continue
		}
		a, b, sure := p.around(text, list, first, i, n)
		alone := !p.shy && !p.place && allCaps(list[i:n])
		if !sure && !alone {
			continue
		}
		if b-a > to-from {
			from, to = a, b
		}
	}
	return from, to
}

func (p *person) stands(text string, list []word, i int) bool {
	if i+len(p.surname) > len(list) {
		return false
	}
	for k, s := range p.surname {
		if list[i+k].folded != s || (k > 0 && !near(text, list[i+k-1], list[i+k])) {
			return false
		}
	}
	return true
}

// around takes the given names and initials beside a surname, and says whether they, or a title, make it sure that a
// person is meant.
func (p *person) around(text string, list []word, first, i, n int) (from, to int, sure bool) {
	from, to = i, n
	for from > first && near(text, list[from-1], list[from]) && p.before[list[from-1].folded] {
		from--
	}
	for from > first && near(text, list[from-1], list[from]) && p.goesBefore(list[from-1]) {
		from, sure = from-1, true
	}
	for to < len(list) && near(text, list[to-1], list[to]) && p.given[list[to].folded] {
		to, sure = to+1, true
	}
	if from > 0 && list[i].upper && near(text, list[from-1], list[from]) && titles[list[from-1].folded] {
		sure = true
	}
	return from, to, sure
}

// goesBefore: a given name, or its initial in capitals, or a name whose initial is all that is known.
func (p *person) goesBefore(w word) bool {
	if p.given[w.folded] {
		return true
	}
	for g := range p.given {
		initial := len(w.folded) == 1 && w.caps && strings.HasPrefix(g, w.folded)
		if initial || (len(g) == 1 && w.upper && strings.HasPrefix(w.folded, g)) {
			return true
		}
	}
	return false
}

// word is a run of letters and digits of a text.
type word struct {
	folded  string
	at, end int
	upper   bool // begins with a capital
	caps    bool // has no small letter
}

func wordsIn(text string) []word {
	var out []word
	at := -1
	for i, r := range text {
		inside := unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
		if inside && at < 0 {
			at = i
		}
		if !inside && at >= 0 {
			out, at = append(out, newWord(text, at, i)), -1
		}
	}
	if at >= 0 {
		out = append(out, newWord(text, at, len(text)))
	}
	return out
}

func newWord(text string, at, end int) word {
	s := text[at:end]
	w := word{folded: strings.ToLower(s), at: at, end: end, caps: strings.IndexFunc(s, unicode.IsLower) < 0}
	if len(s) != utf8.RuneCountInString(s) {
		w.folded = strings.ReplaceAll(coop.Fold(s), " ", "")
	}
	first, _ := utf8.DecodeRuneInString(s)
	w.upper = unicode.IsUpper(first)
	return w
}

// near: two words of one name have no more between them than a space, a hyphen, an apostrophe, a point or a comma.
func near(text string, a, b word) bool {
	gap := text[a.end:b.at]
	return len(gap) <= 6 && strings.Trim(gap, " \u00a0\u202f\n\t-‐‑'’.,") == ""
}

func allCaps(list []word) bool {
	n := 0
	for _, w := range list {
		if !w.caps {
			return false
		}
		n += len(w.folded)
	}
	return n > 1
}

func folded(list []word) string {
	all := make([]string, len(list))
	for i, w := range list {
		all[i] = w.folded
	}
	return strings.Join(all, " ")
}
