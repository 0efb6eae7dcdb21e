package store

import (
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// DropRelayed deletes the messages of the relay that were written before an instant (Unix ms).
func (tx *Tx) DropRelayed(before int64) (int, error) {
	n, err := tx.q.DropRelayedBefore(tx.ctx, before)
	return tx.dropped(n, err, "contact messages")
}

// DropUnproved forgets who asked before an instant (Unix ms) and has not proved an address, with what she wrote.
func (tx *Tx) DropUnproved(before int64) error {
	if err := tx.q.DropUnprovedMessages(tx.ctx, before); err != nil {
		return fmt.Errorf("contact messages: %w", err)
	}
	n, err := tx.q.EraseUnproved(tx.ctx, before)
	_, err = tx.dropped(n, err, "contact requests without proof")
	return err
}

// DropLetters deletes the messages of the outbox that were written before an instant (Unix ms) and no longer wait.
func (tx *Tx) DropLetters(before int64) (int, error) {
	n, err := tx.q.DropLettersBefore(tx.ctx, before)
	return tx.dropped(n, err, "letters")
}

// counted is for how long attempts are remembered: the longest window of any of them, in milliseconds.
const counted = 24 * 60 * 60 * 1000

// DropOver deletes links, visits, counters, drafts of forms and the numbers of those that were taken, and of parcels, once they are over.
func (tx *Tx) DropOver() (int, error) {
	links, err := tx.q.DropOverContactLinks(tx.ctx, tx.at)
	if err != nil {
		return 0, fmt.Errorf("links: %w", err)
	}
	if err := tx.q.DropThrottles(tx.ctx, tx.at-counted); err != nil {
		return 0, fmt.Errorf("throttles: %w", err)
	}
	drafts, err := tx.q.DropDraftsBefore(tx.ctx, tx.at-counted)
	if err != nil {
		return 0, fmt.Errorf("drafts: %w", err)
	}
	sendings, err := tx.q.DropSendingsBefore(tx.ctx, tx.at-counted)
	if err != nil {
		return 0, fmt.Errorf("sendings: %w", err)
	}
	parcels, err := tx.q.DropParcelsBefore(tx.ctx, tx.at-parcelTime)
	if err != nil {
		return 0, fmt.Errorf("parcels: %w", err)
	}
	visits, err := tx.q.DropOverSessions(tx.ctx, tx.at)
	return tx.dropped(links+visits+drafts+sendings+parcels, err, "links, visits and drafts")
}

func (tx *Tx) dropped(n int64, err error, what string) (int, error) {
	if n > 0 {
		tx.noted(what + " dropped")
	}
	return int(n), wrap(err, what)
}

// ContactWarned notes that a contact was told that she is about to be erased.
func (tx *Tx) ContactWarned(id coop.ContactID) error {
	tx.noted("contact warned")
	return wrap(tx.q.ContactWarned(tx.ctx, db.ContactWarnedParams{ID: int64(id), WarnedAt: tx.at}), "contact")
}

// ContactTold notes that a contact was told that others named her.
func (tx *Tx) ContactTold(id coop.ContactID) error {
	tx.noted("contact told")
	return wrap(tx.q.ContactTold(tx.ctx, db.ContactToldParams{ID: int64(id), ToldAt: tx.at}), "contact")
}

// ContactTrashed puts a contact into the trash.
func (tx *Tx) ContactTrashed(id coop.ContactID) error {
	tx.reachable()
	return wrap(tx.q.ContactTrashed(tx.ctx, db.ContactTrashedParams{ID: int64(id), TrashedAt: tx.at}), "contact")
}

// ContactRestored takes a contact out of the trash. Error: notfound for one that is not there.
func (tx *Tx) ContactRestored(id coop.ContactID) error {
	n, err := tx.q.ContactRestored(tx.ctx, db.ContactRestoredParams{ID: int64(id), HeardAt: tx.at})
	if err == nil && n == 0 {
		return coop.Refuse(coop.NotFound, "contact.not_in_trash")
	}
	tx.reachable()
	return wrap(err, "contact")
}
