package coop

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// ClaimRef names a claim: its set and its position there.
type ClaimRef struct {
	Set      int64
	Position int
}

// Former is what was claimed by the records whose place another takes. What that one says again is the same thing as
// before: it keeps its number, and what was decided of it holds (docs/DATA.md, "Redire").
type Former struct {
	Sets   []ClaimSet
	taken  map[ClaimRef]bool
	called map[string]string // where an action stands now, by the record's path, and where it stood
}

// alike is how much of the words of two actions must be the same, where they are not all, for one to be the other.
const alike = 0.8

// Again finds which claims say again what was claimed, whatever their order: first those that say exactly the same, then
// those that say the same of what matters, at last actions by most of their words. It gives each its number and the claim
// that it repeats.
func (f *Former) Again(claims []Claim) {
	if f.taken == nil {
		f.taken = map[ClaimRef]bool{}
	}
	f.called = map[string]string{}
	for i := range claims {
		claims[i] = claims[i].own()
	}
	actions, others := func(c Claim) bool { return c.Action != nil }, func(c Claim) bool { return c.Action == nil }
	f.pair(claims, actions, exactly)
	f.pair(claims, actions, mainly)
	f.words(claims)
	f.pair(claims, others, exactly) // an amount is known by its action too
	f.pair(claims, others, mainly)
}

// own is a claim that may be given a number without another's being changed.
func (c Claim) own() Claim {
	if c.Agreement != nil {
		a := *c.Agreement
		c.Agreement = &a
	}
	if c.Action != nil {
		a := *c.Action
		c.Action = &a
	}
	if c.Financing != nil {
		a := *c.Financing
		c.Financing = &a
	}
	return c
}

// pair gives each claim that repeats none yet the first former one of the same key, once.
func (f *Former) pair(claims []Claim, of func(Claim) bool, key func(Claim) string) {
	left := map[string][]ClaimRef{}
	f.each(of, func(r ClaimRef, c Claim) {
		if k := key(c); k != "" {
			left[k] = append(left[k], r)
		}
	})
	for i, c := range claims {
		if c.Was != nil || !of(c) {
			continue
		}
		if k := key(f.asBefore(c)); len(left[k]) > 0 {
			f.take(&claims[i], left[k][0])
			left[k] = left[k][1:]
		}
	}
}

// asBefore is a claim with the action that it belongs to called as it was.
func (f *Former) asBefore(c Claim) Claim {
	if c.Financing == nil || c.Financing.Action == "" || c.Financing.Action == "actions" {
		return c
	}
	c = c.own()
	now, was := c.Financing.Action, "new"
	if path, known := f.called[now]; known {
		was = path
	}
	c.Financing.Action, c.Financing.Place.Path = was, was+strings.TrimPrefix(c.Financing.Place.Path, now)
	return c
}

// each calls f with every former claim of a kind that nothing repeats yet.
func (f *Former) each(of func(Claim) bool, do func(ClaimRef, Claim)) {
	for _, s := range f.Sets {
		for i, c := range s.Claims {
			if r := (ClaimRef{s.ID, i}); of(c) && !f.taken[r] {
				do(r, c)
			}
		}
	}
}

// words pairs actions that are left by the words they share, the best first of each.
func (f *Former) words(claims []Claim) {
	for i, c := range claims {
		if c.Action == nil || c.Was != nil {
			continue
		}
		best, found, words := alike, ClaimRef{}, Words(c.Action.Description)
		f.each(func(o Claim) bool { return o.Action != nil }, func(r ClaimRef, o Claim) {
			if share := Shared(words, Words(o.Action.Description)); share > best || share == best && found.Set == 0 {
				best, found = share, r
			}
		})
		if found.Set != 0 {
			f.take(&claims[i], found)
		}
	}
}

// take makes a claim the repetition of a former one.
func (f *Former) take(c *Claim, was ClaimRef) {
	f.taken[was] = true
	old := f.Sets[slices.IndexFunc(f.Sets, func(s ClaimSet) bool { return s.ID == was.Set })].Claims[was.Position]
	switch {
	case c.Agreement != nil:
		c.Agreement.ID = old.Agreement.ID
	case c.Action != nil:
		c.Action.ID = old.Action.ID
		f.called[c.Action.Place.Path] = old.Action.Place.Path
	case c.Financing != nil:
		c.Financing.ID = old.Financing.ID
	}
	if c.Was = old.Was; c.Was == nil {
		c.Was = &was
	}
}

// exactly is all that a claim says, but for where it stands and what was decided or worked out since.
func exactly(c Claim) string {
	c = c.own()
	c.Was = nil
	switch {
	case c.Party != nil:
		return "party " + string(c.Party.Role) + " " + string(c.Party.Side) + " " + Fold(c.Party.Text)
	case c.Agreement != nil:
		c.Agreement.ID, c.Agreement.Place = 0, Place{}
	case c.Action != nil:
		c.Action.ID, c.Action.Place, c.Action.Territory, c.Action.InFrance = 0, Place{}, 0, false
	case c.Financing != nil:
		f := c.Financing
		f.ID, f.Payer, f.Beneficiary, f.Place = 0, 0, 0, Place{Path: answerOf(f.Place.Path)}
	case c.Text != nil:
		return "text " + c.Text.Property + " " + c.Text.Text
	case c.Status != nil:
		s := *c.Status
		s.Asserted, s.Place = "", Place{}
		c.Status = &s
	case c.Absence != nil:
		return "absence " + c.Absence.Kind + " " + Fold(c.Absence.Text)
	case c.Value != nil:
		return "value " + c.Value.Property + " " + c.Value.Text + " " + string(c.Value.Date)
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return "" // a claim that cannot be written cannot have been kept
	}
	return string(raw)
}

// mainly is what makes a claim what it is, or "" where nothing less than all does: the words of an action, the date of an
// agreement, the sum of a financing.
func mainly(c Claim) string {
	switch {
	case c.Agreement != nil:
		a := c.Agreement
		return fmt.Sprint("agreement ", a.Kind, a.Date, " ", a.From, " ", a.To)
	case c.Action != nil:
		return Fold(c.Action.Description)
	case c.Financing != nil:
		m := c.Financing
		return fmt.Sprint("financing ", m.Action, " ", answerOf(m.Place.Path), " ", m.Value(), m.Currency, " ", m.Year, m.From, m.To, m.Part)
	}
	return ""
}

// Words are the words of four letters and more of a text, each once, in alphabetical order.
func Words(text string) []string {
	words := slices.DeleteFunc(strings.Fields(Fold(text)), func(w string) bool { return len(w) < 4 })
	slices.Sort(words)
	return slices.Compact(words)
}

// Shared is the share of two lists of Words that they have in common.
func Shared(a, b []string) float64 {
	shared := 0
	for _, w := range a {
		if _, ok := slices.BinarySearch(b, w); ok {
			shared++
		}
	}
	if shared == 0 {
		return 0
	}
	return float64(shared) / float64(len(a)+len(b)-shared)
}
