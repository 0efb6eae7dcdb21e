package reconcile

import (
	"context"
	"fmt"
	"strings"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/registry"
)

// Run compares everything in the register that may be one and keeps what it proposes, signed by the author. It merges
// nothing.
func Run(ctx context.Context, c *catalogue.Catalogue, r *registry.Registry, author coop.Author) (registry.Proposed, error) {
	x, err := c.Compared(ctx)
	if err != nil {
		return registry.Proposed{}, fmt.Errorf("reconcile: %w", err)
	}
	out, err := r.Propose(ctx, author, Pairs(x))
	if err != nil {
		return out, fmt.Errorf("reconcile: %w", err)
	}
	return out, nil
}

// Pairs are all pairs of a register that reach the threshold.
func Pairs(x catalogue.Compared) []coop.Pair {
	deeds := deedsOf(x)
	out := Organisations(bodiesOf(x))
	out = append(out, Partnerships(linksOf(x))...)
	out = append(out, Actions(deeds)...)
	out = append(out, Programmes(sumsOf(x))...)
	return append(out, Gifts(giftsOf(x), deeds)...)
}

func bodiesOf(x catalogue.Compared) []Body {
	out := make([]Body, len(x.Organisations))
	for i, o := range x.Organisations {
		b := Body{
			ID: int64(o.Organisation.ID), Names: append([]string{o.Organisation.Name}, o.Organisation.Names...), Kind: o.Organisation.Kind,
			Level: o.Level, Country: o.Organisation.Country, Places: o.Places, Around: o.Around, Company: o.Company,
		}
		if !strings.HasPrefix(o.Organisation.Key, "name/") { // the reference data tell it from every other of theirs
			b.Codes = map[string]string{"reference": o.Organisation.Key}
		}
		for _, h := range o.Heirs {
			b.Successors = append(b.Successors, h.ID)
		}
		out[i] = b
	}
	return out
}

func linksOf(x catalogue.Compared) []Link {
	heirs, names := map[int64][]Heir{}, map[int64]string{}
	for _, o := range x.Organisations {
		names[int64(o.Organisation.ID)] = o.Organisation.Name
		for _, h := range o.Heirs {
			heirs[int64(o.Organisation.ID)] = append(heirs[int64(o.Organisation.ID)], Heir{h.ID, h.Name})
		}
	}
	members := func(list []catalogue.ComparedParty) []Member {
		out := make([]Member, len(list))
		for i, p := range list {
			out[i] = Member{Org: p.Org, Name: names[p.Org], May: p.May, Heirs: heirs[p.Org]}
		}
		return out
	}
	out := make([]Link, len(x.Partnerships))
	for i, p := range x.Partnerships {
		out[i] = Link{ID: p.ID, Years: p.Years, Documents: p.Documents, Holders: members(p.Holders), Partners: members(p.Partners)}
	}
	return out
}

func partiesOf(x catalogue.Compared) map[int64][]int64 {
	out := make(map[int64][]int64, len(x.Partnerships))
	for _, p := range x.Partnerships {
		out[p.ID] = p.Parties()
	}
	return out
}

func deedsOf(x catalogue.Compared) []Deed {
	parties := partiesOf(x)
	out := make([]Deed, len(x.Actions))
	for i, a := range x.Actions {
		d := Deed{
			ID: int64(a.Action.ID), Partnership: a.Partnership, Parties: parties[a.Partnership], Text: a.Action.Domain + " " + a.Action.Description,
			Theme: a.Action.Theme, From: a.Action.Start.Year(), To: a.Action.End.Year(), Territory: int64(a.Action.Territory),
			Record: int64(a.Action.Place.Record),
		}
		for _, m := range a.Money {
			d.Amounts = append(d.Amounts, Amount{m.Cents, m.Currency})
		}
		out[i] = d
	}
	return out
}

func giftsOf(x catalogue.Compared) []Gift {
	out := make([]Gift, len(x.Gifts))
	for i, g := range x.Gifts {
		out[i] = Gift{
			Record: int64(g.Record), Path: g.Path, Donors: g.Donors, Amount: Amount{g.Cents, "EUR"}, Year: g.Year, Fund: coop.Words(g.Fund),
		}
	}
	return out
}

func sumsOf(x catalogue.Compared) []Sum {
	parties := partiesOf(x)
	out := make([]Sum, len(x.Financings))
	for i, m := range x.Financings {
		out[i] = Sum{
			ID: int64(m.Financing.ID), Partnership: m.Partnership, Record: int64(m.Financing.Place.Record), Parties: parties[m.Partnership],
			Amount: Amount{m.Financing.Cents, m.Financing.Currency}, Text: m.Financing.Raw, From: m.Financing.Year, To: m.Financing.Year,
		}
	}
	return out
}
