package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"

	"kafo/internal/export"
)

type readCmd struct {
	Paths   []string `arg:"" name:"file|dir" help:"Documents, or folders of documents." type:"path"`
	JSON    bool     `help:"Report as JSON, one object a document."`
	Records bool     `help:"Show the records themselves, one JSON object a line."`
}

// Run reads each document and reports; nothing is written anywhere.
func (c *readCmd) Run(_ context.Context, s *Settings, io streams) error {
	files, err := documents(c.Paths)
	if err != nil {
		return err
	}
	refused := false
	for _, name := range files {
		d, err := readFile(name)
		if err != nil {
			refused = true
			fmt.Fprintf(io.err, "%s : %s\n", filepath.Base(name), say(s.words(), err))
			continue
		}
		if !c.Records {
			reportOf(d).print(io, s.words(), c.JSON)
			continue
		}
		for i, r := range d.Result.Records {
			body, err := json.Marshal(r.Body)
			if err != nil {
				return err
			}
			if err := export.Record(io.out, export.Stated{
				ID: int64(i + 1), Kind: r.Kind, Document: d.Name, SHA256: d.SHA256, Line: r.Line, LineEnd: r.LineEnd, Locator: r.Locator, Body: body,
			}); err != nil {
				return err
			}
		}
	}
	if refused {
		return errSaid
	}
	return nil
}
