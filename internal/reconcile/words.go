package reconcile

import (
	"maps"
	"slices"
	"strings"

	"kafo/internal/coop"
)

// normal folds a name and writes its abbreviations out: « St-Denis » and « Saint-Denis » are one text.
func normal(s string) string {
	words := strings.Fields(coop.Fold(s))
	for i, w := range words {
		if long, ok := abbreviations[w]; ok {
			words[i] = long
		}
	}
	return strings.Join(words, " ")
}

var abbreviations = map[string]string{
	"st": "saint", "ste": "sainte", "sts": "saints",
	"idf": "ile de france", "paca": "provence alpes cote d azur", "npdc": "nord pas de calais", "crif": "region ile de france",
}

// particles are the small words that a name has in one document and lacks in the next.
var particles = map[string]bool{
	"de": true, "d": true, "du": true, "des": true, "la": true, "le": true, "les": true, "l": true, "en": true,
	"sur": true, "sous": true, "et": true, "aux": true, "au": true, "a": true, "lez": true, "the": true, "of": true,
}

// significant drops the particles of a normal text.
func significant(norm string) []string {
	return slices.DeleteFunc(strings.Fields(norm), func(w string) bool { return particles[w] })
}

// loose is the form in which two spellings of one name meet although a hyphen, a space or an article differs.
func loose(norm string) string { return strings.Join(significant(norm), "") }

// class is a set of kinds of territories, whatever each country calls them.
type class uint8

const (
	town     class = 1 << iota // commune, ville
	district                   // District de Bamako: a town with the rank of a région
	village                    // village, group of villages, arrondissement
	middle                     // cercle, département, province, préfecture
	region
	joint // EPCI
	country
)

var levelClass = map[string]class{
	"country": country, "region": region, "departement": middle, "cercle": middle, "province": middle,
	"prefecture": middle, "collectivite": middle, "epci": joint, "village": village, "arrondissement": village, "quartier": village, "district": town | district,
}

// classOf is the class of a level of the reference data; what is none of the upper levels is a town.
func classOf(level string) class {
	if c, ok := levelClass[level]; ok {
		return c
	}
	return town
}

// designators are the words in front of a name that say which of several territories of that name is meant. Where link
// is set they need « de », « du »… after them: « Ville-la-Grand » is the name of a town.
var designators = []struct {
	words string
	class class
	link  bool
}{
	{"conseil de cercle", middle, false},
	{"conseils de cercle", middle, false},
	{"assemblee de cercle", middle, false},
	{"cercles", middle, true},
	{"cercle", middle, false},
	{"conseil general", middle, false},
	{"conseil departemental", middle, false},
	{"collectivite departementale", middle, false},
	{"departements", middle, true},
	{"departement", middle, false},
	{"prefecture", middle, true},
	{"province", middle, true},
	{"cg", middle, false},
	{"cd", middle, false},
	{"conseil regional", region, false},
	{"assemblee regionale", region, false},
	{"collectivite regionale", region, false},
	{"regions", region, true},
	{"region", region, false},
	{"cr", region, false},
	{"communaute d agglomeration", joint, false},
	{"communaute urbaine", joint, false},
	{"communaute de communes", joint, false},
	{"communaute", joint, true},
	{"agglomeration", joint, true},
	{"metropole", joint, true},
	{"etablissement public territorial", joint, false},
	{"ca", joint, false},
	{"cc", joint, false},
	{"cu", joint, false},
	{"ept", joint, false},
	{"district", district, true},
	{"commune rurale", town, false},
	{"commune urbaine", town, false},
	{"communes", town, true},
	{"commune", town, true},
	{"conseil municipal", town, true},
	{"conseil communal", town, true},
	{"municipalite", town, true},
	{"hotel de ville", town, true},
	{"mairie", town, false},
	{"villes", town, true},
	{"ville", town, true},
	{"villages", village, true},
	{"village", village, true},
	{"republique", country, true},
	{"etat", country, true},
}

// levelWords are brackets that say a level and nothing else: « Kéniéba (cercle) ».
var levelWords = map[string]class{
	"cercle": middle, "departement": middle, "region": region, "commune": town, "ville": town, "village": village,
	"quartier": village, "pays": country,
}

