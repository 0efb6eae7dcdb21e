package export

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sheets are one of every table there is.
func sheets(t *testing.T) []Sheet {
	t.Helper()
	list := []Sheet{parties(nil), agreements(nil), actions(nil), money(nil), territories(nil), factRecords(nil)}
	for _, v := range pages() {
		s, ok := sheetOf(v)
		if !ok {
			t.Fatalf("%T has no table", v)
		}
		list = append(list, s)
	}
	return list
}

func described(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../docs/EXPORTS.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestEveryColumnIsDescribed(t *testing.T) {
	doc := described(t)
	for _, s := range sheets(t) {
		if !strings.Contains(doc, "`"+s.Name+".csv`") {
			t.Errorf("docs/EXPORTS.md does not describe %s.csv", s.Name)
		}
		for _, c := range s.Columns {
			if !strings.Contains(doc, "`"+c.Name+"`") {
				t.Errorf("docs/EXPORTS.md does not name the column %s of %s.csv", c.Name, s.Name)
			}
			if c.Says == "" || !slices.Contains([]string{"string", "integer", "number", "boolean", "date"}, c.Type) {
				t.Errorf("the column %s of %s.csv has the type %q and says %q", c.Name, s.Name, c.Type, c.Says)
			}
		}
	}
}

func TestRowsHaveACellAColumn(t *testing.T) {
	for name, v := range pages() {
		s, _ := sheetOf(v)
		n := 0
		for row, err := range s.Rows {
			if err != nil {
				t.Fatal(err)
			}
			if n++; len(row) != len(s.Columns) {
				t.Errorf("%s: a row of %d cells under %d columns", name, len(row), len(s.Columns))
			}
		}
		if n == 0 {
			t.Errorf("%s: no row", name)
		}
	}
}

var key = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// TestEveryKeyIsDescribed looks at what is written, but for what is not a form of ours: bodies of records, codes,
// filters and evidence.
func TestEveryKeyIsDescribed(t *testing.T) {
	doc := described(t)
	seen := map[string]bool{}
	for name, v := range pages() {
		if name == "releve" || name == "reseaux" {
			continue // as docs/DATA.md and the interchange form say
		}
		var x any
		if err := json.Unmarshal([]byte(write(t, "json", v)), &x); err != nil {
			t.Fatal(err)
		}
		keysOf(x, seen)
	}
	if len(seen) < 80 {
		t.Fatalf("only %d keys", len(seen))
	}
	for k := range seen {
		if !key.MatchString(k) {
			t.Errorf("%q is not in snake case", k)
		}
		if !strings.Contains(doc, "`"+k+"`") {
			t.Errorf("docs/EXPORTS.md does not name the key %s", k)
		}
	}
}

func keysOf(v any, seen map[string]bool) {
	switch x := v.(type) {
	case map[string]any:
		for k, child := range x {
			seen[k] = true
			if k != "filters" && k != "codes" && k != "evidence" {
				keysOf(child, seen)
			}
		}
	case []any:
		for _, child := range x {
			keysOf(child, seen)
		}
	}
}
