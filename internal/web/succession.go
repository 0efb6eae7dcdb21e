package web

import (
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// PastLine is what a party was at the signature, or is today: only what differs between the two.
type PastLine struct {
	Label string
	Words []string
	In    *catalogue.Ref
	Heirs []catalogue.Ref
	Ended coop.Date
}

// PastLines says what a party was as signed and what it is today.
func (p Page) PastLines(x *catalogue.Past) []PastLine {
	label := "past.stated"
	if x.Agreed {
		label = "past.signed"
	}
	then := PastLine{Label: p.T(label, p.Date(string(x.Signed.Date)))}
	now := PastLine{Label: p.sinceThen(), Heirs: x.Today.Heirs, Ended: x.Today.Ended}
	if x.Signed.Name != x.Today.Name || len(now.Heirs) > 0 {
		then.Words = append(then.Words, x.Signed.Name)
	}
	if x.Signed.Kind != x.Today.Kind && x.Signed.Kind != "" {
		then.Words = append(then.Words, x.Signed.Kind)
	}
	if len(now.Heirs) == 0 {
		if x.Signed.Name != x.Today.Name {
			now.Words = append(now.Words, x.Today.Name)
		}
		if x.Signed.Kind != x.Today.Kind && x.Today.Kind != "" {
			now.Words = append(now.Words, x.Today.Kind)
		}
		if in := x.Today.In; in != nil && x.Signed.In != nil && in.ID != x.Signed.In.ID {
			then.In, now.In = x.Signed.In, in
		}
	}
	var out []PastLine
	for _, l := range []PastLine{then, now} {
		if len(l.Words)+len(l.Heirs) > 0 || l.In != nil {
			out = append(out, l)
		}
	}
	return out
}

// thenNames are the names that the parties of an agreement had on its date: « Essonne (conseil général) » where only the form
// has changed.
func thenNames(a catalogue.Agreement) string {
	var out []string
	for _, t := range a.Then {
		name := t.Name
		if t.Kind != "" {
			name += " (" + t.Kind + ")"
		}
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}

// sinceThen is how a page calls its own day.
func (p Page) sinceThen() string {
	if p.Moment.Of != "" {
		return p.T("past.then", p.Date(string(p.Moment.Of)))
	}
	return p.T("past.today")
}

// renames says whether a change is one of words: a name or a form of authority that became another.
func renames(c catalogue.Change) bool { return c.From != "" && c.FromIn == nil }

// others are the entities of the two sides of a change. One of status names nobody: the page is that of whom it touches.
func others(c catalogue.Change) (before, after []catalogue.Ref) {
	if c.Kind == coop.StatusChange {
		return nil, nil
	}
	return c.Before, c.After
}
