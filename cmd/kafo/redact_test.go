package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"kafo/internal/coop"
)

// outputs is everything that a register of one partnership gives out, by address: pages, maps, JSON, CSV, XLSX, GeoJSON, the
// snapshot, of today and of the past, and the exports of the command line.
func outputs(t *testing.T, data string) map[string]string {
	t.Helper()
	return outputsOf(t, &Settings{Data: data, Lang: "fr"})
}

func outputsOf(t *testing.T, s *Settings) map[string]string {
	t.Helper()
	data := s.Data
	h, err := s.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer h.db.Close()
	handler, err := s.handler(h, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	ask := func(address string) string {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		body, _ := io.ReadAll(w.Result().Body)
		if w.Code == http.StatusOK {
			out[address] = unpacked(t, body)
		}
		return out[address]
	}
	addresses := []string{"/", "/donnees.zip", "/themes", "/sources/1"}
	for _, page := range []string{"/sources/1", "/releves", "/releves/1", "/releves/2", "/constats", "/revue", "/apercu", "/argent", "/reseaux"} {
		addresses = append(addresses, page, page+".json", page+".csv")
	}
	for _, list := range []string{"/partenariats", "/territoires", "/organisations"} {
		addresses = append(addresses, list, list+".json", list+".csv", list+".xlsx", list+".geojson")
		for _, ref := range regexp.MustCompile(`href="(`+list+`/\d+[^"?#]*)"`).FindAllStringSubmatch(ask(list), -1) {
			addresses = append(addresses, ref[1], ref[1]+".json", ref[1]+".csv", ref[1]+".geojson")
			for _, page := range []string{"/historique", "/comparer"} {
				addresses = append(addresses, ref[1]+page, ref[1]+page+".json", ref[1]+page+".csv")
			}
		}
	}
	for _, a := range addresses {
		ask(a)
		ask(a + "?as_of=2032-06-01")
		ask("/en" + a)
	}
	if err := h.catalogue.Keep(context.Background()); err != nil { // the next start reads what this one kept
		t.Fatal(err)
	}
	for _, what := range []string{"organisations", "territories", "partnerships", "findings", "questions"} {
		out["export "+what] = done(t, data, "export", what)
	}
	out["export snapshot"] = unpacked(t, []byte(done(t, data, "export", "snapshot")))
	return out
}

// unpacked is a text, or all the texts of a ZIP.
func unpacked(t *testing.T, body []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return string(body)
	}
	var all strings.Builder
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return all.String()
}

// leaks are the outputs in which a canary is.
func leaks(all map[string]string, canaries []string) (out []string) {
	for address, body := range all {
		for _, c := range canaries {
			if strings.Contains(body, c) {
				out = append(out, address+" has "+c)
			}
		}
	}
	return out
}

// A redacted point is in no output whatever: not as a coordinate, and not as a place on a map.
func TestARedactedPointIsInNoOutput(t *testing.T) {
	data := t.TempDir()
	census := strings.ReplaceAll(cleanCensus, "COMMUNE DE KAYES", "COMMUNE DE BAFOULABE")
	done(t, data, "import", write(t, "census.txt", census))
	before := outputs(t, data)
	canaries := []string{"13.8065", "13,8065", "-10.8321", "10,8321"}
	dot := regexp.MustCompile(`(/territoires/(\d+)-bafoulabe)`).FindStringSubmatch(before["/territoires"])
	circles := regexp.MustCompile(`cx="[\d.]+" cy="[\d.]+"`).FindAllString(before["/partenariats"], -1)
	if dot == nil || len(circles) != 2 {
		t.Fatal("the place is on no map")
	}
	drawn := slices.Max(circles) // Mali is drawn to the right of France
	if n := len(leaks(before, canaries)); n < 8 {
		t.Fatalf("only %d outputs have the point: the search is broken", n)
	}
	partnershipOf(t, data, before, canaries, drawn)
	for _, c := range []struct{ level, says string }{{"coarse", "position volontairement imprécise"}, {"hidden", "position volontairement non montrée"}} {
		done(t, data, "redact", "territory", dot[2], "--level", c.level, "--until", "2033-01-01", "--why", "zone de conflit")
		after := outputs(t, data)
		if found := leaks(after, append(canaries, drawn)); len(found) > 0 {
			t.Errorf("%s: %d outputs have the point: %.600s", c.level, len(found), strings.Join(found, "\n"))
		}
		if !strings.Contains(after[dot[1]], c.says) {
			t.Errorf("the page of the territory does not say « %s »", c.says)
		}
		if len(after) != len(before) {
			t.Errorf("%d outputs, %d before", len(after), len(before))
		}
	}
	if out := done(t, data, "check", "--on", "2033-01-01"); !strings.Contains(out, "Protection à revoir") {
		t.Errorf("the day of review passes unseen: %s", out)
	}
	if out := done(t, data, "redact", "list"); !strings.Contains(out, "Bafoulabé  hidden  2033-01-01  zone de conflit") || strings.Contains(out, "coarse") {
		t.Errorf("standing: %s", out)
	}
	done(t, data, "redact", "lift", "3", "--why", "calme revenu")
	if n := len(leaks(outputs(t, data), canaries)); n < 8 {
		t.Errorf("lifted, and only %d outputs have the point", n)
	}
}

