// Package store is the writing door: the only way to a write is Update, which is signed, audited and all or nothing.
package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kafo/internal/coop"
	"kafo/internal/sqldb"
	"kafo/internal/store/db"
)

// Store writes the register.
type Store struct {
	db  *sqldb.DB
	now func() time.Time
	ids *ids
}

// New makes a store on a migrated database; now is the clock of what it records.
func New(d *sqldb.DB, now func() time.Time) *Store { return &Store{db: d, now: now, ids: newIDs()} }

// Tx is one writing transaction. It is used by one goroutine, inside Update, and not kept.
type Tx struct {
	ctx     context.Context
	q       *db.Queries
	raw     *sqldb.Prepared // for what is the same of many tables
	at      int64
	author  coop.Author
	last    map[string]int64 // last id handed out by kind
	changes map[string]int
	touched map[touch]bool
	recent  *recent
	known   *ids                         // of the register
	met     *ids                         // here
	merged  map[sides]coop.PartnershipID // those that were merged into others, by what was said of them; nil before somebody asks
	began   map[sides]coop.PartnershipID // partnerships that began here, the first of several between the same sides
	events  map[string]bool              // keys of the entities that events name, nil until asked for
	ranked  map[int64]coop.Ranks         // ranks of claims by set, nil until asked for
	parts   []coop.OperationPart         // what this write has decided
	taken   map[coop.OrgID]bool          // organisations into which others were merged, nil until asked for
}

// sides are the keys of the holders and of the partners of a partnership (coop.Sides).
type sides struct{ holders, partners string }

// touch is an object that a reader of the register must look at again.
type touch struct {
	kind string
	id   int64
}

// Update runs f in one transaction signed by author with a reason; both go to the audit with the counts of what
// changed. A nameless author or an empty reason is refused: nothing is written unsigned. A cancelled context ends the
// transaction between two statements, not within one: watching each of them would double what an import takes.
func (s *Store) Update(ctx context.Context, author coop.Author, why string, f func(*Tx) error) error {
	if author == "" || why == "" {
		return coop.Refuse(coop.Forbidden, "store.unsigned")
	}
	var tx *Tx
	sending := coop.SendingIn(ctx)
	err := s.db.Update(ctx, func(sqlTx *sql.Tx) error {
		raw := sqldb.Prepare(sqlTx)
		tx = &Tx{
			ctx: context.WithoutCancel(ctx), q: db.New(raw), raw: raw, at: s.now().UnixMilli(), author: author,
			last: map[string]int64{}, changes: map[string]int{}, touched: map[touch]bool{}, recent: newRecent(), began: map[sides]coop.PartnershipID{},
			known: s.ids, met: newIDs(),
		}
		if sending != nil {
			if err := tx.claim(sending); err != nil {
				return err
			}
		}
		if err := f(tx); err != nil {
			return err
		}
		return tx.sign(why)
	})
	if err == nil && sending != nil {
		sending.Claimed = true
	}
	if err == nil {
		s.ids.learn(tx.met)
	}
	return refusal(err)
}

// refusal puts what a disk or a server says into a word of ours.
func refusal(err error) error {
	switch {
	case sqldb.IsFull(err):
		return &coop.Error{Code: coop.Full, Key: "store.full", Err: err}
	case errors.Is(err, sqldb.ErrUnsynced):
		return &coop.Error{Code: coop.Busy, Key: "store.unsynced", Err: err}
	case sqldb.IsAway(err):
		return &coop.Error{Code: coop.Busy, Key: "store.away", Err: err}
	}
	return err
}

func (tx *Tx) sign(why string) error {
	if len(tx.changes) > 0 {
		if err := tx.audit(why); err != nil {
			return err
		}
	}
	if err := tx.announce(); err != nil {
		return fmt.Errorf("changes: %w", err)
	}
	for kind, last := range tx.last {
		if err := tx.q.SetLastID(tx.ctx, db.SetLastIDParams{Kind: kind, Last: last}); err != nil {
			return fmt.Errorf("ids: %w", err)
		}
	}
	return nil
}

// nextID hands out ids in ascending order. The row of the kind stays locked until the commit, so that two writers on
// PostgreSQL never hand out the same one.
func (tx *Tx) nextID(kind string) (int64, error) {
	if _, ok := tx.last[kind]; !ok {
		last, err := tx.q.LastID(tx.ctx, kind)
		if err != nil {
			return 0, fmt.Errorf("ids of %s: %w", kind, err)
		}
		tx.last[kind] = last
	}
	tx.last[kind]++
	return tx.last[kind], nil
}

// announce writes what was touched into the table that readers follow.
func (tx *Tx) announce() error {
	for t := range tx.touched {
		seq, err := tx.nextID("change")
		if err != nil {
			return err
		}
		if err := tx.q.InsertChange(tx.ctx, db.InsertChangeParams{Seq: seq, Kind: t.kind, ID: t.id}); err != nil {
			return err
		}
	}
	return nil
}

// changed counts a change for the audit and says which objects are no longer what they were: partnerships,
// organisations, territories, sources, records (the head, or whom it speaks of), questions, findings. Without one,
// readers read everything again: a new kind of write is slow before it is wrong.
func (tx *Tx) changed(what string, objects ...touch) {
	tx.changes[what]++
	if len(objects) == 0 {
		objects = []touch{{"all", 0}}
	}
	for _, t := range objects {
		tx.touched[t] = true
	}
}

// Before is an instant (Unix ms) so long before the transaction.
func (tx *Tx) Before(d time.Duration) int64 { return tx.at - d.Milliseconds() }

// noted counts a change for the audit that no reader of the register need look at: what is private.
func (tx *Tx) noted(what string) { tx.changes[what]++ }

func null[T ~int64](id T) sql.NullInt64 { return sql.NullInt64{Int64: int64(id), Valid: id != 0} }

func unmarshal(text string, v any) error { return wrap(json.Unmarshal([]byte(text), v), "decode") }

func marshal(v any) (string, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode: %w", err)
	}
	return string(raw), nil
}
