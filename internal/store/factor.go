package store

import (
	"database/sql"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// SetPassword keeps the hash of a password in the place of an older one.
func (tx *Tx) SetPassword(id coop.AccountID, hash string) error {
	tx.noted("password set")
	return wrap(tx.q.SetPassword(tx.ctx, db.SetPasswordParams{Account: int64(id), Hash: hash, SetAt: tx.at}), "password")
}

// PasswordHash is the hash of somebody's password, "" for none.
func (tx *Tx) PasswordHash(id coop.AccountID) (string, error) {
	hash, err := tx.q.PasswordHash(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return hash, wrap(err, "password")
}

// DropPassword forgets a password.
func (tx *Tx) DropPassword(id coop.AccountID) error {
	n, err := tx.q.DropPassword(tx.ctx, int64(id))
	if n > 0 {
		tx.noted("password dropped")
	}
	return wrap(err, "password")
}

// SetCodeApp keeps the seed of an application that gives codes, with the half minute of the code that proved it.
func (tx *Tx) SetCodeApp(id coop.AccountID, seed string, step int64) error {
	tx.noted("code application set")
	return wrap(tx.q.SetCodeApp(tx.ctx, db.SetCodeAppParams{Account: int64(id), Seed: seed, Step: step, SetAt: tx.at}), "code application")
}

// CodeSeed is the seed of somebody's codes, "" for none.
func (tx *Tx) CodeSeed(id coop.AccountID) (string, error) {
	seed, err := tx.q.CodeSeed(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return seed, wrap(err, "code application")
}

// TakeStep uses up the code of a half minute and all before it; false: it was used already.
func (tx *Tx) TakeStep(id coop.AccountID, step int64) (bool, error) {
	n, err := tx.q.TakeStep(tx.ctx, db.TakeStepParams{Account: int64(id), Step: step})
	return n > 0, wrap(err, "code application")
}

// DropCodeApp forgets an application, and the password that serves only with its codes.
func (tx *Tx) DropCodeApp(id coop.AccountID) error {
	n, err := tx.q.DropCodeApp(tx.ctx, int64(id))
	if err != nil {
		return fmt.Errorf("code application: %w", err)
	}
	if n > 0 {
		tx.noted("code application dropped")
	}
	return tx.DropPassword(id)
}

// SetRecoveryCodes keeps the hashes of printed codes in the place of older ones.
func (tx *Tx) SetRecoveryCodes(id coop.AccountID, hashes []string) error {
	if err := tx.q.DropRecoveryCodes(tx.ctx, int64(id)); err != nil {
		return fmt.Errorf("recovery codes: %w", err)
	}
	for _, hash := range hashes {
		if err := tx.q.InsertRecoveryCode(tx.ctx, db.InsertRecoveryCodeParams{CodeHash: hash, Account: int64(id)}); err != nil {
			return fmt.Errorf("recovery codes: %w", err)
		}
	}
	tx.noted("recovery codes set")
	return nil
}

// UseRecoveryCode uses a printed code up; false: there is none, or it was used already.
func (tx *Tx) UseRecoveryCode(id coop.AccountID, hash string) (bool, error) {
	n, err := tx.q.UseRecoveryCode(tx.ctx, db.UseRecoveryCodeParams{CodeHash: hash, Account: int64(id), At: tx.at})
	if n > 0 {
		tx.noted("recovery code used")
	}
	return n > 0, wrap(err, "recovery codes")
}

// Unfactored forgets the printed codes of somebody who has no second factor left that they could stand in for.
func (tx *Tx) Unfactored(id coop.AccountID) error {
	n, err := tx.q.FactorCount(tx.ctx, int64(id))
	if err != nil || n > 0 {
		return wrap(err, "factors")
	}
	return wrap(tx.q.DropRecoveryCodes(tx.ctx, int64(id)), "recovery codes")
}
