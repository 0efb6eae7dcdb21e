// Command tally reads the output of "go test -json" on its standard input, prints what failed with its output and why
// tests were skipped, and writes the counts "passed failed skipped" to the file that its only argument names.
// It exits 1 if anything failed, or if nothing ran at all.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

// event is one line of "go test -json" (go doc test2json). ImportPath stands in for Package in the output of a build.
type event struct {
	Action, Package, ImportPath, Test, Output string
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go test -json … | tally FILE")
		os.Exit(2)
	}
	t, err := read(os.Stdin)
	if err == nil {
		t.print(os.Stdout)
		err = os.WriteFile(os.Args[1], []byte(t.counts()+"\n"), 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
		os.Exit(1)
	}
	if t.failed > 0 || t.passed+t.skipped == 0 {
		os.Exit(1)
	}
}

// tally is what a run of tests came to.
type tally struct {
	passed, failed, skipped int
	failures                []string       // the output of each failure
	reasons                 map[string]int // why tests were skipped, and how many
	output                  map[string][]string
	failedIn                map[string]bool // packages in which a test has failed
}

func read(r io.Reader) (*tally, error) {
	t := &tally{reasons: map[string]int{}, output: map[string][]string{}, failedIn: map[string]bool{}}
	in := bufio.NewScanner(r)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var e event
		if err := json.Unmarshal(in.Bytes(), &e); err != nil {
			return nil, fmt.Errorf("not the output of go test -json: %q", in.Text())
		}
		t.take(e)
	}
	return t, in.Err()
}

func (t *tally) take(e event) {
	name := e.Package + e.ImportPath + " " + e.Test
	switch e.Action {
	case "output", "build-output":
		t.output[name] = append(t.output[name], e.Output)
		return
	case "pass":
		if e.Test != "" {
			t.passed++
		}
	case "skip":
		if e.Test != "" { // a package without tests "skips" too: it is not counted
			t.skipped++
			t.reasons[reason(t.output[name])]++
		}
	case "fail", "build-fail":
		t.fail(e, name)
	default:
		return
	}
	delete(t.output, name)
}

// fail counts a failed test. A package that fails counts only if none of its tests did: it did not build, or ended by
// itself.
func (t *tally) fail(e event, name string) {
	if e.Action == "fail" && e.Test == "" && t.failedIn[e.Package] {
		return
	}
	if e.Action == "build-fail" {
		t.failures = append(t.failures, name+"\n"+strings.Join(t.output[name], ""))
		return // the package itself is reported as failed next
	}
	t.failed++
	t.failedIn[e.Package] = true
	t.failures = append(t.failures, "FAILED "+name+"\n"+strings.Join(t.output[name], ""))
}

// reason finds the words of t.Skip in what a test printed: "    file_test.go:12: the words".
func reason(output []string) string {
	for _, line := range slices.Backward(output) {
		if _, words, ok := strings.Cut(line, "_test.go:"); ok {
			_, words, _ = strings.Cut(words, ": ")
			return strings.TrimSpace(words)
		}
	}
	return "no reason given"
}

func (t *tally) counts() string { return fmt.Sprintf("%d %d %d", t.passed, t.failed, t.skipped) }

func (t *tally) print(w io.Writer) {
	for _, f := range t.failures {
		fmt.Fprintln(w, f)
	}
	for _, why := range sortedKeys(t.reasons) {
		fmt.Fprintf(w, "skipped: %d × %s\n", t.reasons[why], why)
	}
}

func sortedKeys(m map[string]int) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
