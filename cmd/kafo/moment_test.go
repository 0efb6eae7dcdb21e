package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/export"
)

// ids are those of the partnerships of a register at a moment.
func idsAt(t *testing.T, h *house, s *Settings, m coop.Moment) []int64 {
	t.Helper()
	then := &moments{s: s, h: h}
	defer then.close()
	c, err := then.at(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := export.Reconciled(context.Background(), c, "partnerships", &b); err != nil {
		t.Fatal(err)
	}
	var out []int64
	for line := range strings.Lines(b.String()) {
		var p struct{ ID int64 }
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		out = append(out, p.ID)
	}
	return out
}

// TestTheCensusAsItWas: as of the census's own date the register holds what the census says, whatever came in later;
// as of a day before anything was signed, nothing; and what was recorded today was not known yesterday.
func TestTheCensusAsItWas(t *testing.T) {
	files := seeds(t)
	dir := t.TempDir()
	s := &Settings{Data: dir, Lang: "fr"}
	h, err := s.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	for _, f := range files {
		if strings.HasPrefix(filepath.Base(f), "002_") {
			h.importAll(t, []string{f})
		}
	}
	census := idsAt(t, h, s, coop.Now)
	h.importAll(t, files)
	if now := idsAt(t, h, s, coop.Now); len(now) <= len(census) {
		t.Fatalf("%d partnerships now, %d of the census", len(now), len(census))
	}
	if then := idsAt(t, h, s, coop.Moment{Of: "2013-11-08"}); !slices.Equal(census, then) {
		t.Errorf("as of the census %v, the census alone %v", then, census)
	}
	if early := idsAt(t, h, s, coop.Moment{Of: "1950"}); len(early) != 0 {
		t.Errorf("as of 1950: %v", early)
	}
	if unknown := idsAt(t, h, s, coop.Moment{Known: "2013"}); len(unknown) != 0 {
		t.Errorf("known in 2013: %v", unknown)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "moments")); err == nil && len(left) > 0 {
		t.Errorf("scratch files left: %v", left)
	}
}

// TestEveryPageAsOfADay: the pages of a past day say so, keep to it in every link, and their data are those of the day.
func TestEveryPageAsOfADay(t *testing.T) {
	data := t.TempDir()
	file := filepath.Join(t.TempDir(), "recensement.txt")
	if err := os.WriteFile(file, []byte(invented), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, data, "import", file)
	s := &Settings{Data: data, Lang: "fr"}
	h, err := s.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.db.Close() })
	handler, err := s.handler(h, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		address string
		status  int
		has     string
		hasNot  string
	}{
		{"/partenariats?as_of=2031", http.StatusOK, "as_of=2031", `href="/partenariats/`},
		{"/partenariats.json?as_of=2031", http.StatusOK, `"total":1,`, ""},
		{"/partenariats.json?as_of=2008", http.StatusOK, `"total":0,`, ""},
		{"/partenariats.json?known=2008", http.StatusOK, `"total":0,`, ""},
		{"/partenariats?as_of=2008", http.StatusOK, "tel qu’il était au", ""},
		{"/apercu?as_of=2032", http.StatusOK, "as_of=2032", ""},
		{"/donnees.zip?as_of=2032", http.StatusOK, "PK", ""},
		{"/partenariats?as_of=hier", http.StatusUnprocessableEntity, "2013-07-02", ""},
		{"/partenariats.json?as_of=2013-13", http.StatusUnprocessableEntity, "2013-07-02", ""},
		{"/partenariats", http.StatusOK, `href="/partenariats/`, "as_of=2"},
	} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, c.address, nil))
		body, _ := io.ReadAll(w.Result().Body)
		if w.Code != c.status || !strings.Contains(string(body), c.has) {
			t.Errorf("%s: %d, %.300s", c.address, w.Code, body)
		}
		if c.hasNot != "" && strings.Contains(withoutMoment(string(body)), c.hasNot) {
			t.Errorf("%s leaves its day: %s", c.address, c.hasNot)
		}
	}
}

// withoutMoment takes away the addresses that keep the day, so that what is left has lost it.
func withoutMoment(body string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(body, "<a ") {
		if !strings.Contains(part[:max(0, strings.IndexByte(part, '>'))], "as_of=2031") {
			b.WriteString(part)
		}
	}
	return b.String()
}
