package atlaspage

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/format"
)

func of[T any](v T) *T { return &v }

// TestWhatIsWrittenIsRead: each field of the form that a reply fills, and all that it leaves empty.
func TestWhatIsWrittenIsRead(t *testing.T) {
	full := Project{
		Title: of("Jumelage de Fictiville et de Yaréfou"), FirstSigned: of(1998), Theme: of("Eau et déchets"), StartYear: of(1999), Status: of("Terminé"), EndDate: of("2015-06-30"),
		OtherThemes: []Theme{{Theme: of("Santé"), Priority: of(1)}},
		Context:     of("Un plateau sec.\nDeux vallées : quatre villages."), History: of("Durée : 3 ans, puis encore trois."), Objective: of("Creuser dix puits"), Description: of("Des travaux\net des visites"),
		Form: of("Jumelage"), Implementers: []string{"Association Les Puits du Soleil", "Commune de Fictiville-le-Haut"}, Owners: []string{"Commune de Fictiville"}, Beneficiaries: []string{"Les élèves"},
		ForeignPartners: []Partner{{"Commune de Yaréfou", of("Burkina Faso")}, {"Sans pays connu", nil}}, FrenchPartners: []string{"Commune de Fictiville", "Conseil départemental 99"},
		OtherPartnersFrance: []string{"Lycée du Val"}, OtherPartnersAbroad: []string{"Groupement féminin de Yaréfou"}, Duration: of("triennal"),
		Funding:             []Funding{{Funder: "Commune de Fictiville", Eur: of(12500.5), Year: of(2007)}, {Funder: "CD 99", Eur: of(0.0), Year: of(2008)}, {Funder: "Agence de l'eau", Eur: of(4000.0), OnePercent: [3]*float64{of(4000.0)}, Year: of(2008)}},
		CommunicationFrance: of(true), CommunicationAbroad: of(false), Evaluation: of(false),
	}
	none := Project{ForeignPartners: []Partner{}, OtherThemes: []Theme{}, Implementers: []string{}, Owners: []string{}, Beneficiaries: []string{}, FrenchPartners: []string{}, OtherPartnersFrance: []string{}, OtherPartnersAbroad: []string{}, Funding: []Funding{}}
	for _, want := range []Project{full, none} {
		want.PostContacts, want.Actions, want.ForeignContacts, want.Volunteers = []PostContact{}, []Action{}, []ForeignContact{}, []Volunteer{}
		var b strings.Builder
		if err := Write(&b, Printed{Publisher: "Atelier d’exemple", Updated: "2026-11-26", Project: want, Further: []string{"Qui vous aide ? : la Région, le 3 mai 2020", "Contexte local"}}); err != nil {
			t.Fatal(err)
		}
		text, err := format.Decode(strings.NewReader(b.String()))
		if err != nil {
			t.Fatal(err)
		}
		if n := Recognise(text); n < 90 {
			t.Errorf("it is a page of the atlas by %d %%", n)
		}
		res, err := Read(text)
		if err != nil {
			t.Fatal(err)
		}
		got := *res.Records[0].Body.(*Project)
		var kept []string
		for _, u := range got.Unplaced {
			kept = append(kept, u.Raw)
		}
		if diff := cmp.Diff([]string{"Qui vous aide ? : la Région, le 3 mai 2020", "Contexte local", "Dernière mise à jour : 2026-11-26"}, kept); diff != "" {
			t.Errorf("what has no field: %s", diff)
		}
		got.Unplaced = nil
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s\n%s", diff, b.String())
		}
		if res.Date != "2026-11-26" || res.Publisher != "Atelier d’exemple" {
			t.Errorf("the page is of %q by %q", res.Date, res.Publisher)
		}
	}
}
