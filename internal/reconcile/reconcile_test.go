package reconcile

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/coop"
	"kafo/internal/refdata"
)

// world is a small made-up table of territories: the shapes of the real one, with its homonyms.
var world = []refdata.Territory{
	{Key: "country/FR", Name: "France", Level: "country", Country: "FR"},
	{Key: "country/ML", Name: "Mali", Level: "country", Country: "ML"},
	{Key: "country/DE", Name: "Allemagne", Level: "country", Country: "DE"},
	{Key: "de/com/bous", Name: "Bous", Level: "commune", Country: "DE", Parent: "country/DE"},

	{Key: "mg/com/antananarivo", Name: "Antananarivo", Level: "commune", Country: "MG"},

	{Key: "fr/reg/11", Name: "Île-de-France", Level: "region", Country: "FR", Parent: "country/FR"},
	{Key: "fr/reg-2015/31", Name: "Nord-Pas-de-Calais", Level: "region", Country: "FR", Parent: "country/FR", To: "2016-01-01"},
	{Key: "fr/dep/91", Name: "Essonne", Level: "departement", Country: "FR", Parent: "fr/reg/11"},
	{Key: "fr/dep/93", Name: "Seine-Saint-Denis", Level: "departement", Country: "FR", Parent: "fr/reg/11"},
	{Key: "fr/dep/03", Name: "Allier", Level: "departement", Country: "FR", Parent: "country/FR"},
	{Key: "fr/dep/38", Name: "Isère", Level: "departement", Country: "FR", Parent: "country/FR"},
	{Key: "fr/dep/75", Name: "Paris", Level: "departement", Country: "FR", Parent: "fr/reg/11"},
	{Key: "fr/com/75056", Name: "Paris", Level: "commune", Country: "FR", Parent: "fr/dep/75", Population: 2_100_000},
	{Key: "fr/com/65005", Name: "Allier", Level: "commune", Country: "FR", Parent: "fr/dep/65", Population: 400},
	{Key: "fr/com/91228", Name: "Évry-Courcouronnes", Level: "commune", Country: "FR", Parent: "fr/dep/91", Aliases: []string{"Évry"}, Population: 66_000},
	{Key: "fr/com/89162", Name: "Évry", Level: "commune", Country: "FR", Parent: "fr/dep/89", Population: 400},
	{Key: "fr/com/91122", Name: "Bures-sur-Yvette", Level: "commune", Country: "FR", Parent: "fr/dep/91", Population: 9_000},
	{Key: "fr/com/93066", Name: "Saint-Denis", Level: "commune", Country: "FR", Parent: "fr/dep/93", Population: 113_000},
	{Key: "fr/com/97411", Name: "Saint-Denis", Level: "commune", Country: "FR", Parent: "fr/dep/974", Population: 150_000},
	{Key: "fr/com/38314", Name: "Pontcharra", Level: "commune", Country: "FR", Parent: "fr/dep/38", Lat: 45.41, Lon: 6.01, Population: 7_000},
	{Key: "fr/com/38426", Name: "Saint-Maximin", Level: "commune", Country: "FR", Parent: "fr/dep/38", Population: 700},
	{Key: "fr/com/60589", Name: "Saint-Maximin", Level: "commune", Country: "FR", Parent: "fr/dep/60", Population: 3_000},
	{Key: "fr/com/73215", Name: "Valgelon-La Rochette", Level: "commune", Country: "FR", Parent: "fr/dep/73", Aliases: []string{"La Rochette"}, Lat: 45.46, Lon: 6.11, Population: 4_000},
	{Key: "fr/com/77389", Name: "La Rochette", Level: "commune", Country: "FR", Parent: "fr/dep/77", Lat: 48.51, Lon: 2.66, Population: 3_500},
	{Key: "fr/com/74305", Name: "Ville-la-Grand", Level: "commune", Country: "FR", Parent: "fr/dep/74", Population: 9_000},
	{Key: "fr/com/38185", Name: "Grenoble", Level: "commune", Country: "FR", Parent: "fr/dep/38", Population: 158_000},
	{Key: "fr/com/68224", Name: "Mulhouse", Level: "commune", Country: "FR", Parent: "fr/dep/68", Population: 108_000},
	{Key: "fr/com/21515", Name: "Quetigny", Level: "commune", Country: "FR", Parent: "fr/dep/21", Population: 9_500},
	{Key: "fr/com/61001", Name: "Alençon", Level: "commune", Country: "FR", Parent: "fr/dep/61", Population: 26_000},
	{Key: "fr/epci/246100663", Name: "CU d'Alençon", Level: "epci", Country: "FR", Parent: "country/FR"},

	{Key: "ml/district/bamako", Name: "Bamako", Level: "district", Country: "ML", Parent: "country/ML"},
	{Key: "ml/com/bamako-5", Name: "Commune V", Level: "commune", Country: "ML", Parent: "ml/district/bamako"},
	{Key: "ml/region/kayes", Name: "Kayes", Level: "region", Country: "ML", Parent: "country/ML"},
	{Key: "ml/region/koulikoro", Name: "Koulikoro", Level: "region", Country: "ML", Parent: "country/ML"},
	{Key: "ml/region/gao", Name: "Gao", Level: "region", Country: "ML", Parent: "country/ML"},
	{Key: "ml/cercle/kayes", Name: "Kayes", Level: "cercle", Country: "ML", Parent: "ml/region/kayes"},
	{Key: "ml/cercle/nioro", Name: "Nioro du Sahel", Level: "cercle", Country: "ML", Parent: "ml/region/kayes"},
	{Key: "ml/cercle/kenieba", Name: "Kéniéba", Level: "cercle", Country: "ML", Parent: "ml/region/kayes"},
	{Key: "ml/cercle/diema", Name: "Diéma", Level: "cercle", Country: "ML", Parent: "ml/region/kayes"},
	{Key: "ml/cercle/kati", Name: "Kati", Level: "cercle", Country: "ML", Parent: "ml/region/koulikoro"},
	{Key: "ml/cercle/gao", Name: "Gao", Level: "cercle", Country: "ML", Parent: "ml/region/gao"},
	{Key: "ml/com/kayes", Name: "Kayes", Level: "commune", Country: "ML", Parent: "ml/cercle/kayes"},
	{Key: "ml/com/sahel", Name: "Sahel", Level: "commune", Country: "ML", Parent: "ml/cercle/kayes"},
	{Key: "ml/com/kenieba", Name: "Kéniéba", Level: "commune", Country: "ML", Parent: "ml/cercle/kenieba"},
	{Key: "ml/com/diema", Name: "Diéma", Level: "commune", Country: "ML", Parent: "ml/cercle/diema"},
	{Key: "ml/com/lakamane", Name: "Lakamané", Level: "commune", Country: "ML", Parent: "ml/cercle/diema"},
	{Key: "ml/com/siby", Name: "Siby", Level: "commune", Country: "ML", Parent: "ml/cercle/kati"},
	{Key: "ml/village/siby", Name: "Siby", Level: "village", Country: "ML", Parent: "ml/com/siby"},
	{Key: "ml/com/kati", Name: "Kati", Level: "commune", Country: "ML", Parent: "ml/cercle/kati"},
	{Key: "ml/com/gao", Name: "Gao", Level: "commune", Country: "ML", Parent: "ml/cercle/gao"},
	{Key: "ml/village/kenieba-konko", Name: "Kéniéba-Konko", Level: "village", Country: "ML", Parent: "ml/com/siby"},
}

