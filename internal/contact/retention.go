package contact

import (
	"context"
	"errors"
	"time"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Durations are for how long what is known of persons is kept.
type Durations struct {
	Messages time.Duration // of the relay, and letters that left
	Contacts time.Duration // since the last sign from the person, or since she was named
	Notice   time.Duration // between the letter and the trash
	Trash    time.Duration // between the trash and the erasure
}

// Kept is what a run of retention did, or would do.
type Kept struct {
	Told     int `json:"told"`     // persons named by others, told that they are (R1)
	Messages int `json:"messages"` // messages of the relay, deleted
	Letters  int `json:"letters"`  // letters of the outbox, deleted
	Over     int `json:"over"`     // links, visits and counters that are over, deleted
	Lapsed   int `json:"lapsed"`   // consents not renewed within their year: shown to nobody any more
	Warned   int `json:"warned"`   // contacts told that they will be erased
	Trashed  int `json:"trashed"`  // contacts put into the trash, from which they can be restored
	Erased   int `json:"erased"`   // contacts erased
	Closing  int `json:"closing"`  // censuses that closed a year ago, whose respondents are put into the trash
	Asked    int `json:"asked"`    // who was asked in one, and has been in the trash for two weeks, forgotten
	Mails    int `json:"mails"`    // what they wrote back, deleted, as is what nobody has placed in three months
}

// Retain keeps nothing for longer than its duration (R7): messages are deleted; a contact of whom nothing was heard gets a
// letter, goes into the trash after the notice, and is erased after the trash, unless she gives a sign. An office's own address
// is nobody's. With letters, persons whom others named are told that they are (R1). A dry run counts and changes nothing.
func (d *Desk) Retain(ctx context.Context, of Durations, letters, dry bool) (Kept, error) {
	var k Kept
	now := d.Now()
	all, err := d.Reader.ContactsLike(ctx, "")
	if err != nil {
		return k, err
	}
	err = d.Store.Update(ctx, coop.Operator, "retention", func(tx *store.Tx) error {
		if err := d.retainMessages(tx, of, &k); err != nil {
			return err
		}
		for _, c := range all {
			if err := d.retainContact(tx, c, of, letters, &k); err != nil {
				return err
			}
		}
		if dry {
			return errDry
		}
		return nil
	})
	if dry && errors.Is(err, errDry) {
		err = nil
	}
	for _, c := range all {
		if err != nil || c.TrashedAt == 0 || now.Sub(time.UnixMilli(c.TrashedAt)) < of.Trash {
			continue
		}
		k.Erased++
		if !dry {
			err = d.forget(ctx, c)
		}
	}
	if err != nil || dry || k.Erased == 0 {
		return k, err
	}
	return k, d.Forget(ctx)
}

// leap is how far the clock may be ahead of the last thing that was written before it is doubted.
const leap = 30 * 24 * time.Hour

// Waits says that nothing is to be deleted by this clock yet: it is so far ahead of all that was written that it may be wrong,
// and what is deleted does not come back when it is set right. That is written down: the next look, a day later, takes
// the clock at its word.
func (d *Desk) Waits(ctx context.Context) (bool, error) {
	last, err := d.Reader.LastWritten(ctx)
	if err != nil || last == 0 || d.Now().Sub(time.UnixMilli(last)) < leap {
		return false, err
	}
	return true, d.Store.Update(ctx, coop.Operator, "retention waits: the clock is far ahead", func(tx *store.Tx) error {
		tx.Note("retention")
		return nil
	})
}

// forget erases a contact whose time is over.
func (d *Desk) forget(ctx context.Context, c coop.Contact) error {
	stays, err := d.stays(ctx, []coop.Contact{c})
	if err == nil {
		_, err = d.erase(ctx, coop.Operator, []coop.Contact{c}, "", "retention", stays, true)
	}
	return err
}

// errDry takes a dry run back.
var errDry = coop.Refuse(coop.Conflict, "retention.dry")

func (d *Desk) retainMessages(tx *store.Tx, of Durations, k *Kept) (err error) {
	before := d.Now().Add(-of.Messages).UnixMilli()
	if k.Messages, err = tx.DropRelayed(before); err != nil {
		return err
	}
	if k.Letters, err = tx.DropLetters(before); err != nil {
		return err
	}
	if err = tx.DropUnproved(d.Now().Add(-proveTime).UnixMilli()); err != nil {
		return err
	}
	if k.Over, err = tx.DropOver(); err != nil {
		return err
	}
	closed := coop.Date(d.Now().AddDate(-1, 0, 0).Format(time.DateOnly))
	if k.Closing, err = tx.TrashRespondents(closed, coop.Date(d.Now().Format(time.DateOnly))); err != nil {
		return err
	}
	trashed := d.Now().Add(-coop.RespondentsTrash).UnixMilli()
	if k.Mails, err = tx.DropMails(trashed, d.Now().AddDate(0, -3, 0).UnixMilli()); err != nil {
		return err
	}
	k.Asked, err = tx.DropRespondents(trashed)
	return err
}

// retainContact takes a contact one step further.
func (d *Desk) retainContact(tx *store.Tx, c coop.Contact, of Durations, letters bool, k *Kept) error {
	now := d.Now()
	idle := now.Sub(time.UnixMilli(max(c.NamedAt, c.HeardAt))) >= of.Contacts
	switch {
	case c.TrashedAt != 0:
		return nil
	case c.Visibility == coop.PublicOffice && c.Name == "":
		return nil
	case c.ConsentAt != 0 && c.ReviewAt != 0 && now.UnixMilli() >= c.ReviewAt:
		k.Lapsed++
		if err := d.write(tx, c, "person_lapsed", letters); err != nil {
			return err
		}
		c.Visibility, c.Consent, c.ConsentAt, c.ReviewAt = coop.ForStewards, "", 0, 0
		return tx.SaveContact(c)
	case idle && c.WarnedAt == 0:
		k.Warned++
		if err := d.write(tx, c, "person_warned", letters); err != nil {
			return err
		}
		return tx.ContactWarned(c.ID)
	case idle && now.Sub(time.UnixMilli(c.WarnedAt)) >= of.Notice:
		k.Trashed++
		return tx.ContactTrashed(c.ID)
	case !idle && c.ToldAt == 0 && letters && c.Reachable():
		k.Told++
		if err := d.write(tx, c, "person_named", true); err != nil {
			return err
		}
		return tx.ContactTold(c.ID)
	}
	return nil
}

// write writes to a contact about herself, with a link to her data.
func (d *Desk) write(tx *store.Tx, c coop.Contact, key string, letters bool) error {
	stopped, err := tx.Suppressed(c.Email, store.NoWriting)
	if err != nil || stopped || !letters || c.Email == "" {
		return err
	}
	return d.bring(tx, coop.Message{To: c.Email, Lang: "fr", Key: key, Args: []string{number(int64(c.Record))}}, store.LinkOwn, 0)
}

// Restore takes a contact out of the trash: somebody vouches for her. Error: notfound.
func (d *Desk) Restore(ctx context.Context, id coop.ContactID, why string) error {
	return d.Store.Update(ctx, coop.Operator, why, func(tx *store.Tx) error { return tx.ContactRestored(id) })
}
