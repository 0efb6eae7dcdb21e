package refdata

import (
	"strings"
	"testing"
)

// FuzzReadOfficial: whatever an official file holds, reading it ends, refuses with a place, and gives rows that can be
// used: named places on Earth, rates above nothing, lives without a hole.
func FuzzReadOfficial(f *testing.F) {
	for _, s := range []string{
		"insee,nom,type,departement,siren,lat,lon\n49007,Angers,COM,49,214900078,47.47,-0.55\n",
		"code,nom,region,chef_lieu\n49,Maine-et-Loire,52,49007\n", "code;nom;chef_lieu\n52;Pays de la Loire;44109\n",
		"siren,nom,nb_communes,commune_la_plus_peuplee\n244900015,Angers Loire,29,49007\n",
		"date,mod,type_avant,insee_avant,nom_avant,type_apres,insee_apres,nom_apres\n1973-01-01,31,COM,49002,Val,COM,49001,Bourg\n2019-01-01,21,COM,49001,Bourg,COM,49002,Val\n",
		"year,currency,average_per_eur\n2013,USD,1.3281\n", "cle,schema,valeur\nfr/com/49007,wikidata,Q38380\n",
		"pcode,name_cod,name_fr,region_pcode,region,inside_lat,inside_lon\nML0101,Bafoulabe,Bafoulabé,ML01,Kayes,13.8,-10.8\n",
		"pcode,cercle_pcode,cercle,region\nML010101,ML0101,Bafoulabe,Kayes\n", "pcode,commune_pcode,name\nML01010101,ML010101,Oualia\n",
		`<codelist name="Inventee"><codelist-items><codelist-item status="active"><code>1</code><name><narrative xml:lang="fr">Un</narrative></name></codelist-item></codelist-items></codelist>`,
		`{"type":"FeatureCollection","features":[{"properties":{"code":"83","nom":"Auvergne"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]}`,
		"\ufeff{", "<", "a,b\n\"", "year,currency,average_per_eur\n2013,USD,NaN\n2013,USD,1e400\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := ReadOfficial(data, func(code string) string {
			return map[string]string{"ML0101": "ml/cercle/bafoulabe"}[code]
		})
		if err != nil {
			return
		}
		if len(o.Places) != len(o.Lines) {
			t.Fatalf("%d places, %d lines", len(o.Places), len(o.Lines))
		}
		for i, p := range o.Places {
			if p.Key == "" || strings.TrimSpace(p.Key) != p.Key || o.Lines[i] < 2 || p.Lat < -90 || p.Lat > 90 || p.Lon < -180 || p.Lon > 180 {
				t.Errorf("line %d: %+v", o.Lines[i], p)
			}
		}
		for _, r := range o.Rates {
			if r.Micros <= 0 || len(r.Currency) != 3 {
				t.Errorf("rate %+v", r)
			}
		}
		for key, rings := range o.Outlines {
			if key == "" || len(rings) == 0 {
				t.Errorf("outline of %q with %d rings", key, len(rings))
			}
		}
		for _, r := range o.Refused {
			if r.Line < 1 || r.Key == "" {
				t.Errorf("refused without a place: %+v", r)
			}
		}
		versions, _ := Lives(o.Moves)
		for key, list := range versions {
			for i := 1; i < len(list); i++ {
				if list[i].From < list[i-1].To {
					t.Errorf("%s: %+v begins before %+v ends", key, list[i], list[i-1])
				}
			}
		}
	})
}
