package export

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

func TestADiffSaysWhatCameWhatWentAndWhatChanged(t *testing.T) {
	at := func(record coop.RecordID, path string) catalogue.Cite {
		return catalogue.Cite{Record: record, Path: path}
	}
	before := catalogue.Partnership{ID: 1, Title: "A ↔ X", Status: coop.Active, Agreements: []catalogue.Agreement{
		{ID: 1, Kind: "twinning", Label: "jumelage", Date: "1984", Cite: at(1, "formalised")}, {ID: 2, Kind: "charter", Label: "charte", Cite: at(1, "instrument")},
	}}
	after := catalogue.Partnership{ID: 1, Title: "A ↔ X", Status: coop.Suspended, Agreements: []catalogue.Agreement{
		{ID: 1, Kind: "twinning", Label: "jumelage", Date: "1985", Cite: at(2, "formalised")}, {ID: 3, Kind: "convention", Label: "convention", Cite: at(2, "instrument")},
	}}
	got, err := Diff(before, after)
	if err != nil {
		t.Fatal(err)
	}
	want := []Change{
		{"agreements", "charte", "", "charte", ""},
		{"agreements", "jumelage · 1985", "date", "1984", "1985"},
		{"agreements", "convention", "", "", "convention"},
		{"status", "", "", "active", "suspended"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if same, err := Diff(after, after); err != nil || len(same) != 0 {
		t.Errorf("nothing changed: %v, %v", same, err)
	}
	if all, err := Diff(nil, after); err != nil || len(all) < 4 {
		t.Errorf("it was not there: %v, %v", all, err)
	}
}
