package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"
)

// file is a settings file in JSON: flags and the environment win over it, a name nobody knows is refused (U81).
type file struct {
	kong.Resolver
	names map[string]json.RawMessage
}

func readSettings(r io.Reader) (kong.Resolver, error) {
	raw, err := io.ReadAll(io.LimitReader(r, 1<<20))
	if err != nil {
		return nil, err
	}
	f := &file{}
	if err := json.Unmarshal(raw, &f.names); err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	f.Resolver, err = kong.JSON(bytes.NewReader(raw))
	return f, err
}

// Resolve gives the file's value of a flag, unless the environment has one.
func (f *file) Resolve(k *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
	}
	return f.Resolver.Resolve(k, parent, flag)
}

// Validate refuses names that no option has.
func (f *file) Validate(app *kong.Application) error {
	known := map[string]bool{}
	for _, node := range append([]*kong.Node{app.Node}, app.Children...) {
		for _, flag := range node.Flags {
			known[flag.Name] = true
		}
	}
	for name := range f.names {
		if !known[name] {
			return fmt.Errorf("settings: %s is no setting", name)
		}
	}
	return nil
}
