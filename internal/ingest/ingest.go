// Package ingest takes a document in: it keeps the bytes, reads them with the format that recognises them, keeps the
// records and places what they state.
package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"kafo/internal/coop"
	"kafo/internal/format"
	"kafo/internal/format/atlaspage"
	"kafo/internal/format/censustext"
	"kafo/internal/format/networkpage"
	"kafo/internal/format/paper"
	"kafo/internal/format/prosepage"
	"kafo/internal/registry"
	"kafo/internal/store"
)

// reader is a format that may recognise a text.
type reader struct {
	name      string
	recognise func(*format.Text) int
	read      func(*format.Text) (*format.Result, error)
}

var readers = []reader{
	{"censustext", censustext.Recognise, censustext.Read},
	{"atlaspage", atlaspage.Recognise, atlaspage.Read},
	{"networkpage", networkpage.Recognise, networkpage.Read},
	{"prosepage", prosepage.Recognise, prosepage.Read},
}

// sure is what a format says of a text that can be nothing else.
const sure = 100

// Document is a document read, before anything is kept.
type Document struct {
	Name   string
	SHA256 string
	Bytes  []byte
	Text   *format.Text
	Result *format.Result
	// Example: only facts came in, as tables; the words of the document are not here (ReadTables).
	Example bool
}

