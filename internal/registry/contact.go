package registry

import (
	"context"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Contacts keeps the contacts that a record names: a pure projection of its body, to which nothing is done that was done
// before. It says how many are new.
func (r *Registry) Contacts(tx *store.Tx, record coop.RecordID, body []byte) (int, error) {
	n := 0
	for _, c := range coop.ContactsIn(body) {
		c.Record = record
		fresh, err := tx.Contact(c)
		if err != nil {
			return n, err
		}
		if fresh {
			n++
		}
	}
	return n, nil
}

// ContactsAgain keeps the contacts of every record that are not kept yet, in the order of the records, so that a register
// that is older than they are gets the same rows. It says how many are new.
func (r *Registry) ContactsAgain(ctx context.Context, author coop.Author) (int, error) {
	n, last := 0, coop.RecordID(0)
	for {
		var list []store.Body
		err := r.store.Update(ctx, author, "contacts", func(tx *store.Tx) (err error) {
			if list, err = tx.BodiesAfter(last, rebuilt); err != nil {
				return err
			}
			for _, b := range list {
				fresh, err := r.Contacts(tx, b.Record, []byte(b.Text))
				if err != nil {
					return err
				}
				n += fresh
			}
			return nil
		})
		if err != nil || len(list) == 0 {
			return n, err
		}
		last = list[len(list)-1].Record
	}
}
