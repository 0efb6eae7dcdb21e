package networkpage

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/format"
	"kafo/internal/format/formattest"
)

func TestGolden(t *testing.T) { formattest.Golden(t, Read) }

func TestParties(t *testing.T) {
	for in, want := range map[string][]string{
		"CD 99":                         {"CD 99"},
		"Commune de A et association B": {"Commune de A", "association B"},
		"Communes de A, Les B et Comité de Jumelage de A-Les B": {"Commune de A", "Commune de Les B", "Comité de Jumelage de A-Les B"},
		"Communes d’Ay et de Bani":                              {"Commune d’Ay", "Commune de Bani"},
		"communes III, V et VI de Bamako":                       {"commune III de Bamako", "commune V de Bamako", "commune VI de Bamako"},
		"Conseils de cercle de Kita, Élaba":                     {"Conseil de cercle de Kita", "Conseil de cercle d'Élaba"},
		"la ville de A et la commune V de B":                    {"ville de A", "commune V de B"},
		"Commune de C et les Amis du jumelage de C":             {"Commune de C", "les Amis du jumelage de C"},
		"Association Eau et Vie":                                {"Association Eau et Vie"},
		"Commune de X et Villefranche":                          {"Commune de X et Villefranche"},
		"Ville de A, ONG Puits, Lycée du Val":                   {"Ville de A", "ONG Puits", "Lycée du Val"},
		"Commune de A et CD 99":                                 {"Commune de A", "CD 99"},
		"/":                                                     {},
		"":                                                      {},
	} {
		if diff := cmp.Diff(want, parties(in)); diff != "" {
			t.Errorf("parties(%q): %s", in, diff)
		}
	}
}

func TestColumnsAreKnownByTheirHeads(t *testing.T) {
	for in, want := range map[string]table{
		"En France | Au Mali |":                          {-1, 0, 1},
		"Au Burkina Faso\tEn France":                     {-1, 1, 0},
		"Cercle | En France | Au Mali":                   {0, 1, 2},
		"Collectivité malienne | Collectivité française": {-1, 1, 0},
	} {
		if got, ok := head(in); !ok || got != want {
			t.Errorf("head(%q) = %v, %v; want %v", in, got, ok, want)
		}
	}
	for _, in := range []string{"En France", "Nom | Pays |", "En France | Notes |"} {
		if _, ok := head(in); ok {
			t.Errorf("head(%q) is taken for a table of members", in)
		}
	}
}

func TestNameOfTheNetwork(t *testing.T) {
	table := "\nEn France | Au Mali |\nVille A | Ville B |\n"
	for in, want := range map[string]string{
		"Réseau Bleu (RB)": "Réseau Bleu (RB)",
		"Accueil > Pages\nCoopération\nRéseau Bleu\nAu 01/02/2020, le réseau est composé de :":                       "Réseau Bleu",
		"Coopération\nLe RB est un réseau de coopération piloté par la Ville A.\nAu 01/02/2020, il est composé de :": "RB",
		"Le réseau compte 12 membres.\nRéseau Vert":                                                                  "Réseau Vert",
		"Les Amis du fleuve\nIls sont nombreux.":                                                                     "Les Amis du fleuve",
	} {
		text := formattest.Text(t, in+table)
		res, err := Read(text)
		if err != nil {
			t.Fatal(err)
		}
		formattest.Invariants(t, text, res)
		if n := res.Records[0].Body.(*Network); *n.Name != want || len(res.NotUnderstood) != 0 {
			t.Errorf("%q: name %q, want %q; not understood %v", in, *n.Name, want, res.NotUnderstood)
		}
	}
}

func TestPageWithoutTheTableIsRefused(t *testing.T) {
	text := formattest.Text(t, "Réseau imaginaire\nAu 01/01/2020, le réseau est composé de gens.")
	var p *format.Problem
	if _, err := Read(text); !errors.As(err, &p) || p.Key != "format.unknown_family" {
		t.Errorf("Read = %v, want format.unknown_family", err)
	}
	if got := Recognise(text); got != 0 {
		t.Errorf("Recognise = %d, want 0", got)
	}
}

func TestSeed(t *testing.T) {
	text := formattest.Load(t, formattest.Seeds(t, "seeds/000_*.txt")[0])
	if got := Recognise(text); got != 90 {
		t.Errorf("Recognise = %d, want 90", got)
	}
	res, err := Read(text)
	if err != nil {
		t.Fatal(err)
	}
	formattest.Invariants(t, text, res)
	n := res.Records[0].Body.(*Network)
	got := []int{len(n.Leads), len(n.Rows), len(n.Recent), len(n.Intercollectivites), len(n.Aliases), len(res.NotUnderstood)}
	if diff := cmp.Diff([]int{2, 13, 3, 3, 1, 0}, got); diff != "" {
		t.Error(diff)
	}
	french, foreign := 0, 0
	for _, row := range n.Rows {
		french, foreign = french+len(row.French), foreign+len(row.Foreign)
		if row.Cercle == nil {
			t.Error("a row without its cercle")
		}
	}
	if french != 19 || foreign != 13 || res.Date != "2019-11-18" || *n.Programme != "2019-2021" {
		t.Errorf("%d French and %d foreign parties, date %s, programme %s", french, foreign, res.Date, *n.Programme)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("R\nAu 1/2/2020\nEn France | Au Mali |\nCercle de A | |\nCommunes de A, B et C | X (implantée à Y) |\nADHESIONS RECENTES | |\nV (en partenariat avec W) |\n")
	f.Add("Réseau (X)\npiloté par A (b) et C\nEn France\tAu Togo\nA\tB\nintercollectivités A (b)\n")
	f.Fuzz(func(t *testing.T, s string) {
		text, err := format.Decode(strings.NewReader(s))
		if err != nil {
			return
		}
		if n := Recognise(text); n < 0 || n > 100 {
			t.Fatalf("Recognise = %d", n)
		}
		if res, err := Read(text); err == nil {
			formattest.Invariants(t, text, res)
		}
	})
}
