package coop

import "testing"

// TestAReceiptOpensItsContributionAlone: no other number, letter or secret does.
func TestAReceiptOpensItsContributionAlone(t *testing.T) {
	code := ContributionID(12).Receipt("s")
	if id, ok := ReceiptOf(code, "s"); !ok || id != 12 {
		t.Errorf("%q opens %d", code, id)
	}
	for _, other := range []string{"", "12", "12-", "13" + code[2:], code + "A", code[:len(code)-1], "0" + code, "+" + code, code[3:]} {
		if id, ok := ReceiptOf(other, "s"); ok {
			t.Errorf("%q opens %d", other, id)
		}
	}
	if _, ok := ReceiptOf(code, "t"); ok {
		t.Error("the code of another register opens it")
	}
	if _, ok := ReceiptOf(ContributionID(12).Receipt(""), ""); ok {
		t.Error("a register without a secret opens a contribution to whoever can reckon")
	}
}
