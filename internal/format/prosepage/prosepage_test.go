package prosepage

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/format"
	"kafo/internal/format/formattest"
)

func TestGolden(t *testing.T) { formattest.Golden(t, Read) }

func TestOrganisationsAreKnownByTheirForm(t *testing.T) {
	for in, want := range map[string][]string{
		"Le Conseil général de l’Essonne et le Cercle de Douentza.":       {"Conseil général de l’Essonne", "Cercle de Douentza"},
		"le Département écrit, le Conseil général répond":                 {},
		"une Région et un Cercle, la région de Kayes":                     {},
		"le conseil régional d'Île-de-France":                             {"conseil régional d'Île-de-France"},
		"La Communauté de communes du Val de Marne-Sud aide":              {"Communauté de communes du Val de Marne-Sud"},
		"un Centre de ressources imaginaire (CRI) à Juvisy":               {"Centre de ressources imaginaire (CRI)"},
		"la Ville de Sévicourt avec le Centre de ressources rêvé (CRR)":   {"Ville de Sévicourt", "Centre de ressources rêvé (CRR)"},
		"avec Cités Unies France et le Ministère des Affaires étrangères": {"Cités Unies France", "Ministère des Affaires étrangères"},
		"L'association Eau Vive Mali œuvre":                               {"association Eau Vive Mali"},
	} {
		if diff := cmp.Diff(want, find(in)); diff != "" {
			t.Errorf("find(%q): %s", in, diff)
		}
	}
}

func TestTextWithoutAnOrganisationIsRefused(t *testing.T) {
	for _, s := range []string{"Une recette de soupe.\nDeux oignons, du sel.", "a,b,c\n1,2,3"} {
		var p *format.Problem
		if _, err := Read(formattest.Text(t, s)); !errors.As(err, &p) || p.Key != "format.unknown_family" {
			t.Errorf("Read(%q) = %v, want format.unknown_family", s, err)
		}
		if got := Recognise(formattest.Text(t, s)); got != 0 {
			t.Errorf("Recognise(%q) = %d, want 0", s, got)
		}
	}
}

func TestSeed(t *testing.T) {
	text := formattest.Load(t, formattest.Seeds(t, "seeds/003_*.txt")[0])
	if got := Recognise(text); got != score {
		t.Errorf("Recognise = %d, want %d", got, score)
	}
	res, err := Read(text)
	if err != nil {
		t.Fatal(err)
	}
	formattest.Invariants(t, text, res)
	p := res.Records[0].Body.(*Prose)
	if len(p.Organisations) != 3 || strings.Count(p.Text, "\n") != 7 || len(res.NotUnderstood) != 0 || res.Structure != 4 || p.Title == nil {
		t.Errorf("%d organisations, %d paragraphs, %d structure, %d not understood", len(p.Organisations), strings.Count(p.Text, "\n")+1, res.Structure, len(res.NotUnderstood))
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Titre\nLe Conseil général de l'Ain (CGA).\n<b></b>\n# \nun Centre de (AB)")
	f.Add("Ville de A Ville de B\nassociation « X »")
	f.Fuzz(func(t *testing.T, s string) {
		text, err := format.Decode(strings.NewReader(s))
		if err != nil {
			return
		}
		if n := Recognise(text); n < 0 || n > 30 {
			t.Fatalf("Recognise = %d", n)
		}
		if res, err := Read(text); err == nil {
			formattest.Invariants(t, text, res)
		}
	})
}
