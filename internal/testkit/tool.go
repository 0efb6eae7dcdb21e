package testkit

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// Tool is a program of the machine, by the first of its names that is found; without it the test is skipped, and counted as such.
func Tool(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skipf("%s is not installed", names[0])
	return ""
}

// Ran runs a program that must succeed, within three minutes, and gives what it says.
func Ran(t testing.TB, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %.2000s", filepath.Base(program), err, out)
	}
	return string(out)
}
