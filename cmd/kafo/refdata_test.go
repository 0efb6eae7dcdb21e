package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
	"kafo/internal/testkit"
)

// officials writes files under names that say nothing.
func officials(t *testing.T, texts ...string) []string {
	t.Helper()
	dir := t.TempDir()
	var names []string
	for i, text := range texts {
		name := filepath.Join(dir, "fichier-"+string(rune('a'+i)))
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}

func withOrganisations(t *testing.T, h *house, keys ...string) {
	t.Helper()
	err := h.store.Update(context.Background(), coop.Operator, "test", func(tx *store.Tx) error {
		for _, key := range keys {
			c := coop.Candidate{OrgKey: key, Name: key, Kind: coop.Authority, Country: "FR", TerritoryKey: key}
			if strings.HasPrefix(key, "org/") {
				c.TerritoryKey, c.Kind = "", coop.Network
			}
			if _, err := tx.Organisation(c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func placeOf(t *testing.T, h *house, key string) catalogue.Territory {
	t.Helper()
	every, err := h.catalogue.ExportTerritories(context.Background())
	all := testkit.All(t, every, err)
	i := slices.IndexFunc(all, func(x catalogue.Territory) bool { return x.Key == key })
	if i < 0 {
		t.Fatalf("no territory %s", key)
	}
	x, err := h.catalogue.Territory(context.Background(), all[i].ID, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// TestOfficialFilesExtendTheRegister with invented values: what is there already gets points, codes and a past, what
// enters later too; a file loaded twice changes nothing.
func TestOfficialFilesExtendTheRegister(t *testing.T) {
	ctx := context.Background()
	h := openHouse(t)
	withOrganisations(t, h, "fr/com/49007", "org/fr/resem")
	files := officials(t,
		"insee,nom,type,departement,siren,lat,lon\n49007,Angers,COM,49,214900078,47.5,-0.5\n",
		"date,mod,type_avant,insee_avant,nom_avant,type_apres,insee_apres,nom_apres\n"+
			"1961-01-01,31,COM,49400,Inventée-sur-Loire,COM,49007,Angers\n1962-01-01,10,COM,49015,Autrefois,COM,49015,Avrillé\n",
		"cle,schema,valeur\nfr/com/49007,wikidata,Q38380\norg/fr/resem,rna,W913000000\nfr/com/49007,siren,123\nnulle/part,wikidata,Q1\n",
		"year,currency,average_per_eur\n2013,USD,1.3281\n",
		`{"type":"FeatureCollection","features":[{"properties":{"code":"49","nom":"Maine-et-Loire"},"geometry":{"type":"Polygon","coordinates":[[[0,47],[1,47],[1,48],[0,47]]]}}]}`,
		`<codelist name="Inventee"><codelist-items><codelist-item><code>1</code><name><narrative>One</narrative><narrative xml:lang="fr">Un</narrative></name></codelist-item></codelist-items></codelist>`,
	)
	var first []loaded
	for round := range 2 {
		for i, name := range files {
			r, err := h.loadOfficial(ctx, name)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			r.File = ""
			if round == 0 {
				first = append(first, r)
			} else if r.Kept != first[i].Kept || len(r.Refused) != len(first[i].Refused) {
				t.Errorf("again: %+v, first %+v", r, first[i])
			}
		}
	}
	if r := first[2]; r.Kept != 2 || len(r.Refused) != 2 || r.Refused[0].Line != 4 || r.Refused[1].Line != 5 {
		t.Errorf("identifiers: %+v", r)
	}
	angers := placeOf(t, h, "fr/com/49007")
	if angers.Point.Lat != 47.5 || angers.Codes["wikidata"] != "Q38380" || angers.Codes["insee"] != "49007" {
		t.Errorf("Angers: %+v %v", angers.Point, angers.Codes)
	}
	if len(angers.History) != 1 || angers.History[0].Before[0].Name != "Inventée-sur-Loire" || angers.History[0].Before[0].ID == 0 {
		t.Errorf("Angers: %+v", angers.History)
	}
	resem := organisationOf(t, h, "org/fr/resem")
	if resem.Codes["rna"] != "W913000000" {
		t.Errorf("RésEM: %v", resem.Codes)
	}
	withOrganisations(t, h, "fr/com/49015")
	if later := placeOf(t, h, "fr/com/49015"); len(later.History) != 1 || later.History[0].From != "Autrefois" {
		t.Errorf("Avrillé, named after the import: %+v", later.History)
	}
	if outlines, err := h.store.Outlines(ctx); err != nil || len(outlines["fr/dep/49"]) != 1 {
		t.Errorf("outlines: %v, %v", outlines, err)
	}
	known, err := h.store.Reference(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if res := (&late{loaded: known}).Resolve(coop.Name{Text: "Inventée-sur-Loire", Side: coop.French}); len(res.Candidates) == 0 || res.Candidates[0].OrgKey != "fr/com/49400" {
		t.Errorf("a name that a file told: %+v", res)
	}
}

func organisationOf(t *testing.T, h *house, name string) catalogue.Organisation {
	t.Helper()
	every, err := h.catalogue.ExportOrganisations(context.Background())
	all := testkit.All(t, every, err)
	i := slices.IndexFunc(all, func(o catalogue.Organisation) bool { return o.Name == name })
	if i < 0 {
		t.Fatalf("no organisation %s", name)
	}
	return all[i]
}

// TestTheOfficialFilesAtHandAreLoaded: those of ../shared, into a register of all documents, through the command line.
// A code with a wrong check digit is refused with its line; the rest of its row is kept, unless nothing else names the place.
func TestAWrongCodeOfAnOfficialFileIsRefused(t *testing.T) {
	data := t.TempDir()
	files := officials(t, "insee,nom,type,departement,siren\n49007,Angers,COM,49,214 900 078\n49008,Antoigné,COM,49,214900079\n",
		"siren,nom,nb_communes,commune_la_plus_peuplee\n244900016,Angers Loire,29,49007\n244900015,Angers Loire Métropole,29,49007\n")
	out := done(t, data, append([]string{"refdata", "import"}, files...)...)
	for _, says := range []string{"ligne 3", "siren 214900079", "ligne 2", "siren 244900016"} {
		if !strings.Contains(out, says) {
			t.Errorf("%q is not said: %s", says, out)
		}
	}
	if strings.Contains(out, "214 900 078") || strings.Contains(out, "244900015") {
		t.Errorf("a right code is refused: %s", out)
	}
}

func TestTheOfficialFilesAtHandAreLoaded(t *testing.T) {
	documents := seeds(t)
	root := filepath.Join(filepath.Dir(documents[0]), "..", "reference")
	data := t.TempDir()
	done(t, data, append([]string{"import"}, documents...)...)
	var files []string
	for _, f := range []string{"geo/mali/mali-cercles.geojson", "geo/mali/mali-regions.csv", "geo/mali/mali-cercles.csv", "geo/mali/mali-communes.csv", "geo/france/epci-fr.csv",
		"geo/france/mouvements-communes-1943-2024.csv", "geo/reference/ecb-eur-annual.csv", "iati/codelists/Sector.xml", "geo/france/communes-fr.csv"} {
		files = append(files, filepath.Join(root, f))
	}
	out := done(t, data, append([]string{"refdata", "import"}, files...)...)
	if n := strings.Count(out, " 0 refusée"); n != len(files)-1 { // the outline of the « cercle » of Bamako has no territory
		t.Errorf("%d of %d files without a refusal:\n%s", n, len(files), out)
	}
	s := &Settings{Data: data, Lang: "fr"}
	h, err := s.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	evry := placeOf(t, h, "fr/com/91228")
	mergers := 0
	for _, c := range evry.History {
		if c.Kind == coop.Merged && c.Date == "2019-01-01" {
			mergers++
		}
	}
	if mergers != 1 {
		t.Errorf("Évry-Courcouronnes has %d mergers of 2019: %+v", mergers, evry.History)
	}
	if ber := placeOf(t, h, "ml/com/ber"); ber.Codes["pcode"] == "" || ber.Point.Precision == coop.Parent {
		t.Errorf("Ber: %+v %v", ber.Point, ber.Codes)
	}
}
