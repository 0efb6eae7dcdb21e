package coop

import "cmp"

// Statement is what a record says of one partnership, before its parties are resolved: names instead of organisations.
type Statement struct {
	Path     string // in the record: "" for a fiche, "rows.3" for a row of a network's table
	Asserted Date   // when the source says so
	Parties  []NamedParty
	Actions  []Action
	Others   []Claim // everything else: agreements, financings, texts, status
}

// NamedParty is a party by its name. Role is empty where the written rule decides (RoleOf).
type NamedParty struct {
	Name  Name
	Said  string // as printed here, where the record gives a fuller name elsewhere
	Role  Role
	Place Place
}

// KeptIn says in which record a statement stands: all of its places are there.
func (s *Statement) KeptIn(r RecordID) {
	for i := range s.Parties {
		s.Parties[i].Place.Record = r
	}
	for i := range s.Actions {
		s.Actions[i].Place.Record = r
	}
	for _, c := range s.Others {
		c.place().Record = r
	}
}

// Printed is the name as it stands where the party is named.
func (n NamedParty) Printed() string { return cmp.Or(n.Said, n.Name.Text) }