var knownBodies = []refdata.Organisation{
	{Key: "org/grand-x", Name: "Communauté d'agglomération Évry Centre Essonne", Kind: "intermunicipal", Country: "FR", Territory: "fr/com/91228", Acronyms: []string{"CAECE"}},
	{Key: "org/resem", Name: "Réseau Essonne-Mali", Kind: "network", Country: "FR", Territory: "fr/dep/91", Acronyms: []string{"RésEM"}},
	{Key: "org/benso", Name: "Syndicat inter-collectivités Benso", Kind: "intermunicipal", Country: "ML", Territory: "ml/cercle/diema"},
	{Key: "org/comite", Name: "Comité de jumelage de Quetigny", Kind: "twinning_committee", Country: "FR", Territory: "fr/com/21515"},
	{Key: "org/agence-1", Name: "Agence de l'eau Rhin-Meuse", Kind: "agency", Country: "FR"},
	{Key: "org/agence-2", Name: "Agence de l'eau Seine-Normandie", Kind: "agency", Country: "FR"},
	{Key: "org/mae", Name: "Ministère des Affaires étrangères", Kind: "ministry", Country: "FR", Acronyms: []string{"MAE"}},
}

func newWorld() *Resolver { return New(slices.Values(world), knownBodies) }

func french(text string, beside ...string) coop.Name {
	return coop.Name{Text: text, Side: coop.French, Country: "ML", Beside: beside}
}