// partnershipOf redacts the partnership alone: its own points go, the territory keeps its own.
func partnershipOf(t *testing.T, data string, before map[string]string, canaries []string, dot string) {
	t.Helper()
	own := func(all map[string]string) map[string]string {
		out := map[string]string{}
		for address, body := range all {
			if strings.Contains(address, "/partenariats") {
				out[address] = body
			}
		}
		return out
	}
	done(t, data, "redact", "partnership", "1", "--level", "hidden", "--until", "2033-01-01", "--why", "zone de conflit")
	after := outputs(t, data)
	if found := leaks(own(after), append(canaries, dot)); len(found) > 0 {
		t.Errorf("partnership: %.600s", strings.Join(found, "\n"))
	}
	if len(leaks(own(before), canaries)) == 0 || len(leaks(after, canaries)) == 0 {
		t.Error("the partnership had no point, or the territory has lost its own")
	}
	done(t, data, "redact", "lift", "1", "--why", "essai")
}

// Bodies and names that are taken away are in no output whatever, and come back when the decision is lifted: pages and
// their addresses, data, the snapshot, the past, the history, the index that the last start kept.
func TestAProtectedNameIsInNoOutput(t *testing.T) {
	data := t.TempDir()
	census := strings.NewReplacer("VILLE D'ANGERS", "Association Korotoumou", "COMMUNE DE KAYES", "COMMUNE DE BAFOULABE", "Puits à l’école", "Puits creusé par Korotoumou à Bafoulabé")
	other := strings.NewReplacer("VILLE D'ANGERS", "VILLE DE MONTREUIL (93)", "Puits à l’école", "Latrines du marché").Replace(cleanCensus)
	done(t, data, "import", write(t, "census.txt", census.Replace(cleanCensus)), write(t, "other.txt", other))
	done(t, data, "check", "--on", "2034-06-01")
	before := outputs(t, data)
	number := func(list, slug string) string {
		t.Helper()
		m := regexp.MustCompile(`/` + list + `/(\d+)-[a-z-]*` + slug).FindStringSubmatch(before["/"+list])
		if m == nil {
			t.Fatalf("%s is on no list", slug)
		}
		return m[1]
	}
	for n, c := range []struct {
		kind, id, level string
		canaries        []string
		stays           int // of the outputs, at least
	}{
		{"organisation", number("organisations", "korotoumou"), "unnamed", []string{"korotoumou"}, len(before)},
		{"territory", number("territoires", "bafoulabe"), "unnamed", []string{"bafoulabe", "13.8065", "-10.8321"}, len(before)},
		{"partnership", number("partenariats", "korotoumou"), "withheld", []string{"puits creuse", "korotoumou"}, 50},
	} {
		if len(foldedLeaks(before, c.canaries)) < 8 {
			t.Fatalf("%v are hardly anywhere: the search is broken", c.canaries)
		}
		done(t, data, "redact", c.kind, c.id, "--level", c.level, "--until", "2033-01-01", "--why", "zone de conflit")
		after := outputs(t, data)
		if found := foldedLeaks(after, c.canaries); len(found) > 0 {
			t.Errorf("%s %s: %d outputs: %.900s", c.kind, c.level, len(found), strings.Join(found, "\n"))
		}
		if len(after) < c.stays || len(foldedLeaks(after, []string{"latrines du marche"})) < 8 {
			t.Errorf("%s %s: %d outputs of %d", c.kind, c.level, len(after), len(before))
		}
		if found := foldedLeaks(outputs(t, data), c.canaries); len(found) > 0 {
			t.Errorf("%s %s, started again: %.600s", c.kind, c.level, strings.Join(found, "\n"))
		}
		if out := done(t, data, "check", "redaction-review", "--on", "2033-01-01"); strings.Count(out, "revoir") != map[bool]int{true: 0, false: 1}[c.level == "withheld"] || len(foldedLeaks(map[string]string{"": out}, c.canaries)) > 0 {
			t.Errorf("%s: to review: %s", c.kind, out)
		}
		done(t, data, "index", "check", "--queries", "50")
		done(t, data, "redact", "lift", fmt.Sprint(n+1), "--why", "calme revenu")
	}
	if back := outputs(t, data); len(foldedLeaks(back, []string{"korotoumou", "puits creuse"})) < 16 {
		t.Error("lifted, and still not shown")
	}
}

