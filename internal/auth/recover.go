package auth

import (
	"context"
	"fmt"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// AskReset asks another administrator to take somebody's factors away who has lost them all; he is told at once. Errors:
// forbidden, conflict.
func (a *Auth) AskReset(ctx context.Context, c coop.Caller, of catalogue.Person, why string) error {
	author, err := a.overFactors(c, of)
	if err != nil {
		return err
	}
	return a.Store.Update(ctx, author, why, func(tx *store.Tx) error {
		if err := tx.AskReset(of.ID, why); err != nil {
			return err
		}
		return tellOf(tx, of, "reset_asked")
	})
}

// ConfirmReset takes them away: two administrators have said so, neither of whom is the owner. Errors: forbidden, notfound,
// conflict for who asked herself.
func (a *Auth) ConfirmReset(ctx context.Context, c coop.Caller, of catalogue.Person, why string) error {
	author, err := a.overFactors(c, of)
	if err != nil {
		return err
	}
	return a.Store.Update(ctx, author, why, func(tx *store.Tx) error {
		asker, err := tx.ResetAuthor(of.ID)
		if err != nil {
			return err
		}
		if _, id, _ := asker.Account(); id == c.Account {
			return coop.Refuse(coop.Conflict, "reset.second")
		}
		if err := tx.EndReset(of.ID); err != nil {
			return err
		}
		if err := tx.DropFactors(of.ID); err != nil {
			return err
		}
		return tellOf(tx, of, "reset_done")
	})
}

// RefuseReset drops the request; any administrator may. Errors: forbidden, notfound.
func (a *Auth) RefuseReset(ctx context.Context, c coop.Caller, of catalogue.Person, why string) error {
	author, err := coop.Can(c, coop.VerbAppoint, coop.Object{})
	if err != nil {
		return err
	}
	return a.Store.Update(ctx, author, why, func(tx *store.Tx) error {
		if _, err := tx.ResetAuthor(of.ID); err != nil {
			return err
		}
		return tx.EndReset(of.ID)
	})
}

// overFactors is who signs when somebody's factors are taken away, never the owner herself.
func (a *Auth) overFactors(c coop.Caller, of catalogue.Person) (coop.Author, error) {
	author, err := coop.Can(c, coop.VerbAppoint, coop.Object{})
	if err == nil && c.Account == of.ID {
		err = coop.Refuse(coop.Conflict, "reset.own")
	}
	return author, err
}

// ResetAsked is the request about somebody that waits. Error: notfound.
func (a *Auth) ResetAsked(ctx context.Context, of coop.AccountID) (catalogue.Reset, error) {
	return a.Reader.ResetAsked(ctx, of, a.Now().UnixMilli()-store.ResetTime)
}

// Reset takes somebody's factors and visits away from the command line, where the operator of the machine stands.
func (a *Auth) Reset(ctx context.Context, of catalogue.Person) error {
	return a.Store.Update(ctx, coop.Operator, "command line", func(tx *store.Tx) error {
		if err := tx.DropFactors(of.ID); err != nil {
			return err
		}
		return tellOf(tx, of, "reset_done")
	})
}

// How long the confirmation of an address holds, which opens nothing, and how many one asks for in an hour.
const (
	addressTime = time.Hour
	addressAsks = 5
)

// addressPath is where the link of a confirmation leads.
const addressPath = "/compte/adresse/"

// AskAddress sends a link to a new address, and tells the old one. What is answered does not say whether somebody else has
// the address. Errors: forbidden, invalid, toomany.
func (a *Auth) AskAddress(ctx context.Context, c coop.Caller, p catalogue.Person, email string) error {
	author, err := coop.Can(c, coop.VerbSecure, Object(p.ID))
	if err != nil {
		return err
	}
	address, err := coop.Address(email)
	if err != nil {
		return err
	}
	if address == p.Email {
		return coop.Refuse(coop.Invalid, "address.same")
	}
	if err := a.limit(ctx, askWindow, store.Quota{Key: fmt.Sprintf("address:%d", p.ID), Most: addressAsks}); err != nil {
		return err
	}
	secret, hash := token()
	until := a.Now().Add(addressTime).UnixMilli()
	return a.Store.Update(ctx, author, "change of address", func(tx *store.Tx) error {
		if err := tellOf(tx, p, "address_asked"); err != nil {
			return err
		}
		to := address
		if taken, err := tx.Taken(address); err != nil {
			return err
		} else if taken {
			to = "" // all but the letter
		}
		if err := tx.AskAddress(hash, p.ID, address, until); err != nil {
			return err
		}
		_, err = tx.Enqueue(coop.Message{Account: p.ID, To: to, Lang: p.Lang, Key: "address_confirm", Link: addressPath + secret, Until: until})
		return err
	})
}

// AddressAsked is the address that a link confirms. Error: notfound.
func (a *Auth) AddressAsked(ctx context.Context, secret string) (string, error) {
	_, email, err := a.Reader.AddressAsked(ctx, Hash(secret), a.Now().UnixMilli())
	return email, err
}

// ConfirmAddress gives an account the address at which a link has arrived, and tells both. Errors: notfound, conflict.
func (a *Auth) ConfirmAddress(ctx context.Context, secret string) error {
	p, _, err := a.Reader.AddressAsked(ctx, Hash(secret), a.Now().UnixMilli())
	if err != nil {
		return err
	}
	return a.Store.Update(ctx, coop.Visitor.By(p.ID), "change of address", func(tx *store.Tx) error {
		email, err := tx.UseAddress(Hash(secret))
		if err != nil {
			return err
		}
		if err := tellOf(tx, p, "address_changed"); err != nil {
			return err
		}
		p.Email = email
		return tellOf(tx, p, "address_changed")
	})
}
