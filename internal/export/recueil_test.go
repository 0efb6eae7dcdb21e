package export

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"testing"
	"testing/fstest"

	"kafo/internal/format/paper"
)

// TestAPrintedPageCarriesTheStyleThatItsPolicyNames, and no other: the one that ships, and a designer's.
func TestAPrintedPageCarriesTheStyleThatItsPolicyNames(t *testing.T) {
	for name, of := range map[string]Templates{
		"shipped": {}, "a designer's": {Folder: fstest.MapFS{"recueil.css": {Data: []byte("h1 > em{content:\"<&\"}\n")}}},
	} {
		var b strings.Builder
		w, err := of.html(&b, paper.About{Title: "Recueil d’exemple"})
		if err != nil {
			t.Fatal(err)
		}
		w.Paragraph(paper.Paragraph{Image: &paper.Image{Data: []byte("png"), Width: 100, Alt: "carte"}})
		w.Table(paper.Table{Name: "table", Widths: []int{30, 70}})
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		_, after, _ := strings.Cut(b.String(), "<style>")
		style, _, _ := strings.Cut(after, "</style>")
		sum := sha256.Sum256([]byte(style))
		want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		if got, err := of.StyleHash(); err != nil || got != want {
			t.Errorf("%s: the policy names %s (%v), the page carries %s", name, got, err, want)
		}
		if strings.Contains(b.String(), "style=") {
			t.Errorf("%s: a style stands outside of the sheet: %s", name, b.String())
		}
	}
}
