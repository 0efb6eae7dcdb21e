package web

import (
	"net/http"
	"strings"
	"testing"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/i18n"
)

func TestAnAmountSaysHowExactItIs(t *testing.T) {
	for _, c := range []struct {
		m    catalogue.Money
		want string
	}{
		{catalogue.Money{Cents: 150_000, Qualifier: "between", Terms: coop.Terms{UpTo: 300_000}}, "entre 1_500_€ et 3_000_€"},
		{catalogue.Money{Cents: 4_000_000, Qualifier: "about"}, "environ 40_000_€"},
		{catalogue.Money{Cents: 2_500_000, Terms: coop.Terms{Times: 2}}, "2 × 25_000_€"},
		{catalogue.Money{Cents: 90_000}, "900_€"},
	} {
		c.m.Currency = "EUR"
		if got, want := (Page{Lang: i18n.FR}).Amount(c.m), strings.ReplaceAll(c.want, "_", i18n.Thin); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestARangeIsConvertedAtBothItsEnds(t *testing.T) {
	got := Page{Lang: i18n.FR}.InFCFA(catalogue.Money{Cents: 100_000, Currency: "EUR", Qualifier: "between", Terms: coop.Terms{UpTo: 200_000}})
	for _, want := range []string{"655_957_FCFA", "1_311_914_FCFA"} {
		if !strings.Contains(got, strings.ReplaceAll(want, "_", i18n.Thin)) {
			t.Errorf("%q lacks %s", got, want)
		}
	}
}

func TestTheTermsOfAnAmountAreSaid(t *testing.T) {
	p := Page{Lang: i18n.FR}
	got := strings.Join(p.Terms(catalogue.Money{Cents: 1_200_000, Currency: "EUR", Kind: "investment", Terms: coop.Terms{
		Stage: "paid", Form: "in_kind", Funds: "own", BeneficiaryText: "X", Scope: "hors mission", Law: "water", Base: 100_000_000,
		Shares: []coop.Share{{PayerText: "A", Percent: 60}, {PayerText: "B", Percent: 30.5}},
	}}), " · ")
	for _, want := range []string{"versé", "investissement", "nature", "fonds propres", "à X", "hors mission", "60", "30,5", "90,5", "dépassé de 2"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
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

// TestADocumentIsNotCalledByItsFile: a name that says something is read without its number and ending, a hash is none.
func TestADocumentIsNotCalledByItsFile(t *testing.T) {
	for file, want := range map[string]string{"000_b8a636085fb72737.txt": "", "12_programme-solidarite.csv": "programme solidarite", "a/recensement_exemple.txt": "recensement exemple", "exemple.txt": "exemple"} {
		if got := readable(file); got != want {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
	}
	if got := sourceName(i18n.FR, catalogue.Source{Source: coop.Source{Document: "000_b8a636085fb72737.txt", Format: "prosepage", Date: "2013-05"}}); got != "page de texte, 2013" {
		t.Errorf("a document without a name: %q", got)
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
	for path, want := range map[string]string{
		"/partenariats/1": "/partenariats/2", "/en/partenariats/1-x.json": "/en/partenariats/2.json", "/partenariats/1.csv": "/partenariats/2.csv",
		"/partenariats/1-x.geojson": "/partenariats/2.geojson", "/partenariats/1/historique": "/partenariats/2/historique",
		"/partenariats/1/historique.json": "/partenariats/2/historique.json", "/organisations/1": "/organisations/2", "/organisations/1-x.json": "/organisations/2.json",
		"/organisations/1.csv?as_of=2013": "/organisations/2.csv?as_of=2013",
	} {
		got := get(site(t, w), path)
		if got.Code != http.StatusMovedPermanently || got.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q, want %s", path, got.Code, got.Header().Get("Location"), want)
		}
	}
}

// TestAWithdrawnDocumentSaysSo: its page and those of its records give the day, the reason and the role of who withdrew it.
func TestAWithdrawnDocumentSaysSo(t *testing.T) {
	h := site(t, newWorld())
	for _, path := range []string{"/releves/800", "/sources/3"} {
		body := get(h, path).Body.String()
		for _, said := range []string{"Document retiré le 3 février 2026, une personne gestionnaire du registre", "mauvais fichier"} {
			if !strings.Contains(body, said) {
				t.Errorf("%s does not say %q", path, said)
			}
		}
	}
	if body := get(h, "/releves/1").Body.String(); strings.Contains(body, "Document retiré") {
		t.Error("the record of a document that stands says that it was withdrawn")
	}
}
