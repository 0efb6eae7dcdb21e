package store

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// audit adds the entry of this write to the end of the chain. The row of the sequence is locked by then, so that no other
// writer adds one meanwhile.
func (tx *Tx) audit(why string) error {
	id, err := tx.nextID("audit")
	if err != nil {
		return err
	}
	changes, err := json.Marshal(tx.changes)
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	prev, err := tx.lastHash()
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	e := coop.AuditEntry{ID: id, At: tx.at, Author: tx.author, Why: why, Changes: string(changes)}
	err = tx.q.InsertAudit(tx.ctx, db.InsertAuditParams{ID: id, At: e.At, Author: string(e.Author), Why: why, Changes: e.Changes, Hash: e.Chained(prev), Private: len(tx.touched) == 0})
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return tx.operate(id)
}

// lastHash is the end of the chain. Entries of a register that is older than the chain are chained first, once.
func (tx *Tx) lastHash() (string, error) {
	last, err := tx.q.LastHash(tx.ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil || last != "" {
		return last, err
	}
	rows, err := tx.q.AuditEntries(tx.ctx)
	if err != nil {
		return "", err
	}
	for _, r := range rows {
		e := coop.AuditEntry{ID: r.ID, At: r.At, Author: coop.Author(r.Author), Why: r.Why, Changes: r.Changes}
		if last = cmp.Or(r.Hash, e.Chained(last)); r.Hash != "" {
			continue
		}
		if err := tx.q.SetAuditHash(tx.ctx, db.SetAuditHashParams{ID: r.ID, Hash: last}); err != nil {
			return "", err
		}
	}
	return last, nil
}

// ChainAudit is a write that changes nothing but the audit: entries older than the chain are chained by it.
func (tx *Tx) ChainAudit() { tx.changed("audit chained") }

// Note is a write that changes nothing but the audit: something happened that somebody may ask about (a backup, a reading
// of the audit).
func (tx *Tx) Note(what string) { tx.noted(what) }

// NoteTimes is Note of what has happened several times.
func (tx *Tx) NoteTimes(what string, times int) { tx.changes[what] += times }
