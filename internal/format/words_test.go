package format

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestFoldingLatinAtOnceIsFoldingAny: the short way for French texts says what the long way says, of every sign that it
// takes and of any run of them.
func TestFoldingLatinAtOnceIsFoldingAny(t *testing.T) {
	for r := range rune(0x2200) {
		s := "A" + string(r) + " " + string(r) + "b"
		if got, ok := foldLatin(s); ok && got != foldAny(s) {
			t.Errorf("%U: %q, want %q", r, got, foldAny(s))
		}
	}
	if _, ok := foldLatin("L’ÉTÉ – œuvre"); !ok {
		t.Error("a French text takes the long way")
	}
	signs := rapid.SampledFrom([]rune("aÉ œÆ'’–— \u00a0\t\u0301\u02bcʼ`´İßÿŁ9:"))
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(signs).Draw(t, "text"))
		if got := Fold(s); got != foldAny(s) {
			t.Fatalf("%q became %q, want %q", s, got, foldAny(s))
		}
		if got, want := Squeeze(s), strings.Join(strings.Fields(s), " "); got != want {
			t.Fatalf("%q squeezed is %q, want %q", s, got, want)
		}
	})
}
