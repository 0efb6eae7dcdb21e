package table

import (
	"errors"
	"strings"
	"testing"

	"kafo/internal/format"
)

func TestATableOfPeopleIsReadHoweverItIsCut(t *testing.T) {
	known := []string{"organisation", "courriel"}
	for _, text := range []string{
		"organisation,courriel\n\"Angers, ville\",a@example.org\n\nKayes,\n",
		"Courriel ; Organisation\na@example.org;\"Angers, ville\"\n;Kayes\n",
		"organisation\tcourriel\r\nAngers, ville\ta@example.org\r\nKayes\t\r\n",
	} {
		d, err := format.Decode(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := Rows(d, known)
		if err != nil || len(rows) != 2 || rows[0].Cells["organisation"] != "Angers, ville" || rows[0].Cells["courriel"] != "a@example.org" || rows[1].Cells["organisation"] != "Kayes" {
			t.Errorf("%q is read as %v, %v", text, rows, err)
		}
		if rows[0].Line != 2 || rows[1].Line < 3 {
			t.Errorf("the lines of %q are %d and %d", text, rows[0].Line, rows[1].Line)
		}
	}
}

func TestATableOfPeopleSaysWhereItIsWrong(t *testing.T) {
	for text, line := range map[string]int{"organisation,age\nAngers,3\n": 1, "organisation,courriel\nAngers,a,b\n": 2} {
		d, err := format.Decode(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		_, err = Rows(d, []string{"organisation", "courriel"})
		if p := (*format.Problem)(nil); !errors.As(err, &p) || p.Line != line {
			t.Errorf("%q: %v, want line %d", text, err, line)
		}
	}
}
