package store

import (
	"database/sql"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// Enqueue puts a message into the outbox: it leaves after the commit, or not at all. One to nobody is kept like any other and
// never leaves: whoever watches how long it takes to write to an address does not learn whether it is known.
func (tx *Tx) Enqueue(m coop.Message) (coop.MessageID, error) {
	id, err := tx.nextID("message")
	if err != nil {
		return 0, err
	}
	args, err := marshal(m.Args)
	if err != nil {
		return 0, err
	}
	state := coop.MessageWaiting
	if m.To == "" {
		state = coop.MessageLate
	}
	err = tx.q.InsertMessage(tx.ctx, db.InsertMessageParams{
		ID: id, Account: null(m.Account), Recipient: m.To, Lang: m.Lang, Key: m.Key, Args: args, Link: m.Link, State: string(state), WrittenAt: tx.at, Until: m.Until,
	})
	tx.noted("message")
	return coop.MessageID(id), wrap(err, "message")
}

// Taken is a message that somebody has taken to send it; until the lease is over nobody else does.
type Taken struct {
	coop.Message
	WrittenAt int64 // Unix milliseconds, UTC
	Attempts  int   // with this one
}

// TakeMessage takes the message that is due longest, until an instant (Unix ms); due says whether there is one.
func (tx *Tx) TakeMessage(lease int64) (t Taken, due bool, err error) {
	row, err := tx.q.TakeMessage(tx.ctx, db.TakeMessageParams{Lease: lease, Now: tx.at})
	if errors.Is(err, sql.ErrNoRows) {
		return t, false, nil
	}
	if err != nil {
		return t, false, fmt.Errorf("message: %w", err)
	}
	t = Taken{WrittenAt: row.WrittenAt, Attempts: row.Attempts, Message: coop.Message{
		ID: coop.MessageID(row.ID), Account: coop.AccountID(row.Account), To: row.Recipient, Lang: row.Lang, Key: row.Key, Link: row.Link, Until: row.Until,
	}}
	return t, true, unmarshal(row.Args, &t.Args)
}

// EndMessage says how a message ended, with what the mail server said. A link that opens an account is not kept.
func (tx *Tx) EndMessage(id coop.MessageID, state coop.MessageState, trouble string) error {
	sent := int64(0)
	if state == coop.MessageSent {
		sent = tx.at
	}
	return wrap(tx.q.EndMessage(tx.ctx, db.EndMessageParams{ID: int64(id), State: string(state), SentAt: sent, Trouble: trouble}), "message")
}

// DelayMessage puts a message off until an instant (Unix ms).
func (tx *Tx) DelayMessage(id coop.MessageID, until int64, trouble string) error {
	return wrap(tx.q.DelayMessage(tx.ctx, db.DelayMessageParams{ID: int64(id), DueAt: until, Trouble: trouble}), "message")
}

// DropLate gives up the messages that came too late for what they tell.
func (tx *Tx) DropLate() (int64, error) {
	n, err := tx.q.LateMessages(tx.ctx, tx.at)
	return n, wrap(err, "message")
}
