// Package table reads the tables of facts that Kafo's exports write (parties.csv, accords.csv, actions.csv,
// financements.csv, releves.csv, sources.csv) back into records: rows of the same document, kind of record and first line
// are one record, whose body has the facts and nothing else. What the register derives (partenariats.csv,
// organisations.csv, …) is recognised and left alone. Columns are told by their names, in any order.
package table

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"kafo/internal/format"
)

// Name of the format, as sources keep it.
const Name = "table"

// Document is what the tables say that one document states. The document itself is not there: its words are not known,
// only where each fact stands in it.
type Document struct {
	Name      string // file name of the document that states the facts
	Title     string
	Publisher string
	Date      string // ISO date of the document
	Lines     int    // of the document, 0 if the tables do not say
	Result    *format.Result
}

// Recognise says how sure it is that a text is a table of an export: 100 if its first line has the columns of one.
func Recognise(t *format.Text) int {
	if len(t.Lines) == 0 {
		return 0
	}
	head, err := header(t)
	if err != nil || shapeOf(head) == nil {
		return 0
	}
	return 100
}

// Read reads tables by their names into documents, in the order of sources.csv, others by name. Errors are
// *format.Problem: the line of the table, and as arguments the file, the column and the value.
func Read(files map[string]*format.Text) ([]Document, error) {
	r := &reader{documents: map[string]*document{}}
	var sheets []*sheet
	for _, name := range slices.Sorted(maps.Keys(files)) {
		s, err := parse(name, files[name])
		if err != nil {
			return nil, err
		}
		sheets = append(sheets, s)
	}
	slices.SortStableFunc(sheets, func(a, b *sheet) int { return cmp.Compare(a.shape.order, b.shape.order) })
	for _, s := range sheets {
		if s.shape.read == nil {
			continue
		}
		for _, row := range s.rows {
			if err := s.shape.read(r, row); err != nil {
				return nil, err
			}
		}
	}
	return r.close()
}

// reader gathers records while rows come in.
type reader struct {
	documents map[string]*document
	order     []string // names, as first seen
	made      int      // members of lists, of all records
}

type document struct {
	Document
	records map[key]*record
	rows    int
	skipped map[string]int // rows of records that have no table of facts, by kind
}

// key finds a record: rows of the same kind and first line of one document.
type key struct {
	kind string
	line int
}

type record struct {
	key
	lineEnd    int
	body       map[string]any
	places     []format.Place
	agreements []agreement
	made       *int // of the reader
}

func (r *reader) document(name string) *document {
	d := r.documents[name]
	if d == nil {
		d = &document{Document: Document{Name: name}, records: map[key]*record{}, skipped: map[string]int{}}
		r.documents[name] = d
		r.order = append(r.order, name)
	}
	return d
}

// record is the record of a row; nil if its kind has no facts of its own, so that the row is left out and noted.
func (r *reader) record(row row, kindColumn, lineColumn string) (*record, error) {
	name, err := row.required("document")
	if err != nil {
		return nil, err
	}
	kind, err := row.required(kindColumn)
	if err != nil {
		return nil, err
	}
	line, err := row.integer(lineColumn)
	if err != nil {
		return nil, err
	}
	if line < 1 {
		return nil, row.wrong(lineColumn)
	}
	d := r.document(name)
	if !known[kind] {
		return nil, row.wrong(kindColumn)
	}
	if skeletons[kind] == "" {
		d.skipped[kind]++
		return nil, nil
	}
	d.rows++
	k := key{kind, line}
	if d.records[k] == nil {
		d.records[k] = &record{key: k, lineEnd: line, body: skeleton(kind), made: &r.made}
	}
	return d.records[k], nil
}

// place notes where a value stands; the record reaches at least as far.
func (rec *record) place(path string, line int) {
	rec.lineEnd = max(rec.lineEnd, line)
	rec.places = append(rec.places, format.Place{Path: path, Line: line, LineEnd: line})
}

// close gives the documents that state a fact.
func (r *reader) close() ([]Document, error) {
	var out []Document
	for _, name := range r.order {
		d := r.documents[name]
		if len(d.records) == 0 {
			continue
		}
		if err := d.close(); err != nil {
			return nil, err
		}
		out = append(out, d.Document)
	}
	if len(out) == 0 {
		return nil, &format.Problem{Line: 1, Key: "format.table_no_facts"}
	}
	return out, nil
}

func (d *document) close() error {
	res := &format.Result{Format: Name, Title: d.Title, Publisher: d.Publisher, Date: d.Date, InRecords: d.rows}
	for _, kind := range slices.Sorted(maps.Keys(d.skipped)) {
		res.Structure += d.skipped[kind]
		res.Notes = append(res.Notes, format.Problem{Line: 1, Key: "format.table_left_out", Args: []string{kind, fmt.Sprint(d.skipped[kind])}})
	}
	for _, rec := range d.records {
		rec.agreed()
		body, _ := prune(rec.body).(map[string]any)
		n, err := format.CountValues(body)
		if err != nil {
			return err
		}
		res.Values += n
		res.Records = append(res.Records, format.Record{
			Kind: rec.kind, Locator: fmt.Sprintf("L%d", rec.line), Line: rec.line, LineEnd: rec.lineEnd, Body: body, Places: rec.places,
		})
	}
	slices.SortFunc(res.Records, func(a, b format.Record) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Kind, b.Kind))
	})
	d.Result = res
	return nil
}
