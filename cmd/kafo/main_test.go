package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kafo":          main,
		"kafo-measured": measured,
	})
}

// TestScripts runs the commands as a newcomer would: import, look, decide, export, compare. Documents are those of the
// readers' own tests, under $DOCS.
func TestScripts(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("DOCS", here+"/../../internal/format")
			e.Setenv("KAFO_DATA", e.WorkDir+"/data")
			return nil
		},
	})
}
