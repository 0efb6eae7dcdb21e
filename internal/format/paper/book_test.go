package paper_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/format/paper"
	"kafo/internal/testkit"
)

func TestAWorkbookIsRead(t *testing.T) {
	raw := testkit.Book(t, "accords", []string{"a", "b", "c"}, []string{"1", "", " été & <b> "}, nil, []string{"x"})
	got, err := paper.Sheets(bytes.NewReader(raw), int64(len(raw)))
	want := []paper.Sheet{{Name: "accords", Rows: [][]string{{"a", "b", "c"}, {"1", "", "été & <b>"}, {"x"}}}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

// Workbooks that are made to harm are refused in words, as documents are: one text that every cell shares counts for each.
func TestHostileWorkbooksAreRefusedInWords(t *testing.T) {
	book := func(shared, data string) []byte {
		return testkit.Zipped(t,
			[2]string{"xl/workbook.xml", `<workbook><sheets><sheet name="a" id="1"/><sheet name="none" id="2"/></sheets></workbook>`},
			[2]string{"xl/_rels/workbook.xml.rels", `<r><Relationship Id="1" Target="/xl/worksheets/sheet1.xml"/></r>`},
			[2]string{"xl/sharedStrings.xml", shared}, [2]string{"xl/worksheets/sheet1.xml", data})
	}
	long := `<sst><si><t>` + strings.Repeat("a", 200<<10) + `</t></si></sst>`
	cells := strings.Repeat(`<row>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 90)+`</row>`, 100)
	for name, c := range map[string]struct {
		raw []byte
		key string
	}{
		"a document":        {testkit.Word(t, "<a/>"), "paper.no_book"},
		"a text everywhere": {book(long, `<w><sheetData>`+cells+`</sheetData></w>`), "paper.too_long"},
		"cells without end": {book(`<sst/>`, `<w><sheetData>`+strings.Repeat(`<row><c/></row>`, 200_000)+`</sheetData></w>`), "paper.too_many"},
		"columns":           {book(`<sst/>`, `<w><sheetData><row><c r="XFD1"><v>1</v></c></row></sheetData></w>`), "paper.too_many"},
		"entities":          {book(`<!DOCTYPE a [<!ENTITY x "y">]><sst/>`, ``), "paper.doctype"},
		"a bomb":            {book(`<sst>`+strings.Repeat(" ", 40<<20)+`</sst>`, ``), "paper.bomb"},
		"no such text":      {book(`<sst/>`, `<w><sheetData><row><c t="s"><v>-1</v></c><c t="s"><v>9</v></c><c t="s"><v>x</v></c></row></sheetData></w>`), ""},
	} {
		_, err := paper.Sheets(bytes.NewReader(c.raw), int64(len(c.raw)))
		var f *paper.Fault
		if got := errors.As(err, &f); got != (c.key != "") || got && f.Key != c.key {
			t.Errorf("%s: %v, not %s", name, fmt.Sprint(err), c.key)
		}
	}
}
