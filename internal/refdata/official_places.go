package refdata

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Sources of the rows that official files give.
const (
	sourceCOG = "INSEE, code officiel géographique (chargé)"
	sourceCOD = "OCHA, Common Operational Datasets (chargé)"
)

var (
	communeCode     = regexp.MustCompile(`^(\d{2}|2[AB])\d{3}$`)
	departementCode = regexp.MustCompile(`^(\d{2,3}|2[AB])$`)
	regionCode      = regexp.MustCompile(`^\d{1,3}$`) // three digits: the collectivities overseas
	sirenCode       = regexp.MustCompile(`^\d{9}$`)
)

// placed gives a territory the point of a row, if it has one on Earth.
func placed(t Territory, r row, lat, lon, precision string) Territory {
	t.Lat, t.Lon = r.float(lat), r.float(lon)
	if t.Lat == 0 && t.Lon == 0 || t.Lat < -90 || t.Lat > 90 || t.Lon < -180 || t.Lon > 180 {
		t.Lat, t.Lon = 0, 0
		return t
	}
	t.Precision = precision
	return t
}

func coded(pairs ...string) map[string]string {
	out := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out[pairs[i]] = pairs[i+1]
		}
	}
	return out
}

func (o *Official) takeCommune(r row) {
	code, kind := r.get("insee|com"), r.get("type|typecom")
	switch {
	case kind != "" && kind != "COM":
		o.Left++
		return
	case !communeCode.MatchString(code):
		o.refuse(r, "official.code", code)
		return
	case knownKey("fr/dep/"+r.get("departement|dep")) == "":
		o.refuse(r, "official.nowhere", r.get("departement|dep"))
		return
	}
	t := Territory{
		Key: "fr/com/" + code, Name: r.get("nom|libelle"), Level: "commune", Country: "FR", Parent: "fr/dep/" + r.get("departement|dep"), Source: sourceCOG,
		Codes: coded(CodeINSEE, code, CodeSIREN, r.get("siren"), CodePostal, r.get("codes_postaux"), CodeFormer, r.get("anciens_codes")),
	}
	t.Population = int(r.float("population"))
	o.place(r, placed(t, r, "lat", "lon", Own))
}

func (o *Official) takeDepartement(r row) {
	code := r.get("code|dep")
	if !departementCode.MatchString(code) {
		o.refuse(r, "official.code", code)
		return
	}
	t := Territory{
		Key: "fr/dep/" + code, Name: r.get("nom|libelle"), Level: "departement", Country: "FR", Parent: "fr/reg/" + r.get("region|reg"), Source: sourceCOG,
		Codes: coded(CodeINSEE, code, CodeSIREN, r.get("siren")),
	}
	o.place(r, placed(t, r, "lat", "lon", Own))
}

func (o *Official) takeRegion(r row) {
	code := r.get("code|reg")
	if !regionCode.MatchString(code) {
		o.refuse(r, "official.code", code)
		return
	}
	key := frenchKey(code, r.get("nom|libelle"))
	if key == "" {
		o.refuse(r, "official.nowhere", r.get("nom|libelle"))
		return
	}
	known, _ := Lookup(key)
	t := Territory{
		Key: key, Name: r.get("nom|libelle"), Level: known.Level, Country: "FR", Parent: "country/FR", Source: sourceCOG,
		Codes: coded(CodeINSEE, code, CodeSIREN, r.get("siren")),
	}
	o.place(r, placed(t, r, "lat", "lon", Own))
}

// frenchKey tells the région, the département and the former région of a code apart by its name.
func frenchKey(code, name string) string {
	for _, family := range []string{"fr/reg/", "fr/reg-2015/", "fr/dep/"} {
		if t, ok := Lookup(family + code); ok && bearsName(t, name) {
			return t.Key
		}
	}
	return ""
}

func (o *Official) takeEPCI(r row) {
	siren := r.get("siren|epci")
	if !sirenCode.MatchString(siren) {
		o.refuse(r, "official.code", siren)
		return
	}
	t := Territory{Key: "fr/epci/" + siren, Name: r.get("nom|libepci"), Level: "epci", Country: "FR", Codes: coded(CodeSIREN, siren), Source: sourceCOG}
	if seat, ok := Lookup("fr/com/" + r.get("commune_la_plus_peuplee")); ok {
		t.Parent, t.Lat, t.Lon, t.Precision = seat.Parent, seat.Lat, seat.Lon, Seat
	}
	o.place(r, t)
}

// The Malian files of OCHA name a place by the names of those above it: they are found by them, and a commune that is
// not known yet is new under its p-code.
func (o *Official) takeRegionML(r row) {
	t, ok := malianPlace("country/ML", r, "region", "district")
	if !ok {
		o.refuse(r, "official.nowhere", r.get("name_fr|name_cod"))
		return
	}
	o.addML(t, r, "inside_lat", "inside_lon", Own)
}

