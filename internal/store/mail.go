package store

import (
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// KeepMail keeps a mail, once; fresh says that it was not known.
func (tx *Tx) KeepMail(m coop.Mail) (id coop.MailID, fresh bool, err error) {
	next, err := tx.nextID("mail")
	if err != nil {
		return 0, false, err
	}
	n, err := tx.q.InsertMail(tx.ctx, db.InsertMailParams{ID: next, Mark: m.Mark, Invitation: int64(m.Invitation), Sender: m.Sender, Subject: m.Subject, Words: m.Words, CameAt: tx.at})
	if err != nil || n == 0 {
		return 0, false, wrap(err, "mail")
	}
	for at, f := range m.Files {
		err := tx.q.InsertMailFile(tx.ctx, db.InsertMailFileParams{Mail: next, Position: int64(at), Name: f.Name, Size: int64(f.Size), Body: base64.StdEncoding.EncodeToString(f.Body), Trouble: f.Trouble, Words: f.Words})
		if err != nil {
			return 0, false, fmt.Errorf("mail: %w", err)
		}
	}
	tx.noted("mail")
	return coop.MailID(next), true, nil
}

// FileMail says to which invitation a mail belongs. Error: notfound for a mail that there is not.
func (tx *Tx) FileMail(id coop.MailID, to coop.InvitationID) error {
	n, err := tx.q.FileMail(tx.ctx, db.FileMailParams{ID: int64(id), Invitation: int64(to)})
	if err == nil && n == 0 {
		return coop.Refuse(coop.NotFound, "mail.none")
	}
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	tx.noted("mail")
	return wrap(tx.q.EndTasksOfMail(tx.ctx, db.EndTasksOfMailParams{Mail: int64(id), At: tx.at, Author: string(tx.author)}), "task")
}

// DropMail forgets a mail. Error: notfound.
func (tx *Tx) DropMail(id coop.MailID) error {
	if err := errors.Join(tx.q.DropMailFiles(tx.ctx, int64(id)), tx.q.DropTasksOfMail(tx.ctx, int64(id))); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	n, err := tx.q.DropMail(tx.ctx, int64(id))
	if err == nil && n == 0 {
		return coop.Refuse(coop.NotFound, "mail.none")
	}
	tx.noted("mail")
	return wrap(err, "mail")
}

// LetterOfMessage is the letter that a message was; 0 for none.
func (tx *Tx) LetterOfMessage(m coop.MessageRef) (coop.LetterID, error) {
	id, err := tx.q.LetterOfMessage(tx.ctx, db.LetterOfMessageParams{Message: int64(m.ID), At: m.WrittenAt})
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return coop.LetterID(id), wrap(err, "letter")
}

// InvitationsOf are the invitations of a letter.
func (tx *Tx) InvitationsOf(id coop.LetterID) ([]coop.Invitation, error) {
	list, err := tx.q.InvitationsOfLetter(tx.ctx, int64(id))
	out := make([]coop.Invitation, len(list))
	for n := 0; n < len(list) && err == nil; n++ {
		out[n], err = tx.FindInvitation(coop.InvitationID(list[n]))
	}
	return out, wrap(err, "letter")
}

// DropMails forgets the mails of the campaigns whose respondents are in the trash since an instant or longer, and those that nobody
// has placed and that came before another (both Unix ms). It says how many.
func (tx *Tx) DropMails(trashed, before int64) (int, error) {
	ids, err := tx.q.MailsBefore(tx.ctx, db.MailsBeforeParams{Trashed: trashed, Before: before})
	if err != nil {
		return 0, fmt.Errorf("mail: %w", err)
	}
	return len(ids), tx.dropMails(ids)
}

func (tx *Tx) dropMails(ids []int64) error {
	for _, id := range ids {
		if err := tx.DropMail(coop.MailID(id)); err != nil {
			return err
		}
	}
	return nil
}

// eraseInMails forgets what somebody has written from an address, or about an invitation that went to it, and takes her out of the
// words of others; a document of theirs that names her is given up whole.
func (tx *Tx) eraseInMails(email string, text func(string) string) error {
	if email != "" {
		ids, err := tx.q.MailsFrom(tx.ctx, email)
		if err != nil {
			return fmt.Errorf("mail: %w", err)
		}
		if err := tx.dropMails(ids); err != nil {
			return err
		}
	}
	rows, err := tx.q.MailWords(tx.ctx)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	for _, r := range rows {
		subject, words := text(r.Subject), text(r.Words)
		if subject == r.Subject && words == r.Words {
			continue
		}
		if err := tx.q.RewriteMail(tx.ctx, db.RewriteMailParams{ID: r.ID, Subject: subject, Words: words}); err != nil {
			return fmt.Errorf("mail: %w", err)
		}
	}
	return tx.eraseInMailFiles(text)
}

func (tx *Tx) eraseInMailFiles(text func(string) string) error {
	files, err := tx.q.MailFileWords(tx.ctx)
	for n := 0; n < len(files) && err == nil; n++ {
		f := files[n]
		if name := text(f.Name); name != f.Name || text(f.Words) != f.Words {
			err = tx.q.EraseMailFile(tx.ctx, db.EraseMailFileParams{Mail: f.Mail, Position: f.Position, Name: name})
		}
	}
	return wrap(err, "mail")
}