func malian(text, heading string, beside ...string) coop.Name {
	return coop.Name{Text: text, Side: coop.Foreign, Country: "ML", Region: heading, Beside: beside}
}

func TestNamesThatAreSure(t *testing.T) {
	r := newWorld()
	for _, c := range []struct {
		name coop.Name
		want string
	}{
		{french("MAIRIE DE PARIS"), "fr/com/75056"},
		{french("Paris"), "fr/com/75056"}, // the département of its own name is the town
		{french("CONSEIL GENERAL DE L'ALLIER"), "fr/dep/03"},
		{french("Commune d'Allier"), "fr/com/65005"},
		{french("conseil départemental de l'Essonne"), "fr/dep/91"},
		{french("Conseil départemental de l’Essonne"), "fr/dep/91"}, // the other apostrophe
		{french("CD 91"), "fr/dep/91"},
		{french("CG91"), "fr/dep/91"},
		{french("Région IDF"), "fr/reg/11"},
		{french("REGION NORD PAS DE CALAIS"), "fr/reg-2015/31"},
		{french("BURES SUR YVETTE"), "fr/com/91122"},
		{french("St Denis (93)"), "fr/com/93066"},
		{french("Saint-Denis, Seine-Saint-Denis"), "fr/com/93066"},
		{french("SAINT DENIS", "CG 93"), "fr/com/93066"},
		{french("VILLE D'EVRY", "COMMUNAUTE D'AGGLOMERATION EVRY CENTRE ESSONNE"), "fr/com/91228"},
		{french("ST MAXIMIN", "PONTCHARRA"), "fr/com/38426"},  // same département
		{french("LA ROCHETTE", "PONTCHARRA"), "fr/com/73215"}, // nine kilometres away, in the next département
		{french("Ville-la-Grand"), "fr/com/74305"},            // no designator
		{french("Quétingny"), "fr/com/21515"},                 // one letter too many
		{french("Alençon"), "fr/com/61001"},                   // not its community
		{french("Communauté urbaine d'Alençon"), "fr/epci/246100663"},
		{french("CAECE"), "org/grand-x"},
		{french("CA Evry Centre Essonne"), "org/grand-x"},
		{french("RésEM"), "org/resem"},
		{french("Réseau Essonne Mali"), "org/resem"},
		{french("QUETIGNY"), "fr/com/21515"}, // not the committee of that name
		{french("Le comité de jumelage de Quetigny"), "org/comite"},
		{french("MAE"), "org/mae"},
		{malian("MAIRIE DE BAMAKO", "BAMAKO"), "ml/district/bamako"},
		{malian("MAIRIE DU DISTRICT DE BAMAKO", "BAMAKO"), "ml/district/bamako"},
		{malian("COMMUNE V DE BAMAKO", "BAMAKO"), "ml/com/bamako-5"},
		{malian("BAMAKO (COMMUNE V DU DISTRICT DE BAMAKO)", "BAMAKO"), "ml/com/bamako-5"},
		{malian("KAYES", "REGION DE KAYES"), "ml/com/kayes"},
		{malian("CONSEIL REGIONAL DE KAYES", "REGION DE KAYES"), "ml/region/kayes"},
		{malian("COMMUNE URBAINE DE KAYES", ""), "ml/com/kayes"},
		{malian("CERCLE DE NIORO-DU-SABEL", "REGION DE KAYES"), "ml/cercle/nioro"}, // a slip of the pen
		{malian("CONSEIL DE CERCLE DE KENIABA", "REGION DE KAYES"), "ml/cercle/kenieba"},
		{malian("Kéniéba", "REGION DE KAYES"), "ml/com/kenieba"},
		{malian("LAKAMANE (Cercle de Diema)", "REGION DE KAYES"), "ml/com/lakamane"},
		{malian("VILLAGES DE KENIEBA-KONKO (commune de Siby, région de Koulikoro)", "REGION DE GAO"), "ml/village/kenieba-konko"},
		{malian("GAO", "REGION DE KOULIKOURO", "VILLAGES DE KENIEBA-KONKO (commune de Siby)"), "ml/com/gao"},
		{coop.Name{Text: "KATI (région de Koulikoro)", Side: coop.Foreign, Region: "REGION DE KAYES"}, "ml/com/kati"},
		{coop.Name{Text: "KAYES", Side: coop.Foreign, Region: "REGION DE KAYES"}, "ml/com/kayes"},
		{malian("SIBY", "REGIONS DE KAYES ET DE KOULIKORO"), "ml/com/siby"},
		{malian("SIBY", ""), "ml/com/siby"},
		{malian("village de Siby", ""), "ml/village/siby"},
		{malian("Syndicat Benso de Diéma", "REGION DE KAYES"), "org/benso"},
		{coop.Name{Text: "BOUS (Allemagne)", Side: coop.Third}, "de/com/bous"},
		{coop.Name{Text: "Antanarivo", Side: coop.Foreign}, "mg/com/antananarivo"},
	} {
		got := r.Resolve(c.name)
		if !got.Sure || got.Candidates[0].OrgKey != c.want {
			t.Errorf("%+v: got %+v, want surely %s", c.name, got, c.want)
		}
	}
}

