package censustext

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kafo/internal/format"
)

// reread prints fiches and reads them back.
func reread(t *testing.T, p Printed) []Fiche {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, p); err != nil {
		t.Fatal(err)
	}
	text, err := format.Decode(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	res, err := Read(text)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.NotUnderstood) > 0 {
		t.Errorf("not understood: %v", res.NotUnderstood)
	}
	var out []Fiche
	for _, r := range res.Records {
		if f, ok := r.Body.(*Fiche); ok {
			out = append(out, *f)
		}
	}
	return out
}

// difference tells the fields in which two fiches differ, but for their order, lines and numbers of rows.
func difference(a, b Fiche) []string {
	fields := func(f Fiche) map[string]json.RawMessage {
		f.Order, f.StatedTotal, f.Unplaced = 0, nil, nil
		for i := range f.Actions {
			f.Actions[i].N = nil
		}
		raw, _ := json.Marshal(f)
		var out map[string]json.RawMessage
		_ = json.Unmarshal(raw, &out)
		return out
	}
	x, y := fields(a), fields(b)
	var out []string
	for k := range x {
		if string(x[k]) != string(y[k]) {
			out = append(out, k+": "+string(x[k])+" / "+string(y[k]))
		}
	}
	return out
}

// fichesOf reads the fiches of an example.
func fichesOf(t *testing.T, name string) []Fiche {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := format.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	res, err := Read(text)
	if err != nil {
		t.Fatal(err)
	}
	var out []Fiche
	for _, r := range res.Records {
		if f, ok := r.Body.(*Fiche); ok {
			out = append(out, *f)
		}
	}
	return out
}

// TestWhatIsPrintedIsReadAgain: a fiche comes back as it was, whatever form it was read from.
func TestWhatIsPrintedIsReadAgain(t *testing.T) {
	for name, p := range map[string]Printed{
		"mali.txt":    {Nation: "malienne", Country: "Au Mali"},
		"burkina.txt": {Nation: "burkinabè", Country: "Au Burkina Faso"},
		"senegal.txt": {Nation: "sénégalaise", Country: "Au Sénégal"},
	} {
		p.Title, p.Publisher, p.Date, p.Since, p.Year = "Recensement d’essai", "Atelier", "8 novembre 2031", "22 mars 2031", 2031
		p.Fiches = fichesOf(t, name)
		back := reread(t, p)
		if len(back) != len(p.Fiches) || len(back) == 0 {
			t.Errorf("%s: of %d fiches %d came back", name, len(p.Fiches), len(back))
			continue
		}
		for i := range back {
			for _, d := range difference(p.Fiches[i], back[i]) {
				t.Errorf("%s, fiche %d: %s", name, i+1, d)
			}
		}
	}
}

// TestANameThatLooksLikeSeveralComesBackWhole: who names one organisation names no two.
func TestANameThatLooksLikeSeveralComesBackWhole(t *testing.T) {
	f := Fiche{Updated: []string{"2032-06-12"}, French: []string{"Amis du jumelage Bourg-Exemple /Ville-Exemple", "Ville-Exemple"}, Foreign: []string{"Union A, B ET C", "Cercle d’Exemple"}}
	back := reread(t, Printed{Title: "Essai", Nation: "malienne", Country: "Mali", Fiches: []Fiche{f}})
	if len(back) != 1 || !slices.Equal(back[0].French, []string{"« Amis du jumelage Bourg-Exemple /Ville-Exemple »", "Ville-Exemple"}) ||
		!slices.Equal(back[0].Foreign, []string{"« Union A, B ET C »", "Cercle d’Exemple"}) {
		t.Errorf("came back as %+v", back)
	}
}

// TestQuestionsOfItsOwnAreReadAgain: what a census asks beside the form comes back question by question, on its line, and the
// last answer of the form is not longer for it.
func TestQuestionsOfItsOwnAreReadAgain(t *testing.T) {
	p := Printed{Title: "Recensement d’essai", Publisher: "Atelier", Date: "8 novembre 2031", Nation: "malienne", Country: "Au Mali", Since: "22 mars 2031", Year: 2031, Fiches: fichesOf(t, "mali.txt")[:2]}
	p.Fiches[0].Further = []Further{
		{"Qui vous aide ?", "L’État\nLa Région"}, {"Perspectives du partenariat :", "Budget annuel consacré au partenariat : 3"}, {"Depuis 2014", "REGION DE KAYES :\n12 / 95"},
	}
	back := reread(t, p)
	if len(back) != 2 {
		t.Fatalf("%d fiches came back", len(back))
	}
	for i := range back {
		for _, d := range difference(p.Fiches[i], back[i]) {
			t.Errorf("fiche %d: %s", i+1, d)
		}
	}
}
