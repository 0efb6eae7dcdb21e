package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

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
	letter, domain, err := many(m)
	if err != nil {
		return 0, err
	}
	state := coop.MessageWaiting
	if m.To == "" {
		state = coop.MessageLate
	}
	err = tx.q.InsertMessage(tx.ctx, db.InsertMessageParams{
		ID: id, Account: null(m.Account), Recipient: m.To, Lang: m.Lang, Key: m.Key, Args: args, Link: m.Link, State: string(state), WrittenAt: tx.at, Until: m.Until,
		Letter: letter, Domain: domain,
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

// many is what the outbox keeps of a letter to many beside other messages: what its words are made of, and its domain.
func many(m coop.Message) (letter, domain string, err error) {
	if m.Letter == nil {
		return "", "", nil
	}
	letter, err = marshal(m.Letter)
	return letter, m.To[strings.LastIndexByte(m.To, '@')+1:], err
}

// How many letters of campaigns one domain is sent within a time, so that its server takes us for no flood (M8).
const (
	domainMost = 10
	domainTime = time.Minute
)

// TakeMessage takes the message that is due longest, until an instant (Unix ms); due says whether there is one. Letters of
// campaigns come after all others, wait while theirs pauses, and not too many go to one domain.
func (tx *Tx) TakeMessage(lease int64) (t Taken, due bool, err error) {
	row, err := tx.q.TakeMessage(tx.ctx, db.TakeMessageParams{Lease: lease, Now: tx.at, Since: tx.at - domainTime.Milliseconds(), Most: domainMost})
	if errors.Is(err, sql.ErrNoRows) {
		return t, false, nil
	}
	if err != nil {
		return t, false, fmt.Errorf("message: %w", err)
	}
	t = Taken{WrittenAt: row.WrittenAt, Attempts: row.Attempts, Message: coop.Message{
		ID: coop.MessageID(row.ID), Account: coop.AccountID(row.Account), To: row.Recipient, Lang: row.Lang, Key: row.Key, Link: row.Link, Until: row.Until,
	}}
	if row.Letter != "" {
		if err := unmarshal(row.Letter, &t.Letter); err != nil {
			return t, true, err
		}
	}
	return t, true, unmarshal(row.Args, &t.Args)
}

// EndMessage says how a message ended, with what the mail server said. A link that opens an account is not kept.
func (tx *Tx) EndMessage(id coop.MessageID, state coop.MessageState, trouble string) error {
	sent := int64(0)
	if state == coop.MessageSent {
		sent = tx.at
	}
	if err := tx.q.EndMessage(tx.ctx, db.EndMessageParams{ID: int64(id), State: string(state), SentAt: sent, Trouble: trouble}); err != nil {
		return fmt.Errorf("message: %w", err)
	}
	if state == coop.MessageSent {
		return tx.letterLeft(id)
	}
	return nil
}

// DelayMessage puts a message off until an instant (Unix ms).
func (tx *Tx) DelayMessage(id coop.MessageID, until int64, trouble string) error {
	if err := tx.q.DelayMessage(tx.ctx, db.DelayMessageParams{ID: int64(id), DueAt: until, Trouble: trouble}); err != nil {
		return fmt.Errorf("message: %w", err)
	}
	return wrap(tx.q.LetterDeferred(tx.ctx, int64(id)), "letter")
}

// DropLate gives up the messages that came too late for what they tell, and the letters to who has meanwhile answered, or
// asked not to be written to.
func (tx *Tx) DropLate() (int64, error) {
	n, err := tx.q.LateMessages(tx.ctx, tx.at)
	if err != nil {
		return 0, fmt.Errorf("message: %w", err)
	}
	stopped, err := tx.stopLetters()
	return n + stopped, err
}
