package ingest_test

import (
	"errors"
	"strings"
	"testing"

	"kafo/internal/format"
	"kafo/internal/ingest"
)

// A wrong code in a table is named with its line and column; a table whose codes are right goes on to its reader.
func TestAWrongIdentifierInATableIsNamedWithItsPlace(t *testing.T) {
	for _, c := range []struct {
		table  string
		line   int
		column string
		value  string
	}{
		{"nom,siren\nUne ville,356000000\nUne autre,356 000 001\n", 3, "2", "356 000 001"},
		{"nom,siret,rna\n\"Une ville,\nen deux lignes\",35600000000048,W12345678\n", 3, "3", "W12345678"},
		{"id,nom,niveau,pays,codes\n1,A,commune,FR,insee=49007 siren=356000000 postal=49000 49100\n2,B,commune,FR,insee=2C004\n", 3, "5", "2C004"},
		{"id,nom,niveau,pays,codes\n1,A,commune,FR,insee=49007 siren=356000000 postal=49000 49100 inconnu=x\n", 0, "", ""},
		{"nom,siren\nUne ville,\n", 0, "", ""},
	} {
		_, err := ingest.ReadTables(map[string][]byte{"t.csv": []byte(c.table)})
		p := (*format.Problem)(nil)
		if !errors.As(err, &p) {
			t.Fatalf("%q: %v", c.table, err)
		}
		if wrong := p.Key == "format.identifier"; wrong != (c.line > 0) {
			t.Errorf("%q: %v", c.table, err)
		} else if wrong && (p.Line != c.line || p.Args[0] != "t.csv" || p.Args[2] != c.column || p.Args[3] != c.value) {
			t.Errorf("%q: line %d, %s", c.table, p.Line, strings.Join(p.Args, " "))
		}
	}
}
