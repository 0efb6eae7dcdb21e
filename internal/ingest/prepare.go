package ingest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"

	"kafo/internal/coop"
	"kafo/internal/format"
)

// prepared is a record with all that is worked out of it before a transaction begins: a writer that waits for nothing but
// the database holds it for a shorter time.
type prepared struct {
	record     coop.Record
	title      string
	dated      coop.Date
	named      []coop.NamedParty
	statements []coop.Statement
}

// commit is what one commit of an import keeps, or why it cannot be prepared.
type commit struct {
	list []prepared
	err  error
}

// commits are the records of a document prepared. The first commit is there even when it is empty, because the document
// itself is kept with it.
func (im *Importer) commits(d *Document) iter.Seq[commit] {
	return func(yield func(commit) bool) {
		all := d.Result.Records
		for from := 0; from == 0 || from < len(all); from += batch {
			list, err := im.prepare(d, all[from:min(from+batch, len(all))])
			if !yield(commit{list, err}) {
				return
			}
		}
	}
}

func (im *Importer) prepare(d *Document, list []format.Record) ([]prepared, error) {
	out := make([]prepared, len(list))
	for i, r := range list {
		p, err := d.prepare(r)
		if err != nil {
			return nil, fmt.Errorf("record at line %d: %w", r.Line, err)
		}
		im.Registry.Meet(p.named)
		for _, s := range p.statements {
			im.Registry.Meet(s.Parties)
		}
		out[i] = p
	}
	return out, nil
}

func (d *Document) prepare(r format.Record) (p prepared, err error) {
	if p.record, err = d.record(r); err != nil {
		return p, err
	}
	p.title, p.dated = recordTitle(p.record), cmp.Or(recordDate(p.record), coop.Date(d.Result.Date))
	if p.named, err = Named(p.record); err != nil {
		return p, err
	}
	p.statements, err = Statements(p.record, p.dated)
	return p, err
}

// keptAs says under which id the record is kept: all that it names and states stands there.
func (p *prepared) keptAs(id coop.RecordID) {
	p.record.ID = id
	for i := range p.named {
		p.named[i].Place.Record = id
	}
	for i := range p.statements {
		p.statements[i].KeptIn(id)
	}
}

func (d *Document) record(r format.Record) (coop.Record, error) {
	body, err := json.Marshal(r.Body)
	if err != nil {
		return coop.Record{}, fmt.Errorf("encode: %w", err)
	}
	places := make([]coop.ValuePlace, len(r.Places))
	for i, p := range r.Places {
		places[i] = coop.ValuePlace(p)
	}
	return coop.Record{
		Document: d.Name, SHA256: d.SHA256, Kind: r.Kind, Locator: r.Locator, Line: r.Line, LineEnd: r.LineEnd, Body: body, Places: places,
	}, nil
}
