package i18n

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestPluralFollowsTheNumber(t *testing.T) {
	cases := []struct {
		lang Lang
		n    int
		want string
	}{
		{FR, 0, "0 partenariat"}, {FR, 1, "1 partenariat"}, {FR, 2, "2 partenariats"}, {FR, 1241, "1\u202f241 partenariats"},
		{FR, 1_000_000, "1\u202f000\u202f000 de partenariats"}, {FR, 1_000_001, "1\u202f000\u202f001 partenariats"},
		{EN, 0, "0 partnerships"}, {EN, 1, "1 partnership"}, {EN, 2, "2 partnerships"}, {EN, 1_000_000, "1,000,000 partnerships"},
	}
	for _, c := range cases {
		if got := c.lang.T("count.partnerships", c.n); got != c.want {
			t.Errorf("%s %d: %q, want %q", c.lang, c.n, got, c.want)
		}
	}
}

func TestMillionsElideBeforeAVowel(t *testing.T) {
	if got, want := FR.T("count.actions", 2_000_000), "2\u202f000\u202f000 d’actions"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestMoneyKeepsItsCurrencyAndCents(t *testing.T) {
	cases := []struct {
		lang     Lang
		cents    int64
		currency string
		want     string
	}{
		{FR, 124_121_950, "EUR", "1\u202f241\u202f219,50\u202f€"}, {FR, 4_628_000, "EUR", "46\u202f280\u202f€"}, {FR, 5, "EUR", "0,05\u202f€"},
		{FR, 3_279_785_000, "XOF", "32\u202f797\u202f850\u202fFCFA"}, {FR, 150, "XOF", "1\u202fFCFA"}, {FR, 100_000, "FRF", "1\u202f000\u202fF"},
		{FR, -15_000, "EUR", "−150\u202f€"}, {FR, -50, "EUR", "−0,50\u202f€"}, {FR, 0, "EUR", "0\u202f€"}, {FR, 100, "USD", "1\u202fUSD"},
		{EN, 124_121_950, "EUR", "€1,241,219.50"}, {EN, 3_279_785_000, "XOF", "32,797,850\u202fFCFA"},
	}
	for _, c := range cases {
		if got := c.lang.Money(c.cents, c.currency); got != c.want {
			t.Errorf("%s %d %s: %q, want %q", c.lang, c.cents, c.currency, got, c.want)
		}
	}
}

func TestEurosConvertAtTheFixedParity(t *testing.T) {
	for cents, want := range map[int64]int64{100: 65_600, 10_000: 6_559_600, 100_000: 65_595_700, 0: 0} {
		if got := InFCFA(cents); got != want {
			t.Errorf("%d cents: %d, want %d", cents, got, want)
		}
	}
}

func TestDatesSayWhatIsKnownAndNoMore(t *testing.T) {
	cases := map[string]string{
		"": "", "1974": "1974", "2012-10": "octobre 2012", "2003-07-29": "29 juillet 2003", "2010-01-01": "1er janvier 2010", "2012-08-09": "9 août 2012",
		"2012-13": "2012-13", "en cours": "en cours", "2012-01-xx": "2012-01-xx",
	}
	for iso, want := range cases {
		if got := FR.Date(iso); got != want {
			t.Errorf("%q: %q, want %q", iso, got, want)
		}
	}
	if got := EN.Date("2010-01-01"); got != "1 January 2010" {
		t.Errorf("English: %q", got)
	}
}

func TestSpansMayBeOpen(t *testing.T) {
	cases := []struct{ from, to, want string }{
		{"2013", "2015", "2013–2015"}, {"2012-10", "", "depuis octobre 2012"}, {"2003-07-29", "", "depuis le 29 juillet 2003"}, {"", "2015", "jusqu’en 2015"},
		{"", "2015-05-03", "jusqu’au 3 mai 2015"}, {"2012", "2012", "2012"}, {"2012-04", "2012-08", "avril 2012 – août 2012"}, {"", "", ""},
	}
	for _, c := range cases {
		if got := FR.Span(c.from, c.to); got != c.want {
			t.Errorf("%s…%s: %q, want %q", c.from, c.to, got, c.want)
		}
	}
	if got := FR.Short("2013-07-11"); got != "11/07/2013" {
		t.Errorf("short: %q", got)
	}
	if got := FR.Short("2013-07"); got != "juillet 2013" {
		t.Errorf("short of a month: %q", got)
	}
}

func TestDeElides(t *testing.T) {
	cases := map[string]string{
		"Angers": "d’Angers", "Ségou": "de Ségou", "Évry": "d’Évry", "Le Mans": "du Mans", "Les Ulis": "des Ulis", "Hennebont": "d’Hennebont",
		"Houilles": "de Houilles", "Haute-Savoie": "de Haute-Savoie", "Yélimané": "de Yélimané", "Œuilly": "d’Œuilly", "": "de ",
	}
	for name, want := range cases {
		if got := De(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

func TestSortingIsThatOfAFrenchIndex(t *testing.T) {
	names := []string{"Zorn", "Évry", "Saint-Denis", "Émirats", "Côte d’Ivoire", "Egypte", "Cote", "saint-céré", "Œuilly", "Nantes"}
	SortBy(names, func(s string) string { return s })
	want := []string{"Cote", "Côte d’Ivoire", "Egypte", "Émirats", "Évry", "Nantes", "Œuilly", "saint-céré", "Saint-Denis", "Zorn"}
	if !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
}

func TestPercentRounds(t *testing.T) {
	for _, c := range []struct {
		part, whole int
		want        string
	}{{29, 54, "54\u202f%"}, {1, 8, "13\u202f%"}, {0, 0, "0\u202f%"}, {5, 5, "100\u202f%"}} {
		if got := FR.Percent(c.part, c.whole); got != c.want {
			t.Errorf("%d of %d: %q, want %q", c.part, c.whole, got, c.want)
		}
	}
}

func TestCountriesHaveTheirNames(t *testing.T) {
	for code, want := range map[string]string{"ML": "Mali", "SN": "Sénégal", "": "pays non renseigné", "?": "?"} {
		if got := FR.Country(code); got != want {
			t.Errorf("%q: %q, want %q", code, got, want)
		}
	}
	if got := EN.Country("SN"); got != "Senegal" {
		t.Errorf("English: %q", got)
	}
}

func TestLanguagesKnowEachOther(t *testing.T) {
	if FR.Other() != EN || EN.Other() != FR || FR.Prefix() != "" || EN.Prefix() != "/en" {
		t.Error("languages are mixed up")
	}
	if got := FR.Or("no.such.key", "secours"); got != "secours" {
		t.Errorf("fallback: %q", got)
	}
	if got := FR.T("no.such.key"); got != "no.such.key" {
		t.Errorf("unknown key: %q", got)
	}
}

var (
	slots   = regexp.MustCompile(`\{(\d)`)
	badFill = regexp.MustCompile(`[ ][;!?»%€]|«[ ]|[^0-9/a-z] :|'`)
)

func TestEveryMessageHasBothLanguagesAndTheSameSlots(t *testing.T) {
	for key, m := range catalogue {
		if m.fr == "" || m.en == "" {
			t.Errorf("%s: a language is missing", key)
		}
		if a, b := slotsOf(m.fr), slotsOf(m.en); !slices.Equal(a, b) {
			t.Errorf("%s: French takes %v, English %v", key, a, b)
		}
		if badFill.MatchString(m.fr) {
			t.Errorf("%s: French typography of %q", key, m.fr)
		}
		if strings.Count(m.fr, "{") != strings.Count(m.fr, "}") || strings.Contains(m.fr, "{{") {
			t.Errorf("%s: braces of %q", key, m.fr)
		}
	}
}

// slotsOf are the arguments a message takes, each once. Plural slots do not count: one language may need fewer.
func slotsOf(text string) []string {
	var out []string
	for _, m := range slots.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	slices.Sort(out)
	return out
}

func TestNoKeyIsGivenTwice(t *testing.T) {
	seen := map[string]bool{}
	for _, table := range tables {
		for _, row := range table {
			if seen[row[0]] {
				t.Errorf("%s stands twice", row[0])
			}
			seen[row[0]] = true
		}
	}
	if len(seen) != len(Keys()) {
		t.Errorf("%d keys in the tables, %d in the catalogue", len(seen), len(Keys()))
	}
}
