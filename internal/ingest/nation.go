package ingest

import (
	"strings"

	"kafo/internal/coop"
)

// nations are the adjectives that a form prints behind « collectivité », in the feminine and folded, with the ISO code of
// the country. « Guinéenne » and « congolaise » are of two countries and say none.
var nations = map[string]string{
	"allemande": "DE", "algerienne": "DZ", "anglaise": "GB", "autrichienne": "AT", "beninoise": "BJ", "belge": "BE", "bresilienne": "BR",
	"britannique": "GB", "bulgare": "BG", "burkinabe": "BF", "burkinaise": "BF", "burundaise": "BI", "camerounaise": "CM", "canadienne": "CA",
	"cap verdienne": "CV", "centrafricaine": "CF", "chilienne": "CL", "chinoise": "CN", "comorienne": "KM", "croate": "HR", "danoise": "DK",
	"djiboutienne": "DJ", "ecossaise": "GB", "egyptienne": "EG", "espagnole": "ES", "ethiopienne": "ET", "gabonaise": "GA", "gambienne": "GM",
	"ghaneenne": "GH", "grecque": "GR", "haitienne": "HT", "hongroise": "HU", "irlandaise": "IE", "italienne": "IT", "ivoirienne": "CI",
	"libanaise": "LB", "luxembourgeoise": "LU", "malgache": "MG", "malienne": "ML", "marocaine": "MA", "mauritanienne": "MR", "mexicaine": "MX",
	"neerlandaise": "NL", "nigerienne": "NE", "nigeriane": "NG", "palestinienne": "PS", "polonaise": "PL", "portugaise": "PT", "quebecoise": "CA",
	"roumaine": "RO", "rwandaise": "RW", "senegalaise": "SN", "suisse": "CH", "tchadienne": "TD", "tcheque": "CZ", "togolaise": "TG",
	"tunisienne": "TN", "turque": "TR", "ukrainienne": "UA", "vietnamienne": "VN",
}

// nationOf is the country of an adjective of nationality, "" if it says none that is known.
func nationOf(adjective string) string { return nations[strings.TrimSuffix(coop.Fold(adjective), "s")] }
