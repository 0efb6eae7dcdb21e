package reconcile

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// labelled is a pair of names with what a person who knows the field says of it.
type labelled struct {
	label string // same, different, unsure
	a, b  Body
	note  string
}

// readLabelled reads testdata/pairs.csv, labelled by hand: names of places and bodies as French and Malian documents
// write them, spellings and slips invented.
func readLabelled(t *testing.T) []labelled {
	t.Helper()
	f, err := os.Open("testdata/pairs.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = ';', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []labelled
	for _, row := range rows[1:] {
		out = append(out, labelled{row[0], bodyAt(1, row[1], row[2]), bodyAt(2, row[3], row[4]), row[5]})
	}
	return out
}

// bodyAt is a body at a place written from the country down: « ML/Kayes/Diéma/Lakamané ».
func bodyAt(id int64, name, where string) Body {
	b := Body{ID: id, Names: []string{name}}
	steps := strings.Split(where, "/")
	b.Country = steps[0]
	for i := len(steps); i > 1; i-- {
		b.Places = append(b.Places, strings.Join(steps[:i], "/"))
		b.Around = append(b.Around, steps[i-1])
	}
	return b
}

func TestProposalsOnThePairsLabelledByHand(t *testing.T) {
	list := readLabelled(t)
	if len(list) < 300 {
		t.Fatalf("%d labelled pairs, fewer than 300", len(list))
	}
	var proposed, right, same, unsure, asked int
	for _, p := range list {
		found := len(Organisations([]Body{p.a, p.b})) == 1
		switch p.label {
		case "same":
			same++
			if found {
				right++
			} else {
				t.Logf("not proposed: %q %q (%s)", p.a.Names[0], p.b.Names[0], p.note)
			}
		case "unsure":
			unsure++
			if found {
				asked++
			}
			continue // a proposal about what is unsure is what a proposal is for
		}
		if found {
			if proposed++; p.label == "different" {
				x, y := newBody(&p.a), newBody(&p.b)
				t.Logf("wrongly proposed: %q %q (%s): %+v", p.a.Names[0], p.b.Names[0], p.note, compareBodies(&x, &y))
			}
		}
	}
	precision, recall := float64(right)/float64(proposed), float64(right)/float64(same)
	t.Logf("%d pairs: precision %.3f, recall %.3f, %d of %d unsure proposed", len(list), precision, recall, asked, unsure)
	if precision < 0.99 || recall < 0.90 {
		t.Errorf("precision %.3f, recall %.3f", precision, recall)
	}
	page, err := os.ReadFile("../../docs/DATA.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(page)), " ")
	for _, want := range []string{
		fmt.Sprintf("Sur %d paires étiquetées", len(list)),
		fmt.Sprintf("%d mêmes, %d différentes, %d douteuses", same, len(list)-same-unsure, unsure),
		strings.ReplaceAll(fmt.Sprintf("la précision est de %.3f et le rappel de %.3f", precision, recall), ".", ","),
		fmt.Sprintf("%d des %d douteuses", asked, unsure),
		fmt.Sprintf("à partir de %d, c'est une proposition", Threshold),
	} {
		if !strings.Contains(text, want) {
			t.Errorf("docs/DATA.md does not say %q", want)
		}
	}
}

func TestTheFieldsOwnPitfallsAreNeverProposed(t *testing.T) {
	for _, p := range readLabelled(t) {
		if p.label == "different" && slices.Contains([]string{"level", "homonym", "number", "kind"}, p.note) && len(Organisations([]Body{p.a, p.b})) > 0 {
			t.Errorf("%q and %q were proposed", p.a.Names[0], p.b.Names[0])
		}
	}
}
