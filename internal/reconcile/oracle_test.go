package reconcile

import (
	"cmp"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/refdata"
)

// shipped is a resolver of the reference data that the program ships, built once.
var shipped = sync.OnceValue(func() *Resolver { return New(refdata.Territories(), refdata.Organisations()) })

// table reads a table of the reference that lies beside the repository; the test is not run where it is absent.
func table(t *testing.T, name string) []map[string]string {
	t.Helper()
	dir := os.Getenv("KAFO_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	f, err := os.Open(filepath.Join(dir, "reference", "geo", name))
	if err != nil {
		t.Skip("seeds: ../shared is absent")
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, head := range lines[0] {
			row[head] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// tally counts what became of the names of an oracle. A wrong sure answer is a failure; so is a question that lacks
// the right answer.
type tally struct{ sure, asked, wrong, lost int }

func (c *tally) count(t *testing.T, n coop.Name, got coop.Resolution, right func(coop.Candidate) bool) {
	t.Helper()
	among := slices.IndexFunc(got.Candidates, right)
	switch {
	case got.Sure && among == 0:
		c.sure++
	case got.Sure:
		c.wrong++
		t.Errorf("%q under %q: surely %s, which is wrong", n.Text, n.Region, got.Candidates[0].OrgKey)
	case among >= 0:
		c.asked++
		t.Logf("%q under %q: a question of %d candidates", n.Text, n.Region, len(got.Candidates))
	default:
		c.lost++
		t.Errorf("%q under %q: a question without the right answer: %+v", n.Text, n.Region, got.Candidates)
	}
}

// formsOf are the ways in which a document writes a French name of the oracle, the one without designator last.
var formsOf = map[string][]string{
	"COM": {"MAIRIE DE ", "Ville de ", "Commune de ", ""}, "COMD": {"Ville de ", ""},
	"DEP": {"CONSEIL GENERAL DE ", "Conseil départemental de ", "Département de "},
	"REG": {"CONSEIL REGIONAL DE ", "Région "}, "REG-2015": {"CONSEIL REGIONAL DE ", "Région "}, "EPCI": {""},
}

// prefixOf is the folder of the reference data in which a kind of the oracle lies.
var prefixOf = map[string]string{"COM": "fr/com/", "COMD": "fr/com/", "DEP": "fr/dep/", "REG": "fr/reg", "REG-2015": "fr/reg-2015/"}

func TestFrenchNamesOfTheCensus(t *testing.T) {
	var c tally
	for _, row := range table(t, "census-names-fr.csv") {
		kind, _, _ := strings.Cut(row["kind"], ":")
		for _, form := range formsOf[kind] {
			for _, name := range []string{row["census_name"], strings.ToUpper(coop.Fold(row["census_name"]))} {
				n := coop.Name{Text: form + name, Side: coop.French, Country: "FR"}
				c.count(t, n, shipped().Resolve(n), func(got coop.Candidate) bool { return isFrench(row, kind, got) })
			}
		}
		if kind == "COM" && row["homonyms"] == "" {
			n := coop.Name{Text: row["census_name"], Side: coop.French}
			if !shipped().Resolve(n).Sure {
				t.Errorf("%q has no homonym and is a question", n.Text)
			}
		}
	}
	t.Logf("French names: %+v", c)
}

func isFrench(row map[string]string, kind string, got coop.Candidate) bool {
	if kind == "EPCI" {
		_, name, _ := strings.Cut(row["census_name"], "agglomération ")
		return got.Kind == coop.Intermunicipal && strings.HasSuffix(got.OrgKey, "/"+row["code"]) ||
			strings.HasPrefix(got.OrgKey, "org/") && strings.Contains(normal(got.Name), normal(cmp.Or(name, row["census_name"])))
	}
	return strings.HasPrefix(got.OrgKey, prefixOf[kind]) && strings.HasSuffix(got.OrgKey, "/"+row["code"])
}

// TestFrenchHomonyms: without context a homonym is a question; the département in brackets decides.
func TestFrenchHomonyms(t *testing.T) {
	for _, row := range table(t, "census-names-fr.csv") {
		if row["kind"] != "COM" || !strings.Contains(row["homonyms"], "COM ") {
			continue
		}
		n := coop.Name{Text: "VILLE DE " + row["census_name"], Side: coop.French}
		got := shipped().Resolve(n)
		if got.Sure || len(got.Candidates) < 2 {
			t.Errorf("%q: %+v, want a question", n.Text, got)
		}
		n.Text += " (" + row["departement"] + ")"
		if got = shipped().Resolve(n); !got.Sure || !isFrench(row, "COM", got.Candidates[0]) {
			t.Errorf("%q: %+v, want surely %s", n.Text, got, row["code"])
		}
	}
}

// designatorOf is how a document writes the level of a Malian place.
var designatorOf = map[string]string{"région": "CONSEIL REGIONAL DE ", "cercle": "CERCLE DE ", "commune": "COMMUNE DE ", "commune urbaine": "COMMUNE DE "}

func TestMalianPlacesOfTheCensus(t *testing.T) {
	var c tally
	for _, row := range table(t, "mali-places.csv") {
		name, _, _ := strings.Cut(row["name"], " (")
		if after, ok := strings.CutPrefix(name, "Bamako, "); ok {
			name = after + " de Bamako"
		}
		texts := []string{name}
		if d := designatorOf[row["level"]]; d != "" && !strings.HasPrefix(name, "Commune") {
			texts = []string{d + name, d + strings.ToUpper(coop.Fold(name))}
			if strings.HasPrefix(row["level"], "commune") {
				texts = append(texts, name)
			}
		}
		for _, text := range texts {
			n := coop.Name{Text: text, Side: coop.Foreign, Country: "ML", Region: headingOf(row)}
			c.count(t, n, shipped().Resolve(n), func(got coop.Candidate) bool { return isMalian(row, got) })
		}
	}
	t.Logf("Malian places: %+v", c)
}

// TestMalianVariants: a variant of a place, under its région, is that place or a question that knows it.
func TestMalianVariants(t *testing.T) {
	var c tally
	for _, row := range table(t, "mali-places.csv") {
		for variant := range strings.SplitSeq(row["variants"], "; ") {
			if variant == "" || strings.HasPrefix(variant, "Syndicat ") { // a body beside the cercle, tested below
				continue
			}
			text := variant
			if d := designatorOf[row["level"]]; d != "" && !strings.Contains(text, " de ") && !strings.HasPrefix(text, "Commune") {
				text = d + text
			}
			n := coop.Name{Text: text, Side: coop.Foreign, Country: "ML", Region: headingOf(row)}
			got := shipped().Resolve(n)
			if got.Sure {
				c.count(t, n, got, func(k coop.Candidate) bool { return isMalian(row, k) })
				continue
			}
			c.asked++
			t.Logf("%q under %q: a question of %d candidates", text, n.Region, len(got.Candidates))
		}
	}
	t.Logf("Malian variants: %+v", c)
	if c.asked*5 > c.sure {
		t.Errorf("%d variants are questions, only %d are sure", c.asked, c.sure)
	}
}

func headingOf(row map[string]string) string {
	switch row["region_2013"] {
	case "", "Bamako":
		return row["region_2013"]
	}
	return "REGION DE " + strings.ToUpper(coop.Fold(row["region_2013"]))
}

// isMalian compares a candidate with a row of the oracle by level, name and cercle.
func isMalian(row map[string]string, got coop.Candidate) bool {
	if strings.HasPrefix(row["level"], "association") {
		return got.Kind == coop.Intermunicipal && got.Country == "ML"
	}
	r := shipped()
	e := &r.entries[r.byKey[got.OrgKey]]
	level := map[string]class{"region": region, "cercle": middle, "country": country, "district": district, "village": village, "group": village}
	first := strings.FieldsFunc(coop.Fold(row["level"]), func(c rune) bool { return c == ' ' || c == '/' })[0]
	want, ok := level[first]
	if !ok {
		want = town
	}
	if e.class&want == 0 || e.country != "ML" || want == town && e.class&district != 0 {
		return false
	}
	name, _, _ := strings.Cut(row["name"], " (")
	name = strings.TrimPrefix(name, "Bamako, ")
	placed := row["cercle_2013"] == "" || r.names(r.middleOf(got.OrgKey), row["cercle_2013"])
	return placed && r.names(got.OrgKey, name)
}

func (r *Resolver) names(key, name string) bool {
	i, ok := r.byKey[key]
	return ok && slices.ContainsFunc(r.entries[i].names, func(n string) bool { return loose(n) == loose(normal(name)) })
}

// TestHardNamesOfTheCensus: the awkward party names of the census, written as there, and what they mean.
func TestHardNamesOfTheCensus(t *testing.T) {
	for _, c := range []struct {
		name coop.Name
		want string // name of the territory or body
	}{
		{french("COMMUNAUTE D'AGGLOMERATION EVRY CENTRE ESSONNE"), "evry centre essonne"},
		{french("GRAND LYON"), "lyon"},
		{french("RESEAU DES PARTENAIRES DE LA REGION DE KIDAL"), "kidal"},
		{french("CONSEIL REGIONAL D'Auvergne"), "auvergne"},
		{french("CONSEIL REGIONAL DU CENTRE"), "centre"},
		{french("Région des Pays de la Loire"), "pays de la loire"},
		{french("ST PIERRE D'ALLEVARD", "COMMUNE DE PONTCHARRA"), ""},
		{french("Ville de la Flèche"), "la fleche"},
		{french("CAECE"), "evry centre essonne"},
		{french("RésEM"), "essonne mali"},
		{french("CUF"), "cites unies france"},
		{french("MAE"), "affaires etrangeres"},
		{french("VILLE DE BRIVE"), "brive la gaillarde"},
		{malian("MAIRIE DE BAMAKO", "BAMAKO"), "bamako"},
		{malian("BAMAKO (COMMUNE V DU DISTRICT DE BAMAKO)", "BAMAKO"), "commune v"},
		{malian("SYNDICAT INTER COLLECTIVITES MERAGUEMOU DE YELIMANE", "REGION DE KAYES"), "meraguemou"},
		{malian("ASSOCIATION DES COMMUNES DU GUIDIMAKHA KAFO (ACGK)", "REGION DE KAYES"), "guidimakha kafo"},
		{malian("SYNDICAT MANDEN JIGIYA TON (Cercle du Mandé)", "REGION DE KOULIKORO"), "manden jigiya ton"},
		{malian("TROUNGOMBE (Cercle de Nioro-du-Sabel)", "REGION DE KAYES"), "troungoumbe"},
		{malian("SELINKEGNY (Commune de Bafoulabe)", "REGION DE KAYES"), "selinkegny"},
		{malian("TINKARE (village de la commune de Diéma)", "REGION DE KAYES"), "tinkare"},
		{malian("VILLAGES DE KENIEBA-KONKO (commune de Siby, région de Koulikoro)", "REGION DE GAO"), "kenieba konko"},
		{malian("GAO", "REGION DE KOULIKOURO", "VILLAGES DE KENIEBA-KONKO (commune de Siby, région de Koulikoro)"), "gao"},
		{malian("KOULIKOURO (région de Koulikoro)", "REGION DE KOULIKOURO"), "koulikoro"},
		{malian("MOURDIAH", "REGION DE KOULIKORO"), "mourdiah"},
		{malian("CERCLE DE KENIABA", "REGION DE KAYES"), "kenieba"},
		{coop.Name{Text: "BOUS (Allemagne)", Side: coop.Third}, "bous"},
	} {
		for _, side := range []string{c.name.Country, ""} { // a census leaves the country to the heading
			n := c.name
			n.Country = side
			got := shipped().Resolve(n)
			if !got.Sure || !strings.Contains(coop.Fold(got.Candidates[0].Name), c.want) {
				t.Errorf("%q (%q): %+v, want surely %q", n.Text, n.Region, got, c.want)
			}
		}
	}
}

func TestFiveCommunesBesideEachOther(t *testing.T) {
	want := map[string]string{"PONTCHARRA": "38314", "LA ROCHETTE": "73215", "LE CHEYLAS": "38100", "ST MAXIMIN": "38426", "ST PIERRE D'ALLEVARD": "38439"}
	for text, code := range want {
		var beside []string
		for other := range want {
			if other != text {
				beside = append(beside, "COMMUNE DE "+other)
			}
		}
		got := shipped().Resolve(french("COMMUNE DE "+text, beside...))
		if !got.Sure || got.Candidates[0].OrgKey != "fr/com/"+code {
			t.Errorf("%s: %+v, want surely %s", text, got, code)
		}
	}
}

func BenchmarkResolve(b *testing.B) {
	r := New(refdata.Territories(), refdata.Organisations())
	r.Resolve(french("Quétingny")) // builds the index of near names
	for b.Loop() {
		r.Resolve(french("COMMUNE DE PONTCHARRA"))
		r.Resolve(french("Pontchara"))
	}
}
