package export

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
)

// Schema names the interchange form of records (docs/DATA.md).
const Schema = "kafo.record/1"

// Stated is a record as one object: what names it, and its body.
type Stated struct {
	ID       int64
	Kind     string
	Document string
	SHA256   string // empty where the document itself is not in the register
	Line     int
	LineEnd  int
	Locator  string
	Body     json.RawMessage // a JSON object
}

// recordHead is what every record begins with; the fields of its body follow in the same object.
type recordHead struct {
	ID     int64        `json:"id"`
	Kind   string       `json:"kind"`
	Source recordSource `json:"source"`
	Schema string       `json:"schema"`
}

type recordSource struct {
	Document string `json:"document"`
	SHA256   string `json:"sha256"`
	Line     int    `json:"line"`
	LineEnd  int    `json:"line_end"`
	Locator  string `json:"locator,omitempty"`
}

// Record writes one record as one line of JSON.
func Record(w io.Writer, s Stated) error {
	b, err := s.flat()
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// flat is the record with the fields of its body beside those that name it.
func (s Stated) flat(more ...any) (json.RawMessage, error) {
	h := recordHead{
		ID: s.ID, Kind: s.Kind, Schema: Schema,
		Source: recordSource{Document: s.Document, SHA256: s.SHA256, Line: s.Line, LineEnd: s.LineEnd},
	}
	if s.Locator != fmt.Sprintf("L%d", s.Line) { // a paged or XML source: the line alone does not find the place
		h.Source.Locator = s.Locator
	}
	return flatten(append(append([]any{h}, more...), s.Body)...)
}

// flatten puts the fields of several objects into one, in their order.
func flatten(objects ...any) (json.RawMessage, error) {
	out := []byte("{")
	for _, o := range objects {
		b, err := encode(o)
		if err != nil {
			return nil, fmt.Errorf("record: %w", err)
		}
		inside := bytes.TrimSuffix(bytes.TrimPrefix(bytes.TrimSpace(b), []byte("{")), []byte("}"))
		if len(bytes.TrimSpace(inside)) == 0 {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(out, inside...)
	}
	return append(out, '}'), nil
}

// Records writes every record complete, one JSON object a line, in document order. It is private: it holds the contacts
// that no public form has.
func Records(ctx context.Context, c *catalogue.Catalogue, w io.Writer) error {
	for r, err := range c.ExportRecords(ctx) {
		if err != nil {
			return err
		}
		if err := Record(w, statedOf(r)); err != nil {
			return err
		}
	}
	return nil
}

func statedOf(r coop.Record) Stated {
	return Stated{
		ID: int64(r.ID), Kind: r.Kind, Document: r.Document, SHA256: r.SHA256, Line: r.Line, LineEnd: r.LineEnd, Locator: r.Locator, Body: r.Body,
	}
}

// publicRecord is a record in its public form: the catalogue has already left out contacts and masked persons.
func publicRecord(r catalogue.Record) Stated {
	return Stated{
		ID: int64(r.ID), Kind: r.Kind, Document: r.Cite.Document, SHA256: r.SHA256, Line: r.Cite.Line, LineEnd: r.Cite.LineEnd,
		Locator: r.Locator, Body: r.Body,
	}
}

// MarshalJSON writes the record as one object.
func (s Stated) MarshalJSON() ([]byte, error) { return s.flat() }

// writePublicRecord writes the public form with the licence beside it. "source" stays the document: the register
// itself is named by "generated_by".
func writePublicRecord(w io.Writer, h head, r catalogue.Record) error {
	s := publicRecord(r)
	b, err := s.flat(struct {
		Licence   Licence `json:"licence"`
		By        string  `json:"generated_by"`
		Generated string  `json:"generated"`

		Withdrawn *withdrawal `json:"withdrawn"` // of its document
	}{h.Licence, h.Source, h.Generated, newWithdrawal(r.Withdrawn)})
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}
