package store

import (
	"database/sql"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// SaveSource records a document; a document that is already there keeps its id and fresh is false.
func (tx *Tx) SaveSource(s coop.Source) (id coop.SourceID, fresh bool, err error) {
	old, err := tx.SourceByHash(s.SHA256)
	if err != nil || old != 0 {
		return old, false, err
	}
	n, err := tx.nextID("source")
	if err != nil {
		return 0, false, err
	}
	report, err := marshal(s.Report)
	if err != nil {
		return 0, false, err
	}
	err = tx.q.InsertSource(tx.ctx, db.InsertSourceParams{
		ID: n, Document: s.Document, Sha256: s.SHA256, Format: s.Format, Title: s.Title, Publisher: s.Publisher,
		Dated: string(s.Date), Encoding: s.Encoding, Lines: s.Lines, Size: s.Size, Replaces: null(s.Replaces),
		Example: s.Example, ImportedAt: tx.at, Report: report,
	})
	if err != nil {
		return 0, false, fmt.Errorf("save source %s: %w", s.Document, err)
	}
	tx.changed("source", touch{"source", n})
	return coop.SourceID(n), true, nil
}

// Correct says that a document corrects another, and gives the one that it corrects: that which was said before where
// old is 0. Error: conflict for a document that would correct itself, through others or not.
func (tx *Tx) Correct(id, old coop.SourceID) (coop.SourceID, error) {
	before, err := tx.q.Replaced(tx.ctx, int64(id))
	if err != nil || old == 0 || before.Int64 == int64(old) {
		return coop.SourceID(before.Int64), wrap(err, "find replaced source")
	}
	for up := int64(old); up != 0; {
		if up == int64(id) {
			return 0, coop.Refuse(coop.Conflict, "import.replaces_itself")
		}
		next, err := tx.q.Replaced(tx.ctx, up)
		if err != nil {
			return 0, wrap(err, "find replaced source")
		}
		up = next.Int64
	}
	tx.changed("source corrected", touch{"source", int64(id)})
	return old, wrap(tx.q.SetReplaced(tx.ctx, db.SetReplacedParams{ID: int64(id), Replaces: null(old)}), "correct source")
}

func wrap(err error, doing string) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// SourceByHash is the document with these bytes, 0 if it never came in.
func (tx *Tx) SourceByHash(sha string) (coop.SourceID, error) {
	id, err := tx.q.SourceByHash(tx.ctx, sha)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("find source: %w", err)
	}
	return coop.SourceID(id), nil
}

// AddRecord keeps a record. A record is unique by (document, locator): one that is already there keeps its id and
// fresh is false, so that an import cut short goes on where it stopped.
func (tx *Tx) AddRecord(r coop.Record, title string, dated coop.Date) (id coop.RecordID, fresh bool, err error) {
	old, err := tx.q.RecordByLocator(tx.ctx, db.RecordByLocatorParams{Source: int64(r.Source), Locator: r.Locator})
	if err == nil {
		return coop.RecordID(old), false, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return 0, false, fmt.Errorf("find record: %w", err)
	}
	n, err := tx.nextID("record")
	if err != nil {
		return 0, false, err
	}
	places, err := marshal(r.Places)
	if err != nil {
		return 0, false, err
	}
	err = tx.q.InsertRecord(tx.ctx, db.InsertRecordParams{
		ID: n, Source: int64(r.Source), Kind: r.Kind, Locator: r.Locator, Line: r.Line, LineEnd: r.LineEnd,
		Title: title, Dated: string(dated), Body: string(r.Body), Places: places, RecordedAt: tx.at,
	})
	if err != nil {
		return 0, false, fmt.Errorf("add record %s: %w", r.Locator, err)
	}
	tx.recent.kinds[coop.RecordID(n)] = r.Kind
	tx.changed("record", touch{"record", n})
	return coop.RecordID(n), true, nil
}

// Rivals are the documents whose records those of a document may take the place of: examples of the same name, which
// state facts without the words, and the document that it replaces.
func (tx *Tx) Rivals(s coop.Source) ([]coop.SourceID, error) {
	ids, err := tx.q.Rivals(tx.ctx, db.RivalsParams{Document: s.Document, Own: int64(s.ID), Example: true, Replaced: int64(s.Replaces)})
	if err != nil {
		return nil, fmt.Errorf("find rivals: %w", err)
	}
	return as[coop.SourceID](ids), nil
}

// Overtaken lists the records of a rival that r takes the place of: those of its kind that begin on its lines.
func (tx *Tx) Overtaken(r coop.Record, rival coop.SourceID) ([]coop.RecordID, error) {
	ids, err := tx.q.RecordsAt(tx.ctx, db.RecordsAtParams{Source: int64(rival), Kind: r.Kind, Line: r.Line, Line_2: r.LineEnd})
	if err != nil {
		return nil, fmt.Errorf("find overtaken records: %w", err)
	}
	return as[coop.RecordID](ids), nil
}

// Titled lists the records of a document that nothing has taken the place of, by kind and title, in their order.
func (tx *Tx) Titled(s coop.SourceID) (map[Title][]coop.RecordID, error) {
	rows, err := tx.q.RecordsTitled(tx.ctx, int64(s))
	if err != nil {
		return nil, fmt.Errorf("records of a source: %w", err)
	}
	out := map[Title][]coop.RecordID{}
	for _, r := range rows {
		t := Title{r.Kind, r.Title}
		out[t] = append(out[t], coop.RecordID(r.ID))
	}
	return out, nil
}

// Title is what a list calls a record, with its kind.
type Title struct{ Kind, Text string }

// RecordsOf lists the records of a document that nothing has taken the place of.
func (tx *Tx) RecordsOf(s coop.SourceID) ([]coop.RecordID, error) {
	ids, err := tx.q.RecordsOf(tx.ctx, int64(s))
	if err != nil {
		return nil, fmt.Errorf("records of a source: %w", err)
	}
	return as[coop.RecordID](ids), nil
}

// ReplaceRecord says that one record takes the place of another and withdraws what the older one claimed. It returns
// the partnerships that must be projected again.
func (tx *Tx) ReplaceRecord(old, by coop.RecordID) ([]coop.PartnershipID, error) {
	subjects, err := tx.Subjects(old)
	if err != nil {
		return nil, err
	}
	if err := tx.q.ReplaceRecord(tx.ctx, db.ReplaceRecordParams{ID: int64(old), ReplacedBy: null(by), ReplacedAt: tx.at}); err != nil {
		return nil, fmt.Errorf("replace record: %w", err)
	}
	if err := tx.WithdrawClaims(old); err != nil {
		return nil, err
	}
	if err := tx.q.WithdrawMentions(tx.ctx, db.WithdrawMentionsParams{Record: int64(old), WithdrawnAt: tx.at}); err != nil {
		return nil, fmt.Errorf("withdraw mentions: %w", err)
	}
	tx.changed("record replaced", touch{"record", int64(old)})
	return subjects, nil
}

func as[T ~int64](ids []int64) []T {
	out := make([]T, len(ids))
	for i, id := range ids {
		out[i] = T(id)
	}
	return out
}
