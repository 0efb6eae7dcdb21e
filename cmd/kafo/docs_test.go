package main

import (
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestTheAdministratorsPageNamesEveryCommandAndSetting reads docs/ADMIN.md beside the options themselves.
func TestTheAdministratorsPageNamesEveryCommandAndSetting(t *testing.T) {
	raw, err := os.ReadFile("../../docs/ADMIN.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	var c cli
	parser, err := kong.New(&c)
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range parser.Model.Children {
		if !strings.Contains(page, "kafo "+command.Name) {
			t.Errorf("docs/ADMIN.md does not name the command %s", command.Name)
		}
		for _, flags := range command.AllFlags(true) {
			for _, f := range flags {
				if f.Name != "help" && !strings.Contains(page, "--"+f.Name) {
					t.Errorf("docs/ADMIN.md does not name the option --%s", f.Name)
				}
			}
		}
	}
	for name := range knownSettings() {
		if !strings.HasPrefix(name, "KAFO_TEST") && name != "KAFO_SHARED" && !strings.Contains(page, "`"+name+"`") {
			t.Errorf("docs/ADMIN.md does not name the setting %s", name)
		}
	}
	for word := range strings.FieldsFuncSeq(page, func(r rune) bool { return !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", r) }) {
		if strings.HasPrefix(word, "KAFO_") && word != "KAFO_" && !knownSettings()[word] {
			t.Errorf("docs/ADMIN.md names %s, which no option reads", word)
		}
	}
}
