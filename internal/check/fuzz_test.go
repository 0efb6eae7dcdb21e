package check

import (
	"encoding/json"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Whatever a fiche or a page of the atlas says, the rules say something or nothing: no panic, and no finding without a name
// of its own.
func FuzzRules(f *testing.F) {
	for _, seed := range []string{
		`{"budget":{"raw":"204 000 €","amounts":[{"value":204000,"currency":"EUR"}]},"actions":[{"period":{"start":"2012-11","end":"2013-06"},"budget":{"amounts":[{"value":254550,"currency":"EUR"}]}}]}`,
		`{"status":"En cours","end_date":"2014-06","start_year":1985,"history":"appel à projets 2010-2012","funding":[{"funder":"M","year":1985}]}`,
		`{"updated":["2013-13-45"],"formalised":{"raw":"/","years":[-1,99999]},"stated_total":-1e300}`,
	} {
		f.Add(seed, "2020-02-29")
	}
	f.Fuzz(func(t *testing.T, raw, on string) {
		fiche, atlas := &catalogue.FicheBody{}, &catalogue.AtlasBody{}
		if json.Unmarshal([]byte(raw), fiche) != nil {
			fiche = nil
		}
		if json.Unmarshal([]byte(raw), atlas) != nil {
			atlas = nil
		}
		s := catalogue.Snapshot{On: coop.Date(on)}
		for i := range 2 {
			s.Records = append(s.Records,
				catalogue.Stated{ID: coop.RecordID(2*i + 1), Source: coop.SourceID(i + 1), Kind: coop.KindFiche, Date: coop.Date(on), Partnerships: []coop.PartnershipID{1}, Fiche: fiche},
				catalogue.Stated{ID: coop.RecordID(2*i + 2), Source: coop.SourceID(i + 1), Kind: coop.KindAtlas, Date: coop.Date(on), Partnerships: []coop.PartnershipID{1}, Atlas: atlas})
		}
		s.Held = []catalogue.Held{{ID: 1, Status: coop.Active, Updated: coop.Date(on), Last: coop.Place{Record: 1}, Terms: []catalogue.Term{{To: coop.Date(raw)}}}}
		seen := map[string]bool{}
		for _, found := range Find(s, Scope{}) {
			if name := found.Rule + " " + found.Key; found.Key == "" || seen[name] {
				t.Errorf("a finding without a name of its own: %q", name)
			} else {
				seen[name] = true
			}
		}
	})
}
