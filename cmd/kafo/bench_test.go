package main

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"kafo/internal/bench"
)

// TestBenchReportsEveryFigure measures a very small register: what counts is that nothing is missing or nonsense, not
// how long anything took.
func TestBenchReportsEveryFigure(t *testing.T) {
	var out, messages bytes.Buffer
	if code := run(t.Context(), []string{"bench", "run", "--actions", "60", "--times", "3", "--json"}, streams{&out, &messages}); code != exitDone {
		t.Fatalf("exit %d: %s", code, messages.String())
	}
	got := map[string]bench.Figure{}
	for d := json.NewDecoder(&out); d.More(); {
		var f bench.Figure
		if err := d.Decode(&f); err != nil {
			t.Fatal(err)
		}
		got[f.Name] = f
	}
	for _, name := range []string{
		"import", "start", "page: list, text + 3 filters", "cached page: list, text + 3 filters", "page: list, no filter",
		"cached page: list, no filter", "page: partnership", "cached page: partnership", "page: home with map",
		"cached page: home with map", "page: list as JSON", "cached page: list as JSON", "page: country", "cached page: country",
		"page: money", "cached page: money", "page: overview", "cached page: overview", "overview, first time", "csv /partenariats.csv", "memory", "disk", "rebuild",
		"recueil: html, small", "recueil: html, large", "recueil: html, memory", "recueil: docx, small", "recueil: docx, large", "recueil: docx, memory",
		"recueil: odt, small", "recueil: odt, large", "recueil: odt, memory",
	} {
		f, ok := got[name]
		if !ok {
			t.Errorf("no figure %q", name)
			continue
		}
		if !(f.Ratio > 0) || math.IsInf(f.Ratio, 0) || f.Times < 1 || f.Baseline == "" {
			t.Errorf("%s: %+v", name, f)
		}
		if !strings.HasSuffix(name, "memory") && name != "disk" && (f.P50 <= 0 || f.P99 < f.P50 || f.BaselineP50 <= 0) {
			t.Errorf("%s: p50 %v, p99 %v, baseline %v", name, f.P50, f.P99, f.BaselineP50)
		}
		delete(got, name)
	}
	for name := range got {
		t.Errorf("%q is not described in docs/ADMIN.md", name)
	}
}

func TestBenchPrintsATable(t *testing.T) {
	var out bytes.Buffer
	bench.Print(&out, []bench.Figure{{Name: "start", Times: 5, P50: 12.5, P99: 20, Baseline: "a scan", BaselineP50: 5, Ratio: 2.5}})
	for _, want := range []string{"start", "12.50", "20.00", "2.50×", "a scan (5.00 ms)"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestBenchGeneratesTheSameCensusAgain(t *testing.T) {
	var texts [2]bytes.Buffer
	for i := range texts {
		if code := run(t.Context(), []string{"bench", "generate", "--text", "--actions", "60", "--seed", "7"}, streams{&texts[i], &texts[i]}); code != exitDone {
			t.Fatal(texts[i].String())
		}
	}
	if texts[0].Len() == 0 || texts[0].String() != texts[1].String() {
		t.Error("one seed gave two censuses")
	}
}
