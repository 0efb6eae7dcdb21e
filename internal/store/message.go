package store

import (
	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// Enqueue puts a message into the outbox: it leaves after the commit, or not at all.
func (tx *Tx) Enqueue(m coop.Message) (coop.MessageID, error) {
	id, err := tx.nextID("message")
	if err != nil {
		return 0, err
	}
	args, err := marshal(m.Args)
	if err != nil {
		return 0, err
	}
	err = tx.q.InsertMessage(tx.ctx, db.InsertMessageParams{
		ID: id, Account: null(m.Account), Recipient: m.To, Lang: m.Lang, Key: m.Key, Args: args, Link: m.Link, WrittenAt: tx.at, Until: m.Until,
	})
	tx.noted("message")
	return coop.MessageID(id), wrap(err, "message")
}
