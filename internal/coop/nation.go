package coop

import "strings"

// adjectives are those that a form prints behind « collectivité », in the feminine, with the ISO code of the country; the
// first of a country is the one that we print. « Guinéenne » and « congolaise » are of two countries and say none.
var adjectives = []struct{ word, country string }{
	{"autrichienne", "AT"}, {"belge", "BE"}, {"burkinabè", "BF"}, {"burkinaise", "BF"}, {"bulgare", "BG"}, {"burundaise", "BI"},
	{"béninoise", "BJ"}, {"brésilienne", "BR"}, {"canadienne", "CA"}, {"québécoise", "CA"}, {"centrafricaine", "CF"}, {"suisse", "CH"},
	{"ivoirienne", "CI"}, {"chilienne", "CL"}, {"camerounaise", "CM"}, {"chinoise", "CN"}, {"cap-verdienne", "CV"}, {"tchèque", "CZ"},
	{"allemande", "DE"}, {"djiboutienne", "DJ"}, {"danoise", "DK"}, {"algérienne", "DZ"}, {"égyptienne", "EG"}, {"espagnole", "ES"},
	{"éthiopienne", "ET"}, {"gabonaise", "GA"}, {"britannique", "GB"}, {"anglaise", "GB"}, {"écossaise", "GB"}, {"ghanéenne", "GH"},
	{"gambienne", "GM"}, {"grecque", "GR"}, {"croate", "HR"}, {"haïtienne", "HT"}, {"hongroise", "HU"}, {"irlandaise", "IE"},
	{"italienne", "IT"}, {"comorienne", "KM"}, {"libanaise", "LB"}, {"luxembourgeoise", "LU"}, {"marocaine", "MA"}, {"malgache", "MG"},
	{"malienne", "ML"}, {"mauritanienne", "MR"}, {"mexicaine", "MX"}, {"nigérienne", "NE"}, {"nigeriane", "NG"}, {"néerlandaise", "NL"},
	{"polonaise", "PL"}, {"palestinienne", "PS"}, {"portugaise", "PT"}, {"roumaine", "RO"}, {"rwandaise", "RW"}, {"sénégalaise", "SN"},
	{"tchadienne", "TD"}, {"togolaise", "TG"}, {"tunisienne", "TN"}, {"turque", "TR"}, {"ukrainienne", "UA"}, {"vietnamienne", "VN"},
}

// nations are the countries by their adjectives, folded.
var nations = func() map[string]string {
	out := map[string]string{}
	for _, a := range adjectives {
		out[Fold(a.word)] = a.country
	}
	return out
}()

// Nation is the adjective of a country as a form prints it; of one that has none of its own, « étrangère ».
func Nation(country string) string {
	for _, a := range adjectives {
		if a.country == country {
			return a.word
		}
	}
	return "étrangère"
}

// NationOf is the country of an adjective of nationality, "" if it says none that is known.
func NationOf(adjective string) string { return nations[strings.TrimSuffix(Fold(adjective), "s")] }
