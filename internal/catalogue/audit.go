package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// AuditChain is what the audit says of itself.
type AuditChain struct {
	Entries int
	Head    string // the hash of the last entry: written down elsewhere, it proves later that nothing was cut off
	Old     int    // entries at the beginning that are older than the chain and not chained yet
	Broken  int64  // number of the first entry that does not follow from the one before; 0 if all do
	Missing int64  // entries that were written and are not there; more than 0 where some were cut off at the end
}

// AuditChain follows the chain of the audit from its beginning. It is private: the operator's.
func (c *Catalogue) AuditChain(ctx context.Context) (AuditChain, error) {
	rows, err := c.q.AuditEntries(ctx)
	if err != nil {
		return AuditChain{}, fmt.Errorf("audit: %w", err)
	}
	var out AuditChain
	for _, r := range rows {
		out.Entries++
		e := coop.AuditEntry{ID: r.ID, At: r.At, Author: coop.Author(r.Author), Why: r.Why, Changes: r.Changes}
		if r.Hash == "" && out.Old == out.Entries-1 {
			out.Old++
			continue
		}
		if want := e.Chained(out.Head); r.Hash != want || out.Old > 0 || r.ID != int64(out.Entries) {
			out.Broken = r.ID
			return out, nil
		}
		out.Head = r.Hash
	}
	last, err := c.q.LastAuditNumber(ctx)
	if err != nil {
		return out, fmt.Errorf("audit: %w", err)
	}
	out.Missing = last - int64(out.Entries)
	return out, nil
}

// LastSigned is the last write for a reason, by any author or by one account (0: any): who signed it, and when (Unix ms); nobody
// where there was none. It is private.
func (c *Catalogue) LastSigned(ctx context.Context, why string, by coop.AccountID) (coop.Author, int64, error) {
	author := "%"
	if by != 0 {
		author = fmt.Sprintf("%%:%d", by)
	}
	row, err := c.q.LastSigned(ctx, db.LastSignedParams{Why: why, Author: author})
	if errors.Is(err, sql.ErrNoRows) {
		return "", 0, nil
	}
	if err != nil {
		return "", 0, fmt.Errorf("audit: %w", err)
	}
	return coop.Author(row.Author), row.At, nil
}

// auditSpan is how many entries of the audit are read at once.
const auditSpan = 1000

// AuditEntries are the entries of the audit, oldest first, read as they are asked for. They are private: the operator's.
func (c *Catalogue) AuditEntries(ctx context.Context) iter.Seq2[coop.AuditEntry, error] {
	return func(yield func(coop.AuditEntry, error) bool) {
		for last := int64(0); ; {
			rows, err := c.q.AuditAfter(ctx, db.AuditAfterParams{ID: last, Limit: auditSpan})
			if err != nil {
				yield(coop.AuditEntry{}, fmt.Errorf("audit: %w", err))
				return
			}
			for _, r := range rows {
				last = r.ID
				if !yield(coop.AuditEntry{ID: r.ID, At: r.At, Author: coop.Author(r.Author), Why: r.Why, Changes: r.Changes, Hash: r.Hash}, nil) {
					return
				}
			}
			if len(rows) < auditSpan {
				return
			}
		}
	}
}

// LastBackup is when the register was backed up last (Unix ms, UTC), 0 for never.
func (c *Catalogue) LastBackup(ctx context.Context) (int64, error) {
	at, err := c.q.LastOf(ctx, "backup")
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("audit: %w", err)
	}
	return at, nil
}

// Began is when the register was first written to (Unix ms, UTC), 0 for never.
func (c *Catalogue) Began(ctx context.Context) (int64, error) {
	at, err := c.q.FirstAudit(ctx)
	if err != nil {
		return 0, fmt.Errorf("audit: %w", err)
	}
	return at, nil
}

// LastWritten is when anything was written last (Unix ms, UTC), 0 for never.
func (c *Catalogue) LastWritten(ctx context.Context) (int64, error) {
	at, err := c.q.AuditNewest(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("audit: %w", err)
	}
	return at, nil
}
