package ingest_test

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"kafo/internal/format"
	"kafo/internal/ingest"
	"kafo/internal/testkit"
)

// facts is a table of facts as an export writes it.
const facts = `partenariat,nom,pays,cote,role,texte,document,genre_releve,ligne_releve,ligne,chemin
1,Angers,FR,french,holder,Mairie d'Angers,essai.txt,census_fiche,10,12,french.0
1,Kayes,ML,foreign,partner,Commune de Kayes,essai.txt,census_fiche,10,12,foreign.0
`

// A workbook says what the same table says as text; one that the register does not know is refused in words.
func TestAWorkbookIsItsTables(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(facts)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want, err := ingest.ReadSpread("parties.csv", []byte(facts))
	if err != nil {
		t.Fatal(err)
	}
	got, err := ingest.ReadSpread("classeur.xlsx", testkit.Book(t, "parties", rows...))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(ingest.Document{}, "SHA256")); diff != "" || len(got[0].Result.Records) != 1 {
		t.Error(diff)
	}
	var p *format.Problem
	if _, err := ingest.ReadSpread("b.xlsx", testkit.Book(t, "a", []string{"Commune", "Budget"}, []string{"Kayes", "12"})); !errors.As(err, &p) || p.Key != "format.book_unknown" {
		t.Error(err)
	}
	if _, err := ingest.ReadSpread("b.xlsx", []byte("%PDF-1.7")); !errors.As(err, &p) || p.Key != "paper.pdf" {
		t.Error(err)
	}
}
