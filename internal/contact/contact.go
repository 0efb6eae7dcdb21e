// Package contact is the desk (guichet) at which persons whom records name are reached without being shown, see and
// correct what the register knows of them, and are erased.
package contact

import (
	"context"
	"crypto/rand"
	"strings"
	"time"
	"unicode"

	"kafo/internal/auth"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/registry"
	"kafo/internal/store"
)

// Desk brings messages and keeps what is known of persons.
type Desk struct {
	Store    *store.Store
	Reader   *catalogue.Catalogue
	Registry *registry.Registry
	Now      func() time.Time
	Inbox    string                      // address of the operator, to which abuse is reported; "" where there is none
	Files    string                      // folder of the kept documents
	Ledger   string                      // file of erasures
	Forget   func(context.Context) error // takes what was erased out of what is kept beside the tables
}

// How long links hold, and how much somebody may ask for.
const (
	relayTime     = 90 * 24 * time.Hour // a conversation, as long as its messages are kept
	ownTime       = 10 * time.Minute    // a link to one's own data that somebody asked for (S 46)
	proveTime     = 24 * time.Hour      // one by which who asks proves her address
	tellTime      = 30 * 24 * time.Hour // one that tells somebody of what she did not ask for
	window        = 24 * time.Hour
	asksBySender  = 5
	asksToContact = 10
	asksByOrigin  = 30
	ownByAddress  = 5
	maxText       = 4000 // characters of a message
)

// Subject is the page on which somebody asks.
type Subject struct {
	Kind  string
	ID    int64
	Title string
}

// Sender is who asks.
type Sender struct {
	Name, Email, Lang string
	Origin            string // where from, for counting
	Proved            bool   // she has signed in with this address
}

// Ask has a message brought to a contact, once who writes has proved her address by a link that is sent to it: nobody writes in
// the name of another. The contact gets it with the name of who writes, and not the address. Errors: invalid,
// with the field that is wrong in its key; notfound where the contact cannot be reached there; toomany; forbidden for
// somebody who was reported.
func (d *Desk) Ask(ctx context.Context, about Subject, to coop.ContactID, from Sender, text string) error {
	email, err := coop.Address(from.Email)
	if err != nil {
		return err
	}
	name, err := line(from.Name)
	if err != nil {
		return err
	}
	if text, err = letter(text); err != nil {
		return err
	}
	c, err := d.reachable(ctx, about, to)
	if err != nil {
		return err
	}
	err = d.count(ctx, store.Quota{Key: "contact by:" + email, Most: asksBySender}, store.Quota{Key: "contact from:" + from.Origin, Most: asksByOrigin})
	if err != nil {
		return err
	}
	if from.Proved {
		if err := d.count(ctx, toContact(c)); err != nil {
			return err
		}
	}
	return d.Store.Update(ctx, coop.Visitor.By(0), "contact request", func(tx *store.Tx) error {
		if err := stopped(tx, email); err != nil {
			return err
		}
		id, err := tx.NewRequest(coop.ContactRequest{Contact: c.ID, SubjectKind: about.Kind, Subject: about.ID, Sender: name, Email: email, Lang: language(from.Lang)})
		if err != nil {
			return err
		}
		if err := tx.Relayed(id, false, text); err != nil {
			return err
		}
		if from.Proved {
			return d.present(tx, id, c, name, about.Title, text)
		}
		return d.bring(tx, coop.Message{To: email, Lang: language(from.Lang), Key: "contact_prove", Args: []string{about.Title}}, store.LinkFollow, id)
	})
}

func toContact(c coop.Contact) store.Quota {
	return store.Quota{Key: "contact to:" + c.Email, Most: asksToContact}
}

// present brings the first message of a request.
func (d *Desk) present(tx *store.Tx, id coop.RequestID, c coop.Contact, name, title, text string) error {
	if err := tx.Proved(id); err != nil {
		return err
	}
	return d.bring(tx, coop.Message{To: c.Email, Lang: "fr", Key: "contact_asked", Args: []string{name, title, text}}, store.LinkAnswer, id)
}

// Prove takes the link that was sent to who asks for the proof of her address, and brings her message. Errors: notfound;
// conflict for one that was brought, or is over; toomany.
func (d *Desk) Prove(ctx context.Context, secret string) error {
	t, err := d.Thread(ctx, secret)
	if err != nil {
		return err
	}
	if t.Mine || t.ProvedAt != 0 || t.State != coop.RequestAsked || len(t.Messages) == 0 {
		return coop.Refuse(coop.Conflict, "contact.over")
	}
	c, err := d.Reader.Contact(ctx, t.ContactRequest.Contact)
	if err != nil {
		return err
	}
	if !c.Reachable() {
		return coop.Refuse(coop.NotFound, "contact.notfound")
	}
	title, err := d.title(ctx, t.SubjectKind, t.Subject)
	if err != nil {
		return err
	}
	if err := d.count(ctx, toContact(c)); err != nil {
		return err
	}
	return d.on(ctx, t, func(tx *store.Tx, r coop.ContactRequest, c coop.Contact) error {
		if err := stopped(tx, r.Email); err != nil {
			return err
		}
		return d.present(tx, r.ID, c, r.Sender, title, r.Messages[0].Text)
	})
}

