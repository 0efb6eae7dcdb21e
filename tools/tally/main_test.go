package main

import (
	"strings"
	"testing"
)

const run = `{"Action":"start","Package":"p"}
{"Action":"output","Package":"p","Test":"TestA","Output":"    a_test.go:7: one is not two\n"}
{"Action":"fail","Package":"p","Test":"TestA"}
{"Action":"pass","Package":"p","Test":"TestB"}
{"Action":"output","Package":"p","Test":"TestC","Output":"    c_test.go:9: seeds: ../shared is absent\n"}
{"Action":"skip","Package":"p","Test":"TestC"}
{"Action":"fail","Package":"p"}
{"Action":"skip","Package":"empty"}
{"ImportPath":"q","Action":"build-output","Output":"q.go:1: undefined: x\n"}
{"ImportPath":"q","Action":"build-fail"}
{"Action":"fail","Package":"q","FailedBuild":"q"}
`

func TestReadCountsWhatATestCameTo(t *testing.T) {
	got, err := read(strings.NewReader(run))
	if err != nil {
		t.Fatal(err)
	}
	if got.counts() != "1 2 1" {
		t.Errorf("counts = %s; want 1 passed, 2 failed (a test, and a package that does not build), 1 skipped", got.counts())
	}
	var out strings.Builder
	got.print(&out)
	for _, want := range []string{"one is not two", "undefined: x", "skipped: 1 × seeds: ../shared is absent"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, out.String())
		}
	}
}

func TestReadRefusesWhatIsNotATestRun(t *testing.T) {
	if _, err := read(strings.NewReader("ok  \tp\t0.1s\n")); err == nil {
		t.Error("plain text was counted")
	}
}
