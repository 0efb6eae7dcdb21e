package store

import (
	"errors"
	"fmt"
	"strings"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// texts are the columns in which the words of documents and of people stand, of one document (a condition with $1) or of all.
// What is projected from claims is not among them: it is built again.
var texts = []struct{ table, key, column, of string }{
	{"record", "id", "title", "source = $1"},
	{"claim_set", "id", "claims", "record IN (SELECT id FROM record WHERE source = $1)"},
	{"mention", "record || ' ' || path", "text", "record IN (SELECT id FROM record WHERE source = $1)"},
	{"question", "id", "text", "record IN (SELECT id FROM record WHERE source = $1)"},
	{"source", "id", "report", "id = $1"},
	{"finding", "id", "evidence", "$1 > 0"},
	{"finding", "id", "why", "$1 > 0"},
	{"finding_event", "id", "evidence", "$1 > 0"},
	{"finding_event", "id", "why", "$1 > 0"},
	{"proposal", "id", "parts", "$1 > 0"},
	{"decision", "id", "why", "$1 > 0"},
	{"outbox", "id", "args", "$1 > 0"},
	{"contribution", "id", "said", "$1 > 0"},
	{"contribution", "id", "body", "$1 > 0"},
	{"contribution", "id", "proposed", "$1 > 0"},
	{"contribution_step", "id", "body", "$1 > 0"},
	{"stance", "id", "said", "$1 > 0"},
	{"stance", "id", "why", "$1 > 0"},
}

// Rewrite changes every text in which the words of a document may stand; body changes the bodies of its records.
func (tx *Tx) Rewrite(of coop.SourceID, body func(coop.RecordID, string) (string, error), text func(string) (string, error)) error {
	rows, err := tx.q.BodiesOf(tx.ctx, int64(of))
	if err != nil {
		return fmt.Errorf("rewrite: %w", err)
	}
	for _, r := range rows {
		now, err := body(coop.RecordID(r.ID), r.Body)
		if err != nil {
			return fmt.Errorf("body of record %d: %w", r.ID, err)
		}
		if now == r.Body {
			continue
		}
		if err := tx.q.SetBody(tx.ctx, db.SetBodyParams{ID: r.ID, Body: now}); err != nil {
			return fmt.Errorf("rewrite: %w", err)
		}
	}
	for _, c := range texts {
		if err := tx.rewrite(c.table, c.key, c.column, c.of, int64(of), text); err != nil {
			return fmt.Errorf("rewrite %s.%s: %w", c.table, c.column, err)
		}
	}
	return nil
}

func (tx *Tx) rewrite(table, key, column, where string, of int64, text func(string) (string, error)) error {
	rows, err := tx.raw.QueryContext(tx.ctx, fmt.Sprintf("SELECT CAST(%s AS TEXT), %s FROM %s WHERE %s", key, column, table, where), of)
	if err != nil {
		return err
	}
	defer rows.Close()
	changed := map[string]string{}
	for rows.Next() {
		var id, was string
		if err := rows.Scan(&id, &was); err != nil {
			return err
		}
		now, err := text(was)
		if err != nil {
			return err
		}
		if now != was {
			changed[id] = now
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	rows.Close()
	for id, now := range changed {
		if _, err := tx.raw.ExecContext(tx.ctx, fmt.Sprintf("UPDATE %s SET %s = $1 WHERE CAST(%s AS TEXT) = $2", table, column, key), now, id); err != nil {
			return err
		}
	}
	return nil
}

// EraseContact puts a tombstone in the place of a contact: her organisation and her function stay, as text leaves them.
func (tx *Tx) EraseContact(c coop.Contact, text func(string) string) error {
	err := tx.q.EraseContact(tx.ctx, db.EraseContactParams{ID: int64(c.ID), Function: text(c.Function), Organisation: text(c.Organisation), ErasedAt: tx.at})
	if err == nil {
		err = tx.q.DropRelayedTo(tx.ctx, int64(c.ID))
	}
	if err == nil {
		err = tx.eraseInReplies("", text)
	}
	if err == nil {
		err = tx.eraseInMails("", text)
	}
	if err == nil {
		err = tx.eraseInTasks(text)
	}
	tx.changed("contact erased") // every reader reads everything again
	return wrap(err, "erase contact")
}

// EraseAddress takes an address out of everything that is not a document: messages to it, what it asked, its links, its visits.
// Nothing is written to it any more.
func (tx *Tx) EraseAddress(email string) error {
	if email == "" {
		return nil
	}
	for _, f := range []func() error{
		func() error { return tx.q.EraseOutbox(tx.ctx, email) },
		func() error { return tx.q.DropRelayedBy(tx.ctx, email) },
		func() error { return tx.q.DropLinksOfAddress(tx.ctx, email) },
		func() error { return tx.q.DropSessionsWith(tx.ctx, "%"+email+"%") },
		func() error { return tx.q.EraseRequestsBy(tx.ctx, email) },
		func() error { return tx.q.EraseReporter(tx.ctx, email) },
		func() error { return tx.eraseInReplies(email, unless(email)) },
		func() error { return tx.eraseInMails(email, unless(email)) },
		func() error { return tx.eraseInTasks(unless(email)) },
		func() error { return tx.q.EraseInvited(tx.ctx, email) },
		func() error { return tx.Suppress(coop.AddressHash(email), NoWriting) },
	} {
		if err := f(); err != nil {
			return fmt.Errorf("erase address: %w", err)
		}
	}
	return nil
}

// EraseAccount closes an account and forgets whose it was; what it signed stays signed by its role and number.
func (tx *Tx) EraseAccount(id coop.AccountID, roles []coop.GrantID, closed bool) error {
	if !closed {
		if err := tx.CloseAccount(id, roles, "erased"); err != nil {
			return err
		}
	}
	if err := tx.forgetFactors(id); err != nil {
		return err
	}
	if err := tx.q.DropDraftsOf(tx.ctx, int64(id)); err != nil {
		return fmt.Errorf("erase account: %w", err)
	}
	tx.noted("account erased")
	return wrap(tx.q.EraseAccount(tx.ctx, db.EraseAccountParams{ID: int64(id), Email: fmt.Sprintf("erased-%d", id)}), "erase account")
}

// forgetFactors deletes by what somebody proved who she is, and what waits for her to prove it.
func (tx *Tx) forgetFactors(id coop.AccountID) error {
	return errors.Join(
		tx.DropFactors(id),
		wrap(tx.q.DropAddressChanges(tx.ctx, db.DropAddressChangesParams{Account: int64(id), Now: tx.at}), "address"),
		wrap(tx.q.DropResets(tx.ctx, int64(id)), "reset"),
	)
}

// Ledger keeps the line by which an erasure is done again after a restore, and gives it with its number and its time.
func (tx *Tx) Ledger(e coop.Erasure) (coop.Erasure, error) {
	id, err := tx.nextID("erasure")
	if err != nil {
		return e, err
	}
	e.ID, e.Author, e.At = coop.ErasureID(id), tx.author, tx.at
	err = tx.q.InsertErasure(tx.ctx, db.InsertErasureParams{
		ID: id, Contact: int64(e.Contact), Record: int64(e.Record), Path: e.Path, AddressHash: e.AddressHash, Author: string(e.Author), ErasedAt: e.At, Kept: e.Kept,
	})
	return e, wrap(err, "erasure")
}

// Redacted keeps the hash that the bytes of a kept document have now.
func (tx *Tx) Redacted(sha, now string) error {
	return wrap(tx.q.SetRedactedFile(tx.ctx, db.SetRedactedFileParams{Sha256: sha, Redacted: now, RedactedAt: tx.at}), "redacted file")
}

// unless empties the texts in which an address stands: who she is stands beside it.
func unless(email string) func(string) string {
	return func(text string) string {
		if strings.Contains(strings.ToLower(text), email) {
			return ""
		}
		return text
	}
}
