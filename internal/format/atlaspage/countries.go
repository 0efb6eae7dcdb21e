package atlaspage

import (
	"strings"

	"kafo/internal/format"
)

// countryNames are the French names of countries as the atlas prints them, with the variants seen in French
// administrative lists. They serve only to cut « Assemblée régionale de Kayes Mali » in two.
const countryNames = `Afghanistan|Afrique du Sud|Albanie|Algérie|Allemagne|Andorre|Angola|Antigua-et-Barbuda|Arabie saoudite|Argentine|Arménie|Australie|Autriche|Azerbaïdjan|
Bahamas|Bahreïn|Bangladesh|Barbade|Belgique|Belize|Bénin|Bhoutan|Biélorussie|Bélarus|Birmanie|Myanmar|Bolivie|Bosnie-Herzégovine|Botswana|Brésil|Brunei|Bulgarie|Burkina Faso|Burkina|Burundi|
Cambodge|Cameroun|Canada|Cap-Vert|Cabo Verde|Centrafrique|République centrafricaine|Centrafricaine (République)|Chili|Chine|Chypre|Colombie|Comores|Union des Comores|
Congo|Congo-Brazzaville|Congo (République du)|République du Congo|Congo-Kinshasa|République démocratique du Congo|Congo (République démocratique du)|Congo (République démocratique)|Congo (RDC)|
Corée|Corée du Nord|Corée du Sud|Corée (République de)|République de Corée|Costa Rica|Côte d'Ivoire|Croatie|Cuba|Danemark|Djibouti|Dominique|
Égypte|Émirats arabes unis|Équateur|Érythrée|Espagne|Estonie|Eswatini|Swaziland|États-Unis|États-Unis d'Amérique|Éthiopie|Fidji|Finlande|France|
Gabon|Gambie|Géorgie|Ghana|Grèce|Grenade|Guatemala|Guinée|République de Guinée|Guinée-Conakry|Guinée-Bissau|Guinée équatoriale|Guyana|Haïti|Honduras|Hong Kong|Hongrie|
Îles Marshall|Îles Salomon|Inde|Indonésie|Irak|Iran|Irlande|Islande|Israël|Italie|Jamaïque|Japon|Jordanie|Kazakhstan|Kenya|Kirghizistan|Kirghizstan|Kiribati|Kosovo|Koweït|
Laos|Lesotho|Lettonie|Liban|Liberia|Libye|Liechtenstein|Lituanie|Luxembourg|Macédoine|Macédoine du Nord|Ancienne République yougoslave de Macédoine|Madagascar|Malaisie|Malawi|Maldives|Mali|Malte|
Maroc|Maurice|Île Maurice|Mauritanie|Mexique|Micronésie|Moldavie|Moldova|République de Moldavie|Monaco|Mongolie|Monténégro|Mozambique|Namibie|Népal|Nicaragua|Niger|Nigeria|Norvège|Nouvelle-Zélande|
Oman|Ouganda|Ouzbékistan|Pakistan|Palestine|Territoires palestiniens|Territoire palestinien occupé|Panama|Papouasie-Nouvelle-Guinée|Paraguay|Pays-Bas|Pérou|Philippines|Pologne|Portugal|Qatar|
République dominicaine|République tchèque|Tchéquie|Roumanie|Royaume-Uni|Grande-Bretagne|Russie|Fédération de Russie|Rwanda|Saint-Christophe-et-Niévès|Sainte-Lucie|Saint-Marin|
Saint-Vincent-et-les-Grenadines|Salvador|El Salvador|Samoa|Sao Tomé-et-Principe|Sénégal|Serbie|Seychelles|Sierra Leone|Singapour|Slovaquie|Slovénie|Somalie|Soudan|Soudan du Sud|Sri Lanka|Suède|Suisse|
Suriname|Syrie|Tadjikistan|Taïwan|Tanzanie|Tchad|Thaïlande|Timor oriental|Timor-Leste|Togo|Tonga|Trinité-et-Tobago|Tunisie|Turkménistan|Turquie|Tuvalu|Ukraine|Uruguay|Vanuatu|Vatican|Venezuela|
Vietnam|Viet Nam|Viêt Nam|Yémen|Zambie|Zimbabwe`

var countries = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.SplitSeq(strings.ReplaceAll(countryNames, "\n", ""), "|") {
		set[countryKey(name)] = true
	}
	return set
}()

func countryKey(s string) string { return strings.ReplaceAll(format.Fold(s), "-", " ") }

// maxCountryWords is the longest name: « Congo (République démocratique du) », « Ancienne République yougoslave … ».
const maxCountryWords = 5

// splitCountry cuts the country from the end of a row, the longest name first: « Commune de Niger Niger » is a
// commune in Niger. A row that is nothing but a country is a name without a country.
func splitCountry(row string) Partner {
	words := strings.Fields(row)
	for k := min(maxCountryWords, len(words)-1); k >= 1; k-- {
		tail := strings.Join(words[len(words)-k:], " ")
		plain := strings.TrimSuffix(strings.TrimPrefix(tail, "("), ")")
		for _, name := range []string{tail, plain} {
			if countries[countryKey(name)] {
				return Partner{Name: strings.TrimRight(strings.Join(words[:len(words)-k], " "), " ,-–"), Country: &name}
			}
		}
	}
	return Partner{Name: strings.Join(words, " ")}
}