// kindWords begin the name of a body that is no authority of a territory.
var kindWords = []struct {
	word string
	kind coop.OrgKind
}{
	{"comite de jumelage", coop.Committee}, {"comite des jumelages", coop.Committee}, {"comite", coop.Committee},
	{"association de jumelage", coop.Committee}, {"jumelage", coop.Committee},
	{"association des communes", coop.Intermunicipal}, {"association de communes", coop.Intermunicipal},
	{"association", coop.Association}, {"associations", coop.Association}, {"ong", coop.Association},
	{"amis", coop.Association}, {"collectif", coop.Association}, {"fondation", coop.Association},
	{"federation", coop.Association}, {"compagnie", coop.Association}, {"secours", coop.Association},
	{"cooperative", coop.Association}, {"groupement", coop.Association}, {"gie", coop.Association},
	{"maison", coop.Association}, {"ligue", coop.Association}, {"acteurs", coop.Association},
	{"reseau", coop.Network},
	{"syndicat", coop.Intermunicipal}, {"intercollectivite", coop.Intermunicipal},
	{"intercollectivites", coop.Intermunicipal}, {"inter collectivites", coop.Intermunicipal},
	{"intercommunalite", coop.Intermunicipal},
	{"ministere", coop.Ministry}, {"ambassade", coop.Ministry},
	{"agence", coop.Agency}, {"banque", coop.Agency}, {"union europeenne", coop.Agency}, {"commission europeenne", coop.Agency},
	{"institut", coop.Other}, {"universite", coop.Other}, {"lycee", coop.Other}, {"college", coop.Other},
	{"ecole", coop.Other}, {"hopital", coop.Other}, {"centre", coop.Other}, {"chambre", coop.Other}, {"office", coop.Other},
}

// onlyKind are the texts that say a kind of territory or body and no name: « Ville » in a list of payers is not the
// commune of Ville.
var onlyKind = func() map[string]bool {
	set := map[string]bool{}
	for _, d := range designators {
		set[d.words] = true
	}
	for _, k := range kindWords {
		set[k.word] = true
	}
	delete(set, "centre") // a région
	return set
}()

// generic words say the kind of a body, not which one it is.
var generic = func() map[string]bool {
	set := map[string]bool{"inter": true, "collectivites": true, "jumelages": true, "communes": true, "asso": true}
	for _, k := range kindWords {
		for _, w := range significant(k.word) {
			set[w] = true
		}
	}
	return set
}()

// calls are the words that say what a body or a territory is, in whatever name.
var calls = func() map[string]bool {
	set := maps.Clone(generic)
	for _, d := range designators {
		for _, w := range significant(d.words) {
			set[w] = true
		}
	}
	return set
}()

// cutDesignator takes the first designator off a normal text; ok is false where there is none.
func cutDesignator(norm string) (rest string, c class, ok bool) {
	text := strings.TrimPrefix(strings.TrimPrefix(norm, "la "), "l ")
	for _, d := range designators {
		after, found := strings.CutPrefix(text, d.words+" ")
		if !found || isNumeral(after) {
			continue
		}
		if name, linked := cutLink(after); linked || !d.link {
			return name, d.class, true
		}
	}
	return norm, 0, false
}

// cutLink takes « de », « d' », « du », « des », « de l' » off the front; « la » may belong to the name and stays.
func cutLink(s string) (string, bool) {
	for _, l := range []string{"de l ", "de ", "du ", "des ", "d "} {
		if after, ok := strings.CutPrefix(s, l); ok {
			return after, true
		}
	}
	return s, false
}

// isNumeral says whether a text begins with a Roman numeral from I to X: « commune V » is a name, not a designator.
func isNumeral(s string) bool {
	first, _, _ := strings.Cut(s, " ")
	return slices.Contains([]string{"i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"}, first)
}

// kindOf is the kind of body that a normal text begins with; "" where it begins with none.
func kindOf(norm string) coop.OrgKind {
	text := norm
	for _, article := range []string{"l ", "la ", "le ", "les "} {
		text = strings.TrimPrefix(text, article)
	}
	for _, k := range kindWords {
		if strings.HasPrefix(text, k.word+" ") {
			return k.kind
		}
	}
	return ""
}
