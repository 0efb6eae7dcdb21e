package refdata

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// count counts the territories of a country and level whose key begins with a prefix.
func count(country, level, prefix string) int {
	n := 0
	for t := range Territories() {
		if t.Country == country && t.Level == level && strings.HasPrefix(t.Key, prefix) {
			n++
		}
	}
	return n
}

func TestDivisionsAreComplete(t *testing.T) {
	for _, c := range []struct {
		country, level, prefix string
		want                   int
		source                 string
	}{
		{"FR", "commune", "fr/com/", 34969 + 2, "INSEE COG, and two former communes that are no part of another"},
		{"FR", "departement", "fr/dep/", 101, "INSEE COG"},
		{"FR", "region", "fr/reg/", 18, "INSEE COG"},
		{"FR", "region", "fr/reg-2015/", 16, "law 2015-29: 22 metropolitan régions, of which 6 did not change"},
		{"FR", "epci", "fr/epci/", 1255 + 11, "BANATIC: EPCI, and EPT of Grand Paris"},
		{"FR", "arrondissement", "fr/arm/", 20 + 9 + 16, "Paris, Lyon, Marseille"},
		{"ML", "region", "ml/region/", 19, "law 2023-006; 8 of them in 2013"},
		{"ML", "district", "ml/district/", 1, "Bamako"},
		{"ML", "cercle", "ml/cercle/", 49 + 2, "law 99-035, and two cercles of 2023"},
	} {
		if got := count(c.country, c.level, c.prefix); got != c.want {
			t.Errorf("%s %s: %d, want %d (%s)", c.country, c.level, got, c.want, c.source)
		}
	}
}

func TestMaliOf2013(t *testing.T) {
	regions, cercles := 0, 0
	for _, r := range Children("country/ML") {
		if r.Level != "region" || r.From != "" {
			continue
		}
		regions++
		for _, c := range Children(r.Key) {
			if c.Level == "cercle" && c.From == "" && c.Parent == r.Key {
				cercles++
			}
		}
	}
	if regions != 8 || cercles != 49 {
		t.Errorf("%d régions and %d cercles, want 8 and 49", regions, cercles)
	}
	communes := Children("ml/district/bamako")
	if len(communes) != 6 {
		t.Errorf("Bamako has %d communes, want 6", len(communes))
	}
	diema, _ := Lookup("ml/cercle/diema")
	if diema.Parent != "ml/region/kayes" || diema.ParentNow != "ml/region/nioro" {
		t.Errorf("Diéma lies in %s, now %s", diema.Parent, diema.ParentNow)
	}
}

func TestEveryRowHolds(t *testing.T) {
	last := ""
	for p := range Territories() {
		if p.Key <= last {
			t.Fatalf("%s after %s", p.Key, last)
		}
		last = p.Key
		for _, fault := range faults(p) {
			t.Errorf("%s: %s", p.Key, fault)
		}
	}
}

func faults(p Territory) []string {
	var out []string
	say := func(bad bool, what string) {
		if bad {
			out = append(out, what)
		}
	}
	say(p.Name == "" || p.Level == "" || len(p.Country) != 2 || p.Source == "", "no name, level, country or source")
	say((p.Parent == "") != (p.Level == "country"), "no parent")
	for _, key := range []string{p.Parent, p.ParentNow, p.EPCI, p.Successor, "country/" + p.Country} {
		_, ok := Lookup(key)
		say(key != "" && !ok, "no territory "+key)
	}
	say(depth(p) > 6, "the way up has no end")
	say((p.Lat == 0 && p.Lon == 0) != (p.Precision == ""), "point without precision")
	say(!slices.Contains([]string{"", Own, Seat, Parent}, p.Precision), "precision "+p.Precision)
	say(math.Abs(p.Lat) > 90 || math.Abs(p.Lon) > 180, "point off the earth")
	say(p.Codes[CodeSIREN] != "" && !luhn(p.Codes[CodeSIREN]), "SIREN "+p.Codes[CodeSIREN])
	say(p.To != "" && p.From != "" && p.To <= p.From, "ends before it begins")
	say(len(slices.Compact(slices.Sorted(slices.Values(p.Aliases)))) != len(p.Aliases), "an alias twice")
	say(slices.Contains(p.Aliases, "") || slices.Contains(p.Aliases, p.Name) && p.Level != "country", "empty or own alias")
	return out
}

func depth(p Territory) int {
	n := 0
	for ; p.Parent != "" && n < 10; n++ {
		p, _ = Lookup(p.Parent)
	}
	return n
}

// luhn checks the last digit of a SIREN.
func luhn(digits string) bool {
	sum := 0
	for i, d := range digits {
		v := int(d - '0')
		if (len(digits)-i)%2 == 0 {
			v *= 2
		}
		sum += v/10 + v%10
	}
	return len(digits) == 9 && sum%10 == 0
}

func TestLookup(t *testing.T) {
	angers, ok := Lookup("fr/com/49007")
	if !ok || angers.Name != "Angers" || angers.Codes[CodeSIREN] != "214900078" || angers.Parent != "fr/dep/49" || angers.Precision != Own {
		t.Errorf("Angers: %+v", angers)
	}
	if p, ok := Lookup("fr/com/00000"); ok {
		t.Errorf("found %+v", p)
	}
	if lyon, _ := Lookup("fr/epci/200046977"); lyon.Members < 50 || lyon.Parent != "fr/dep/69" || lyon.Precision != Seat {
		t.Errorf("Métropole de Lyon: %+v", lyon)
	}
	if essonne, _ := Lookup("fr/dep/91"); essonne.Population < 1_000_000 {
		t.Errorf("Essonne has %d inhabitants", essonne.Population)
	}
	if got := Children(""); got != nil {
		t.Errorf("%d territories have no parent", len(got))
	}
}

