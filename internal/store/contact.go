package store

import (
	"database/sql"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// Contact keeps a contact that a record names, once: what was changed since it came in stays. It says whether it is new.
func (tx *Tx) Contact(c coop.Contact) (fresh bool, err error) {
	_, err = tx.q.ContactAt(tx.ctx, db.ContactAtParams{Record: int64(c.Record), Path: c.Path})
	if err == nil {
		return false, nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("contact: %w", err)
	}
	hidden := int64(0)
	if stopped, err := tx.Suppressed(c.Email, NoWriting); err != nil {
		return false, err
	} else if stopped {
		hidden = tx.at
	}
	id, err := tx.nextID("contact")
	if err != nil {
		return false, err
	}
	tx.noted("contact")
	err = tx.q.InsertContact(tx.ctx, db.InsertContactParams{
		ID: id, Record: int64(c.Record), Path: c.Path, Side: string(c.Side), Name: c.Name, Function: c.Function, Organisation: c.Organisation,
		Email: c.Email, Phone: c.Phone, Visibility: string(c.Visibility), NamedAt: tx.at, HiddenAt: hidden,
		Consent: c.Consent, ConsentAt: c.ConsentAt, ReviewAt: c.ReviewAt,
	})
	return true, wrap(err, "contact")
}

// Body is a record's body with its number.
type Body struct {
	Record coop.RecordID
	Text   string
}

// BodiesAfter are the bodies of the records after one, in their order.
func (tx *Tx) BodiesAfter(id coop.RecordID, most int) ([]Body, error) {
	rows, err := tx.q.BodiesAfter(tx.ctx, db.BodiesAfterParams{ID: int64(id), Limit: most})
	if err != nil {
		return nil, fmt.Errorf("bodies: %w", err)
	}
	out := make([]Body, len(rows))
	for i, r := range rows {
		out[i] = Body{coop.RecordID(r.ID), r.Body}
	}
	return out, nil
}

// What an address is kept from: being written to, or asking for others. Only its hash is kept (R9).
const (
	NoWriting = "write"
	NoAsking  = "ask"
)

// Suppressed says whether an address is kept from something.
func (tx *Tx) Suppressed(email, what string) (bool, error) {
	if email == "" {
		return false, nil
	}
	n, err := tx.q.Suppressed(tx.ctx, db.SuppressedParams{AddressHash: coop.AddressHash(email), What: what})
	return n > 0, wrap(err, "suppression")
}

// Suppress keeps an address from something.
func (tx *Tx) Suppress(addressHash, what string) error {
	if addressHash == "" {
		return nil
	}
	tx.noted("suppression")
	return wrap(tx.q.Suppress(tx.ctx, db.SuppressParams{AddressHash: addressHash, What: what, Since: tx.at}), "suppression")
}

// SaveContact keeps what a contact corrected of herself, and what she agreed to. Error: notfound for an erased one.
func (tx *Tx) SaveContact(c coop.Contact) error {
	n, err := tx.q.SaveContact(tx.ctx, db.SaveContactParams{
		ID: int64(c.ID), Name: c.Name, Function: c.Function, Organisation: c.Organisation, Email: c.Email, Phone: c.Phone,
		Visibility: string(c.Visibility), Consent: c.Consent, ConsentAt: c.ConsentAt, ReviewAt: c.ReviewAt, HiddenAt: c.HiddenAt,
	})
	if err == nil && n == 0 {
		return coop.Refuse(coop.NotFound, "contact.notfound")
	}
	tx.reachable()
	return wrap(err, "contact")
}

// reachable says that pages may offer to write to somebody now, or not any more: they are made again.
func (tx *Tx) reachable() { tx.changed("contact changed", touch{"contact", 0}) }

// Heard notes a sign from the person of an address: what is kept of her is kept for longer, and taken out of the trash.
func (tx *Tx) Heard(email string) error {
	return wrap(tx.q.HeardFrom(tx.ctx, db.HeardFromParams{Email: email, HeardAt: tx.at}), "contact")
}

// NewRequest keeps what somebody asks to have brought to a contact.
func (tx *Tx) NewRequest(r coop.ContactRequest) (coop.RequestID, error) {
	id, err := tx.nextID("contact_request")
	if err != nil {
		return 0, err
	}
	tx.noted("contact request")
	err = tx.q.InsertRequest(tx.ctx, db.InsertRequestParams{
		ID: id, Contact: int64(r.Contact), SubjectKind: r.SubjectKind, Subject: r.Subject, Sender: r.Sender, Email: r.Email, Lang: r.Lang, AskedAt: tx.at,
	})
	return coop.RequestID(id), wrap(err, "contact request")
}

// Knows says whether the register knows anything of an address. It is one question for any address.
func (tx *Tx) Knows(email string) (bool, error) {
	n, err := tx.q.KnowsAddress(tx.ctx, db.KnowsAddressParams{Email: email, AddressHash: coop.AddressHash(email)})
	return n > 0, wrap(err, "address")
}

// Proved says that who asks has proved her address. Error: conflict where that was known.
func (tx *Tx) Proved(r coop.RequestID) error {
	n, err := tx.q.ProveRequest(tx.ctx, db.ProveRequestParams{ID: int64(r), ProvedAt: tx.at})
	if err == nil && n == 0 {
		return coop.Refuse(coop.Conflict, "contact.over")
	}
	tx.noted("contact request proved")
	return wrap(err, "contact request")
}

// Relayed keeps a message of a request.
func (tx *Tx) Relayed(r coop.RequestID, fromContact bool, text string) error {
	id, err := tx.nextID("contact_message")
	if err != nil {
		return err
	}
	tx.noted("contact message")
	return wrap(tx.q.InsertRelayed(tx.ctx, db.InsertRelayedParams{ID: id, Request: int64(r), FromContact: fromContact, Text: text, WrittenAt: tx.at}), "contact message")
}

// SetRequest says how a request stands.
func (tx *Tx) SetRequest(r coop.RequestID, s coop.RequestState) error {
	tx.noted("contact request " + string(s))
	return wrap(tx.q.SetRequestState(tx.ctx, db.SetRequestStateParams{ID: int64(r), State: string(s)}), "contact request")
}

// Purposes of the links of contacts: to answer a request, to follow one's own, to see what is known of oneself.
const (
	LinkAnswer = "answer"
	LinkFollow = "follow"
	LinkOwn    = "own"
)

// NewContactLink keeps a link by the hash of its token, and forgets those that are over.
func (tx *Tx) NewContactLink(hash, purpose string, r coop.RequestID, email string, until int64) error {
	if err := tx.q.DropContactLinks(tx.ctx, tx.at); err != nil {
		return fmt.Errorf("link: %w", err)
	}
	return wrap(tx.q.InsertContactLink(tx.ctx, db.InsertContactLinkParams{TokenHash: hash, Purpose: purpose, Request: null(r), Email: email, Until: until}), "link")
}

// UseContactLink uses up a link to what is known of oneself, and gives the address that it was sent to. Error: notfound.
func (tx *Tx) UseContactLink(hash string) (string, error) {
	email, err := tx.q.UseContactLink(tx.ctx, db.UseContactLinkParams{TokenHash: hash, At: tx.at})
	if errors.Is(err, sql.ErrNoRows) {
		return "", coop.Refuse(coop.NotFound, "contact.link_over")
	}
	return email, wrap(err, "link")
}

// Viewed notes that somebody of a network has seen a contact.
func (tx *Tx) Viewed(c coop.ContactID, network coop.OrgID) error {
	id, err := tx.nextID("contact_view")
	if err != nil {
		return err
	}
	tx.noted("contact seen")
	return wrap(tx.q.InsertContactView(tx.ctx, db.InsertContactViewParams{ID: id, Contact: int64(c), Network: int64(network), Author: string(tx.author), ViewedAt: tx.at}), "disclosure")
}

// KeepPart keeps what a document says of a contact from erasure.
func (tx *Tx) KeepPart(k coop.KeptPart) error {
	id, err := tx.nextID("erasure_kept")
	if err != nil {
		return err
	}
	tx.noted("kept from erasure")
	return wrap(tx.q.InsertKeptPart(tx.ctx, db.InsertKeptPartParams{
		ID: id, Contact: int64(k.Contact), Record: int64(k.Record), AddressHash: k.AddressHash, Ground: string(k.Ground), Why: k.Why, Author: string(tx.author), KeptAt: tx.at,
	}), "kept part")
}

// EndKeptPart takes such a decision back. Error: notfound for one that does not hold.
func (tx *Tx) EndKeptPart(id coop.KeptPartID) error {
	n, err := tx.q.EndKeptPart(tx.ctx, db.EndKeptPartParams{ID: int64(id), EndedAt: tx.at, EndedBy: string(tx.author)})
	if err == nil && n == 0 {
		return coop.Refuse(coop.NotFound, "kept.notfound")
	}
	tx.noted("kept from erasure no more")
	return wrap(err, "kept part")
}

// Disclose notes what a contact showed to whoever asked.
func (tx *Tx) Disclose(c coop.ContactID, r coop.RequestID, what string) error {
	id, err := tx.nextID("disclosure")
	if err != nil {
		return err
	}
	tx.noted("contact disclosed")
	return wrap(tx.q.InsertDisclosure(tx.ctx, db.InsertDisclosureParams{ID: id, Contact: int64(c), Request: int64(r), What: what, DisclosedAt: tx.at}), "disclosure")
}
