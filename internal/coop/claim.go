package coop

import (
	"cmp"
	"slices"
)

// Claim is one dated statement of a record about a partnership. Exactly one pointer is set.
type Claim struct {
	Party     *Party       `json:"party,omitempty"`
	Agreement *Agreement   `json:"agreement,omitempty"`
	Action    *Action      `json:"action,omitempty"`
	Financing *Financing   `json:"financing,omitempty"`
	Text      *Text        `json:"text,omitempty"`
	Status    *StatusClaim `json:"status,omitempty"`
}

// ClaimSet is what one record says about one partnership: one row, however many claims. A claim is named by (set,
// position).
type ClaimSet struct {
	ID         int64
	Subject    PartnershipID
	Record     RecordID
	AssertedOn Date  // when the source says so
	RecordedAt int64 // Unix milliseconds, UTC: when we learnt it
	Author     Author
	Claims     []Claim
}

// Project builds the partnership that claim sets describe. It is pure: the same claims give the same object, in the
// order of assertion (latest first), then of recording.
func Project(id PartnershipID, sets []ClaimSet) Partnership {
	p := Partnership{ID: id}
	sets = slices.Clone(sets)
	slices.SortStableFunc(sets, func(a, b ClaimSet) int {
		return cmp.Or(cmp.Compare(b.AssertedOn, a.AssertedOn), cmp.Compare(a.ID, b.ID))
	})
	for _, s := range sets {
		p.Records = append(p.Records, s.Record)
		p.Updated = max(p.Updated, s.AssertedOn)
		for _, c := range s.Claims {
			p.add(c)
		}
	}
	p.Since = firstAgreement(p.Agreements)
	p.Status = StatusOf(p.StatusClaims)
	return p
}

func (p *Partnership) add(c Claim) {
	switch {
	case c.Party != nil:
		p.Parties = append(p.Parties, *c.Party)
	case c.Agreement != nil:
		p.agree(*c.Agreement)
	case c.Action != nil:
		p.Actions = append(p.Actions, *c.Action)
	case c.Financing != nil:
		p.Financings = append(p.Financings, *c.Financing)
	case c.Text != nil:
		p.Texts = append(p.Texts, *c.Text)
	case c.Status != nil:
		p.StatusClaims = append(p.StatusClaims, *c.Status)
	}
}

// agree adds an agreement unless a record has stated it in the same words already: a fiche printed twice founds nothing
// twice. The place of the record that came first stays, so that the id lasts.
func (p *Partnership) agree(a Agreement) {
	for i, old := range p.Agreements {
		same := a
		if same.Place = old.Place; same == old {
			if a.Place.Record < old.Place.Record {
				p.Agreements[i].Place = a.Place
			}
			return
		}
	}
	p.Agreements = append(p.Agreements, a)
}

func firstAgreement(list []Agreement) Date {
	var first Date
	for _, a := range list {
		d := cmp.Or(a.Date, a.From)
		if d != "" && (first == "" || d < first) {
			first = d
		}
	}
	return first
}
