package main

import (
	"bytes"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/export"
	"kafo/internal/format/paper"
	"kafo/internal/i18n"
	"kafo/internal/testkit"
)

var update = flag.Bool("update", false, "write what is printed over testdata/recueil.golden")

// office has LibreOffice write files anew in a format, into a folder of their own, and gives their paths.
func office(t *testing.T, format string, files ...string) []string {
	t.Helper()
	folder := t.TempDir()
	settings := filepath.Join(filepath.Dir(folder), "settings") // one for all that a test has it do: it takes seconds to make
	testkit.Ran(t, testkit.Tool(t, "soffice", "libreoffice"), append([]string{"-env:UserInstallation=file://" + settings, "--headless", "--convert-to", format, "--outdir", folder}, files...)...)
	out := make([]string, len(files))
	for i, f := range files {
		name := filepath.Base(f)
		out[i] = filepath.Join(folder, strings.TrimSuffix(name, filepath.Ext(name))+"."+format)
	}
	return out
}

// longCensus has a fiche whose actions take several pages.
func longCensus() string {
	var rows strings.Builder
	for i := range 70 {
		fmt.Fprintf(&rows, "%d. Eau\tPuits numéro %d, à l’école du quartier : étude, forage, margelle et comité de gestion\t2031\t12 000 €\n", i+1, i+1)
	}
	return strings.Replace(invented, "1. Eau\tPuits à l’école\t2031\t12 000 €\n", rows.String(), 1)
}

// paperHouse is a register with an edition of the fixture of the browser's tests and of a fiche that takes several pages.
func paperHouse(t *testing.T) (*house, coop.EditionID) {
	t.Helper()
	h := openHouse(t)
	h.importAll(t, []string{filepath.Join("..", "..", "tests", "browser", "fixtures", "recensement.txt"), write(t, "long.txt", longCensus())})
	return h, frozenIn(t, h)
}

// printedFiles puts an edition into files, a format each.
func printedFiles(t *testing.T, h *house, id coop.EditionID, formats ...string) []string {
	t.Helper()
	var out []string
	for _, format := range formats {
		name := filepath.Join(t.TempDir(), "recueil-"+format+"."+format)
		if err := os.WriteFile(name, printed(t, h, id, format), 0o600); err != nil {
			t.Fatal(err)
		}
		out = append(out, name)
	}
	return out
}

// outlined is what a document says: headings, rows of tables and paragraphs, a line each, without numbers of pages.
func outlined(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	d, err := paper.Read(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var b strings.Builder
	for _, block := range d.Blocks {
		for _, row := range block.Table {
			cells := make([]string, len(row))
			for i, c := range row {
				cells[i] = strings.ReplaceAll(c.Text(), "\n", " ¶ ")
			}
			fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
		}
		text, _, _ := strings.Cut(block.Text, "\t")
		if text = strings.TrimSpace(text); text != "" {
			fmt.Fprintf(&b, "%s%s\n", strings.Repeat("#", block.Level)+map[bool]string{true: " "}[block.Level > 0], text)
		}
	}
	return b.String()
}

// headingsOf are the headings of what outlined gives, in their order.
func headingsOf(outline string) []string {
	var out []string
	for line := range strings.Lines(outline) {
		if text := strings.TrimLeft(line, "#"); text != line {
			out = append(out, strings.TrimSpace(text))
		}
	}
	return out
}

// parting is where two texts part.
func parting(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("line %d:\nwant %s\n got %s", i+1, a[i], strings.Join(b[min(i, len(b)):min(i+1, len(b))], ""))
		}
	}
	return fmt.Sprintf("%d lines more", len(b)-len(a))
}

// TestAPrintedRecueilSaysTheSame: what both kinds of document say is what is kept in testdata (T39), and they name nobody who has
// not agreed.
func TestAPrintedRecueilSaysTheSame(t *testing.T) {
	h, id := paperHouse(t)
	const golden = "testdata/recueil.golden"
	for _, name := range printedFiles(t, h, id, "docx", "odt") {
		got := outlined(t, name)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s: %s", filepath.Ext(name), parting(string(want), got))
		}
		for _, person := range []string{"CANARILLE", "SERINBLANC", "PINSONNET", "MERLEAU", "canari.example", "99 00 47"} {
			if strings.Contains(got, person) {
				t.Errorf("%s names %s", filepath.Ext(name), person)
			}
		}
	}
}

// TestAWordProcessorKeepsARecueil: LibreOffice opens and saves it without loss, and repeats the heads of tables.
func TestAWordProcessorKeepsARecueil(t *testing.T) {
	testkit.Tool(t, "soffice", "libreoffice")
	h, id := paperHouse(t)
	files := printedFiles(t, h, id, "docx", "odt")
	for i, format := range []string{"docx", "odt"} {
		if was, is := outlined(t, files[i]), outlined(t, office(t, format, files[i])[0]); was != is {
			t.Errorf("%s: %s", format, parting(was, is))
		}
	}
	counted := filepath.Join(t.TempDir(), "recueil-counted.docx") // its contents are numbered when it is written
	var b bytes.Buffer
	o := export.Printing{Format: "docx", Lang: i18n.FR, BaseURL: "https://atlas.example.org", Office: testkit.Tool(t, "soffice", "libreoffice")}
	if err := export.Recueil(t.Context(), h.catalogue, id, o, &b); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(counted, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, name := range office(t, "pdf", counted, files[1]) {
		looksPrinted(t, name, headingsOf(outlined(t, files[i])))
	}
}

// TestABrowserPrintsARecueil as PDF (F22), from the address that the page of the edition names.
func TestABrowserPrintsARecueil(t *testing.T) {
	browser := testkit.Tool(t, "chromium", "chromium-browser", "google-chrome")
	h, id := paperHouse(t)
	s := &Settings{Data: t.TempDir(), Lang: "fr", Browser: browser, BaseURL: "https://atlas.example.org"}
	site, err := s.handler(h, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		site.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, s.BaseURL+path, nil))
		return w
	}
	here := get("/recueils/1").Header().Get("Location")
	if page := get(here).Body.String(); !strings.Contains(page, `href="`+here+`/imprimer/pdf"`) {
		t.Errorf("%s does not lead to its PDF", here)
	}
	pdf := get(here + "/imprimer/pdf")
	if pdf.Code != http.StatusOK || pdf.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(pdf.Body.String(), "%PDF-") {
		t.Fatalf("%d %v", pdf.Code, pdf.Header())
	}
	looksPrinted(t, write(t, "recueil.pdf", pdf.Body.String()), headingsOf(outlined(t, printedFiles(t, h, id, "docx")[0])))
}

