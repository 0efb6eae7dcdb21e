package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// TestTheKeyOfCodesIsInNoBackup: a seed that an earlier release kept in clear is sealed by the next command and stands in no file
// any more; an archive has the sealed one and not the key, and a restored register says that it wants it.
func TestTheKeyOfCodesIsInNoBackup(t *testing.T) {
	const seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	data := t.TempDir()
	done(t, data, "admin", "create", "a@example.org", "--name", "Déléguée A")
	s := &Settings{Data: data, Lang: "fr"}
	h, err := s.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = h.store.Update(t.Context(), coop.Operator, "test", func(tx *store.Tx) error { return tx.SetCodeApp(1, seed, 1) })
	if err != nil || h.db.Close() != nil {
		t.Fatal(err)
	}
	if !holds(t, data, seed) {
		t.Fatal("the seed is in no file before: nothing would be proved")
	}
	archive := filepath.Join(t.TempDir(), "kafo.tar.gz")
	done(t, data, "backup", archive)
	if holds(t, data, seed) {
		t.Error("the seed stands in clear in the register")
	}
	names, bodies := entries(t, archive)
	for i, body := range bodies {
		if strings.Contains(names[i], "seal") || bytes.Contains(body, []byte(seed)) {
			t.Errorf("%s has the seed or the key", names[i])
		}
	}
	key := filepath.Join(data, "seal.key")
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key: %v %v", info, err)
	}
	fresh := filepath.Join(t.TempDir(), "fresh")
	if code, _, said := kafo(t, fresh, "restore", archive); code != exitDone || !strings.Contains(said, "seal.key") {
		t.Fatalf("restore: %d %s", code, said)
	}
	if code, out, _ := kafo(t, fresh, "doctor"); code != exitRefused || !strings.Contains(out, "1 graine ne s’ouvre pas") {
		t.Errorf("without the key: %d %s", code, out)
	}
	if _, err := os.Stat(filepath.Join(fresh, "seal.key")); err == nil {
		t.Error("another key was made where seeds are sealed")
	}
	text, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	lay(t, fresh, text)
	if _, out, _ := kafo(t, fresh, "doctor"); !strings.Contains(out, "en place, 1 graine scellée") {
		t.Errorf("with the key: %s", out)
	}
	lay(t, fresh, []byte("rien"))
	if code, _, said := kafo(t, fresh, "doctor"); code != exitRefused || !strings.Contains(said, "n’est pas une clé") {
		t.Errorf("nonsense for a key: %d %s", code, said)
	}
}

func lay(t *testing.T, data string, key []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(data, "seal.key"), key, 0o600); err != nil {
		t.Fatal(err)
	}
}

// holds says whether a text stands in some file of a folder.
func holds(t *testing.T, folder, text string) (found bool) {
	t.Helper()
	err := filepath.WalkDir(folder, func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(name)
		found = found || bytes.Contains(raw, []byte(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
