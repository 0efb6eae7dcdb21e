package coop

import (
	"strings"
	"testing"
)

func TestIdentifiersAreValidInTheFormOfTheirScheme(t *testing.T) {
	good := map[string][]string{
		SchemeSIREN:    {"356000000", "356 000 000", "356.000.000"},
		SchemeSIRET:    {"35600000000048", "35600000049837", "356 000 000 00048"}, // the second passes only by the sum of La Poste
		SchemeRNA:      {"W123456789", "w123456789"},
		SchemeINSEE:    {"01001", "2A004", "2b033", "75056", "97411", "97801", "98818", "49", "2A", "974", "52", "01", "6AE", "1"},
		SchemeFormer:   {"91182", "91182 91228"},
		SchemePostal:   {"75001 75002"},
		SchemePhone:    {"+33 6 12 34 56 78", "06.12.34.56.78", "0033 (0)1 23 45 67 89", "+33 (0)1-23-45-67-89", "+223 20 21 22 23", "00223 66 01 02 03"},
		SchemeWikidata: {"Q90", "q90", "https://www.wikidata.org/wiki/Q90"},
		SchemeOSM:      {"relation/7444", "r7444", "https://www.openstreetmap.org/node/26686589", "way/1"},
		SchemeGeoNames: {"2988507", "https://www.geonames.org/2988507/paris.html"},
		SchemeIATI:     {"XM-DAC-41122", "FR-SIREN-356000000", "FR-10"},
		SchemePCode:    {"ML0101", "ml01010203"},
		SchemeISO3:     {"MLI"},
		SchemeISO31662: {"ML-1", "FR-971", "fr-49", "ML-BKO"},
	}
	bad := map[string][]string{
		SchemeSIREN:    {"", "356000001", "35600000", "3560000000", "35600000O"},
		SchemeSIRET:    {"35600000049838", "35600000100047", "1234567890123", "73282932000075"},
		SchemeRNA:      {"123456789", "W12345678", "W1234567890", "X123456789"},
		SchemeINSEE:    {"", "00001", "2C004", "96001", "1234", "123456", "99999"},
		SchemeFormer:   {"", "911", "91182 1"},
		SchemePostal:   {"", "7500"},
		SchemePhone:    {"", "20 21 22 23", "06 12 34 56", "+33 0", "+223 2021222", "+1 212 555 0100", "00 12 34 56 78"},
		SchemeWikidata: {"", "90", "Q0", "P31", "Q"},
		SchemeOSM:      {"", "7444", "relation/", "relation/0", "area/1"},
		SchemeGeoNames: {"", "0", "paris"},
		SchemeIATI:     {"", "XM DAC", "FR", "FR-", "F-1", "FR-a/b", "FR-a?b", "fr-10"},
		SchemePCode:    {"", "ML", "0101", "ML1"},
		SchemeISO3:     {"", "ML"},
		SchemeISO31662: {"", "ML", "FR-", "FR-ABCD"},
	}
	for scheme := range schemes {
		if len(good[scheme]) == 0 || len(bad[scheme]) == 0 {
			t.Errorf("%s has no examples of both kinds", scheme)
		}
	}
	for want, table := range map[bool]map[string][]string{true: good, false: bad} {
		for scheme, values := range table {
			for _, v := range values {
				if got := (Identifier{scheme, v}).Valid(); got != want {
					t.Errorf("%s %q is valid: %v, want %v", scheme, v, got, want)
				}
			}
		}
	}
}

func TestIdentifiersAreWrittenInOneWayAndLeadSomewhere(t *testing.T) {
	for _, c := range []struct{ scheme, value, normal, link string }{
		{SchemeSIREN, "356 000 000", "356000000", "https://annuaire-entreprises.data.gouv.fr/entreprise/356000000"},
		{SchemePhone, "06 12 34 56 78", "+33612345678", "tel:+33612345678"},
		{SchemeINSEE, "2a004", "2A004", "https://id.insee.fr/geo/commune/2A004"},
		{SchemeINSEE, "49", "49", ""},
		{SchemeOSM, "R7444", "relation/7444", "https://www.openstreetmap.org/relation/7444"},
		{SchemeIATI, "FR-A+B", "FR-A+B", "https://d-portal.org/ctrack.html?publisher=FR-A%2BB"},
		{SchemeSIREN, "356000001", "356000001", ""},
		{"unheard-of", " x ", "x", ""},
	} {
		i := Identifier{c.scheme, c.value}
		if got := i.Normal(); got.Value != c.normal || i.Link() != c.link {
			t.Errorf("%s %q: %q %q, want %q %q", c.scheme, c.value, got.Value, i.Link(), c.normal, c.link)
		}
	}
	if (Identifier{"unheard-of", "x"}).Known() || !(Identifier{"unheard-of", "x"}).Valid() || (Identifier{"unheard-of", " "}).Valid() {
		t.Error("of a scheme that is not known anything but nothing is valid")
	}
}

// Writing an identifier as its scheme does is done once; a valid one stays valid, and a link is never anything but an
// address of the scheme's own page.
func FuzzIdentifier(f *testing.F) {
	for scheme := range schemes {
		for _, v := range []string{"356000000", "2A004", "+33612345678", "Q90", "r1", "https://www.geonames.org/1/x", "W123456789", "FR-1", "javascript:alert(1)", "\u202f1 2"} {
			f.Add(scheme, v)
		}
	}
	f.Fuzz(func(t *testing.T, scheme, value string) {
		i := Identifier{scheme, value}
		n := i.Normal()
		if n.Normal() != n {
			t.Errorf("%v is written %v, then %v", i, n, n.Normal())
		}
		if i.Valid() != n.Valid() {
			t.Errorf("%v and %v are not valid alike", i, n)
		}
		if l := i.Link(); l != "" && !strings.HasPrefix(l, "https://") && !strings.HasPrefix(l, "tel:+") {
			t.Errorf("%v leads to %q", i, l)
		}
	})
}
