package coop

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Claim is one dated statement of a record about a partnership or, by a value, about an organisation. Exactly one pointer is set, and Was beside it.
type Claim struct {
	Party     *Party       `json:"party,omitempty"`
	Agreement *Agreement   `json:"agreement,omitempty"`
	Action    *Action      `json:"action,omitempty"`
	Financing *Financing   `json:"financing,omitempty"`
	Text      *Text        `json:"text,omitempty"`
	Status    *StatusClaim `json:"status,omitempty"`
	Value     *ValueClaim  `json:"value,omitempty"`
	Absence   *Absence     `json:"absence,omitempty"`
	Was       *ClaimRef    `json:"was,omitempty"` // the first claim that this one repeats, of a record whose place its own takes
}

// place is where a claim stands.
func (c Claim) place() *Place {
	switch {
	case c.Party != nil:
		return &c.Party.Place
	case c.Agreement != nil:
		return &c.Agreement.Place
	case c.Action != nil:
		return &c.Action.Place
	case c.Financing != nil:
		return &c.Financing.Place
	case c.Text != nil:
		return &c.Text.Place
	case c.Status != nil:
		return &c.Status.Place
	case c.Absence != nil:
		return &c.Absence.Place
	}
	return &c.Value.Place
}

// At is where a claim stands.
func (c Claim) At() Place { return *c.place() }

// ValueClaim is what a record gives for a property that has one value.
type ValueClaim struct {
	Property string
	Text     string
	Date     Date
	Place    Place
}

// ClaimSet is what one record says about one partnership, or one organisation: one row, however many claims. A claim is named by (set,
// position). A set is never changed; one that stands no more, because its record was replaced, is withdrawn.
type ClaimSet struct {
	ID         int64
	Subject    PartnershipID // of which it was said first; a merged partnership is projected into another
	Org        OrgID         // of which it is said, where it is no partnership
	Record     RecordID
	Kind       string // of the record
	AssertedOn Date   // when the source says so
	RecordedAt int64  // Unix milliseconds, UTC: when we learnt it
	Author     Author
	Claims     []Claim
	Ranks      Ranks
}

// Parties are those that a claim set names.
func (s ClaimSet) Parties() []Party {
	var out []Party
	for _, c := range s.Claims {
		if c.Party != nil {
			out = append(out, *c.Party)
		}
	}
	return out
}

// Project builds the partnership that claim sets describe, as it holds on a day ("" for today). It is pure: the same
// claims give the same object, in the order of assertion (latest first), then of recording.
//
// A fact holds on a day if its own date has come, or if a source said so by then; an agreement only if its own date has
// come. A partnership of which nothing holds has no record. docs/DATA.md, "Dans le temps".
func Project(id PartnershipID, sets []ClaimSet, of Date) Partnership {
	p := Partnership{ID: id}
	sets = slices.Clone(sets)
	slices.SortStableFunc(sets, func(a, b ClaimSet) int {
		return cmp.Or(cmp.Compare(b.AssertedOn, a.AssertedOn), cmp.Compare(a.ID, b.ID))
	})
	var said []Value
	for _, s := range sets {
		said = append(said, p.include(s, of)...)
	}
	p.signed()
	p.Part()
	slices.SortStableFunc(p.StatusClaims, func(a, b StatusClaim) int { return cmp.Compare(b.Rank, a.Rank) })
	p.settle(said)
	return p
}

// include adds what a claim set states and returns the values that it gives for properties that have one.
func (p *Partnership) include(s ClaimSet, of Date) []Value {
	said := s.said(of)
	if !said && !s.begun(of) {
		return nil
	}
	p.Records = append(p.Records, s.Record)
	if said {
		p.Updated = max(p.Updated, s.AssertedOn)
	}
	var values []Value
	for i, c := range s.Claims {
		if !c.holds(said, of) {
			continue
		}
		for _, v := range c.values() {
			v.Asserted, v.Source, v.Rank, v.Set, v.Position = s.AssertedOn, s.Kind, s.Ranks[i], s.ID, i
			values = append(values, v)
		}
		if s.Ranks[i] != Deprecated {
			p.add(s, i, c)
		}
	}
	return values
}

