package catalogue

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
	"kafo/internal/format"
)

// Sources lists the documents of the register with their accounts of lines.
func (c *Catalogue) Sources(ctx context.Context) ([]Source, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	var all []Source
	for _, s := range x.sources {
		if !s.Example || x.live[s.ID] > 0 { // an example whose document has come in says nothing any more
			all = append(all, Source{Source: x.public(*s)})
		}
	}
	slices.SortFunc(all, func(a, b Source) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

// public is a document without what only the operator may read: the text of lines that were not understood.
func (x *index) public(s coop.Source) coop.Source {
	lines := make([]coop.Line, len(s.Report.NotUnderstood))
	for i, l := range s.Report.NotUnderstood {
		lines[i] = coop.Line{Number: l.Number}
	}
	s.Report.NotUnderstood = lines
	s.Report.Notes = slices.Clone(s.Report.Notes)
	for i, n := range s.Report.Notes { // a note may quote its line
		n.Args = slices.Clone(n.Args)
		for j, a := range n.Args {
			n.Args[j] = x.masked(s.ID, a)
		}
		s.Report.Notes[i] = n
	}
	return s
}

// Source is a document with the passages that its records cite. Error: notfound.
func (c *Catalogue) Source(ctx context.Context, id coop.SourceID) (Source, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Source{}, err
	}
	s := x.sources[id]
	if s == nil {
		return Source{}, coop.Refuse(coop.NotFound, "source.notfound", id)
	}
	out := Source{Source: x.public(*s), Whole: c.options.PublicText}
	rows, err := c.q.RecordsOfSource(ctx, int64(id))
	if err != nil {
		return out, fmt.Errorf("source %d: %w", id, err)
	}
	lines := c.lines(s)
	for _, r := range rows {
		if x.kept.records[coop.RecordID(r.ID)] {
			continue
		}
		ref := x.recordRef(coop.RecordID(r.ID))
		out.Records = append(out.Records, ref)
		p := Passage{Record: ref.ID, Kind: r.Kind, Title: ref.Title, Line: r.Line, Lines: x.passage(s.ID, ref.ID, lines, r.Line, r.LineEnd)}
		if p.Read, err = x.readings(s.ID, ref, r.Kind, r.Body, r.Places); err != nil {
			return out, err
		}
		out.Passages = append(out.Passages, p)
	}
	out.Withdrawn, err = c.withdrawal(ctx, x, id)
	return out, err
}

// withdrawal is the decision by which nothing of a document stands, nil for none.
func (c *Catalogue) withdrawal(ctx context.Context, x *index, id coop.SourceID) (*Decision, error) {
	rows, err := c.q.DecisionsOn(ctx, db.DecisionsOnParams{Kind: coop.KindSource, ID: int64(id)})
	if err != nil {
		return nil, fmt.Errorf("withdrawal of source %d: %w", id, err)
	}
	for _, r := range rows {
		if coop.DecisionKind(r.Kind) == coop.DecideWithdraw && r.UndoneAt == 0 {
			return &Decision{On: day(r.At), Decision: coop.Decision{
				ID: coop.DecisionID(r.ID), Kind: coop.DecideWithdraw, SubjectKind: r.SubjectKind, Subject: r.Subject, Object: r.Object,
				Why: x.kept.names.mask(r.Why), Author: coop.Author(r.Author), At: r.At,
			}}, nil
		}
	}
	return nil, nil
}

// lines are the lines of a document, nil for an example: its words are not here.
func (c *Catalogue) lines(s *coop.Source) []string {
	if s.Example {
		return nil
	}
	f, err := os.Open(c.file(s.SHA256))
	if err != nil {
		return nil // the register was moved without its files: facts stay, words are missing
	}
	defer f.Close()
	t, err := format.Decode(f)
	if err != nil {
		return nil
	}
	return t.Lines
}

func (x *index) passage(source coop.SourceID, record coop.RecordID, lines []string, from, to int) []string {
	if from < 1 || from > len(lines) {
		return nil
	}
	out := slices.Clone(lines[from-1 : min(to, len(lines))])
	for i := range out {
		if x.kept.lines[record][from+i] {
			out[i] = secretLine
			continue
		}
		out[i] = x.masked(source, format.Squeeze(format.Unmark(out[i])))
	}
	return out
}

// readings are the values of a record with the line of each, in the order of the lines.
func (x *index) readings(source coop.SourceID, ref RecordRef, kind, body, places string) ([]Reading, error) {
	var list []coop.ValuePlace
	if err := json.Unmarshal([]byte(places), &list); err != nil {
		return nil, fmt.Errorf("places of record %d: %w", ref.ID, err)
	}
	pub, err := x.publicBody(ref.ID, kind, body)
	if err != nil {
		return nil, fmt.Errorf("body of record %d: %w", ref.ID, err)
	}
	to := Ref{ID: int64(ref.ID), Kind: "record", Name: ref.Title}
	if ref.Of != nil {
		to = *ref.Of
	}
	if len(ref.Partnership) > 0 {
		to = ref.Partnership[0]
	}
	var out []Reading
	for _, p := range list {
		if v := valueAt(pub, p.Path); v != "" {
			out = append(out, Reading{Path: p.Path, Value: v, Line: p.Line, To: to})
		}
	}
	return out, nil
}

// Records lists the records of a kind ("" for all) that nothing has taken the place of.
func (c *Catalogue) Records(ctx context.Context, kind string, page int) ([]RecordRef, int, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, 0, err
	}
	var all []RecordRef
	for r := range x.heads.all() {
		if (kind == "" || r.kind == kind) && r.replacedBy == 0 {
			all = append(all, RecordRef{ID: r.id})
		}
	}
	list := slices.Clone(paged(all, page))
	for i := range list {
		list[i] = x.recordRef(list[i].ID)
	}
	return list, len(all), nil
}

// Record is a record as stated, in its public form, beside its passage. Error: notfound.
func (c *Catalogue) Record(ctx context.Context, id coop.RecordID) (Record, error) {
	x, err := c.current(ctx)
	if err != nil {
		return Record{}, err
	}
	row, err := c.q.Record(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) || x.kept.records[id] {
		return Record{}, coop.Refuse(coop.NotFound, "record.notfound", id)
	}
	if err != nil {
		return Record{}, fmt.Errorf("record %d: %w", id, err)
	}
	source := coop.SourceID(row.Source)
	out := Record{RecordRef: x.recordRef(id), Locator: row.Locator, Replaced: coop.RecordID(row.ReplacedBy.Int64)}
	if s := x.sources[source]; s != nil && !s.Example {
		out.SHA256 = s.SHA256
	}
	if out.Body, err = x.publicBody(id, row.Kind, row.Body); err != nil {
		return out, fmt.Errorf("record %d: %w", id, err)
	}
	out.Lines = x.passage(source, id, c.lines(x.sources[source]), row.Line, row.LineEnd)
	if out.Withdrawn, err = c.withdrawal(ctx, x, source); err != nil {
		return out, err
	}
	before, err := c.q.Overtook(ctx, sql.NullInt64{Int64: int64(id), Valid: true})
	for _, b := range before {
		if b != int64(id) { // a record of a withdrawn document stands in the place of none
			out.Before = append(out.Before, coop.RecordID(b))
		}
	}
	return out, err
}