// What a page about several partnerships says of one that is withheld is in no output; what it says of the others stays.
func TestARowAboutAWithheldPartnershipIsInNoOutput(t *testing.T) {
	data := t.TempDir()
	network := "https://exemple.invalid/reseau\nRéseau Rive-Mali (RRM)\nLe réseau est piloté par la Ville d'Angers.\nÀ la date du 1er mars 2031, le réseau est composé de :\n" +
		"Cercle | Au Mali | En France\n---|---|---\nCercle de Kita | Commune de Kita | Ville de Lyon\nCercle de Bafoulabé | Commune de Bafoulabé | Ville de Montreuil (93)\n"
	done(t, data, "import", write(t, "network.txt", network))
	before := outputs(t, data)
	canaries := []string{"montreuil", "bafoulabe"}
	if n := len(foldedLeaks(before, canaries)); n < 8 {
		t.Fatalf("only %d outputs have them", n)
	}
	id := regexp.MustCompile(`/partenariats/(\d+)-montreuil`).FindStringSubmatch(before["/partenariats"])
	if id == nil {
		t.Fatal("no partnership of Montreuil")
	}
	done(t, data, "redact", "partnership", id[1], "--level", "withheld", "--until", "2033-01-01", "--why", "zone de conflit")
	after := outputs(t, data)
	if found := foldedLeaks(after, canaries); len(found) > 0 {
		t.Errorf("%d outputs: %.1500s", len(found), strings.Join(found, "\n"))
	}
	if !strings.Contains(after["/releves/1"], "passage protégé") || !strings.Contains(after["/releves/1.json"], "Lyon") {
		t.Errorf("the record says neither what it leaves out nor what stays: %.2000s", after["/releves/1"])
	}
}

