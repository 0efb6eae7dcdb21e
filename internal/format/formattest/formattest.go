// Package formattest holds what the tests of every reader share: golden files of invented documents, the seeds beside
// the repository, and what must hold for any document. Only tests import it.
package formattest

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"kafo/internal/format"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Read is the signature of every reader.
type Read func(*format.Text) (*format.Result, error)

// Golden reads each testdata/*.txt and compares the whole result, places and account included, with the .json beside
// it.
func Golden(t *testing.T, read Read) {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("testdata/*.txt: %v, %v", paths, err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text := Load(t, path)
			res, err := read(text)
			if err != nil {
				t.Fatal(err)
			}
			Invariants(t, text, res)
			compare(t, strings.TrimSuffix(path, ".txt")+".json", marshal(t, res))
		})
	}
}

func compare(t *testing.T, golden string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", golden, diff)
	}
}

func marshal(t *testing.T, v any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Load decodes a document.
func Load(t testing.TB, path string) *format.Text {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return Text(t, string(raw))
}

// Text decodes a document given as a string.
func Text(t testing.TB, s string) *format.Text {
	t.Helper()
	text, err := format.Decode(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// Seeds lists the files of a pattern under ../shared beside the repository, or under KAFO_SHARED; the test is skipped
// where there is no such folder.
func Seeds(t *testing.T, pattern string) []string {
	t.Helper()
	shared := os.Getenv("KAFO_SHARED")
	if shared == "" {
		shared = filepath.Join(root(t), "..", "shared")
	}
	if _, err := os.Stat(shared); err != nil {
		t.Skip("seeds: ../shared is absent")
	}
	paths, err := filepath.Glob(filepath.Join(shared, pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no file matches %s in the seeds: %v", pattern, err)
	}
	return paths
}

// root walks up to the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for dir != filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		dir = filepath.Dir(dir)
	}
	t.Fatal("go.mod not found above the test")
	return ""
}

// Invariants holds for every document: each line in one account, places inside the document and naming a value that
// the body has, locators unique, values counted.
func Invariants(t testing.TB, text *format.Text, res *format.Result) {
	t.Helper()
	if got := res.InRecords + res.Structure + res.Blank + len(res.NotUnderstood); got != len(text.Lines) {
		t.Errorf("%d lines accounted for of %d", got, len(text.Lines))
	}
	seen, values := map[string]bool{}, 0
	for _, rec := range res.Records {
		if seen[rec.Locator] || rec.Locator == "" {
			t.Errorf("locator %q is empty or given twice", rec.Locator)
		}
		seen[rec.Locator] = true
		n, err := format.CountValues(rec.Body)
		if err != nil {
			t.Error(err)
		}
		values += n
		places(t, len(text.Lines), rec)
	}
	if values != res.Values {
		t.Errorf("Values = %d, the bodies hold %d", res.Values, values)
	}
}

func places(t testing.TB, lines int, rec format.Record) {
	t.Helper()
	var body any
	raw, err := json.Marshal(rec.Body)
	if err == nil {
		err = json.Unmarshal(raw, &body)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range rec.Places {
		if p.Line < 1 || p.LineEnd < p.Line || p.LineEnd > lines {
			t.Errorf("place %+v is outside the %d lines", p, lines)
		}
		if !has(body, strings.Split(p.Path, ".")) {
			t.Errorf("place %q names nothing in the body", p.Path)
		}
	}
}

// has tells whether a path leads to a value that is not null.
func has(v any, path []string) bool {
	if len(path) == 0 {
		return v != nil
	}
	switch v := v.(type) {
	case map[string]any:
		return has(v[path[0]], path[1:])
	case []any:
		for i, child := range v {
			if path[0] == strconv.Itoa(i) {
				return has(child, path[1:])
			}
		}
	}
	return false
}