// said says whether a source said so by a day. One without a date did so, for all we know, when the first of what it
// dates had come; one that dates nothing, when we learnt it.
func (s ClaimSet) said(of Date) bool {
	if of == "" || s.AssertedOn != "" {
		return s.AssertedOn.reached(of)
	}
	return s.begun(of) || !of.Before(Date(time.UnixMilli(s.RecordedAt).UTC().Format(time.DateOnly)))
}

// begun says whether a set states something whose own date had come, though it was said later.
func (s ClaimSet) begun(of Date) bool {
	return slices.ContainsFunc(s.Claims, func(c Claim) bool { return c.Party == nil && c.holds(false, of) })
}

// holds says whether a claim holds on a day; said is whether its source said so by then.
func (c Claim) holds(said bool, of Date) bool {
	switch {
	case c.Party != nil:
		return true // of a set of which something holds
	case c.Agreement != nil:
		d := cmp.Or(c.Agreement.Date, c.Agreement.From)
		return d != "" && d.reached(of) || d == "" && said
	case c.Action != nil:
		return said || c.Action.Start != "" && c.Action.Start.reached(of)
	case c.Financing != nil:
		return said || c.Financing.Year != 0 && c.Financing.Year <= of.Year()
	}
	return said
}

func (p *Partnership) add(s ClaimSet, position int, c Claim) {
	switch {
	case c.Party != nil:
		party := *c.Party
		party.Said = Assertion{s.AssertedOn, s.ID}
		p.Parties = append(p.Parties, party)
	case c.Absence != nil:
		absence := *c.Absence
		absence.Said = Assertion{s.AssertedOn, s.ID}
		p.Absences = append(p.Absences, absence)
	case c.Agreement != nil:
		p.agree(*c.Agreement)
	case c.Action != nil:
		p.Actions = append(p.Actions, *c.Action)
	case c.Financing != nil:
		p.Financings = append(p.Financings, *c.Financing)
	case c.Text != nil:
		p.Texts = append(p.Texts, *c.Text)
	case c.Status != nil:
		status := *c.Status
		status.Rank = s.Ranks[position]
		p.StatusClaims = append(p.StatusClaims, status)
	}
}

// agree adds an agreement unless a record has stated it in the same words already: a fiche printed twice founds nothing
// twice. What was recorded first stays, with its id and its place.
func (p *Partnership) agree(a Agreement) {
	for i, old := range p.Agreements {
		same := a
		if same.Place, same.ID = old.Place, old.ID; same == old {
			if a.ID < old.ID {
				p.Agreements[i] = a
			}
			return
		}
	}
	p.Agreements = append(p.Agreements, a)
}

// signed puts those who are parties of one agreement behind the parties of the partnership, and leaves out those whose
// agreement does not hold.
func (p *Partnership) signed() {
	p.Parties = slices.DeleteFunc(p.Parties, func(x Party) bool {
		return x.Role == Signatory && !slices.ContainsFunc(p.Agreements, x.Signs)
	})
	own := slices.DeleteFunc(slices.Clone(p.Parties), func(x Party) bool { return x.Role == Signatory })
	p.Parties = append(own, slices.DeleteFunc(p.Parties, func(x Party) bool { return x.Role != Signatory })...)
}

// Part takes away the parties of whom a later source says that they are none; who signed an agreement stays a party of
// that. It is done again once the parties are those of today: what was merged into an organisation goes with it, and not
// the one into which that was merged since. docs/DATA.md, "Ce que proposent les membres".
func (p *Partnership) Part() {
	p.Parties = slices.DeleteFunc(p.Parties, func(x Party) bool {
		return x.Role != Signatory && x.Org != 0 && slices.ContainsFunc(p.Absences, func(a Absence) bool { return a.Org == x.Org && x.Said.Before(a.Said) })
	})
}

// Signs says whether a party is one of an agreement, whose place is then its own.
func (x Party) Signs(a Agreement) bool {
	return x.Place.Record == a.Place.Record && strings.HasPrefix(x.Place.Path, a.Place.Path+".")
}
