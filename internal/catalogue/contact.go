package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

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
		Email: row.Email, Lang: row.Lang, State: coop.RequestState(row.State), AskedAt: row.AskedAt, ProvedAt: row.ProvedAt,
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
	Kept        []KeptPart     // what was not erased
	Asked       []KnownAsked   // by campaigns
	Mails       []KnownMail    // that she wrote to them
	Account     coop.AccountID // 0: none
}

// KnownAsked is a campaign that asks her, or rather somebody whom she is known to speak for.
type KnownAsked struct {
	Campaign, Host, Asked, Name, Phone string
	Until                              coop.Date // until when that is kept
	Trash                              bool      // it is in the trash, until that day
}

// Nothing says that the register knows nothing of her.
func (k Known) Nothing() bool {
	return len(k.Contacts)+len(k.Sent)+len(k.Kept)+len(k.Asked)+len(k.Mails) == 0 && k.Account == 0
}

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
	if k.Asked, err = c.askedByCampaigns(ctx, email); err != nil {
		return k, err
	}
	if k.Mails, err = c.mailsFrom(ctx, email); err != nil {
		return k, err
	}
	p, err := c.AccountOf(ctx, email)
	if err != nil && coop.CodeOf(err) != coop.NotFound {
		return k, err
	}
	k.Account = p.ID
	k.Kept, err = c.KeptParts(ctx, email)
	return k, err
}

// KeptPart is a decision not to erase, with the title of the record that it is about.
type KeptPart struct {
	coop.KeptPart
	Title string
}

// KeptParts are the decisions that hold about whoever has an address.
func (c *Catalogue) KeptParts(ctx context.Context, email string) ([]KeptPart, error) {
	rows, err := c.q.KeptParts(ctx, coop.AddressHash(email))
	if err != nil {
		return nil, fmt.Errorf("kept parts: %w", err)
	}
	var out []KeptPart
	for _, r := range rows {
		out = append(out, KeptPart{Title: r.Title.String, KeptPart: coop.KeptPart{
			ID: coop.KeptPartID(r.ID), Contact: coop.ContactID(r.Contact), Record: coop.RecordID(r.Record), AddressHash: r.AddressHash,
			Ground: coop.Ground(r.Ground), Why: r.Why, Author: coop.Author(r.Author), At: r.KeptAt, EndedAt: r.EndedAt,
		}})
	}
	return out, nil
}

// offices are the addresses that are published of an organisation: where a record names a single one on that side, so that
// none is given the address of another. What hides its name hides them.
func (c *Catalogue) offices(ctx context.Context, x *index, o *coop.Organisation) ([]Office, error) {
	if o.Key == "" {
		return nil, nil
	}
	rows, err := c.q.OfficesOf(ctx, sql.NullInt64{Int64: int64(o.ID), Valid: true})
	if err != nil {
		return nil, fmt.Errorf("offices: %w", err)
	}
	var out []Office
	seen := map[string]bool{}
	for _, r := range rows {
		if seen[r.Email] || x.kept.hides(coop.RecordID(r.Record), r.Path) {
			continue
		}
		seen[r.Email] = true
		one := Office{Email: r.Email, Function: r.Function, Cite: x.cite(coop.RecordID(r.Record), r.Path, r.Line, r.Line)}
		if r.ConsentAt != 0 {
			one.Name, one.Phone = r.Name, r.Phone
		}
		out = append(out, one)
	}
	return out, nil
}

// Network is a network with its members, and the contacts of theirs who agreed to be seen there.
type Network struct {
	Ref
	Members  []coop.OrgID
	Contacts []NetworkContact
}

// NetworkContact is a contact with the organisation for which a record names her.
type NetworkContact struct {
	coop.Contact
	Of Ref
}

// Network is a network by its number. Error: notfound for an organisation that is none.
func (c *Catalogue) Network(ctx context.Context, id coop.OrgID) (n Network, err error) {
	x, err := c.current(ctx)
	if err != nil {
		return n, err
	}
	if o := x.orgs[id]; o == nil || o.Kind != coop.Network {
		return n, coop.Refuse(coop.NotFound, "error.no_page")
	}
	n.Ref = x.orgRef(id)
	members, err := c.q.MembersOfNetwork(ctx, int64(id))
	if err != nil {
		return n, fmt.Errorf("members: %w", err)
	}
	inside := map[int64]bool{}
	for _, m := range members {
		inside[m] = true
		n.Members = append(n.Members, coop.OrgID(m))
	}
	rows, err := c.q.ContactsForNetworks(ctx)
	if err != nil {
		return n, fmt.Errorf("contacts: %w", err)
	}
	for _, r := range rows {
		if inside[r.Party] {
			n.Contacts = append(n.Contacts, NetworkContact{Contact: contact(r.Contact), Of: x.orgRef(coop.OrgID(r.Party))})
		}
	}
	return n, nil
}

// NetworksFor are the networks whose contacts somebody may see: those for which she holds a role, and those of her organisations.
func (c *Catalogue) NetworksFor(ctx context.Context, grants []coop.Grant) ([]Ref, error) {
	x, err := c.current(ctx)
	if err != nil {
		return nil, err
	}
	var out []Ref
	add := func(id coop.OrgID) {
		if o := x.orgs[id]; o != nil && o.Kind == coop.Network && !slices.ContainsFunc(out, func(r Ref) bool { return r.ID == int64(id) }) {
			out = append(out, x.orgRef(id))
		}
	}
	for _, g := range grants {
		if g.Org == 0 || g.Role != coop.Member && g.Role != coop.NetworkSteward {
			continue
		}
		o := coop.Object{Orgs: []coop.OrgID{g.Org}}
		if err := c.inNetworks(ctx, &o); err != nil {
			return nil, err
		}
		add(g.Org)
		for _, n := range o.Networks {
			add(n)
		}
	}
	return out, nil
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
	views, err := c.q.ViewsOfEmail(ctx, k.Email)
	if err != nil {
		return fmt.Errorf("disclosures: %w", err)
	}
	for _, d := range views {
		k.Disclosures = append(k.Disclosures, coop.Disclosure{Contact: coop.ContactID(d.Contact), What: "name email phone", Network: d.Network, By: coop.Author(d.Author), At: d.ViewedAt})
	}
	return nil
}