func TestNamesThatAreQuestions(t *testing.T) {
	r := newWorld()
	for _, c := range []struct {
		name coop.Name
		want []string
	}{
		{french("MAIRIE DE SAINT-DENIS"), []string{"fr/com/97411", "fr/com/93066"}},
		{french("VILLE D'EVRY"), []string{"fr/com/91228", "fr/com/89162"}},
		{french("ST MAXIMIN"), []string{"fr/com/60589", "fr/com/38426"}},
		{french("LA ROCHETTE", "PARIS"), []string{"fr/com/73215", "fr/com/77389"}}, // both, or none, by the party beside it
		{french("Allier"), []string{"fr/com/65005", "fr/dep/03"}},
		{french("Grenade"), nil},         // no false friend of Grenoble
		{french("Toulouse"), nil},        // nor of Mulhouse
		{french("Wakambé"), nil},         // unknown
		{french("CERCLE DE KAYES"), nil}, // no such thing in France
		{malian("Kéniéba", ""), []string{"ml/com/kenieba", "ml/village/kenieba-konko", "ml/cercle/kenieba"}},
		{malian("Nioro du Sahel", ""), []string{"ml/cercle/nioro"}},                                      // the town is not listed: the cercle is not surely meant
		{malian("COMMUNE DE NIORO DU SAHEL", ""), []string{"ml/cercle/nioro"}},                           // of another level
		{malian("GAO", "REGION DE KOULIKORO"), []string{"ml/com/gao", "ml/region/gao", "ml/cercle/gao"}}, // the heading says otherwise
		{malian("SIBY (Cercle de Diéma)", "REGION DE KAYES"), []string{"ml/com/siby", "ml/village/siby"}},
		{french(" / "), nil},
		{french("Ville"), nil},
		{french("Association Akwaba, association Siguida"), []string{"name/FR/akwaba siguida"}},
		{french("Villes de Grenoble, Mulhouse"), []string{"fr/com/38185"}},    // a list that nobody took apart
		{french("Agence de l’eau"), []string{"org/agence-1", "org/agence-2"}}, // which one?
		{french("Paris " + strings.Repeat("et encore ", 60)), nil},            // prose
		{french("paris"), []string{"fr/com/75056", "fr/dep/75"}},              // not written like a name
	} {
		got := r.Resolve(c.name)
		var keys []string
		for _, k := range got.Candidates {
			keys = append(keys, k.OrgKey)
		}
		slices.Sort(keys)
		slices.Sort(c.want)
		if diff := cmp.Diff(c.want, keys); got.Sure || diff != "" {
			t.Errorf("%+v: sure %v, candidates (-want +got):\n%s", c.name, got.Sure, diff)
		}
	}
}

