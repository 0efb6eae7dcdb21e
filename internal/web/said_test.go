package web

import (
	"net/http"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

func TestARangeShowsBothItsEnds(t *testing.T) {
	for _, c := range []struct {
		raw       string
		cents     int64
		qualifier string
		want      string
	}{
		{"Entre 1500 et 3 000 €", 150_000, "between", "entre 1_500_€ et 3_000_€"},
		{"Entre 1500 et 3 000 €", 300_000, "between", "entre 1_500_€ et 3_000_€"},
		{"environ, entre 40\u202f000 euros et 60.000 euros\nVille : 900 €/an", 6_000_000, "between", "entre 40_000_€ et 60_000_€"},
		{"entre 40 000 et 60 000 €, ville 900 €", 90_000, "between", "900_€"},
		{"entre 2 et 3 000 €", 300_000, "between", "entre deux montants, dont 3_000_€"},
		{"de mille à deux mille", 100_000, "between", "entre deux montants, dont 1_000_€"},
		{"entre 40 000 et 60 000 €", 4_000_000, "about", "environ 40_000_€"},
	} {
		got := Page{Lang: i18n.FR}.Amount(catalogue.Money{Cents: c.cents, Currency: "EUR", Qualifier: c.qualifier, Raw: c.raw})
		if want := strings.ReplaceAll(c.want, "_", i18n.Thin); got != want {
			t.Errorf("%q: %q, want %q", c.raw, got, want)
		}
	}
}

func TestARangeIsConvertedAtBothItsEnds(t *testing.T) {
	got := Page{Lang: i18n.FR}.InFCFA(catalogue.Money{Cents: 100_000, Currency: "EUR", Qualifier: "between", Raw: "entre 1000 et 2000 €"})
	for _, want := range []string{"655_957_FCFA", "1_311_914_FCFA"} {
		if !strings.Contains(got, strings.ReplaceAll(want, "_", i18n.Thin)) {
			t.Errorf("%q lacks %s", got, want)
		}
	}
}

func TestARangeIsListedOnce(t *testing.T) {
	amount := func(cents int64, record coop.RecordID) catalogue.Money {
		return catalogue.Money{Cents: cents, Currency: "EUR", Qualifier: "between", Raw: "entre 1000 et 2000 €", Place: catalogue.Cite{Record: record}}
	}
	alone := catalogue.Money{Cents: 500, Currency: "EUR", Raw: "5 € et 5 €"}
	got := Page{Lang: i18n.FR}.Amounts([]catalogue.Money{amount(100_000, 1), amount(200_000, 1), amount(100_000, 2), alone, alone})
	if len(got) != 4 {
		t.Errorf("%d amounts, want the range of each record once and both equal sums: %v", len(got), got)
	}
}

func TestAnOpenQuestionNamesItsCandidates(t *testing.T) {
	body := get(site(t, newWorld()), "/partenariats/1-angouleme-segou").Body.String()
	for _, want := range []string{"à identifier", "Ville d’exemple de Montreuil", "(Angoulême · Charente)", "Comité de jumelage d’exemple", "/sources/1?ligne=246#L246"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page of a party that is a question lacks %q", want)
		}
	}
}

func TestNamesakesHaveTitlesOfTheirOwn(t *testing.T) {
	v := &visit{lang: i18n.FR}
	charente := place(5, "Charente", "FR")
	titles := []string{
		v.organisationTitle(catalogue.Organisation{Name: "Angoulême", Kind: coop.Authority, Lineage: []catalogue.Ref{place(1, "Angoulême", "FR"), charente}}),
		v.territoryTitle(catalogue.Territory{Name: "Angoulême", Level: "commune", Parents: []catalogue.Ref{charente}}),
		v.territoryTitle(catalogue.Territory{Name: "Angoulême", Level: "commune", Parents: []catalogue.Ref{place(6, "Ailleurs", "FR")}}),
		v.territoryTitle(catalogue.Territory{Name: "Angoulême", Level: "commune"}),
	}
	for i, a := range titles {
		for _, b := range titles[:i] {
			if a == b {
				t.Errorf("two pages are called %q", a)
			}
		}
	}
	all, some := titleOf(t, "/constats"), titleOf(t, "/constats?etat=open&regle=total-parts")
	if all == some {
		t.Errorf("the list of findings and a part of it are both called %q", all)
	}
}

func TestAddressesOfRecordsBearNoName(t *testing.T) {
	p := Page{Lang: i18n.FR}
	for kind, want := range map[string]string{"record": "/releves/7", "source": "/sources/7", "finding": "/constats/7", "territory": "/territoires/7-un-nom", "question": ""} {
		if got := p.To(catalogue.Ref{Kind: kind, ID: 7, Name: "Un nom"}); got != want {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
	}
}

func TestAnOrganisationBearsTheColourOfItsCountry(t *testing.T) {
	for _, c := range []struct {
		country string
		side    coop.Side
		want    coop.Side
	}{{"ML", coop.French, coop.Foreign}, {"FR", coop.Foreign, coop.French}, {"FR", "", coop.French}, {"", coop.Foreign, coop.Foreign}, {"SN", "", coop.Foreign}} {
		if got := (Member{Org: catalogue.Ref{Country: c.country}, Side: c.side}).shore(); got != string(c.want) {
			t.Errorf("%q on side %q: %q, want %q", c.country, c.side, got, c.want)
		}
	}
}

func titleOf(t *testing.T, path string) string {
	t.Helper()
	_, rest, _ := strings.Cut(get(site(t, newWorld()), path).Body.String(), "<title>")
	out, _, _ := strings.Cut(rest, "</title>")
	return out
}

func TestAMergedPartnershipLeadsToTheOneItBecame(t *testing.T) {
	w := newWorld()
	w.err = &catalogue.MovedError{To: 2}
	for path, want := range map[string]string{"/partenariats/1": "/partenariats/2", "/en/partenariats/1-x.json": "/en/partenariats/2.json"} {
		got := get(site(t, w), path)
		if got.Code != http.StatusMovedPermanently || got.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q, want %s", path, got.Code, got.Header().Get("Location"), want)
		}
	}
}
