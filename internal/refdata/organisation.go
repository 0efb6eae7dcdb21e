package refdata

import "sync"

// Organisation is a body that the field knows and that is more, or less, than the authority of a territory: an
// association, a network, a ministry, an agency, an inter-municipal body that has ended or has no list of its own. The
// EPCI of today are territories.
type Organisation struct {
	Key       string // stable: "org/fr/cuf"
	Name      string
	Kind      string // association twinning_committee network intermunicipal ministry agency other
	Country   string // ISO 3166-1 alpha-2 of its seat; empty for a body of no country
	Territory string // key of the territory it is placed on; empty if no source gives one
	Acronyms  []string
	Aliases   []string // former names and spellings of documents
	Successor string   // key of the body or territory that took its place
	From, To  string   // ISO dates or years, To excluded; empty where open or unknown
	Source    string
}

type bodies struct {
	rows  []Organisation
	byKey map[string]int
}

var known = sync.OnceValue(func() *bodies {
	b := &bodies{rows: readOrganisations(), byKey: map[string]int{}}
	for i, o := range b.rows {
		b.byKey[o.Key] = i
	}
	return b
})

// Organisations are the bodies known, in the order of their keys. The list is shared: do not change it.
func Organisations() []Organisation { return known().rows }

// OrganisationByKey is the body of a key; ok is false if there is none.
func OrganisationByKey(key string) (o Organisation, ok bool) {
	i, ok := known().byKey[key]
	if !ok {
		return Organisation{}, false
	}
	return known().rows[i], true
}
