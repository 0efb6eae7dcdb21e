package contact

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"kafo/internal/auth"
	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// AskOwn writes a link to what the register knows of whoever reads the mail of an address, if it knows anything: the
// answer, and what is done, is the same for every address. Errors: invalid, toomany.
func (d *Desk) AskOwn(ctx context.Context, email, lang, origin string) error {
	address, err := coop.Address(email)
	if err != nil {
		return err
	}
	err = d.count(ctx, store.Quota{Key: "own:" + address, Most: ownByAddress}, store.Quota{Key: "own from:" + origin, Most: asksByOrigin})
	if err != nil {
		return err
	}
	return d.Store.Update(ctx, coop.Visitor.By(0), "own data link", func(tx *store.Tx) error {
		known, err := tx.Knows(address)
		if err != nil {
			return err
		}
		m := coop.Message{To: address, Lang: language(lang), Key: "own_data"}
		if !known {
			m.To = ""
		}
		return d.bring(tx, m, store.LinkOwn, 0)
	})
}

// Opens says that a link to one's own data can still be used. Looking changes nothing. Error: notfound.
func (d *Desk) Opens(ctx context.Context, secret string) error {
	purpose, _, err := d.Reader.ContactLink(ctx, auth.Hash(secret), d.Now().UnixMilli())
	if err == nil && purpose != store.LinkOwn {
		err = coop.Refuse(coop.NotFound, "contact.link_over")
	}
	return err
}

// Open uses a link to one's own data up, and says whose they are. Error: notfound.
func (d *Desk) Open(ctx context.Context, secret string) (email string, err error) {
	err = d.Store.Update(ctx, coop.Visitor.By(0), "own data", func(tx *store.Tx) error {
		if email, err = tx.UseContactLink(auth.Hash(secret)); err != nil {
			return err
		}
		return tx.Heard(email)
	})
	return email, err
}

// Known is what the register knows of an address.
func (d *Desk) Known(ctx context.Context, email string) (catalogue.Known, error) {
	return d.Reader.KnownOf(ctx, email)
}

// Correction is what somebody corrects of herself. An address is corrected by whoever keeps the register: a link proves
// the one that is on file and no other.
type Correction struct {
	Name, Function, Organisation, Phone string
	Visibility                          coop.Visibility
	Consent                             string // the words she saw when she agreed
}

// Correct keeps what somebody corrects of herself. What is published of an office needs her consent, kept with its words and
// its date; to choose anything narrower withdraws it. Errors: invalid, notfound.
func (d *Desk) Correct(ctx context.Context, email string, id coop.ContactID, to Correction) error {
	c, err := d.own(ctx, email, id)
	if err != nil {
		return err
	}
	for _, text := range []*string{&to.Name, &to.Function, &to.Organisation, &to.Phone} {
		*text = strings.Join(strings.Fields(*text), " ")
		if strings.ContainsFunc(*text, unicode.IsControl) || len(*text) > 300 {
			return coop.Refuse(coop.Invalid, "contact.field_wrong")
		}
	}
	if !slices.Contains(coop.Visibilities, to.Visibility) {
		return coop.Refuse(coop.Invalid, "contact.visibility_wrong")
	}
	c.Name, c.Function, c.Organisation, c.Phone = to.Name, to.Function, to.Organisation, to.Phone
	if to.Visibility != c.Visibility {
		c.Consent, c.ConsentAt = "", 0
		if to.Visibility != coop.ForStewards {
			c.Consent, c.ConsentAt = to.Consent, d.Now().UnixMilli()
		}
		c.Visibility = to.Visibility
	}
	c.ReviewAt = d.Now().AddDate(1, 0, 0).UnixMilli() // reviewed yearly (§4.3)
	return d.save(ctx, c)
}

// Hide takes somebody out of the reach of the relay, or back in: her consent is withdrawn, and nothing is written to her
// address any more but what she asks for. Errors: notfound.
func (d *Desk) Hide(ctx context.Context, email string, id coop.ContactID, hide bool) error {
	c, err := d.own(ctx, email, id)
	if err != nil {
		return err
	}
	c.HiddenAt = 0
	if hide {
		c.HiddenAt = d.Now().UnixMilli()
		c.Visibility, c.Consent, c.ConsentAt = coop.ForStewards, "", 0
	}
	return d.save(ctx, c)
}

// EraseOwn takes whoever has an address out of the register, and tells the operator which records a human should read. Errors:
// notfound; conflict for the last administrator.
func (d *Desk) EraseOwn(ctx context.Context, email string) error {
	list, email, err := d.Of(ctx, 0, email)
	if err != nil {
		return err
	}
	out, err := d.Erase(ctx, coop.Visitor.By(0), list, email, "own request")
	if err != nil || len(out.Left) == 0 || !strings.Contains(d.Inbox, "@") {
		return err
	}
	var records []string
	for _, p := range out.Left {
		records = append(records, number(int64(p.Record)))
	}
	return d.Store.Update(ctx, coop.Visitor.By(0), "own request", func(tx *store.Tx) error {
		_, err := tx.Enqueue(coop.Message{To: d.Inbox, Lang: "fr", Key: "person_left", Args: []string{strings.Join(records, ", ")}})
		return err
	})
}

// HideAll takes every contact of an address out of the reach of the relay.
func (d *Desk) HideAll(ctx context.Context, email string) error {
	known, err := d.Reader.KnownOf(ctx, email)
	if err != nil {
		return err
	}
	for _, c := range known.Contacts {
		if err := d.Hide(ctx, email, c.ID, true); err != nil {
			return err
		}
	}
	return d.Store.Update(ctx, coop.Visitor.By(0), "own request", func(tx *store.Tx) error {
		return tx.Suppress(coop.AddressHash(email), store.NoWriting)
	})
}

// own is a contact of an address. Error: notfound for that of somebody else.
func (d *Desk) own(ctx context.Context, email string, id coop.ContactID) (coop.Contact, error) {
	c, err := d.Reader.Contact(ctx, id)
	if err == nil && (email == "" || c.Email != email || c.ErasedAt != 0) {
		err = coop.Refuse(coop.NotFound, "contact.notfound")
	}
	return c, err
}

func (d *Desk) save(ctx context.Context, c coop.Contact) error {
	return d.Store.Update(ctx, coop.Visitor.By(0), coop.WhyContact(c.ID), func(tx *store.Tx) error { return tx.SaveContact(c) })
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
