package main

import (
	"context"
	"encoding/json"

	"kafo/internal/export"
	"kafo/internal/ingest"
)

type readCmd struct {
	Paths   []string `arg:"" name:"file|dir" help:"Documents, or folders of documents." type:"path"`
	JSON    bool     `help:"Report as JSON, one object a document."`
	Records bool     `help:"Show the records themselves, one JSON object a line."`
}

// Run reads each document and reports; nothing is written anywhere.
func (c *readCmd) Run(_ context.Context, s *Settings, io streams) error {
	files, err := documents(c.Paths, s, io)
	if err != nil {
		return err
	}
	refused := false
	for r := range readings(files) {
		switch {
		case r.err != nil:
			r.refuse(s, io)
			refused = true
		case !c.Records:
			reportOf(r.doc).print(io, s.words(), c.JSON)
		default:
			if err := printRecords(io, r.doc); err != nil {
				return err
			}
		}
	}
	if refused {
		return errSaid
	}
	return nil
}

func printRecords(io streams, d *ingest.Document) error {
	for i, r := range d.Result.Records {
		body, err := json.Marshal(r.Body)
		if err != nil {
			return err
		}
		err = export.Record(io.out, export.Stated{
			ID: int64(i + 1), Kind: r.Kind, Document: d.Name, SHA256: d.SHA256, Line: r.Line, LineEnd: r.LineEnd, Locator: r.Locator, Body: body,
		})
		if err != nil {
			return err
		}
	}
	return nil
}
