package coop

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
	Role  Role
	Place Place
}