// Read reads a document with the format that recognises its content best. Nothing is written. The error of a document
// that is refused is a *format.Problem, with the line; without one where it is the file that is.
func Read(name string, r io.Reader) (*Document, error) {
	raw, err := io.ReadAll(io.LimitReader(r, format.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	text, err := textOf(raw)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(raw)
	d := &Document{Name: filepath.Base(name), SHA256: hex.EncodeToString(sum[:]), Bytes: raw, Text: text}
	best, score := reader{}, 0
	for _, f := range readers {
		if n := f.recognise(text); n > score {
			best, score = f, n
		}
		if score == sure {
			break
		}
	}
	if score == 0 {
		return nil, &format.Problem{Line: 1, Key: "format.unknown_family"}
	}
	if d.Result, err = best.read(text); err != nil {
		return nil, err
	}
	if err := d.bounded(); err != nil {
		return nil, err
	}
	d.Result.Format = best.name
	if text.Encoding != "UTF-8" {
		d.Result.Notes = append(d.Result.Notes, format.Problem{Line: 1, Key: "format.converted", Args: []string{text.Encoding}})
	}
	return d, nil
}

// maxRecord is the text of one record, in bytes. A fiche says some kilobytes; what says a megabyte
// in one breath is none, and would be held several times over while it is kept (docs/ADMIN.md).
const maxRecord = 1 << 20

// bounded refuses a document of which one record is longer than any can be.
func (d *Document) bounded() error {
	for _, r := range d.Result.Records {
		size := 0
		for _, l := range d.Text.Lines[max(r.Line-1, 0):min(r.LineEnd, len(d.Text.Lines))] {
			size += len(l)
		}
		if size > maxRecord {
			return &format.Problem{Line: max(r.Line, 1), Key: "format.record_too_long", Args: []string{fmt.Sprint(maxRecord >> 20)}}
		}
	}
	return nil
}

// textOf is the text of a document: of a word processor, or plain.
func textOf(raw []byte) (*format.Text, error) {
	if bytes.HasPrefix(raw, zipped) {
		return onPaper(raw)
	}
	if other := paper.Other(raw); other != nil {
		return nil, refused(other)
	}
	return format.Decode(bytes.NewReader(raw))
}

// Importer brings documents into the register.
type Importer struct {
	Store    *store.Store
	Registry *registry.Registry
	Files    string                // folder of the original bytes, by hash
	Progress func(done, total int) // told after each batch; may be nil
}

// Outcome is what an import did.
type Outcome struct {
	Source coop.Source
	New    int // records that were not there before
	Taken  int // older records of which these take the place
	rivals []rival
	titles map[store.Title]int // of the records that are still to come, where the document has rivals
}

// rival is a document whose records those of another may take the place of.
type rival struct {
	source coop.SourceID
	titled map[store.Title][]coop.RecordID
	called map[coop.RecordID]store.Title
}

// batch is the number of records of one commit (house.md, "Ids").
const batch = 500

// Import keeps a document and what it states. The same bytes twice change nothing; an import that was cut short goes
// on where it stopped. replaces is the hash of the document that this one corrects, or empty.
func (im *Importer) Import(ctx context.Context, d *Document, replaces string) (Outcome, error) {
	if err := im.speaksOfSomebody(d); err != nil {
		return Outcome{}, err
	}
	if err := im.keep(d); err != nil {
		return Outcome{}, err
	}
	author := coop.Importing(d.Name)
	out := Outcome{Source: d.Source()}
	if err := im.records(ctx, author, d, replaces, &out); err != nil {
		return out, fmt.Errorf("import %s: %w", d.Name, err)
	}
	return out, nil
}

// source keeps the document and finds those whose records its own take the place of.
func (d *Document) source(tx *store.Tx, out *Outcome, replaces string) error {
	var old coop.SourceID
	var err error
	if replaces != "" {
		if old, err = tx.SourceByHash(replaces); err != nil {
			return err
		}
		if old == 0 {
			return coop.Refuse(coop.NotFound, "import.replaces_unknown", replaces)
		}
	}
	var fresh bool
	if out.Source.ID, fresh, err = tx.SaveSource(out.Source); err != nil {
		return err
	}
	if fresh {
		tx.Did(coop.PartSource, int64(out.Source.ID))
	}
	if out.Source.Replaces, err = tx.Correct(out.Source.ID, old); err != nil {
		return err
	}
	rivals, err := tx.Rivals(out.Source)
	if err != nil || len(rivals) == 0 {
		return err
	}
	for _, r := range rivals {
		titled, err := tx.Titled(r)
		if err != nil {
			return err
		}
		called := map[coop.RecordID]store.Title{}
		for t, list := range titled {
			for _, id := range list {
				called[id] = t
			}
		}
		out.rivals = append(out.rivals, rival{r, titled, called})
	}
	out.titles, err = d.titles()
	return err
}

// titles counts what the records of a document are called.
func (d *Document) titles() (map[store.Title]int, error) {
	out := map[store.Title]int{}
	for _, r := range d.Result.Records {
		rec, err := d.record(r)
		if err != nil {
			return nil, err
		}
		out[store.Title{Kind: rec.Kind, Text: recordTitle(rec)}]++
	}
	return out, nil
}

// speaksOfSomebody refuses a text that names no organisation anybody knows: it belongs to no family of documents
// (as-stated.md, "prose").
func (im *Importer) speaksOfSomebody(d *Document) error {
	for _, r := range d.Result.Records {
		if r.Kind != coop.KindProse {
			return nil
		}
		rec, err := d.record(r)
		if err != nil {
			return err
		}
		names, err := Named(rec)
		if err != nil || im.Registry.Knows(names) {
			return err
		}
	}
	return &format.Problem{Line: 1, Key: "format.unknown_family"}
}

// records keeps the document with its first records in one commit, so that a document is never there without them, and the
// rest a batch a commit.
func (im *Importer) records(ctx context.Context, author coop.Author, d *Document, replaces string, out *Outcome) error {
	done := 0
	for c := range Ahead(im.commits(d)) {
		if c.err != nil {
			return c.err
		}
		err := im.Store.Update(ctx, author, "import "+d.SHA256, func(tx *store.Tx) error {
			if done == 0 {
				if err := d.source(tx, out, replaces); err != nil {
					return err
				}
			}
			return im.write(tx, out, c.list)
		})
		if err != nil {
			return err
		}
		if done += len(c.list); im.Progress != nil {
			im.Progress(done, len(d.Result.Records))
		}
	}
	if out.Source.Replaces == 0 {
		return nil
	}
	return im.withdraw(ctx, author, out)
}

// write keeps records with what they state. A partnership of which several of them speak is projected once, when all have.
func (im *Importer) write(tx *store.Tx, out *Outcome, list []prepared) error {
	var spoken []coop.PartnershipID
	for _, p := range list {
		of, err := im.record(tx, out, p)
		if err != nil {
			return fmt.Errorf("record at line %d: %w", p.record.Line, err)
		}
		spoken = append(spoken, of...)
	}
	slices.Sort(spoken)
	for _, id := range slices.Compact(spoken) {
		if err := im.Registry.Project(tx, id, ""); err != nil {
			return err
		}
	}
	return nil
}

// record keeps a record and gives the partnerships of which it speaks.
func (im *Importer) record(tx *store.Tx, out *Outcome, p prepared) ([]coop.PartnershipID, error) {
	p.record.Source = out.Source.ID
	id, fresh, err := tx.AddRecord(p.record, p.title, p.dated)
	if err != nil {
		return nil, err
	}
	p.keptAs(id)
	was, err := im.overtake(tx, p, out)
	if err != nil {
		return nil, err
	}
	if p.record.Kind == coop.KindFund {
		if err := im.Registry.Gifts(tx, id, was); err != nil {
			return nil, err
		}
	}
	if !fresh {
		return nil, im.Registry.Restate(tx, id, was)
	}
	out.New++
	return im.place(tx, p, was)
}

// place keeps whom the record names and what it states of partnerships.
func (im *Importer) place(tx *store.Tx, p prepared, was *registry.Former) ([]coop.PartnershipID, error) {
	if _, err := im.Registry.Contacts(tx, p.record.ID, p.record.Body); err != nil {
		return nil, err
	}
	if err := im.Registry.Name(tx, p.named, was); err != nil {
		return nil, err
	}
	var spoken []coop.PartnershipID
	for _, s := range p.statements {
		id, err := im.Registry.Place(tx, p.record.ID, s, was)
		if err != nil {
			return nil, err
		}
		spoken = append(spoken, id)
	}
	return spoken, nil
}

// overtake puts a record in the place of those of rival documents that it says again, and tells what they said.
func (im *Importer) overtake(tx *store.Tx, p prepared, out *Outcome) (*registry.Former, error) {
	if len(out.rivals) == 0 {
		return nil, nil
	}
	title := store.Title{Kind: p.record.Kind, Text: p.title}
	out.titles[title]--
	var all []coop.RecordID
	for _, r := range out.rivals {
		old, err := r.overtaken(tx, p.record, title, out.titles)
		if err != nil {
			return nil, err
		}
		all = append(all, old...)
	}
	was, err := im.Registry.Former(tx, all)
	if err != nil {
		return nil, err
	}
	for _, o := range all {
		out.Taken++
		if err := im.Registry.Replace(tx, o, p.record.ID); err != nil {
			return nil, err
		}
	}
	return was, nil
}

// overtaken are the records that one takes the place of: the first of its title, else those on its lines whose title no
// record still to come has. Lines alone would mistake the next record for it as soon as a line is put in before.
func (r rival) overtaken(tx *store.Tx, rec coop.Record, title store.Title, coming map[store.Title]int) ([]coop.RecordID, error) {
	if list := r.titled[title]; len(list) > 0 {
		r.titled[title] = list[1:]
		return list[:1], nil
	}
	old, err := tx.Overtaken(rec, r.source)
	return slices.DeleteFunc(old, func(id coop.RecordID) bool { return coming[r.called[id]] > 0 }), err
}

// withdraw takes back what is left of a document that a corrected one replaces: records that stand no more.
func (im *Importer) withdraw(ctx context.Context, author coop.Author, out *Outcome) error {
	return im.Store.Update(ctx, author, "replaced by "+out.Source.SHA256, func(tx *store.Tx) error {
		left, err := tx.RecordsOf(out.Source.Replaces)
		if err != nil {
			return err
		}
		now, err := tx.RecordsOf(out.Source.ID)
		if err != nil || len(now) == 0 {
			return err
		}
		for _, o := range left {
			out.Taken++
			if err := im.Registry.Replace(tx, o, now[0]); err != nil {
				return err
			}
		}
		return nil
	})
}

// Source is the document as the register keeps it, with its account of lines.
func (d *Document) Source() coop.Source {
	r := d.Result
	s := coop.Source{
		Document: d.Name, SHA256: d.SHA256, Format: r.Format, Title: r.Title, Publisher: r.Publisher, Date: coop.Date(r.Date),
		Encoding: d.Text.Encoding, Lines: len(d.Text.Lines), Size: int64(len(d.Bytes)), Example: d.Example,
		Report: coop.Report{Records: len(r.Records), Values: r.Values, InRecords: r.InRecords, Structure: r.Structure, Blank: r.Blank},
	}
	for _, l := range r.NotUnderstood {
		s.Report.NotUnderstood = append(s.Report.NotUnderstood, coop.Line{Number: l.Number, Text: l.Text})
	}
	for _, n := range r.Notes {
		s.Report.Notes = append(s.Report.Notes, coop.Notice{Line: n.Line, Key: n.Key, Args: n.Args})
	}
	return s
}

// keep writes the original bytes under their hash: to a temporary file first, then by a rename, so that a file of that
// name is whole. Of an example there is nothing to keep.
func (im *Importer) keep(d *Document) error {
	if d.Example {
		return nil
	}
	if err := im.Keep(d.SHA256, d.Bytes); err != nil {
		return fmt.Errorf("keep %s: %w", d.Name, err)
	}
	return nil
}

// Keep keeps bytes under their hash, for ever: they are on the disk when it returns.
func (im *Importer) Keep(sha256 string, raw []byte) error {
	name := filepath.Join(im.Files, sha256)
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	if err := os.MkdirAll(im.Files, 0o750); err != nil {
		return err
	}
	f, err := os.CreateTemp(im.Files, ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(raw); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
