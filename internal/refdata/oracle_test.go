package refdata

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// shared is the folder of the seeds and their reference tables; a test that needs it says where it is absent.
func shared(t *testing.T, path string) string {
	t.Helper()
	root := os.Getenv("KAFO_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	full := filepath.Join(root, path)
	if _, err := os.Stat(full); errors.Is(err, fs.ErrNotExist) {
		t.Log("not run: the seeds are absent")
		t.Skip("seeds: ../shared is absent")
	}
	return full
}

func rowsOf(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(shared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, line := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = line[i]
		}
		out = append(out, row)
	}
	return out
}

var levelOf = map[string]string{
	"région": "region", "commune urbaine": "commune", "group of villages": "village", "village/seat": "village",
}

func TestEveryMalianPlaceOfTheCensusIsFound(t *testing.T) {
	rows := rowsOf(t, "reference/geo/mali-places.csv")
	if len(rows) != 73 {
		t.Fatalf("%d places, want 73", len(rows))
	}
	points := 0
	for _, row := range rows {
		if row["level"] == "association of communes" {
			name, _, _ := strings.Cut(row["name"], " (")
			if !slices.ContainsFunc(Organisations(), func(o Organisation) bool { return bears(o.Name, o.Aliases, name) }) {
				t.Errorf("%s: no such organisation", row["name"])
			}
			continue
		}
		place, ok := malian(row)
		if !ok {
			t.Errorf("%s (%s, cercle %s, région %s): not found", row["name"], row["level"], row["cercle_2013"], row["region_2013"])
			continue
		}
		if id := place.Codes[CodeGeoNames]; id != "" && row["id"] != "" && "geonames:"+id != row["id"] {
			t.Errorf("%s: GeoNames %s, want %s", place.Key, id, row["id"])
		}
		if precise(place) && place.Level != "country" {
			points++
			near(t, row, place)
		}
	}
	t.Logf("%d places have a point of their own in open data", points)
}

// malian is the territory of the row's name, level, cercle and région.
func malian(row map[string]string) (Territory, bool) {
	name, _, _ := strings.Cut(row["name"], " (")
	level := row["level"]
	if l, ok := levelOf[level]; ok {
		level = l
	}
	for p := range Territories() {
		if p.Country == "ML" && p.Level == level && bears(p.Name, p.Aliases, name) &&
			(level == "cercle" || lies(p, "cercle", row["cercle_2013"])) && lies(p, "region", row["region_2013"]) {
			return p, true
		}
	}
	return Territory{}, false
}

func bears(name string, aliases []string, want string) bool {
	return name == want || slices.Contains(aliases, want)
}

// lies says whether a territory is or was in 2013 in one of a level and name; of any if no name is given.
func lies(p Territory, level, name string) bool {
	for name != "" {
		if (p.Level == level || level == "region" && p.Level == "district") && p.Name == name {
			return true
		}
		above, ok := Lookup(p.Parent)
		if !ok {
			return false
		}
		p = above
	}
	return true
}

func precise(p Territory) bool { return p.Precision == Own || p.Precision == Seat }

// near checks that a point lies within 10 km of the row's.
func near(t *testing.T, row map[string]string, p Territory) {
	t.Helper()
	lat, err1 := strconv.ParseFloat(row["lat"], 64)
	lon, err2 := strconv.ParseFloat(row["lon"], 64)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatalf("%s: %v", p.Key, err)
	}
	const kmPerDegree = 111.2
	km := kmPerDegree * math.Hypot(lat-p.Lat, (lon-p.Lon)*math.Cos(lat*math.Pi/180))
	limit := 10.0
	if p.Country == "FR" && (p.Level == "departement" || p.Level == "region") {
		limit = 30 // the table gives a point inside the outline, ours is its middle: 23 km apart in Pas-de-Calais
	}
	if km > limit {
		t.Errorf("%s (%s): %.1f km away", p.Key, p.Name, km)
	}
}

// keyOf is our key of a row of the French names.
func keyOf(kind, code string) string {
	switch {
	case strings.HasPrefix(kind, "COM"):
		return "fr/com/" + code
	case kind == "DEP":
		return "fr/dep/" + code
	case kind == "REG":
		return "fr/reg/" + code
	case kind == "REG-2015":
		return "fr/reg-2015/" + code
	}
	return "fr/epci/" + code
}

func TestEveryFrenchNameOfTheCensusIsFound(t *testing.T) {
	rows := rowsOf(t, "reference/geo/census-names-fr.csv")
	if len(rows) != 57 {
		t.Fatalf("%d names, want 57", len(rows))
	}
	for _, row := range rows {
		p, ok := Lookup(keyOf(row["kind"], row["code"]))
		if !ok {
			t.Errorf("%s: no %s %s", row["census_name"], row["kind"], row["code"])
			continue
		}
		if p.Name != row["name_2026"] {
			t.Errorf("%s: named %s, want %s", p.Key, p.Name, row["name_2026"])
		}
		if siren := p.Codes[CodeSIREN]; row["siren"] != "" && siren != "" && siren != row["siren"] {
			t.Errorf("%s: SIREN %s, want %s", p.Key, siren, row["siren"])
		}
		if p.Level == "commune" && !lies(p, "departement", row["departement"]) {
			t.Errorf("%s lies not in %s", p.Key, row["departement"])
		}
		if precise(p) {
			near(t, row, p)
		}
		homonyms(t, row["homonyms"])
	}
}

// homonyms checks that each « COM 28267 Montreuil (Eure-et-Loir) » of a list is kept.
func homonyms(t *testing.T, list string) {
	t.Helper()
	if list == "" {
		return
	}
	for _, h := range strings.Split(list, " | ") {
		f := strings.SplitN(h, " ", 3)
		name, _, _ := strings.Cut(f[2], " (")
		p, ok := Lookup(keyOf(f[0], f[1]))
		if !ok || p.Name != name {
			t.Errorf("homonym %s: found %q", h, p.Name)
		}
	}
}
