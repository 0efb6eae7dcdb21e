package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOldAddressesLeadOnAfterAStartFromTheKeptIndex: what was merged answers 301 with the address of what it is, on the
// page and in its data, by a server that has read its index from the file.
func TestOldAddressesLeadOnAfterAStartFromTheKeptIndex(t *testing.T) {
	data := t.TempDir()
	other := strings.NewReplacer("COMMUNE DE KAYES", "COMMUNE DE KAYES, COMMUNE DE KITA", "Puits à l’école", "Latrines du marché").Replace(cleanCensus)
	done(t, data, "import", write(t, "census.txt", cleanCensus), write(t, "other.txt", other))
	done(t, data, "reconcile", "merge", "partnership", "2", "1", "--why", "même coopération")
	ctx := context.Background()
	for _, start := range []string{"made from the register", "read from the file"} {
		s := &Settings{Data: data, Lang: "fr"}
		h, err := s.open(ctx)
		if err != nil {
			t.Fatal(err)
		}
		handler, err := s.handler(h, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		for _, tail := range []string{"", ".json", "/historique"} {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/partenariats/2"+tail, nil))
			if to := w.Header().Get("Location"); w.Code != http.StatusMovedPermanently || !strings.Contains(to, "/partenariats/1") {
				t.Errorf("%s: /partenariats/2%s is %d to %q", start, tail, w.Code, to)
			}
		}
		if err := h.catalogue.Keep(ctx); err != nil {
			t.Fatal(err)
		}
		h.db.Close()
		if _, err := os.Stat(filepath.Join(data, "index")); err != nil {
			t.Fatal(err)
		}
	}
}

// TestABackupNamesTheFolderThatIsNotThere: no system's words for a temporary file.
func TestABackupNamesTheFolderThatIsNotThere(t *testing.T) {
	data := t.TempDir()
	done(t, data, "import", write(t, "census.txt", cleanCensus))
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	if code, _, said := kafo(t, data, "backup", filepath.Join(nowhere, "x")); code == 0 || !strings.Contains(said, nowhere) || strings.Contains(said, ".backup-") {
		t.Errorf("exit %d: %s", code, said)
	}
}
