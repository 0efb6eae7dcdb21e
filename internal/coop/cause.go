package coop

import (
	"slices"
	"strings"
)

// Cause says why a partnership is suspended or has ended.
type Cause string

// Causes, in the words of the field.
const (
	OneSide     Cause = "decision"    // décision de l'une des parties
	ByState     Cause = "instruction" // instruction de l'État
	ForSecurity Cause = "security"    // sécurité
	Elapsed     Cause = "term"        // terme échu
	PartnerGone Cause = "dissolved"   // partenaire dissous
)

// Causes lists them in the order in which pages show them.
var Causes = []Cause{OneSide, ByState, ForSecurity, Elapsed, PartnerGone}

// Explains says whether a cause can be that of a status: only what is over, or waits, has one.
func (c Cause) Explains(s Status) bool {
	switch c {
	case OneSide, ByState, ForSecurity:
		return s == Suspended || s == Ended
	case Elapsed, PartnerGone:
		return s == Ended
	}
	return false
}

// causeWords are the folded words by which a document says a cause beside a state, first to last (docs/DATA.md, "Statut").
var causeWords = []causeWord{
	{"instruction de l etat", ByState}, {"instruction du ministere", ByState}, {"consigne de l etat", ByState}, {"demande de l etat", ByState},
	{"securit", ForSecurity}, {"dissou", PartnerGone}, {"dissolution", PartnerGone}, {"terme de la convention", Elapsed}, {"decision de", OneSide}, {"decide par", OneSide},
}

// Dissolved says that a record tells that a partner is dissolved, whatever it says of whether the partnership goes on.
func (c StatusClaim) Dissolved() bool {
	words := Fold(c.State)
	return c.Cause == PartnerGone || slices.ContainsFunc(causeWords, func(w causeWord) bool { return w.cause == PartnerGone && strings.Contains(words, w.word) })
}

type causeWord struct {
	word  string
	cause Cause
}

// cause is why, as one record says it: by its code, or by the words of a state that has one.
func (c StatusClaim) cause() Cause {
	if c.Cause != "" {
		return c.Cause
	}
	words := Fold(c.State)
	for _, w := range causeWords {
		if strings.Contains(words, w.word) && w.cause.Explains(c.status()) {
			return w.cause
		}
	}
	return ""
}

// explaining leaves of the causes those that can be why the status that is kept holds: what was said before a source said
// another status explains that one no more.
func explaining(causes, statuses []Value) []Value {
	if len(statuses) == 0 {
		return nil
	}
	kept := Choose(eachSet(statuses))[0]
	var from Date
	for _, s := range statuses {
		if s.Rank >= kept.Rank && s.Text != kept.Text {
			from = max(from, s.Asserted)
		}
	}
	return slices.DeleteFunc(causes, func(v Value) bool { return !Cause(v.Text).Explains(Status(kept.Text)) || v.Asserted.Before(from) })
}
