package main

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"kafo/internal/format"
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
	}
	options := map[string]bool{"help": true}
	for _, leaf := range parser.Model.Leaves(false) {
		for _, flags := range leaf.AllFlags(true) {
			for _, f := range flags {
				options[f.Name] = true
				if f.Name != "help" && !strings.Contains(page, "--"+f.Name+"`") && !strings.Contains(page, "--"+f.Name+" ") {
					t.Errorf("docs/ADMIN.md does not name the option --%s of %s", f.Name, leaf.FullPath())
				}
			}
		}
	}
	for _, named := range regexp.MustCompile("`(?:[^`]* )?--([a-z-]+)").FindAllStringSubmatch(page, -1) {
		if !options[named[1]] {
			t.Errorf("docs/ADMIN.md names --%s, which no command takes", named[1])
		}
	}
	for _, named := range regexp.MustCompile("`kafo ([a-z]+)").FindAllStringSubmatch(page, -1) {
		if !slices.ContainsFunc(parser.Model.Children, func(n *kong.Node) bool { return n.Name == named[1] }) {
			t.Errorf("docs/ADMIN.md names the command %s, which there is not", named[1])
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

// TestTheAdministratorsPageGivesTheLimits compares the limits that are printed with those that hold.
func TestTheAdministratorsPageGivesTheLimits(t *testing.T) {
	raw, err := os.ReadFile("../../docs/ADMIN.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		fmt.Sprintf("| a text document, a CSV table | %d MiB |", format.MaxBytes>>20),
		fmt.Sprintf("| one line of it | %d KiB |", format.MaxLine>>10),
		fmt.Sprintf("| free disk below which `/readyz` and `kafo doctor` complain | %d MB |", room>>20),
		fmt.Sprintf("| time for requests under way when the program is told to stop | %d s |", int(farewell.Seconds())),
		fmt.Sprintf("| header fields of a request | %d KiB in all |", headers>>10),
	} {
		if !strings.Contains(string(raw), want) {
			t.Errorf("docs/ADMIN.md has no row %q", want)
		}
	}
}