func TestBodiesKnownByTheirNameOnly(t *testing.T) {
	r := newWorld()
	for _, c := range []struct {
		name coop.Name
		want coop.Candidate
	}{
		{french("L'ASSOCIATION « AKWABA »", "BURES SUR YVETTE"),
			coop.Candidate{OrgKey: "name/FR/akwaba", Name: "L'ASSOCIATION AKWABA", Kind: coop.Association, Country: "FR", TerritoryKey: "fr/com/91122"}},
		{french("Association Akwaba", "BURES SUR YVETTE", "QUETIGNY"),
			coop.Candidate{OrgKey: "name/FR/akwaba", Name: "Association Akwaba", Kind: coop.Association, Country: "FR"}},
		{french("COMITE DE JUMELAGE DE BURES SUR YVETTE"),
			coop.Candidate{OrgKey: "name/FR/comite jumelage bures yvette", Name: "COMITE DE JUMELAGE DE BURES SUR YVETTE", Kind: coop.Committee, Country: "FR", TerritoryKey: "fr/com/91122"}},
		{french("Communauté de communes de la Côte Imaginaire"),
			coop.Candidate{OrgKey: "name/FR/communaute communes cote imaginaire", Name: "Communauté de communes de la Côte Imaginaire", Kind: coop.Intermunicipal, Country: "FR"}},
		{malian("Syndicat Jèkafo (Cercle de Diéma)", "REGION DE KAYES"),
			coop.Candidate{OrgKey: "name/ML/syndicat jekafo", Name: "Syndicat Jèkafo (Cercle de Diéma)", Kind: coop.Intermunicipal, Country: "ML", TerritoryKey: "ml/cercle/diema"}},
		{coop.Name{Text: "Association Siguida", Side: coop.Foreign, Region: "REGION DE KAYES"},
			coop.Candidate{OrgKey: "name/ML/siguida", Name: "Association Siguida", Kind: coop.Association, Country: "ML"}},
		{coop.Name{Text: "Association Siguida de Lakamané"},
			coop.Candidate{OrgKey: "name/ML/siguida lakamane", Name: "Association Siguida de Lakamané", Kind: coop.Association, Country: "ML", TerritoryKey: "ml/com/lakamane"}},
	} {
		c.want.Score, c.want.Why = 1, []string{OwnName}
		want := coop.Resolution{Candidates: []coop.Candidate{c.want}, Sure: true}
		if diff := cmp.Diff(want, r.Resolve(c.name)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.name.Text, diff)
		}
	}
}

func TestMisspelt(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"nioro du sabel", "nioro du sahel", true},
		{"antanarivo", "antananarivo", true},
		{"keniaba", "kenieba", true},
		{"korera kore", "korerakore", true},
		{"grenoble", "grenade", false},
		{"mulhouse", "toulouse", false},
		{"pierrefitte sur seine", "pierrefitte sur sauldre", false},
		{"ber", "bel", false},
		{"bresse", "presse", false},
	} {
		if got := misspelt(c.a, c.b); got != c.want {
			t.Errorf("misspelt(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

func TestWithin(t *testing.T) {
	r := newWorld()
	for _, c := range []struct{ text, parent, want string }{
		{"Un centre de santé à Lakamané", "ml/cercle/diema", "ml/com/lakamane"},
		{"Un centre de santé à Lakamané", "ml/cercle/nioro", ""}, // elsewhere
		{"un mot comme lakamané", "ml/cercle/diema", ""},         // no capital
		{"L'école de Diéma", "ml/region/kayes", "ml/com/diema"},  // the town rather than its cercle
		{"Les agents du cercle de Diéma", "ml/region/kayes", "ml/cercle/diema"},
		{"À Diéma et dans la commune rurale de Lakamané", "ml/region/kayes", ""}, // two
		{"La sécheresse au Sahel", "ml/region/kayes", ""},                        // a landscape
		{"Commune de Sahel : un forage", "ml/region/kayes", "ml/com/sahel"},
		{"Le cercle de Nioro du Sahel", "ml/region/kayes", "ml/cercle/nioro"}, // the longer name takes the word
		{"Appui à Kayes", "ml/region/kayes", ""},                              // the partner's own name
		{"Appui à la commune de Kayes", "ml/region/kayes", "ml/com/kayes"},
		{"", "ml/region/kayes", ""},
		{"À Diéma", "ml/region/atlantis", ""},
	} {
		if got, ok := r.Within(c.text, c.parent); got != c.want || ok != (c.want != "") {
			t.Errorf("Within(%q, %q) = %q, %v, want %q", c.text, c.parent, got, ok, c.want)
		}
	}
}
