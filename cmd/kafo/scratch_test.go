package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestWhatAKilledCommandLeftIsThrownAway: the next command of its kind clears up, and leaves alone what another uses.
func TestWhatAKilledCommandLeftIsThrownAway(t *testing.T) {
	in := t.TempDir()
	killed := filepath.Join(in, ".backup-1")
	for _, name := range []string{killed, filepath.Join(in, ".verify-1")} {
		if err := os.Mkdir(name, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(name, used), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	first, done, err := scratch(in, "backup")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(killed); err == nil {
		t.Error("the folder of a killed backup is still there")
	}
	_, second, err := scratch(in, "backup")
	if err != nil {
		t.Fatal(err)
	}
	defer second()
	if _, err := os.Stat(first); err != nil {
		t.Error("a backup threw away the folder of another that is at work")
	}
	done()
	if _, err := os.Stat(first); err == nil {
		t.Error("a backup left its folder")
	}
	if _, err := os.Stat(filepath.Join(in, ".verify-1")); err != nil {
		t.Error("a backup threw away what is not its own")
	}
}
