// Package reconcile says which organisation the name of a party means: the authority of a territory, a body of the
// reference data, or a body known only by its own name. What could be several, or is only like a known name without
// anything that supports it, is not sure: it becomes a question. Nothing is guessed.
package reconcile

import (
	"iter"
	"sync"

	"kafo/internal/coop"
	"kafo/internal/refdata"
)

// Reasons of a candidate (message keys).
const (
	SameName   = "reconcile.same_name"   // the text is a name of it, or an alias
	LooseName  = "reconcile.loose_name"  // the same but for an article, a hyphen or a space
	NearName   = "reconcile.near_name"   // spelt nearly so
	SaidLevel  = "reconcile.said_level"  // the text says of what level it is
	SaidNumber = "reconcile.said_number" // the text gives the number of the département
	InBracket  = "reconcile.in_bracket"  // the text says where it lies
	InHeading  = "reconcile.in_heading"  // it lies where the heading says
	NearParty  = "reconcile.near_party"  // it lies by a party of the same side
	BareTown   = "reconcile.bare_town"   // a bare name of a town and of what is named after it is the town
	OnlyOne    = "reconcile.only_one"    // nothing else known bears the name
	OwnName    = "reconcile.own_name"    // a body known by this name only
	OtherLevel = "reconcile.other_level" // of another level than the text says
	LongerName = "reconcile.longer_name" // its name begins with the text
	SetAside   = "reconcile.set_aside"   // bears the name, but what the text or heading says speaks for others
	Several    = "reconcile.several"     // the text seems to name several parties
	Elsewhere  = "reconcile.elsewhere"   // it does not lie where the text or the heading says
)

// Resolver finds the organisation that a name means. It may be used by several goroutines.
type Resolver struct {
	index
	near  map[string]*nearIndex // by country
	mu    sync.Mutex            // guards hints
	hints map[string][]int32    // heading → territories
}

// New indexes the territories and bodies of the reference data.
func New(territories iter.Seq[refdata.Territory], bodies []refdata.Organisation) *Resolver {
	const usual = 40_000 // French communes, and the rest
	r := &Resolver{index: *newIndex(usual), near: map[string]*nearIndex{}, hints: map[string][]int32{}}
	for t := range territories {
		r.addTerritory(t)
	}
	for _, b := range bodies {
		r.addBody(b)
	}
	for i := range r.entries {
		if c := r.entries[i].country; r.near[c] == nil {
			r.near[c] = &nearIndex{}
		}
	}
	return r
}

// Resolve says what the name means. The first candidate is meant if Sure; otherwise the candidates are those of a
// question, best first, possibly none.
func (r *Resolver) Resolve(n coop.Name) coop.Resolution {
	const longestText = 500 // bytes; what is longer is prose, not a party
	if len(n.Text) > longestText {
		return coop.Resolution{}
	}
	q := read(n)
	if q.whole == "" {
		return coop.Resolution{}
	}
	r.findCountry(&q)
	if res, ok := r.known(&q); ok {
		return res
	}
	if onlyKind[q.whole] {
		return coop.Resolution{}
	}
	if q.kind != "" {
		return r.ownName(&q)
	}
	res := r.place(&q)
	if len(res.Candidates) == 0 && q.class&joint != 0 {
		q.kind = coop.Intermunicipal // « Communauté de communes de X » names itself in full
		return r.ownName(&q)
	}
	return res
}

// findCountry takes the country of a foreign party from the heading above it, where the document does not say it.
func (r *Resolver) findCountry(q *said) {
	if q.side != coop.Foreign || q.hint == "" || len(q.countries) > 0 {
		return
	}
	var found []string
	for _, i := range r.heading(q) {
		found = appendNew(found, r.entries[i].country)
	}
	if len(found) == 1 {
		q.countries = found
	}
}
