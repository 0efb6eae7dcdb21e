package refdata

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

func nobody(string) string { return "" }

func official(t *testing.T, text string) Official {
	t.Helper()
	o, err := ReadOfficial([]byte(text), nobody)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestAFileIsKnownByItsColumns(t *testing.T) {
	for text, kind := range map[string]string{
		"insee,nom,type,departement,lat,lon\n":                                     "communes",
		"TYPECOM,COM,REG,DEP,LIBELLE\n":                                            "communes",
		"\ufeffcode;nom;region;chef_lieu\n":                                        "departements",
		"REG,CHEFLIEU,LIBELLE\n":                                                   "regions",
		"siren,nom,type,nb_communes\n":                                             "epci",
		"MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP\n": "movements",
		"year,currency,average_per_eur\n":                                          "rates",
		"cle,schema,valeur\n":                                                      "identifiers",
		"pcode,name_cod,name_fr,region_pcode,region,inside_lat,inside_lon\n":       "cod",
		`<codelist name="Inventee"><codelist-items></codelist-items></codelist>`:   "codelist",
		`{"type":"FeatureCollection","features":[]}`:                               "outlines",
	} {
		if o := official(t, text); o.Kind != kind {
			t.Errorf("%q is read as %s", text, o.Kind)
		}
	}
	for _, text := range []string{"", "a,b\n1,2\n", "<html></html>", `{"type":"Feature"}`} {
		if _, err := ReadOfficial([]byte(text), nobody); !errors.Is(err, ErrUnknownFile) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestWhatIsWrongIsRefusedWithItsLine(t *testing.T) {
	o := official(t, "year,currency,average_per_eur\n2013,USD,1.3281\n13,USD,1\n2013,US,1\n2013,USD,zero\n")
	if len(o.Rates) != 1 || o.Rates[0].Micros != 1_328_100 || len(o.Refused) != 3 || o.Refused[0].Line != 3 || o.Refused[2].Key != "official.number" || o.Rows != 4 {
		t.Errorf("%+v", o)
	}
	o = official(t, "insee,nom,type,departement\n49007,Angers,COM,49\n4900,Angers,COM,49\n49000,Jadis,COMD,\n")
	if len(o.Places) != 1 || o.Places[0].Key != "fr/com/49007" || o.Left != 1 || len(o.Refused) != 1 || o.Refused[0].Line != 3 {
		t.Errorf("%+v", o)
	}
}

// TestMovementsTellLives on invented movements: a name, a merger into a new commune, a merger undone.
func TestMovementsTellLives(t *testing.T) {
	o := official(t, `date,mod,type_avant,insee_avant,nom_avant,type_apres,insee_apres,nom_apres
1950-01-01,10,COM,99001,Bourg,COM,99001,Bourg-le-Vieux
`+strings.ReplaceAll(`1960-01-01,10,COM,49001,Bourg,COM,49001,Bourg-le-Vieux
1973-01-01,31,COM,49002,Val,COM,49001,Bourg-le-Vieux
1983-01-01,21,COM,49001,Bourg-le-Vieux,COM,49002,Val
1983-01-01,21,COM,49001,Bourg-le-Vieux,COM,49001,Bourg-le-Vieux
2019-01-01,32,COM,49001,Bourg-le-Vieux,COM,49001,Bourg-Val
2019-01-01,32,COM,49002,Val,COM,49001,Bourg-Val
2019-01-01,32,COM,49002,Val,COMD,49002,Val
`, "\t", ""))
	versions, events := Lives(o.Moves)
	var spans []string
	for _, v := range versions["fr/com/49001"] {
		spans = append(spans, v.From+" "+v.Name+" "+v.To)
	}
	if want := []string{" Bourg 1960-01-01", "1960-01-01 Bourg-le-Vieux 2019-01-01", "2019-01-01 Bourg-Val "}; !slices.Equal(spans, want) {
		t.Errorf("%q, want %q", spans, want)
	}
	spans = nil
	for _, v := range versions["fr/com/49002"] {
		spans = append(spans, v.From+" "+v.Name+" "+v.To)
	}
	if want := []string{" Val 1973-01-01", "1983-01-01 Val 2019-01-01"}; !slices.Equal(spans, want) {
		t.Errorf("%q, want %q", spans, want)
	}
	var kinds []string
	for _, s := range events {
		kinds = append(kinds, s.Date[:4]+" "+s.Kind+" "+strings.Join(s.Before, "+")+" > "+strings.Join(s.After, "+"))
	}
	want := []string{
		"1973 absorb fr/com/49002 > fr/com/49001", "1983 split fr/com/49001 > fr/com/49001+fr/com/49002", "2019 merge fr/com/49001+fr/com/49002 > fr/com/49001",
	}
	if !slices.Equal(kinds, want) {
		t.Errorf("%q, want %q", kinds, want)
	}
	if o.Left != 1 || len(o.Refused) != 0 {
		t.Errorf("left %d, refused %+v", o.Left, o.Refused)
	}
}

func TestOutlinesFindTheirTerritoryByCodeAndName(t *testing.T) {
	ring := `[[[0,0],[1,0],[1,1],[0,0]]]`
	o := official(t, `{"type":"FeatureCollection","features":[
	{"properties":{"code":"83","nom":"Auvergne"},"geometry":{"type":"Polygon","coordinates":`+ring+`}},
	{"properties":{"code":"83","nom":"Var"},"geometry":{"type":"MultiPolygon","coordinates":[`+ring+`]}},
	{"properties":{"code":"83","nom":"Ailleurs"},"geometry":{"type":"Polygon","coordinates":`+ring+`}},
	{"properties":{"code":"84","nom":"Vaucluse"},"geometry":{"type":"Point","coordinates":[0,0]}}]}`)
	if len(o.Outlines) != 2 || len(o.Outlines["fr/reg-2015/83"]) != 1 || len(o.Outlines["fr/dep/83"]) != 1 || len(o.Refused) != 2 || o.Refused[1].Key != "official.geometry" {
		t.Errorf("%+v", o)
	}
}

// TestOfficialFilesAtHand reads the files of ../shared: what they hold and how little is refused.
func TestOfficialFilesAtHand(t *testing.T) {
	known := map[string]string{}
	for _, c := range []struct {
		path                     string
		places, left, refusedMax int
	}{
		{"reference/geo/france/communes-fr.csv", 34969, 1, 0}, {"reference/geo/france/departements-fr.csv", 101, 0, 0}, {"reference/geo/france/regions-fr.csv", 34, 0, 2},
		{"reference/geo/france/epci-fr.csv", 1255, 0, 0}, {"reference/geo/mali/mali-regions.csv", 9, 0, 0}, {"reference/geo/mali/mali-cercles.csv", 49, 1, 0},
		{"reference/geo/mali/mali-communes.csv", 701, 0, 0}, {"reference/geo/mali/mali-settlements.csv", 0, 18769, 0},
	} {
		raw, err := os.ReadFile(shared(t, c.path))
		if err != nil {
			t.Fatal(err)
		}
		o, err := ReadOfficial(raw, nobody)
		if err != nil || len(o.Places) < c.places || o.Left < c.left || len(o.Refused) > c.refusedMax {
			t.Errorf("%s: %d places, %d left, refused %+v, %v", c.path, len(o.Places), o.Left, o.Refused, err)
		}
		for _, p := range o.Places {
			if code := p.Codes["pcode"]; code != "" {
				known[code] = p.Key
			}
		}
	}
	for path, want := range map[string]int{"france/departements.geojson": 101, "france/regions-2016.geojson": 18, "france/regions-avant-2016.geojson": 22, "mali/mali-regions.geojson": 9, "mali/mali-communes.geojson": 701} {
		raw, err := os.ReadFile(shared(t, "reference/geo/"+path))
		if err != nil {
			t.Fatal(err)
		}
		o, err := ReadOfficial(raw, func(code string) string { return known[code] })
		if err != nil || len(o.Outlines) != want {
			t.Errorf("%s: %d outlines, want %d, refused %+v, %v", path, len(o.Outlines), want, o.Refused, err)
		}
	}
}
