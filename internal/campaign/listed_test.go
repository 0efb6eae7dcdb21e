package campaign_test

import (
	"testing"

	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

func TestATableSaysWhomACampaignAsks(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		w := newWorld(t, db)
		i := w.opened()
		list, problems, err := w.Listed(w.ctx, "partenariat;cote;organisation;courriel;langue\n1;partenaire;;mairie@example.org;\n1;;angers;;en\n;français;Commune d’exemple;;\n")
		w.must(err)
		if len(problems) != 0 || len(list) != 3 {
			t.Fatalf("%d are read, with %v", len(list), problems)
		}
		if list[0].Org == 0 || list[0].Side != coop.Foreign || list[0].Email != "mairie@example.org" || list[0].Lang != "fr" {
			t.Errorf("the side of a partnership is %+v", list[0])
		}
		if list[1].Org != i.Org || list[1].Side != coop.French || list[1].Lang != "en" {
			t.Errorf("a party that is named is %+v", list[1])
		}
		if list[2].Org != 0 || list[2].Partnership != 0 || list[2].Asked != "Commune d’exemple" {
			t.Errorf("one that the register does not know is %+v", list[2])
		}
		n, err := w.Ask(w.ctx, steward, i.Campaign, list)
		w.must(err)
		if n != 2 {
			t.Errorf("%d are new, want 2: one is asked already", n)
		}
		_, problems, err = w.Listed(w.ctx, "partenariat,cote,organisation,courriel,langue\n999,,X,,\n,nord,X,,\n,,X,pas une adresse,\n,,X,,de\n,,,,\n")
		w.must(err)
		for at, p := range problems {
			if p.Line != at+2 {
				t.Errorf("problem %d is of line %d: %s", at, p.Line, p.Key)
			}
		}
		if len(problems) != 5 {
			t.Errorf("%d problems, want 5: %v", len(problems), problems)
		}
	})
}