// title is what the page of a subject is called. Error: notfound.
func (d *Desk) title(ctx context.Context, kind string, id int64) (string, error) {
	if kind == coop.KindOrganisation {
		o, err := d.Reader.Organisation(ctx, coop.OrgID(id), 1, 1)
		return o.Name, err
	}
	p, err := d.Reader.Partnership(ctx, coop.PartnershipID(id))
	return p.Title, err
}

// reachable is a contact of a page whom the relay brings messages.
func (d *Desk) reachable(ctx context.Context, about Subject, id coop.ContactID) (coop.Contact, error) {
	list, err := d.Reader.Reachable(ctx, about.Kind, about.ID)
	if err != nil {
		return coop.Contact{}, err
	}
	for _, c := range list {
		if c.ID == id {
			return c, nil
		}
	}
	return coop.Contact{}, coop.Refuse(coop.NotFound, "contact.notfound")
}

// count counts what is asked of the desk. Error: toomany.
func (d *Desk) count(ctx context.Context, quotas ...store.Quota) error {
	within, err := d.Store.Within(ctx, window, quotas...)
	if err == nil && !within {
		err = coop.Refuse(coop.TooMany, "contact.too_many")
	}
	return err
}

// stopped refuses who was reported. Error: toomany.
func stopped(tx *store.Tx, email string) error {
	yes, err := tx.Suppressed(email, store.NoAsking)
	if err == nil && yes {
		err = coop.Refuse(coop.TooMany, "contact.stopped")
	}
	return err
}

// bring writes a message with a link of its own; the register keeps the link's hash alone.
func (d *Desk) bring(tx *store.Tx, m coop.Message, purpose string, r coop.RequestID) error {
	secret := rand.Text() + rand.Text() // 256 bits
	until, path := d.Now().Add(relayTime).UnixMilli(), RelayPath
	switch {
	case m.Key == "own_data":
		until, path = d.Now().Add(ownTime).UnixMilli(), OwnPath
		m.Until = until
	case m.Key == "contact_prove":
		until = d.Now().Add(proveTime).UnixMilli()
		m.Until = until
	case purpose == store.LinkOwn:
		until, path = d.Now().Add(tellTime).UnixMilli(), OwnPath
	}
	if err := tx.NewContactLink(auth.Hash(secret), purpose, r, m.To, until); err != nil {
		return err
	}
	m.Link = path + secret
	_, err := tx.Enqueue(m)
	return err
}

// Paths of links, before their secrets.
const (
	RelayPath = "/contact/"
	OwnPath   = "/mes-donnees/"
)

// Thread is a request as one of its two sides sees it.
type Thread struct {
	coop.ContactRequest
	Contact coop.Contact // whom it was brought to; empty for who asked
	Mine    bool         // seen by the contact
}

// Thread is what a link of the relay leads to. Looking changes nothing. Error: notfound.
func (d *Desk) Thread(ctx context.Context, secret string) (Thread, error) {
	purpose, id, err := d.Reader.ContactLink(ctx, auth.Hash(secret), d.Now().UnixMilli())
	if err != nil {
		return Thread{}, err
	}
	if id == 0 {
		return Thread{}, coop.Refuse(coop.NotFound, "contact.link_over")
	}
	r, err := d.Reader.Request(ctx, id)
	if err != nil {
		return Thread{}, err
	}
	t := Thread{ContactRequest: r, Mine: purpose == store.LinkAnswer}
	c, err := d.Reader.Contact(ctx, r.Contact)
	if err != nil || c.ErasedAt != 0 {
		return t, coop.Refuse(coop.NotFound, "contact.link_over")
	}
	if t.Mine {
		t.Contact, t.Email = c, ""
	}
	return t, nil
}

// Write brings an answer to the other side. Who asked may write again once she was answered. Errors: invalid, conflict for
// a request that is over, toomany.
func (d *Desk) Write(ctx context.Context, secret, text string) error {
	t, err := d.Thread(ctx, secret)
	if err != nil {
		return err
	}
	if text, err = letter(text); err != nil {
		return err
	}
	if !t.State.Open() || !t.Mine && t.State == coop.RequestAsked {
		return coop.Refuse(coop.Conflict, "contact.over")
	}
	if !t.Mine {
		if err := d.count(ctx, store.Quota{Key: "contact by:" + t.Email, Most: asksBySender}); err != nil {
			return err
		}
	}
	return d.on(ctx, t, func(tx *store.Tx, r coop.ContactRequest, c coop.Contact) error {
		if err := tx.Relayed(r.ID, t.Mine, text); err != nil {
			return err
		}
		if !t.Mine {
			if err := stopped(tx, r.Email); err != nil {
				return err
			}
			return d.bring(tx, coop.Message{To: c.Email, Lang: "fr", Key: "contact_again", Args: []string{r.Sender, text}}, store.LinkAnswer, r.ID)
		}
		if t.State == coop.RequestAsked {
			if err := tx.SetRequest(r.ID, coop.RequestAnswered); err != nil {
				return err
			}
		}
		return d.bring(tx, coop.Message{To: r.Email, Lang: r.Lang, Key: "contact_answered", Args: []string{text}}, store.LinkFollow, r.ID)
	})
}

