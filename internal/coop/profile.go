package coop

import (
	"cmp"
	"slices"
)

// Properties of an organisation of which one proposes values.
const (
	OwnSite   = "site"       // the address of its own site, one that holds
	OtherName = "other_name" // a name that it also goes by, as many as there are
)

// Profile is what claims say of an organisation, beside what the reference data do.
type Profile struct {
	Sites []Value // the one kept first
	Names []Value // each once, whatever its capitals and accents, as who said it first wrote it
}

// ProfileOf is the profile that claim sets give, as it holds on a day ("" for today). It is pure, like Project: the order
// in which the sets are handed over does not matter. docs/DATA.md, "Ce que proposent les membres".
func ProfileOf(sets []ClaimSet, of Date) (p Profile) {
	sets = slices.Clone(sets)
	slices.SortFunc(sets, func(a, b ClaimSet) int {
		return cmp.Or(cmp.Compare(a.AssertedOn, b.AssertedOn), cmp.Compare(a.ID, b.ID))
	})
	var sites []Value
	for _, s := range sets {
		if !s.said(of) {
			continue
		}
		for i, c := range s.Claims {
			for _, v := range c.values() {
				v.Asserted, v.Source, v.Rank, v.Set, v.Position = s.AssertedOn, s.Kind, s.Ranks[i], s.ID, i
				if v.Property == OwnSite {
					sites = append(sites, v)
				} else if v.Rank != Deprecated && !p.called(v.Text) {
					p.Names = append(p.Names, v)
				}
			}
		}
	}
	p.Sites = Choose(eachSet(sites))
	return p
}

func (p Profile) called(name string) bool {
	return slices.ContainsFunc(p.Names, func(v Value) bool { return Fold(v.Text) == Fold(name) })
}

// Site is the value that holds, nil where nobody gives one that was not set aside.
func (p Profile) Site() *Value {
	if len(p.Sites) == 0 || !p.Sites[0].Kept {
		return nil
	}
	return &p.Sites[0]
}