func (o *Official) takeCercle(r row) {
	region := childNamed("country/ML", r.get("region"), "region", "district")
	if t, ok := malianPlace(region, r, "cercle"); ok {
		o.addML(t, r, "inside_lat", "inside_lon", Own)
		return
	}
	if region != "" && childNamed(region, r.get("name_fr|name_cod"), "cercle") == "" && strings.HasPrefix(region, "ml/district/") {
		o.Left++ // the District has no cercle, the file gives it one
		return
	}
	o.refuse(r, "official.nowhere", r.get("name_fr|name_cod"))
}

func (o *Official) takeCommuneML(r row) {
	above := childNamed("country/ML", r.get("region"), "region", "district")
	if !strings.HasPrefix(above, "ml/district/") {
		above = childNamed(above, r.get("cercle"), "cercle")
	}
	if above == "" {
		o.refuse(r, "official.nowhere", r.get("cercle"))
		return
	}
	t, ok := malianPlace(above, r, "commune")
	if !ok {
		t = Territory{Key: "ml/com/" + strings.ToLower(r.get("pcode")), Name: r.get("name_fr|name_cod"), Level: "commune", Country: "ML", Parent: above}
	}
	o.addML(t, r, "seat_lat", "seat_lon", Seat)
}

// takeSettlement keeps none: 18 000 villages that no document names would turn sure names into questions.
func (o *Official) takeSettlement(row) { o.Left++ }

func (o *Official) addML(t Territory, r row, lat, lon, precision string) {
	out := Territory{
		Key: t.Key, Name: t.Name, Level: t.Level, Country: "ML", Parent: t.Parent, Source: sourceCOD,
		Codes: coded("pcode", r.get("pcode"), CodeGeoNames, r.get("seat_geonames_id"), CodeISO31662, strings.TrimSuffix(r.get("iso_3166_2"), "-")),
	}
	for _, n := range []string{r.get("name_cod"), r.get("name_fr")} {
		if n != "" && n != out.Name {
			out.Aliases = append(out.Aliases, n)
		}
	}
	if out.Precision = ""; r.get(lat) == "" {
		lat, lon, precision = "inside_lat", "inside_lon", Own
	}
	o.place(r, placed(out, r, lat, lon, precision))
}

func malianPlace(above string, r row, levels ...string) (Territory, bool) {
	for _, name := range []string{r.get("name_fr"), r.get("name_cod")} {
		if key := childNamed(above, name, levels...); key != "" {
			return Lookup(key)
		}
	}
	return Territory{}, false
}

// childNamed is the territory of a name and level directly in another; "" where none or several are.
func childNamed(above, name string, levels ...string) string {
	found := ""
	for _, c := range Children(above) {
		for _, l := range levels {
			if c.Level == l && bearsName(c, name) {
				if found != "" && found != c.Key {
					return ""
				}
				found = c.Key
			}
		}
	}
	return found
}

func bearsName(t Territory, name string) bool {
	folded := foldedName(name)
	if folded == "" {
		return false
	}
	for _, n := range append([]string{t.Name}, t.Aliases...) {
		if foldedName(n) == folded {
			return true
		}
	}
	return false
}

// foldedName is the letters and digits of a name, without accents and capitals.
func foldedName(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, norm.NFD.String(s))
}

type geoFile struct {
	Type     string
	Features []struct {
		Properties map[string]any
		Geometry   struct {
			Type        string
			Coordinates json.RawMessage
		}
	}
}

func readOutlines(data []byte, pcode func(string) string) (o Official, err error) {
	var g geoFile
	if err := json.Unmarshal(data, &g); err != nil || g.Type != "FeatureCollection" {
		return o, ErrUnknownFile
	}
	o.Kind, o.Outlines, o.Rows = "outlines", map[string][][][2]float64{}, len(g.Features)
	for i, f := range g.Features {
		name := text(f.Properties, "nom", "name")
		key := frenchKey(text(f.Properties, "code"), name)
		if code := text(f.Properties, "pcode"); code != "" {
			key = pcode(code)
		}
		if key == "" {
			o.Refused = append(o.Refused, Refusal{i + 1, "official.nowhere", name})
			continue
		}
		rings, ok := ringsOf(f.Geometry.Type, f.Geometry.Coordinates)
		if !ok {
			o.Refused = append(o.Refused, Refusal{i + 1, "official.geometry", name})
			continue
		}
		o.Outlines[key] = rings
	}
	return o, nil
}

func text(properties map[string]any, names ...string) string {
	for _, n := range names {
		if s, ok := properties[n].(string); ok {
			return strings.TrimSpace(s)
		}
	}
	return ""
}

func ringsOf(kind string, raw json.RawMessage) (rings [][][2]float64, ok bool) {
	switch kind {
	case "Polygon":
		ok = json.Unmarshal(raw, &rings) == nil
	case "MultiPolygon":
		var many [][][][2]float64
		ok = json.Unmarshal(raw, &many) == nil
		for _, p := range many {
			rings = append(rings, p...)
		}
	}
	for _, ring := range rings {
		if len(ring) < 4 {
			return nil, false
		}
	}
	return rings, ok && len(rings) > 0
}