// A delay ends by the clock: on its day, in a server that runs and in one that starts, with no decision of anybody; before
// that day nothing is public, in the past neither.
func TestADelayEndsByTheClock(t *testing.T) {
	data := t.TempDir()
	census := strings.NewReplacer("Puits à l’école", "Puits creusé par Korotoumou")
	done(t, data, "import", write(t, "census.txt", census.Replace(cleanCensus)))
	done(t, data, "redact", "partnership", "1", "--level", "withheld", "--until", "2033-01-01", "--why", "annonce à venir")
	now := time.Date(2032, 12, 31, 23, 59, 0, 0, time.UTC)
	s := &Settings{Data: data, Lang: "fr", now: func() time.Time { return now }}
	canaries := []string{"korotoumou"}
	if found := foldedLeaks(outputsOf(t, s), canaries); len(found) > 0 {
		t.Errorf("the day before: %.600s", strings.Join(found, "\n"))
	}
	h, err := s.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer h.db.Close()
	handler, err := s.handler(h, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(address string) (string, int) {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		return w.Body.String(), w.Code
	}
	pages := []string{"/partenariats/1.json", "/partenariats.json", "/partenariats/1.json?as_of=2032-06-01", "/argent.json"}
	before := map[string]string{}
	for _, page := range pages {
		before[page], _ = ask(page)
	}
	now = now.Add(time.Minute)
	for _, page := range pages {
		body, code := ask(page)
		if code >= http.StatusBadRequest || body == before[page] {
			t.Errorf("%s on the day: %d %.200s", page, code, body)
		}
	}
	if n := len(foldedLeaks(outputsOf(t, s), canaries)); n < 8 {
		t.Errorf("on the day only %d outputs have it", n)
	}
	if n := len(foldedLeaks(outputsOf(t, s), canaries)); n < 8 {
		t.Errorf("started again on the day, only %d outputs have it", n)
	}
}

// foldedLeaks looks for canaries as a reader would: whatever the case and the accents.
func foldedLeaks(all map[string]string, canaries []string) (out []string) {
	for address, body := range all {
		folded := strings.ReplaceAll(coop.Fold(address+" "+body), " ", "-")
		for _, c := range canaries {
			if strings.Contains(folded, strings.ReplaceAll(coop.Fold(c), " ", "-")) {
				out = append(out, address+" has "+c)
			}
		}
	}
	return out
}

func TestARedactionNeedsAReasonADayAndASubject(t *testing.T) {
	data := t.TempDir()
	done(t, data, "import", write(t, "census.txt", cleanCensus))
	for _, args := range [][]string{
		{"territory", "1", "--level", "coarse", "--until", "2033", "--why", "x"}, {"territory", "1", "--level", "coarse", "--until", "2033-01-01", "--why", ""},
		{"territory", "9999", "--level", "coarse", "--until", "2033-01-01", "--why", "x"}, {"partnership", "9999", "--level", "hidden", "--until", "2033-01-01", "--why", "x"},
		{"partnership", "1", "--level", "unnamed", "--until", "2033-01-01", "--why", "x"}, {"organisation", "1", "--level", "coarse", "--until", "2033-01-01", "--why", "x"},
		{"organisation", "9999", "--level", "unnamed", "--until", "2033-01-01", "--why", "x"}, {"lift", "1", "--why", "x"},
	} {
		if code, _, said := kafo(t, data, append([]string{"redact"}, args...)...); code != exitRefused || said == "" {
			t.Errorf("%v: exit %d, %q", args, code, said)
		}
	}
	if out := done(t, data, "redact", "list"); out != "" {
		t.Errorf("kept: %s", out)
	}
	if err := (coop.Redaction{Kind: coop.KindTerritory, Level: "some", Review: "2033-01-01", Why: "x"}).Check(); coop.CodeOf(err) != coop.Invalid {
		t.Errorf("a level that is none: %v", fmt.Sprint(err))
	}
}

// A telephone number that a document prints anywhere, in whatever form, is in no output.
func TestATelephoneNumberIsInNoOutput(t *testing.T) {
	data := t.TempDir()
	numbers := []string{"01 98 76 54 32", "+223 66 77 88 99", "00 223 20 21 22 23", "02.41.05.40.31"}
	census := strings.NewReplacer("Puits à l’école", "Puits à l’école, appeler le "+numbers[0]+" ou le "+numbers[1],
		"Perspectives du partenariat : ", "Perspectives du partenariat : voir M. Essai ("+numbers[2]+", tél. "+numbers[3]+") ").Replace(cleanCensus)
	if strings.Count(census, numbers[0])+strings.Count(census, numbers[2]) < 2 {
		t.Fatal("the numbers are not in the document")
	}
	done(t, data, "import", write(t, "census.txt", census))
	plain := regexp.MustCompile(`[^0-9]+`)
	all := outputs(t, data)
	if !strings.Contains(strings.Join(slices.Collect(maps.Values(all)), ""), "[téléphone]") {
		t.Error("nothing says that a number was taken out")
	}
	for address, body := range all {
		body = regexp.MustCompile(`[ .\x{a0}\x{202f}-]`).ReplaceAllString(body, "")
		for _, n := range numbers {
			if digits := plain.ReplaceAllString(n, ""); strings.Contains(body, digits) {
				t.Errorf("%s has %s", address, digits)
			}
		}
	}
}