// on reads both sides of a request whole and writes; a sign from the contact is noted.
func (d *Desk) on(ctx context.Context, t Thread, f func(*store.Tx, coop.ContactRequest, coop.Contact) error) error {
	r, err := d.Reader.Request(ctx, t.ID)
	if err != nil {
		return err
	}
	c, err := d.Reader.Contact(ctx, r.Contact)
	if err != nil {
		return err
	}
	return d.Store.Update(ctx, coop.Visitor.By(0), "contact request", func(tx *store.Tx) error {
		if t.Mine {
			if err := tx.Heard(c.Email); err != nil {
				return err
			}
		}
		return f(tx, r, c)
	})
}

// What a contact may show of herself.
const (
	ShowEmail = "email"
	ShowPhone = "phone"
	ShowName  = "name"
)

// Accept shows to who asked what the contact chooses of herself, notes it for her, and brings it. Errors: invalid where
// nothing is chosen, conflict, notfound.
func (d *Desk) Accept(ctx context.Context, secret string, shown []string) error {
	t, err := d.mine(ctx, secret)
	if err != nil {
		return err
	}
	var what, values []string
	for _, s := range shown {
		value := map[string]string{ShowEmail: t.Contact.Email, ShowPhone: t.Contact.Phone, ShowName: t.Contact.Name}[s]
		if value != "" {
			what, values = append(what, s), append(values, value)
		}
	}
	if len(what) == 0 {
		return coop.Refuse(coop.Invalid, "contact.nothing_shown")
	}
	return d.on(ctx, t, func(tx *store.Tx, r coop.ContactRequest, c coop.Contact) error {
		if err := tx.SetRequest(r.ID, coop.RequestAccepted); err != nil {
			return err
		}
		if err := tx.Disclose(c.ID, r.ID, strings.Join(what, " ")); err != nil {
			return err
		}
		return d.bring(tx, coop.Message{To: r.Email, Lang: r.Lang, Key: "contact_accepted", Args: []string{strings.Join(values, "\n")}}, store.LinkFollow, r.ID)
	})
}

// Refuse ends a request; who asked is told that it is not followed. Error: conflict, notfound.
func (d *Desk) Refuse(ctx context.Context, secret string) error {
	t, err := d.mine(ctx, secret)
	if err != nil {
		return err
	}
	return d.on(ctx, t, func(tx *store.Tx, r coop.ContactRequest, _ coop.Contact) error {
		if err := tx.SetRequest(r.ID, coop.RequestRefused); err != nil {
			return err
		}
		_, err := tx.Enqueue(coop.Message{To: r.Email, Lang: r.Lang, Key: "contact_refused"})
		return err
	})
}

// Report ends a request that is abuse: who asked may not ask again, and is not told; the operator is. Errors: conflict,
// notfound.
func (d *Desk) Report(ctx context.Context, secret string) error {
	t, err := d.mine(ctx, secret)
	if err != nil {
		return err
	}
	return d.on(ctx, t, func(tx *store.Tx, r coop.ContactRequest, _ coop.Contact) error {
		if err := tx.SetRequest(r.ID, coop.RequestAbuse); err != nil {
			return err
		}
		if err := tx.Suppress(coop.AddressHash(r.Email), store.NoAsking); err != nil || !strings.Contains(d.Inbox, "@") {
			return err
		}
		_, err := tx.Enqueue(coop.Message{To: d.Inbox, Lang: "fr", Key: "contact_abuse", Args: []string{number(int64(r.ID))}})
		return err
	})
}

// mine is an open request as its contact sees it.
func (d *Desk) mine(ctx context.Context, secret string) (Thread, error) {
	t, err := d.Thread(ctx, secret)
	switch {
	case err != nil:
		return t, err
	case !t.Mine:
		return t, coop.Refuse(coop.NotFound, "contact.link_over")
	case !t.State.Open():
		return t, coop.Refuse(coop.Conflict, "contact.over")
	}
	return t, nil
}

// line is a name on one line.
func line(typed string) (string, error) {
	name := strings.Join(strings.Fields(typed), " ")
	if !strings.ContainsFunc(name, unicode.IsLetter) || strings.ContainsFunc(name, unicode.IsControl) || len(name) > 200 {
		return "", coop.Refuse(coop.Invalid, "account.name_wrong")
	}
	return name, nil
}

// letter is a text of some lines, without control characters.
func letter(typed string) (string, error) {
	text := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, strings.TrimSpace(typed))
	switch n := len([]rune(text)); {
	case n == 0:
		return "", coop.Refuse(coop.Invalid, "contact.text_missing")
	case n > maxText:
		return "", coop.Refuse(coop.Invalid, "contact.text_long", n, maxText)
	}
	return text, nil
}

func language(lang string) string {
	if lang == "en" {
		return "en"
	}
	return "fr"
}
