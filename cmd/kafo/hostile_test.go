package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"kafo/internal/testkit"
)

// mostHeld is what reading a hostile document may take of a machine's memory, the whole program included.
const mostHeld = 256 << 20

// longest is how long it may take.
const longest = 10 * time.Second

// measured is the program, which says at its end the most memory that it held at a time.
func measured() {
	code := process()
	if raw, err := os.ReadFile("/proc/self/status"); err == nil {
		_, after, _ := strings.Cut(string(raw), "VmHWM:")
		line, _, _ := strings.Cut(after, "\n")
		fmt.Println("held", strings.TrimSpace(line))
	}
	os.Exit(code)
}

// TestHostilePapersAreImportedByNobody hands each hostile document to `kafo import`, a process of its own: it is refused in
// words, holds little under the settings that everybody has, and leaves nothing in the register, beside it or elsewhere.
//
//	hostile     imports each of testkit.HostilePapers
func TestHostilePapersAreImportedByNobody(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/hostile",
		Setup: func(e *testscript.Env) error {
			here, err := os.Getwd()
			e.Setenv("FIXTURES", filepath.Join(here, "..", "..", "tests", "browser", "fixtures"))
			e.Setenv("KAFO_DATA", e.WorkDir+"/data")
			return err
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"hostile": func(ts *testscript.TestScript, _ bool, _ []string) {
				before := filesIn(ts)
				for i, p := range testkit.HostilePapers(t) {
					importHostile(ts, fmt.Sprintf("papier-%d%s", i, []string{".docx", ".odt", ".txt"}[i%3]), p)
				}
				if after := filesIn(ts); !slices.Equal(before, after) {
					ts.Fatalf("files before: %v\nafter: %v", before, after)
				}
			},
		},
	})
}

func importHostile(ts *testscript.TestScript, name string, p testkit.HostilePaper) {
	ts.Check(os.WriteFile(ts.MkAbs(name), p.Raw, 0o600))
	defer os.Remove(ts.MkAbs(name))
	began := time.Now()
	err := ts.Exec("kafo-measured", "import", name)
	if took := time.Since(began); took > longest {
		ts.Fatalf("%s took %s", p.Name, took)
	}
	said := ts.ReadFile("stderr")
	if err == nil || err.Error() != "exit status 1" || strings.Contains(said, "goroutine ") || strings.Count(said, "\n") != 1 {
		ts.Fatalf("%s: %v\n%s", p.Name, err, said)
	}
	if !strings.HasPrefix(said, name+" : ") || !strings.Contains(said, p.Said) {
		ts.Fatalf("%s is refused by: %s", p.Name, said)
	}
	held := 0
	if n, _ := fmt.Sscanf(ts.ReadFile("stdout"), "held %d kB", &held); n == 1 && held<<10 > mostHeld {
		ts.Fatalf("%s: %d MB of memory were held", p.Name, held>>10)
	}
	ts.Logf("%s: %d MB: %s", p.Name, held>>10, said)
}

// filesIn are the files that the script can write, those of the database apart from its own write-ahead log.
func filesIn(ts *testscript.TestScript) (out []string) {
	ts.Check(filepath.WalkDir(filepath.Dir(ts.MkAbs("x")), func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasSuffix(name, "-wal") && !strings.HasSuffix(name, "-shm") {
			out = append(out, name)
		}
		return err
	}))
	return out
}