// TestNoHeadOfATableStandsAloneOnAPage: wherever a table begins on a page, its head and its heading stand with its first row.
func TestNoHeadOfATableStandsAloneOnAPage(t *testing.T) {
	browser := testkit.Tool(t, "chromium", "chromium-browser", "google-chrome")
	var css, page strings.Builder
	if err := export.ExampleTemplate("recueil.css", i18n.FR, &css); err != nil {
		t.Fatal(err)
	}
	const rows = `<tr><td><p>Rangée de deux lignes</p><p>et sa suite</p></td><td><p>x</p></td></tr>`
	fmt.Fprintf(&page, `<!doctype html><meta charset="utf-8"><title>Essai</title><style>%s</style><main>`, css.String())
	for i := range 60 {
		fmt.Fprintf(&page, `<h3 class="page">Fiche</h3>%s<h4>PARTIE</h4><table><thead><tr><th><p>TÊTE</p></th><th><p>COLONNE</p></th></tr></thead><tbody>%s</tbody></table>`,
			strings.Repeat("<p>Une ligne</p>", 22+i/6)+fmt.Sprintf(`<p style="height:%dmm"></p>`, i%6*2), strings.Repeat(rows, 6))
	}
	out, err := export.PDF(t.Context(), browser, write(t, "essai.html", page.String()))
	if err != nil {
		t.Fatal(err)
	}
	parted := 0
	for i, p := range strings.Split(testkit.Ran(t, testkit.Tool(t, "pdftotext"), "-layout", out, "-"), "\f") {
		lines := strings.Split(strings.TrimSpace(pageNumber.ReplaceAllString(strings.TrimSpace(p), "")), "\n")
		last := lines[len(lines)-1]
		if strings.Contains(last, "PARTIE") || strings.Contains(last, "COLONNE") {
			t.Errorf("page %d ends with %q", i+1, last)
		}
		if strings.Contains(last, "Rangée") || strings.Contains(last, "et sa suite") {
			parted++
		}
	}
	if parted < 60 {
		t.Errorf("%d pages end within a table: nothing is tried", parted)
	}
}

// contentsLine is a line of the contents with its page.
var contentsLine = regexp.MustCompile(`(?m)^ *(\S.*?)(?:\.{4,}| {4,})\.* *(\d+)$`)

var pageNumber = regexp.MustCompile(`\d+ / \d+\s*$`)

// looksPrinted says of a PDF that it has about as many pages as it should, none of them blank, its fonts in it, its headings in
// order, and heads of tables on every page that a table takes.
func looksPrinted(t *testing.T, name string, headings []string) {
	t.Helper()
	pages := strings.Split(strings.TrimSuffix(testkit.Ran(t, testkit.Tool(t, "pdftotext"), name, "-"), "\f"), "\f")
	if len(pages) < 10 || len(pages) > 20 {
		t.Errorf("%s has %d pages", name, len(pages))
	}
	numbered := contentsLine.FindAllStringSubmatch(testkit.Ran(t, testkit.Tool(t, "pdftotext"), "-layout", "-f", "3", "-l", "3", name, "-"), -1)
	for _, line := range numbered {
		if n, _ := strconv.Atoi(line[2]); n < 2 || n > len(pages) || !strings.Contains(unspaced(pages[n-1]), unspaced(line[1])) {
			t.Errorf("%s: the contents have %q on page %s", name, line[1], line[2])
		}
	}
	if len(numbered) < 7 {
		t.Errorf("%s: its contents have %d numbers of pages", name, len(numbered))
	}
	repeated := 0
	for i, p := range pages {
		if said := pageNumber.ReplaceAllString(strings.TrimSpace(p), ""); len(said) < 15 {
			t.Errorf("%s: page %d is blank: %q", name, i+1, said)
		}
		if strings.Contains(p, "Puits numéro") && strings.Contains(p, "Actions réalisées") {
			repeated++
		}
	}
	if repeated < 2 {
		t.Errorf("%s: the head of a table stands on %d of its pages", name, repeated)
	}
	text := unspaced(strings.Join(pages[3:], " ")) // after the contents, which name headings too
	for _, h := range headings {
		at := strings.Index(text, unspaced(h))
		if at < 0 && !slices.Contains(headings[:2], h) {
			t.Fatalf("%s: the heading %q is missing, or not where it should be", name, h)
		}
		text = text[max(at, 0):]
	}
	for i, line := range strings.Split(strings.TrimSpace(testkit.Ran(t, testkit.Tool(t, "pdffonts"), name)), "\n") {
		if f := strings.Fields(line); i > 1 && f[len(f)-5] != "yes" {
			t.Errorf("%s: a font is not in it: %s", name, line)
		}
	}
}

func unspaced(s string) string { return strings.Join(strings.Fields(s), "") }
