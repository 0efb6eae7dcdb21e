// Package atlaspage reads a page of the French atlas of decentralised cooperation (« Détail projet »), in any of the
// layouts in which the site printed it: labels about a "partenariat" or an "action", tables with spaces or with bars,
// labels or icons left as unresolved keys. It reads by labels and columns; what stands under a label it does not know
// is kept in Project.Unplaced and reported.
package atlaspage

// Project is the body of a record of kind atlas_project. Lists are never nil; a pointer is nil where the page does
// not say.
type Project struct {
	Title               *string          `json:"title"`
	Post                *string          `json:"post"`
	PostContacts        []PostContact    `json:"post_contacts"`
	FirstSigned         *int             `json:"first_signed"`
	Theme               *string          `json:"theme"`
	Subtheme            *string          `json:"subtheme"`
	Subsubtheme         *string          `json:"subsubtheme"`
	OtherThemes         []Theme          `json:"other_themes"`
	StartYear           *int             `json:"start_year"`
	Status              *string          `json:"status"`
	EndDate             *string          `json:"end_date"` // ISO 8601, as precise as printed
	Context             *string          `json:"context"`
	History             *string          `json:"history"`
	Objective           *string          `json:"objective"`
	Description         *string          `json:"description"` // the text before the actions
	Actions             []Action         `json:"actions"`
	Form                *string          `json:"form"`
	Implementers        []string         `json:"implementers"` // maître(s) d'œuvre
	Owners              []string         `json:"owners"`       // maître(s) d'ouvrage
	Beneficiaries       []string         `json:"beneficiaries"`
	ForeignPartners     []Partner        `json:"foreign_partners"`
	ForeignContacts     []ForeignContact `json:"foreign_contacts"`
	FrenchPartners      []string         `json:"french_partners"`
	OtherPartnersFrance []string         `json:"other_partners_france"`
	OtherPartnersAbroad []string         `json:"other_partners_abroad"`
	Duration            *string          `json:"duration"` // as printed: "triennal"
	Funding             []Funding        `json:"funding"`
	CommunicationFrance *bool            `json:"communication_france"`
	CommunicationAbroad *bool            `json:"communication_abroad"`
	Evaluation          *bool            `json:"evaluation"`
	Volunteers          []Volunteer      `json:"volunteers"`
	Unplaced            []Unplaced       `json:"unplaced,omitempty"`
}

// PostContact is a person of the embassy. Private.
type PostContact struct {
	Role  *string `json:"role"`
	Name  *string `json:"name"`
	Email *string `json:"email"` // as printed, often with [at]
}

// Theme is one row of « Autres thématiques ».
type Theme struct {
	Theme       *string `json:"theme"`
	Subtheme    *string `json:"subtheme"`
	Subsubtheme *string `json:"subsubtheme"`
	Priority    *int    `json:"priority"`
}

// Action is one action told inside the detailed description.
type Action struct {
	Title     *string `json:"title"`
	Objective *string `json:"objective"`
	Summary   *string `json:"summary"`
}

// Partner is a foreign authority and its country, as printed.
type Partner struct {
	Name    string  `json:"name"`
	Country *string `json:"country"`
}

// ForeignContact is a person of a foreign authority: surname and first name in the order of the table. Private.
type ForeignContact struct {
	Organisation *string `json:"organisation"`
	Name         *string `json:"name"`
	Function     *string `json:"function"`
	Email        *string `json:"email"`
}

// Funding is one row of the funding table: euros of one funder for one year. OnePercent holds the three columns
// « Montant 1% Eau (Loi Oudin 2005) ». A printed 0 is 0; an empty cell is nil.
type Funding struct {
	Funder     string      `json:"funder"`
	Eur        *float64    `json:"eur"`
	OnePercent [3]*float64 `json:"one_percent"`
	Year       *int        `json:"year"`
}

// Volunteer is one row of the table of volunteers. Raw is the row as printed; the columns are known only where the
// table is drawn with bars. Private.
type Volunteer struct {
	Raw     string  `json:"raw"`
	Name    *string `json:"name"`
	Mission *string `json:"mission"`
	Field   *string `json:"field"`
	Host    *string `json:"host"`
}

// Unplaced is a text of the page that belongs to no field of the form.
type Unplaced struct {
	Line int    `json:"line"`
	Raw  string `json:"raw"`
}
