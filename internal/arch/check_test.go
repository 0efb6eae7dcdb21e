package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

const (
	module        = "kafo"
	longestInCode = 80 // lines of one function (house rule: size is a smell, this is where it stinks)
)

// inspect reads every Go file below root and returns what breaks the plan, one sentence each, in file order.
func inspect(root fs.FS) ([]string, error) {
	var faults []string
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && ignored(name):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		found, err := inspectFile(root, name)
		faults = append(faults, found...)
		return err
	})
	return faults, err
}

// ignored says which folders hold no rooms: hidden ones, those of other tools, and what the go command ignores too.
func ignored(name string) bool {
	base := path.Base(name)
	return name != "." && (strings.HasPrefix(base, ".") || slices.Contains([]string{"testdata", "node_modules", "data"}, base))
}

func inspectFile(root fs.FS, name string) ([]string, error) {
	source, err := fs.ReadFile(root, name)
	if err != nil {
		return nil, err
	}
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("arch: %w", err)
	}
	from, ok := find(path.Dir(name))
	if !ok {
		return []string{fmt.Sprintf("%s: the folder %s is not on the plan", name, path.Dir(name))}, nil
	}
	faults := inspectImports(from, name, tree.Imports)
	if !ast.IsGenerated(tree) {
		faults = append(faults, inspectSizes(files, name, tree)...)
	}
	return faults, nil
}

func inspectImports(from room, name string, specs []*ast.ImportSpec) []string {
	var faults []string
	for _, spec := range specs {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			panic(err) // the parser has accepted it: cannot happen
		}
		if why := refusal(from, name, imported); why != "" {
			faults = append(faults, fmt.Sprintf("%s imports %s: %s", name, imported, why))
		}
	}
	return faults
}

// refusal says why a file may not import a package, or nothing.
func refusal(from room, file, imported string) string {
	test := strings.HasSuffix(file, "_test.go")
	if to, ours := strings.CutPrefix(imported, module+"/"); ours {
		return refusedRoom(from, path.Dir(file), to, test)
	}
	if test && (within(imported, testHolders) || from.path == "internal/arch") {
		return ""
	}
	list, listed := holdersOf(imported)
	switch {
	case !listed && !strings.Contains(strings.SplitN(imported, "/", 2)[0], "."):
		return "" // standard library, free
	case !listed && from.path == "internal/format/formattest" && within(imported, testHolders):
		return ""
	case !listed:
		return "no room may hold this module yet"
	case test && !strings.Contains(imported, ".") && imported != "os/exec":
		return "" // a test may look at its room with net/http or database/sql
	case !holds(list, path.Dir(file)) && !slices.Contains(list, file):
		return fmt.Sprintf("only %v may hold it", list)
	}
	return ""
}

func refusedRoom(from room, folder, to string, test bool) string {
	target, ok := find(to)
	switch {
	case !ok:
		return "no such room on the plan"
	case folder == to && test:
		return "" // an external test of its own room
	case test && (to == testkit || holds(from.tests, to)):
		return ""
	case to == testkit || to == "internal/arch" || to == "internal/format/formattest":
		return "this room is for tests"
	case !holds(from.imports, to):
		return fmt.Sprintf("the plan gives %s only %v", from.path, from.imports)
	case target.floor >= from.floor:
		return "imports run down"
	case strings.HasSuffix(to, "/db") && path.Dir(to) != folder:
		return "the queries of a door are its own"
	}
	return ""
}

// find gives the line of the plan for a folder: its own, else that of the pattern above it.
func find(folder string) (room, bool) {
	for _, r := range plan {
		if r.path == folder {
			return r, true
		}
	}
	for _, r := range plan {
		if holds([]string{r.path}, folder) {
			return r, true
		}
	}
	return room{}, false
}

// holds says whether a folder is in a list of folders and patterns. A pattern stands for what is below it, at any depth.
func holds(list []string, folder string) bool {
	return slices.ContainsFunc(list, func(one string) bool {
		above, pattern := strings.CutSuffix(one, "/*")
		return one == folder || pattern && strings.HasPrefix(folder, above+"/")
	})
}

// holdersOf gives the line of holders with the longest name that the package is, or is below of.
func holdersOf(imported string) ([]string, bool) {
	for name := imported; name != "."; name = path.Dir(name) {
		if list, ok := holders[name]; ok {
			return list, name == imported || strings.Contains(name, ".")
		}
	}
	return nil, false
}

func within(imported string, modules []string) bool {
	return slices.ContainsFunc(modules, func(m string) bool { return imported == m || strings.HasPrefix(imported, m+"/") })
}

func inspectSizes(files *token.FileSet, name string, tree *ast.File) []string {
	var faults []string
	for _, declared := range tree.Decls {
		f, ok := declared.(*ast.FuncDecl)
		if !ok || f.Body == nil || len(f.Body.List) == 1 { // a single statement is a table, and tables may be long
			continue
		}
		if lines := files.Position(f.End()).Line - files.Position(f.Pos()).Line + 1; lines > longestInCode {
			faults = append(faults, fmt.Sprintf("%s: %s has %d lines, %d are the limit", name, f.Name.Name, lines, longestInCode))
		}
	}
	return faults
}
