// Package auth knows who asks: accounts, the links by which one signs in, visits, roles. What somebody may do is said by
// coop.Rights alone; here is only who she is.
package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// Reader is what is asked of the reading door.
type Reader interface {
	Account(ctx context.Context, id coop.AccountID) (catalogue.Person, error)
	Administrators(ctx context.Context) (int, error)
	SessionContents(ctx context.Context, hash string, now int64) (string, error)
	Factors(ctx context.Context, id coop.AccountID) (catalogue.Factors, error)
	CodeSeeds(ctx context.Context) (map[coop.AccountID]string, error)
	ResetAsked(ctx context.Context, of coop.AccountID, since int64) (catalogue.Reset, error)
	AddressAsked(ctx context.Context, hash string, now int64) (catalogue.Person, string, error)
	Draft(ctx context.Context, browserHash string, account coop.AccountID, path string, since int64) (string, error)
	Sending(ctx context.Context, key string, since int64) (answer string, taken bool, err error)
	Token(ctx context.Context, hash string) (coop.Token, error)
	AccountsToTell(ctx context.Context) ([]catalogue.Person, error)
	Waiting(ctx context.Context) ([]catalogue.Waiting, error)
	LinkPurpose(ctx context.Context, hash string, now int64) (purpose, nonceHash string, err error)
}

// Auth opens and closes accounts and visits.
type Auth struct {
	Store  *store.Store
	Reader Reader
	Now    func() time.Time
	Seal   *Seal // of seeds

	refusals refusals
}

// How long links hold (S 46: ten minutes; the first administrator has a day to find the one that the first start prints).
const (
	enterTime   = 10 * time.Minute
	installTime = 24 * time.Hour
)

// Caller is somebody who has signed in, with the roles that hold now. An account that is closed is nobody's.
func (a *Auth) Caller(ctx context.Context, id coop.AccountID) (catalogue.Person, coop.Caller, error) {
	if id == 0 {
		return catalogue.Person{}, coop.Caller{}, nil
	}
	p, err := a.Reader.Account(ctx, id)
	if err != nil || p.Closed {
		return catalogue.Person{}, coop.Caller{}, err
	}
	return p, coop.Caller{Account: id, Grants: p.Grants()}, nil
}

// Object is an account as rights see it.
func Object(id coop.AccountID) coop.Object { return coop.Object{Account: id} }

// Rename changes what somebody is called, the language of her messages and how often she is told of what is new. Error:
// invalid for a name of no letter.
func (a *Auth) Rename(ctx context.Context, c coop.Caller, name, lang string, t coop.Telling) error {
	author, err := coop.Can(c, coop.VerbKeep, Object(c.Account))
	if err != nil {
		return err
	}
	if name, err = personName(name); err != nil {
		return err
	}
	return a.Store.Update(ctx, author, coop.WhyAccount, func(tx *store.Tx) error { return tx.RenameAccount(c.Account, name, language(lang), telling(t)) })
}

// token is a secret for somebody, and the hash under which it is kept.
func token() (secret, hash string) {
	secret = rand.Text() + rand.Text() // 256 bits
	return secret, Hash(secret)
}

// Hash is under what a secret is kept: who reads the register cannot use it.
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

func language(lang string) string {
	if lang == "en" {
		return "en"
	}
	return "fr"
}
