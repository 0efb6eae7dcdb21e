package catalogue

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Mails are those about an invitation, the oldest first, with the names of what was attached; of invitation 0, those that nobody
// has placed.
func (c *Catalogue) Mails(ctx context.Context, id coop.InvitationID) ([]coop.Mail, error) {
	rows, err := c.q.MailsOf(ctx, int64(id))
	if err != nil {
		return nil, fmt.Errorf("mails: %w", err)
	}
	files, err := c.q.MailFilesOf(ctx, int64(id))
	if err != nil {
		return nil, fmt.Errorf("mails: %w", err)
	}
	out := make([]coop.Mail, len(rows))
	for i, r := range rows {
		out[i] = mailOf(db.MailOfRow(r))
		for _, f := range files {
			if f.Mail == r.ID {
				out[i].Files = append(out[i].Files, coop.MailFile{Name: f.Name, Size: int(f.Size), Trouble: f.Trouble})
			}
		}
	}
	return out, nil
}

// Mail is one of them, without what was attached. Error: notfound.
func (c *Catalogue) Mail(ctx context.Context, id coop.MailID) (coop.Mail, error) {
	r, err := c.q.MailOf(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Mail{}, coop.Refuse(coop.NotFound, "mail.none")
	}
	return mailOf(r), wrapped(err, "mail")
}

func mailOf(r db.MailOfRow) coop.Mail {
	return coop.Mail{ID: coop.MailID(r.ID), Invitation: coop.InvitationID(r.Invitation), Sender: r.Sender, Subject: r.Subject, Words: r.Words, CameAt: r.CameAt}
}

// KnownMail is a mail that somebody has written to a campaign ("" where nobody has placed it), as she is shown it.
type KnownMail struct {
	Campaign, Subject, Words string
	CameAt                   int64    // Unix milliseconds, UTC
	Files                    []string // names of what was attached
}

// mailsFrom are those that came from an address.
func (c *Catalogue) mailsFrom(ctx context.Context, email string) ([]KnownMail, error) {
	if email == "" {
		return nil, nil
	}
	rows, err := c.q.MailsFrom(ctx, email)
	if err != nil {
		return nil, fmt.Errorf("mails: %w", err)
	}
	files, err := c.q.MailFilesFrom(ctx, email)
	out := make([]KnownMail, len(rows))
	for i, r := range rows {
		out[i] = KnownMail{Campaign: r.Title, Subject: r.Subject, Words: r.Words, CameAt: r.CameAt}
		for _, f := range files {
			if f.Mail == r.ID {
				out[i].Files = append(out[i].Files, f.Name)
			}
		}
	}
	return out, wrapped(err, "mails")
}

// MailFile is what was attached to a mail about an invitation, in its place from 0 on. Error: notfound, also for what was not kept.
func (c *Catalogue) MailFile(ctx context.Context, i coop.InvitationID, id coop.MailID, place int) (coop.MailFile, error) {
	r, err := c.q.MailFileBody(ctx, db.MailFileBodyParams{Mail: int64(id), Position: int64(place), Invitation: int64(i)})
	if errors.Is(err, sql.ErrNoRows) {
		return coop.MailFile{}, coop.Refuse(coop.NotFound, "mail.no_file")
	}
	if err != nil {
		return coop.MailFile{}, fmt.Errorf("mail: %w", err)
	}
	body, err := base64.StdEncoding.DecodeString(r.Body)
	return coop.MailFile{Name: r.Name, Size: len(body), Body: body}, wrapped(err, "mail")
}
