package ingest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/coop"
)

func TestWhomTheWordsOfAnAgreementNameSignsIt(t *testing.T) {
	french := []coop.NamedParty{
		{Name: coop.Name{Text: "COMMUNAUTE D'AGGLOMERATION VALMONT CENTRE", Side: coop.French, Country: "FR"}},
		{Name: coop.Name{Text: "VALMONT", Side: coop.French, Country: "FR"}},
		{Name: coop.Name{Text: "DJIRANKE (région de Kolombada)", Side: coop.Foreign}},
	}
	for _, c := range []struct {
		name, label string
		want        []string
	}{
		{"a list", "Accord quadripartite entre la CAVC, la Ville de Valmont, la Ville de Porto et le District de Kolo",
			[]string{"CAVC", "Ville de Valmont", "Ville de Porto", "District de Kolo"}},
		{"up to what it is for", "Convention entre la commune de Valmont et le cercle de Kolo pour la période de l'étude", []string{"commune de Valmont", "cercle de Kolo"}},
		{"joined by hyphens", "pour Valmont-Djiranké", []string{"Valmont", "Djiranké"}},
		{"hyphens in one name", "pour Saint-Valmont", nil},
		{"several bodies without names", "Protocole d'échange entre les 2 communes, attestant de liens d'amitié", nil},
		{"one of them alone is a slip", "entre la Ville de Valmont et ses amis", nil},
		{"no list", "Convention de jumelage", nil},
	} {
		if d := cmp.Diff(c.want, signatoriesOf(c.label, french)); d != "" {
			t.Errorf("%s: want - got +\n%s", c.name, d)
		}
	}
	if got := fuller("CAVC", french); got.Text != french[0].Name.Text {
		t.Errorf("an acronym is that of a party: %+v", got)
	}
	if got := fuller("CAXX", french); got.Text != "CAXX" {
		t.Errorf("another acronym is itself: %+v", got)
	}
}

func TestDatesGoWithDocumentsThatLostTheirLines(t *testing.T) {
	m := &mapper{coop.Record{ID: 1, Line: 10, LineEnd: 20}}
	claims := m.agreements("31 octobre 2010 15 novembre 2011", "Accord quadripartite entre A et B Convention de suite")
	if len(claims) != 2 || claims[0].Agreement.Kind != "accord" || claims[1].Agreement.Label != "Convention de suite" {
		t.Errorf("%+v", claims)
	}
}

func TestAColumnSaysOfWhichCountryAPartyIs(t *testing.T) {
	for adjective, want := range map[string]string{"allemande": "DE", "Sénégalaises": "SN", "guinéenne": "", "": ""} {
		if got := coop.NationOf(adjective); got != want {
			t.Errorf("%s: %q", adjective, got)
		}
	}
}