func TestRegionsOf2013LeadToThoseOfToday(t *testing.T) {
	allier, _ := Lookup("fr/dep/03")
	auvergne, _ := Lookup(allier.Parent)
	if auvergne.Name != "Auvergne" || auvergne.To != "2016-01-01" || auvergne.Successor != allier.ParentNow {
		t.Errorf("Allier: %s until %s, then %s; now %s", auvergne.Name, auvergne.To, auvergne.Successor, allier.ParentNow)
	}
	finistere, _ := Lookup("fr/dep/29")
	if finistere.Parent != "fr/reg/53" || finistere.ParentNow != "" {
		t.Errorf("Finistère: %s, now %s", finistere.Parent, finistere.ParentNow)
	}
}

func TestFormerNamesAreKept(t *testing.T) {
	for key, name := range map[string]string{
		"fr/com/91228": "Évry", "fr/com/73215": "La Rochette", "fr/com/38439": "Saint-Pierre-d'Allevard", "fr/reg/24": "Centre",
		"ml/com/diakon": "Diako",
	} {
		p, ok := Lookup(key)
		if !ok || !slices.Contains(p.Aliases, name) {
			t.Errorf("%s has the names %q, want %q", key, p.Aliases, name)
		}
	}
}

func TestHomonymsAreKeptApart(t *testing.T) {
	for _, c := range []struct {
		name, country string
		want          []string
	}{
		{"Kéniéba", "ML", []string{"ml/cercle/kenieba", "ml/com/kenieba"}},
		{"Benkadi", "ML", []string{"ml/com/benkadi", "ml/com/benkadi-dioila", "ml/com/benkadi-kangaba"}},
		{"Montreuil", "FR", []string{"fr/com/28267", "fr/com/85148", "fr/com/93048"}},
		{"Saint-Maximin", "FR", []string{"fr/com/30286", "fr/com/38426", "fr/com/60589"}},
	} {
		var got []string
		for p := range Territories() {
			if p.Country == c.country && p.Name == c.name {
				got = append(got, p.Key)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCountries(t *testing.T) {
	if n := len(Countries()); n < 249 {
		t.Errorf("%d countries, ISO 3166-1 has 249", n)
	}
	for _, c := range []struct{ iso, lang, want string }{
		{"ML", "fr", "Mali"}, {"DE", "fr", "Allemagne"}, {"de", "en", "Germany"}, {"SN", "fr", "Sénégal"}, {"ZZ", "fr", ""}, {"ML", "bm", ""},
	} {
		if got := CountryName(c.iso, c.lang); got != c.want {
			t.Errorf("CountryName(%q, %q) = %q, want %q", c.iso, c.lang, got, c.want)
		}
	}
}

func TestOrganisations(t *testing.T) {
	kinds := []string{"association", "twinning_committee", "network", "intermunicipal", "ministry", "agency", "other"}
	seen := map[string]bool{}
	for _, o := range Organisations() {
		for _, key := range []string{o.Territory, o.Successor} {
			if _, ok := Lookup(key); key != "" && !ok {
				t.Errorf("%s: no territory %s", o.Key, key)
			}
		}
		if o.Name == "" || o.Source == "" || seen[o.Key] || !slices.Contains(kinds, o.Kind) {
			t.Errorf("%+v", o)
		}
		seen[o.Key] = true
	}
	if o, ok := OrganisationByKey("org/fr/caece"); !ok || o.Successor != "fr/epci/200059228" || o.To != "2016-01-01" {
		t.Errorf("CAECE: %+v", o)
	}
	if o, ok := OrganisationByKey("org/none"); ok {
		t.Errorf("found %+v", o)
	}
}

func TestSectors(t *testing.T) {
	last := ""
	for _, s := range Sectors() {
		if s.Code <= last || s.French == "" || s.English == "" || len(s.Code) != 3 && len(s.Code) != 5 {
			t.Errorf("%+v after %s", s, last)
		}
		last = s.Code
	}
	if len(Sectors()) < 70 {
		t.Errorf("%d sectors", len(Sectors()))
	}
}

func TestOutlinesAreClosedAndOnTheMap(t *testing.T) {
	for key, rings := range Outlines() {
		if _, ok := Lookup(key); !ok {
			t.Errorf("outline of an unknown territory %s", key)
		}
		for _, ring := range rings {
			if len(ring) < 4 || ring[0] != ring[len(ring)-1] {
				t.Errorf("%s: a ring of %d points is not closed", key, len(ring))
			}
			for i, p := range ring {
				if math.Abs(p[0]) > 180 || math.Abs(p[1]) > 90 || i > 0 && math.Abs(p[0]-ring[i-1][0]) > 180 && math.Abs(p[1]) < 80 {
					t.Fatalf("%s: point %v", key, p)
				}
			}
		}
	}
}

func TestEveryDivisionOnTheMapHasAnOutline(t *testing.T) {
	outlines := Outlines()
	for p := range Territories() {
		mapped := p.Country == "FR" && (p.Level == "departement" || p.Level == "region") ||
			p.Country == "ML" && p.From == "" && (p.Level == "region" || p.Level == "district")
		if mapped && len(outlines[p.Key]) == 0 {
			t.Errorf("%s has no outline", p.Key)
		}
	}
	if len(outlines["country/ML"]) == 0 || outlines["fr/com/49007"] != nil {
		t.Error("outlines: want one of Mali, none of Angers")
	}
}
