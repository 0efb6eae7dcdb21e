package format

import "testing"

func TestAccountLeavesUnclaimedLinesNotUnderstood(t *testing.T) {
	a := NewAccount(&Text{Lines: []string{"head", "", "value", "stray", "value"}})
	a.Structure(1)
	a.InRecord(3)
	a.InRecord(5)
	a.Structure(5) // a record keeps its line
	a.InRecord(99) // outside the document: ignored
	var r Result
	a.Close(&r)
	if r.Structure != 1 || r.InRecords != 2 || r.Blank != 1 || len(r.NotUnderstood) != 1 || r.NotUnderstood[0].Number != 4 {
		t.Errorf("account = %+v", r)
	}
	if first, last := a.Span(); first != 3 || last != 5 {
		t.Errorf("Span = %d, %d; want 3, 5", first, last)
	}
}

func TestCountValuesCountsZeroAndLeavesNothingOut(t *testing.T) {
	zero := 0
	body := struct {
		Zero  *int     `json:"zero"`
		None  *int     `json:"none"`
		Empty string   `json:"empty"`
		List  []string `json:"list"`
		Yes   bool     `json:"yes"`
	}{Zero: &zero, List: []string{"a", "b"}}
	if n, err := CountValues(body); n != 4 || err != nil {
		t.Errorf("CountValues = %d, %v; want 4", n, err)
	}
	if _, err := CountValues(func() {}); err == nil {
		t.Error("a body that is not JSON was counted")
	}
}

func TestFoldAndItems(t *testing.T) {
	if got := Fold("  L’Œuvre\u00a0d’Évry – Été "); got != "l'oeuvre d'evry - ete" {
		t.Errorf("Fold = %q", got)
	}
	if got := Items("\uf0b7 un <b>deu</b>x<br/>. • trois &amp; quatre"); len(got) != 2 || got[0] != "un deux ." || got[1] != "trois & quatre" {
		t.Errorf("Items = %q", got)
	}
}
