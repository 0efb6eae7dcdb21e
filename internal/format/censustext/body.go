// Package censustext reads a census of decentralised cooperation as a text: its table of contents, the figures of its
// overview (« aperçu général »), one fiche a partnership, the statement of a solidarity fund and the list of
// publications at its end. It reads by the labels of the form and by the columns of its tables, never by line number;
// the crisis date, the partner country, the regions and their order may be others. How each field is read where the
// printed form leaves a choice is written in the rules of the interchange form ("How a fiche is read").
package censustext

import "encoding/json"

// Fiche is the body of a record of kind census_fiche. Lists are never nil; a text that the fiche does not give is "".
type Fiche struct {
	Order        int        `json:"order"`   // 1 for the first fiche of the document
	Section      string     `json:"section"` // the heading above, without its colon
	Updated      []string   `json:"updated"` // ISO dates
	French       []string   `json:"french"`
	Foreign      []string   `json:"foreign"`
	Other        []string   `json:"other"`                   // parties of a third country
	OtherNations []string   `json:"other_nations,omitempty"` // of each of them the adjective that its column bears, folded: "allemande"
	Contacts     []Contact  `json:"contacts"`
	Formalised   Formalised `json:"formalised"`
	Instrument   string     `json:"instrument"`
	Budget       Budget     `json:"budget"`
	Continued    Answer     `json:"continued"` // yes, no, partial, resumed, unknown
	Trend        Answer     `json:"trend"`     // maintained, increased, reduced, ended, mixed, unknown
	Means        string     `json:"means"`
	Actions      []Action   `json:"actions"`
	Perspectives string     `json:"perspectives"`
	Further      []Further  `json:"further,omitempty"` // questions of a census of its own, which the form of 2013 has not
	StatedTotal  *float64   `json:"stated_total"`      // in the currency of the actions
	Unplaced     []Unplaced `json:"unplaced"`
	FormVersion  string     `json:"form_version"` // 2013-04 or 2013-09
}

// Contact is whom the census asked. Private.
type Contact struct {
	Side string  `json:"side"` // french, foreign, other
	Name *string `json:"name"` // the person alone; nil for an organisation without a person
	Org  *string `json:"org"`  // what follows the name
}

// Formalised is the answer on when the partnership was formalised, with every year of four digits in it.
type Formalised struct {
	Raw   string `json:"raw"`
	Years []int  `json:"years"`
}

// Budget is the answer on the yearly budget.
type Budget struct {
	Raw     string   `json:"raw"`
	Amounts []Amount `json:"amounts"`
}

// Amount is a figure of money. Value is in units of the currency (EUR or XOF), Year the year that it is for, where the
// line says so; the amounts of actions have none, their period stands beside them.
type Amount struct {
	Value    float64 `json:"value"`
	Currency string  `json:"currency"`
	Year     *int    `json:"year"`
}

// Answer is an answer with the value read from it.
type Answer struct {
	Raw   string `json:"raw"`
	Value string `json:"value"`
}

// Action is a row of the table of actions, or a part of one.
type Action struct {
	N           *string      `json:"n"` // its own number as printed
	Domain      string       `json:"domain"`
	Description string       `json:"description"`
	Period      Period       `json:"period"`
	Budget      ActionBudget `json:"budget"`
}

// Period is when an action took place; Start and End are ISO 8601, as precise as the text.
type Period struct {
	Raw   string  `json:"raw"`
	Start *string `json:"start"`
	End   *string `json:"end"`
}

// ActionBudget is the budget cell of an action.
type ActionBudget struct {
	Raw       string     `json:"raw"`
	Amounts   []Amount   `json:"amounts"`
	Kind      *string    `json:"kind"` // fonctionnement, investissement
	Cofunders []Cofunder `json:"cofunders"`
}

// MarshalJSON writes the amounts of an action without a year, as the interchange form has them.
func (b ActionBudget) MarshalJSON() ([]byte, error) {
	type amount struct {
		Value    float64 `json:"value"`
		Currency string  `json:"currency"`
	}
	amounts := make([]amount, 0, len(b.Amounts))
	for _, a := range b.Amounts {
		amounts = append(amounts, amount{a.Value, a.Currency})
	}
	return json.Marshal(struct {
		Raw       string     `json:"raw"`
		Amounts   []amount   `json:"amounts"`
		Kind      *string    `json:"kind"`
		Cofunders []Cofunder `json:"cofunders"`
	}{b.Raw, amounts, b.Kind, b.Cofunders})
}

// Cofunder is a funder, or several that share one percentage.
type Cofunder struct {
	Name  string  `json:"name"`
	Share float64 `json:"share"` // per cent
}

// Further is a question that the form has no field for, with its answer, as printed.
type Further struct {
	Question string `json:"question"`
	Answer   string `json:"answer"`
}

// Unplaced is a text inside a fiche that belongs to no field.
type Unplaced struct {
	Line int    `json:"line"`
	Raw  string `json:"raw"`
}

// FundStatement is the body of a record of kind fund_statement; amounts are in euros.
type FundStatement struct {
	Name        string     `json:"name"`
	AsOf        *string    `json:"as_of"` // ISO date
	StatedTotal *float64   `json:"stated_total_eur"`
	Donations   []Donation `json:"donations"`
}

// Donation is one row of a fund.
type Donation struct {
	Donor string  `json:"donor"`
	Eur   float64 `json:"eur"`
}

// ContentsEntry is a line of the table of contents that announces a fiche.
type ContentsEntry struct {
	Region      string `json:"region"`
	Title       string `json:"title"`
	Forthcoming bool   `json:"forthcoming"` // « (à venir) »
}

// OverviewFigure is a figure that the overview states: 43, "collectivités et associations de jumelage …".
type OverviewFigure struct {
	Value    float64 `json:"value"`
	What     string  `json:"what"` // the words of the sentence that say what is counted
	Sentence string  `json:"sentence"`
}

// Publication is a row of the publisher's list.
type Publication struct {
	Collection string   `json:"collection"`
	Reference  string   `json:"reference"`
	Title      string   `json:"title"`
	Year       *int     `json:"year"`
	PriceEur   *float64 `json:"price_eur"`
}
