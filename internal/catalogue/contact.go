package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Everything of this file is private: it is answered to the person it is about, or used to bring her a message.

// Reachable are the contacts of a partnership or of an organisation whom the relay brings messages, one an address.
func (c *Catalogue) Reachable(ctx context.Context, kind string, id int64) ([]coop.Contact, error) {
	var rows []db.Contact
	var err error
	switch kind {
	case coop.KindPartnership:
		rows, err = c.q.ContactsOfPartnership(ctx, id)
	case coop.KindOrganisation:
		rows, err = c.q.ContactsOfOrganisation(ctx, sql.NullInt64{Int64: id, Valid: true})
	}
	if err != nil {
		return nil, fmt.Errorf("contacts: %w", err)
	}
	var out []coop.Contact
	seen := map[string]bool{}
	for _, r := range rows {
		if one := contact(r); one.Reachable() && !seen[one.Email] {
			seen[one.Email] = true
			out = append(out, one)
		}
	}
	return out, nil
}

func contact(r db.Contact) coop.Contact {
	return coop.Contact{
		ID: coop.ContactID(r.ID), Record: coop.RecordID(r.Record), Path: r.Path, Side: coop.Side(r.Side), Name: r.Name, Function: r.Function,
		Organisation: r.Organisation, Email: r.Email, Phone: r.Phone, Visibility: coop.Visibility(r.Visibility), Consent: r.Consent, ConsentAt: r.ConsentAt,
		ReviewAt: r.ReviewAt, NamedAt: r.NamedAt, HeardAt: r.HeardAt, ToldAt: r.ToldAt, WarnedAt: r.WarnedAt, TrashedAt: r.TrashedAt, HiddenAt: r.HiddenAt, ErasedAt: r.ErasedAt,
	}
}

// Contact is one contact. Error: notfound.
func (c *Catalogue) Contact(ctx context.Context, id coop.ContactID) (coop.Contact, error) {
	r, err := c.q.ContactByID(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Contact{}, coop.Refuse(coop.NotFound, "contact.notfound")
	}
	if err != nil {
		return coop.Contact{}, fmt.Errorf("contact: %w", err)
	}
	return contact(r), nil
}

// ContactLink is what a link leads to that can still be used. Error: notfound.
func (c *Catalogue) ContactLink(ctx context.Context, hash string, now int64) (purpose string, r coop.RequestID, err error) {
	row, err := c.q.ContactLink(ctx, db.ContactLinkParams{TokenHash: hash, Until: now})
	if errors.Is(err, sql.ErrNoRows) {
		return "", 0, coop.Refuse(coop.NotFound, "contact.link_over")
	}
	if err != nil {
		return "", 0, fmt.Errorf("link: %w", err)
	}
	return row.Purpose, coop.RequestID(row.Request), nil
}

// Request is a request with its messages. Error: notfound.
func (c *Catalogue) Request(ctx context.Context, id coop.RequestID) (coop.ContactRequest, error) {
	row, err := c.q.RequestByID(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.ContactRequest{}, coop.Refuse(coop.NotFound, "contact.link_over")
	}
	if err != nil {
		return coop.ContactRequest{}, fmt.Errorf("contact request: %w", err)
	}
	return c.request(ctx, row)
}

func (c *Catalogue) request(ctx context.Context, row db.ContactRequest) (coop.ContactRequest, error) {
	r := coop.ContactRequest{
		ID: coop.RequestID(row.ID), Contact: coop.ContactID(row.Contact), SubjectKind: row.SubjectKind, Subject: row.Subject, Sender: row.Sender,
		Email: row.Email, Lang: row.Lang, State: coop.RequestState(row.State), AskedAt: row.AskedAt,
	}
	list, err := c.q.RelayedOf(ctx, row.ID)
	if err != nil {
		return r, fmt.Errorf("contact messages: %w", err)
	}
	for _, m := range list {
		r.Messages = append(r.Messages, coop.RelayedMessage{FromContact: m.FromContact, Text: m.Text, At: m.WrittenAt})
	}
	return r, nil
}

// Known is all that the register knows of whoever reads the mail of an address.
type Known struct {
	Email       string
	Contacts    []KnownContact
	Received    []coop.ContactRequest // asked of her
	Sent        []coop.ContactRequest // that she asked
	Disclosures []coop.Disclosure
	Account     coop.AccountID // 0: none
}

// Nothing says that the register knows nothing of her.
func (k Known) Nothing() bool { return len(k.Contacts)+len(k.Sent) == 0 && k.Account == 0 }

// KnownContact is a contact with where it comes from.
type KnownContact struct {
	coop.Contact
	Record   string // title of the record
	Document string
	Dated    coop.Date
	Line     int
}

// KnownOf is what the register knows of an address.
func (c *Catalogue) KnownOf(ctx context.Context, email string) (Known, error) {
	k := Known{Email: email}
	rows, err := c.q.ContactsByEmail(ctx, email)
	if err != nil {
		return k, fmt.Errorf("contacts: %w", err)
	}
	for _, r := range rows {
		from, err := c.q.SourceOfContact(ctx, r.Record)
		if err != nil {
			return k, fmt.Errorf("contact: %w", err)
		}
		one := KnownContact{Contact: contact(r), Record: from.Title, Document: from.SourceTitle, Dated: coop.Date(from.Dated), Line: from.Line}
		if one.Document == "" {
			one.Document = from.Document
		}
		k.Contacts = append(k.Contacts, one)
	}
	if err := c.asked(ctx, &k); err != nil {
		return k, err
	}
	p, err := c.AccountOf(ctx, email)
	if err != nil && coop.CodeOf(err) != coop.NotFound {
		return k, err
	}
	k.Account = p.ID
	return k, nil
}

// asked adds what was asked and what was shown.
func (c *Catalogue) asked(ctx context.Context, k *Known) error {
	to, err := c.q.RequestsToEmail(ctx, k.Email)
	if err != nil {
		return fmt.Errorf("contact requests: %w", err)
	}
	from, err := c.q.RequestsFromEmail(ctx, k.Email)
	if err != nil {
		return fmt.Errorf("contact requests: %w", err)
	}
	for _, row := range to {
		r, err := c.request(ctx, row)
		if err != nil {
			return err
		}
		r.Email = "" // not hers to see
		k.Received = append(k.Received, r)
	}
	for _, row := range from {
		r, err := c.request(ctx, row)
		if err != nil {
			return err
		}
		k.Sent = append(k.Sent, r)
	}
	shown, err := c.q.DisclosuresToEmail(ctx, k.Email)
	if err != nil {
		return fmt.Errorf("disclosures: %w", err)
	}
	for _, d := range shown {
		k.Disclosures = append(k.Disclosures, coop.Disclosure{
			Contact: coop.ContactID(d.Contact), Request: coop.RequestID(d.Request), What: d.What, Sender: d.Sender, At: d.DisclosedAt,
		})
	}
	return nil
}
