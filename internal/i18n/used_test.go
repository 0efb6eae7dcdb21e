package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
)

// TestEveryKeyUsedHasWords reads the source of the house for keys written as they are: the first argument of T, the
// second of Refuse, the Key of a Problem or an Error.
func TestEveryKeyUsedHasWords(t *testing.T) {
	used := map[string]string{}
	house := os.DirFS("../..")
	err := fs.WalkDir(house, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := fs.ReadFile(house, path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			for _, key := range keysIn(n) {
				used[key] = path
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(used) < 200 {
		t.Fatalf("only %d keys found: the search is broken", len(used))
	}
	for key, path := range used {
		if !Has(key) {
			t.Errorf("%s uses %q, which has no words", path, key)
		}
	}
}

func keysIn(n ast.Node) []string {
	switch n := n.(type) {
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.SelectorExpr:
			name = f.Sel.Name
		case *ast.Ident:
			name = f.Name
		}
		at := map[string]int{"T": 0, "notFound": 0, "Refuse": 1}
		if i, ok := at[name]; ok && i < len(n.Args) {
			return literal(n.Args[i])
		}
	case *ast.CompositeLit:
		for _, e := range n.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok && isKey(kv.Key) && named(n.Type, "Problem", "Error", "Notice") {
				return literal(kv.Value)
			}
		}
	}
	return nil
}

func isKey(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "Key"
}

func named(e ast.Expr, names ...string) bool {
	if s, ok := e.(*ast.SelectorExpr); ok {
		e = s.Sel
	}
	id, ok := e.(*ast.Ident)
	for _, name := range names {
		if ok && id.Name == name {
			return true
		}
	}
	return false
}

// literal is the key of an expression that is written out and dotted.
func literal(e ast.Expr) []string {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return nil
	}
	s, err := strconv.Unquote(l.Value)
	if err != nil || !strings.Contains(s, ".") || strings.ContainsAny(s, " /") {
		return nil
	}
	return []string{s}
}
