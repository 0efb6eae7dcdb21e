package coop

import "testing"

func TestDatesAreReadAsPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string]Date{
		"1974": "1974", "octobre 2012": "2012-10", "Octobre 2012.": "2012-10", "1er janvier 2010": "2010-01-01", "29 juillet 2003": "2003-07-29", "29/07/2003": "2003-07-29",
		"07/2003": "2003-07", "2003-07-29": "2003-07-29", "2012-4": "2012-04", "14 août 1990": "1990-08-14", "3 June 2001": "2001-06-03", " mai 2012 ": "2012-05",
	} {
		if got, err := TypedDate(typed); err != nil || got != want {
			t.Errorf("%q: %q %v, want %q", typed, got, err, want)
		}
	}
	for typed, key := range map[string]string{
		"": "typed.date", "hier": "typed.date", "31/02/2010": "typed.date", "2010-13": "typed.date", "brumaire 2010": "typed.date", "12/04/85": "typed.short_year", "85": "typed.short_year",
	} {
		if _, err := TypedDate(typed); err == nil || err.(*Error).Key != key {
			t.Errorf("%q: %v, want %s", typed, err, key)
		}
	}
}

func TestAmountsAreReadAsPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string]struct {
		cents    int64
		currency string
	}{
		"340 000€": {34000000, "EUR"}, "1.241.219 €": {124121900, "EUR"}, "1 241 219,5 €": {124121950, "EUR"}, "27 500 EUR": {2750000, "EUR"}, "12 k€": {1200000, "EUR"},
		"0,5 M€": {50000000, "EUR"}, "3 millions de FCFA": {300000000, "XOF"}, "655 957 F CFA": {65595700, "XOF"}, "1.241.219,50 euros": {124121950, "EUR"}, "1 500 €": {150000, "EUR"},
	} {
		if cents, currency, err := TypedAmount(typed); err != nil || cents != want.cents || currency != want.currency {
			t.Errorf("%q: %d %s %v", typed, cents, currency, err)
		}
	}
	for typed, key := range map[string]string{"1.500 €": "typed.ambiguous", "1,500 €": "typed.ambiguous", "1 500": "typed.currency", "beaucoup": "typed.amount", "": "typed.amount"} {
		if _, _, err := TypedAmount(typed); err == nil || err.(*Error).Key != key {
			t.Errorf("%q: %v, want %s", typed, err, key)
		}
	}
}

func TestSitesAreReadAsPeopleWriteThem(t *testing.T) {
	for typed, want := range map[string]string{
		"www.exemple.org": "https://www.exemple.org", " HTTP://WWW.Exemple.org/ ": "http://www.exemple.org", "https://exemple.org/Ville/accueil?x=1.": "https://exemple.org/Ville/accueil?x=1",
		"ségou.ml": "https://ségou.ml",
	} {
		if got, err := TypedSite(typed); err != nil || got != want {
			t.Errorf("%q: %q %v, want %q", typed, got, err, want)
		}
	}
	for _, typed := range []string{
		"", "exemple", "javascript:alert(1)", "ftp://exemple.org", "https://moi:secret@exemple.org", "mairie@exemple.org", "https://", "http://127.0.0.1", "https://exemple.org:8080", "exemple.org ou rien", "data:text/html,x", "//exemple.org/\"><b>",
	} {
		if got, err := TypedSite(typed); err == nil || err.(*Error).Key != "typed.site" {
			t.Errorf("%q: %q %v", typed, got, err)
		}
	}
}
