package coop_test

import (
	"testing"

	"kafo/internal/coop"
)

// TestAProfileIsThatOfItsClaims: the latest site holds unless one was set aside or preferred, a name is there once, and
// what is not said yet on a day is not there; the order of the sets does not matter.
func TestAProfileIsThatOfItsClaims(t *testing.T) {
	said := func(id int64, on coop.Date, ranks coop.Ranks, values ...string) coop.ClaimSet {
		s := coop.ClaimSet{ID: id, Org: 1, Record: coop.RecordID(id), Kind: coop.KindContribution, AssertedOn: on, Ranks: ranks}
		for i := 0; i < len(values); i += 2 {
			s.Claims = append(s.Claims, coop.Claim{Value: &coop.ValueClaim{Property: values[i], Text: values[i+1], Place: coop.Place{Record: s.Record}}})
		}
		return s
	}
	old := said(1, "2020", nil, coop.OwnSite, "https://a.example", coop.OtherName, "Comité Étoile")
	young := said(2, "2024", nil, coop.OwnSite, "https://b.example", coop.OtherName, "COMITE ETOILE", coop.OtherName, "CE")
	aside := said(3, "2025", coop.Ranks{0: coop.Deprecated, 1: coop.Deprecated}, coop.OwnSite, "https://c.example", coop.OtherName, "Faux")
	for _, c := range []struct {
		name, of, site, names string
		sets                  []coop.ClaimSet
	}{
		{"nothing", "", "", "", nil},
		{"one", "", "https://a.example", "Comité Étoile", []coop.ClaimSet{old}},
		{"the latest", "", "https://b.example", "Comité Étoile, CE", []coop.ClaimSet{young, old}},
		{"set aside", "", "https://b.example", "Comité Étoile, CE", []coop.ClaimSet{aside, young, old}},
		{"nothing but that", "", "", "", []coop.ClaimSet{aside}},
		{"a day before", "2022", "https://a.example", "Comité Étoile", []coop.ClaimSet{old, young}},
		{"preferred", "", "https://a.example", "Comité Étoile, CE", []coop.ClaimSet{said(1, "2020", coop.Ranks{0: coop.Preferred}, coop.OwnSite, "https://a.example", coop.OtherName, "Comité Étoile"), young}},
	} {
		p := coop.ProfileOf(c.sets, coop.Date(c.of))
		site, names := "", ""
		if v := p.Site(); v != nil {
			site = v.Text
		}
		for i, v := range p.Names {
			if i > 0 {
				names += ", "
			}
			names += v.Text
		}
		if site != c.site || names != c.names {
			t.Errorf("%s: %q, %q", c.name, site, names)
		}
	}
}
