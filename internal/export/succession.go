package export

import "kafo/internal/catalogue"

// change is an event in the life of a territory or an organisation.
type change struct {
	Event   string  `json:"event"`
	Date    *string `json:"date"`
	Before  []ref   `json:"predecessors"`
	After   []ref   `json:"successors"`
	From    *string `json:"from"`
	To      *string `json:"to"`
	Basis   *string `json:"legal_basis"`
	Source  string  `json:"source"`
	Certain string  `json:"certainty"`
	Against *string `json:"contradicted_by"`
	Note    *string `json:"note"`
}

func newChange(c catalogue.Change) change {
	certain := "sure"
	if c.Against != "" {
		certain = "doubtful"
	}
	return change{
		string(c.Kind), opt(c.Date), each(c.Before, newRef), each(c.After, newRef), opt(c.From), opt(c.To), opt(c.Basis), c.Source,
		certain, opt(c.Against), opt(c.Note),
	}
}

// stood is what an organisation is at a date.
type stood struct {
	Date   *string  `json:"date"`
	Name   string   `json:"name"`
	Kind   *string  `json:"form"`
	In     *ref     `json:"in"`
	Ended  *string  `json:"ended"`
	Heirs  []ref    `json:"successors"`
	Doubts []change `json:"doubts"`
}

func newStood(s catalogue.Standing) stood {
	return stood{opt(s.Date), s.Name, opt(s.Kind), optRef(s.In), opt(s.Ended), each(s.Heirs, newRef), each(s.Doubts, newChange)}
}

// then is how a party was called when an agreement was signed.
type then struct {
	Org  ref     `json:"organisation"`
	Name string  `json:"name"`
	Kind *string `json:"form"`
}

func newThen(t catalogue.Then) then { return then{newRef(t.Org), t.Name, opt(t.Kind)} }

// past is a party as signed and today.
type past struct {
	Agreed bool  `json:"of_the_agreement"`
	Signed stood `json:"signed"`
	Today  stood `json:"today"`
}

func optPast(p *catalogue.Past) *past {
	if p == nil {
		return nil
	}
	return &past{p.Agreed, newStood(p.Signed), newStood(p.Today)}
}
