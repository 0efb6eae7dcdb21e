package catalogue_test

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// byKey finds a territory of the register by its key.
func byKey(t *testing.T, c *catalogue.Catalogue, key string) catalogue.Territory {
	t.Helper()
	every, err := c.ExportTerritories(context.Background())
	all := testkit.All(t, every, err)
	i := slices.IndexFunc(all, func(x catalogue.Territory) bool { return x.Key == key })
	if i < 0 {
		t.Fatalf("no territory %s", key)
	}
	x, err := c.Territory(context.Background(), all[i].ID, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func idsOf(items []catalogue.Item) []coop.PartnershipID {
	var out []coop.PartnershipID
	for _, item := range items {
		out = append(out, item.ID)
	}
	slices.Sort(out)
	return out
}

// TestATerritoryHasWhatLiesInIt: each territory above a party counts its partnerships, the same that choosing it in the
// list gives.
func TestATerritoryHasWhatLiesInIt(t *testing.T) {
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		c, all := tellAll(t, db, 40)
		for key, facet := range map[string]string{
			"fr/dep/49": "departement", "fr/reg/52": "region_fr", "ml/region/kayes": "region", "ml/cercle/kita": "cercle", "country/ML": "pays",
		} {
			x := byKey(t, c, key)
			value := strconv.FormatInt(int64(x.ID), 10)
			if facet == "pays" {
				value = "ML"
			}
			var want []coop.PartnershipID
			for _, p := range all {
				if slices.Contains(p.facets[facet], value) {
					want = append(want, p.id)
				}
			}
			if d := cmp.Diff(want, idsOf(x.Partnerships)); d != "" || len(want) == 0 {
				t.Errorf("%s (-want +got):\n%s", key, d)
			}
		}
	})
}

// TestTerritoriesAreFoundByNameAndCode, each with as many partnerships as its page lists.
func TestTerritoriesAreFoundByNameAndCode(t *testing.T) {
	c, _ := tellAll(t, testkit.SQLite(t), 40)
	for text, want := range map[string]string{"angers": "fr/com/49007", "49007": "fr/com/49007", "49100": "fr/com/49007", "loire maine": "", "niono": "ml/cercle/niono"} {
		list, total, err := c.Territories(context.Background(), text, 1)
		if err != nil || total != len(list) {
			t.Fatalf("%q: %d of %d, %v", text, len(list), total, err)
		}
		if want == "" {
			continue
		}
		if len(list) != 1 {
			t.Errorf("%q finds %d", text, len(list))
			continue
		}
		x := byKey(t, c, want)
		if coop.TerritoryID(list[0].Ref.ID) != x.ID || list[0].Count != len(x.Partnerships) {
			t.Errorf("%q finds %+v, the page has %d", text, list[0], len(x.Partnerships))
		}
	}
}

// TestNeighboursShareAPartner: they are the partnerships of others with those with whom the territory cooperates.
func TestNeighboursShareAPartner(t *testing.T) {
	c, _ := tellAll(t, testkit.SQLite(t), 40)
	x := byKey(t, c, "fr/com/35238")
	with := map[int64]bool{}
	for _, item := range x.Partnerships {
		for _, p := range item.Partners {
			with[p.ID] = true
		}
	}
	if len(x.Neighbours) == 0 {
		t.Fatal("nobody beside")
	}
	own := idsOf(x.Partnerships)
	for _, item := range x.Neighbours {
		shared := slices.ContainsFunc(item.Partners, func(r catalogue.Ref) bool { return with[r.ID] })
		shared = shared || slices.ContainsFunc(item.Holders, func(r catalogue.Ref) bool { return holdsBeside(x, r) })
		if slices.Contains(own, item.ID) || !shared {
			t.Errorf("partnership %d is no neighbour: %+v", item.ID, item)
		}
	}
}

// holdsBeside says whether an organisation holds one of the partnerships of the territory too.
func holdsBeside(x catalogue.Territory, r catalogue.Ref) bool {
	return slices.ContainsFunc(x.Partnerships, func(item catalogue.Item) bool {
		return slices.ContainsFunc(item.Holders, func(h catalogue.Ref) bool { return h.ID == r.ID })
	})
}

func TestATerritoryNobodyKnowsIsNotFound(t *testing.T) {
	c, _ := tellAll(t, testkit.SQLite(t), 1)
	if _, err := c.Territory(context.Background(), 9999, 0, 0); coop.CodeOf(err) != coop.NotFound {
		t.Errorf("err = %v", err)
	}
}
