package store

import (
	"kafo/internal/coop"
)

// recent is what a transaction has read or written and will ask for again: an import names the same places for every
// record, and a partnership is projected right after it was first claimed. What a decision changes is forgotten.
type recent struct {
	kinds map[coop.RecordID]string
	born  map[coop.PartnershipID]*born
	orgs  map[coop.OrgID]found
}

// born is a partnership that began in this transaction, with all that is claimed of it.
type born struct {
	sets  []coop.ClaimSet
	saved bool
}

// found is an organisation with the key of its territory.
type found struct {
	org   coop.Organisation
	place string
}

func newRecent() *recent {
	return &recent{
		kinds: map[coop.RecordID]string{}, born: map[coop.PartnershipID]*born{}, orgs: map[coop.OrgID]found{},
	}
}

// said adds a claim set to a partnership that began here.
func (r *recent) said(s coop.ClaimSet) {
	b := r.born[s.Subject]
	if b == nil {
		return
	}
	kind, ok := r.kinds[s.Record]
	if !ok {
		delete(r.born, s.Subject)
		return
	}
	s.Kind = kind
	b.sets = append(b.sets, s)
}
