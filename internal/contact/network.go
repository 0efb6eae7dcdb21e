package contact

import (
	"context"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// Network is a network with the contacts who agreed to be seen by its members and its stewards. Errors: notfound, forbidden.
func (d *Desk) Network(ctx context.Context, c coop.Caller, id coop.OrgID) (catalogue.Network, coop.Author, error) {
	n, err := d.Reader.Network(ctx, id)
	if err != nil {
		return n, "", err
	}
	author, err := coop.Can(c, coop.VerbConsult, coop.Object{Orgs: append([]coop.OrgID{id}, n.Members...)})
	return n, author, err
}

// Look shows a contact to somebody of her network, and notes it for her: by role, with the day. Errors: notfound, forbidden.
func (d *Desk) Look(ctx context.Context, c coop.Caller, network coop.OrgID, id coop.ContactID) (catalogue.NetworkContact, error) {
	n, author, err := d.Network(ctx, c, network)
	if err != nil {
		return catalogue.NetworkContact{}, err
	}
	for _, one := range n.Contacts {
		if one.Contact.ID == id {
			return one, d.Store.Update(ctx, author, "contact of a network", func(tx *store.Tx) error { return tx.Viewed(id, network) })
		}
	}
	return catalogue.NetworkContact{}, coop.Refuse(coop.NotFound, "contact.notfound")
}
