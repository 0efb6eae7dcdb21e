// Package networkpage reads the page on which a network of cooperation lists its members: a table with the French
// parties in one column and their partners in the other, under the names of territories (cercle, préfecture,
// province …), and a few sentences on who leads the network since when.
package networkpage

// Network is the body of a record of kind network. Lists are never nil; a pointer is nil where the page does not say.
type Network struct {
	Name               *string    `json:"name"`
	Aliases            []Alias    `json:"aliases"`
	AsOf               *string    `json:"as_of"` // ISO date
	Leads              []Lead     `json:"leads"`
	Rows               []Row      `json:"rows"`
	Recent             []Recent   `json:"recent"`
	Intercollectivites []Inter    `json:"intercollectivites"`
	Programme          *string    `json:"programme"` // "2019-2021"
	Unplaced           []Unplaced `json:"unplaced,omitempty"`
}

// Alias is another name of the network and the years in which it was used, as far as the page says.
type Alias struct {
	Name string `json:"name"`
	From *int   `json:"from"`
	To   *int   `json:"to"`
}

// Lead is an organisation that steers the network.
type Lead struct {
	Org  string  `json:"org"`
	Role *string `json:"role"`
}

// Row is a line of the table: French parties and their partners, under the territory printed above (as printed).
type Row struct {
	Cercle  *string  `json:"cercle"`
	French  []string `json:"french"`
	Foreign []string `json:"foreign"`
}

// Recent is a member that joined lately, and with whom it works.
type Recent struct {
	French []string `json:"french"`
	With   []string `json:"with"`
}

// Inter is a body that the partner's authorities share, and its territory.
type Inter struct {
	Name   string  `json:"name"`
	Cercle *string `json:"cercle"`
}

// Unplaced is a text of the page that belongs to no field of the form.
type Unplaced struct {
	Line int    `json:"line"`
	Raw  string `json:"raw"`
}
