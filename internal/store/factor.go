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

// SetCodeApp keeps the sealed seed of an application that gives codes, with the half minute of the code that proved it.
func (tx *Tx) SetCodeApp(id coop.AccountID, seed string, step int64) error {
	tx.noted("code application set")
	return wrap(tx.q.SetCodeApp(tx.ctx, db.SetCodeAppParams{Account: int64(id), Seed: seed, Step: step, SetAt: tx.at}), "code application")
}

// CodeSeed is the sealed seed of somebody's codes, "" for none.
func (tx *Tx) CodeSeed(id coop.AccountID) (string, error) {
	seed, err := tx.q.CodeSeed(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return seed, wrap(err, "code application")
}

// ResealSeed keeps a seed sealed that was kept in clear.
func (tx *Tx) ResealSeed(id coop.AccountID, clear, sealed string) error {
	tx.noted("seed sealed")
	return wrap(tx.q.ResealSeed(tx.ctx, db.ResealSeedParams{Account: int64(id), Clear: clear, Sealed: sealed}), "code application")
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

// AddPasskey keeps a passkey: its id as browsers name it, and what the library of passkeys keeps of it.
func (tx *Tx) AddPasskey(id coop.AccountID, name, credential, contents string) error {
	next, err := tx.nextID("passkey")
	if err != nil {
		return err
	}
	tx.noted("passkey added")
	return wrap(tx.q.InsertPasskey(tx.ctx, db.InsertPasskeyParams{
		ID: next, Account: int64(id), Name: name, Credential: credential, Contents: contents, MadeAt: tx.at,
	}), "passkey")
}

// UsedPasskey keeps what has changed in a passkey with its use. Error: notfound for one that was given up meanwhile.
func (tx *Tx) UsedPasskey(credential, contents string) error {
	n, err := tx.q.UsePasskey(tx.ctx, db.UsePasskeyParams{Credential: credential, Contents: contents, At: tx.at})
	if err == nil && n == 0 {
		return coop.Refuse(coop.NotFound, "passkey.notfound")
	}
	return wrap(err, "passkey")
}

// DropPasskey forgets a passkey of an account. Error: notfound for one of somebody else.
func (tx *Tx) DropPasskey(of coop.AccountID, id coop.PasskeyID) error {
	n, err := tx.q.DropPasskey(tx.ctx, db.DropPasskeyParams{ID: int64(id), Account: int64(of)})
	if err == nil && n == 0 {
		return coop.Refuse(coop.NotFound, "passkey.notfound")
	}
	tx.noted("passkey dropped")
	return wrap(err, "passkey")
}

// ResetTime is for how long a request to take somebody's factors away waits for a second administrator, in milliseconds.
const ResetTime = 7 * 24 * 3600 * 1000

// AskReset keeps a request to take somebody's factors away. Error: conflict while one waits.
func (tx *Tx) AskReset(of coop.AccountID, why string) error {
	if _, err := tx.ResetAuthor(of); coop.CodeOf(err) != coop.NotFound {
		if err == nil {
			err = coop.Refuse(coop.Conflict, "reset.waits")
		}
		return err
	}
	id, err := tx.nextID("factor_reset")
	if err != nil {
		return err
	}
	tx.noted("reset of factors asked")
	return wrap(tx.q.InsertReset(tx.ctx, db.InsertResetParams{ID: id, Account: int64(of), Author: string(tx.author), Why: why, AskedAt: tx.at}), "reset")
}

// ResetAuthor is who asks to take somebody's factors away. Error: notfound where nobody does.
func (tx *Tx) ResetAuthor(of coop.AccountID) (coop.Author, error) {
	row, err := tx.q.OpenReset(tx.ctx, db.OpenResetParams{Account: int64(of), Since: tx.at - ResetTime})
	if errors.Is(err, sql.ErrNoRows) {
		return "", coop.Refuse(coop.NotFound, "reset.notfound")
	}
	return coop.Author(row.Author), wrap(err, "reset")
}

// EndReset says that a request to take somebody's factors away is over.
func (tx *Tx) EndReset(of coop.AccountID) error {
	tx.noted("reset of factors ended")
	return wrap(tx.q.EndReset(tx.ctx, db.EndResetParams{Account: int64(of), At: tx.at, Author: string(tx.author)}), "reset")
}

// DropFactors takes everything away by which somebody proves who she is, but her mail, and ends her visits.
func (tx *Tx) DropFactors(of coop.AccountID) error {
	if err := tx.DropCodeApp(of); err != nil {
		return err
	}
	if _, err := tx.q.DropPasskeysOf(tx.ctx, int64(of)); err != nil {
		return fmt.Errorf("passkeys: %w", err)
	}
	if err := tx.q.DropRecoveryCodes(tx.ctx, int64(of)); err != nil {
		return fmt.Errorf("recovery codes: %w", err)
	}
	tx.noted("factors dropped")
	_, err := tx.DropSessionsOf(of)
	return err
}

// AskAddress keeps an address that awaits its confirmation, in the place of an older one, until an instant (Unix ms).
func (tx *Tx) AskAddress(hash string, of coop.AccountID, email string, until int64) error {
	if err := tx.q.DropAddressChanges(tx.ctx, db.DropAddressChangesParams{Account: int64(of), Now: tx.at}); err != nil {
		return fmt.Errorf("address: %w", err)
	}
	tx.noted("change of address asked")
	return wrap(tx.q.InsertAddressChange(tx.ctx, db.InsertAddressChangeParams{TokenHash: hash, Account: int64(of), Email: email, Until: until}), "address")
}

// Taken says whether an account has an address.
func (tx *Tx) Taken(email string) (bool, error) {
	_, err := tx.q.AccountOf(tx.ctx, email)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, wrap(err, "address")
}

// UseAddress uses a confirmation up, and gives its account the address. Errors: notfound; conflict where somebody else has
// it meanwhile.
func (tx *Tx) UseAddress(hash string) (email string, err error) {
	row, err := tx.q.UseAddressChange(tx.ctx, db.UseAddressChangeParams{TokenHash: hash, Now: tx.at})
	if errors.Is(err, sql.ErrNoRows) {
		return "", coop.Refuse(coop.NotFound, "enter.link_over")
	}
	if err != nil {
		return "", fmt.Errorf("address: %w", err)
	}
	if taken, err := tx.Taken(row.Email); err != nil {
		return "", err
	} else if taken {
		return "", coop.Refuse(coop.Conflict, "address.taken")
	}
	tx.noted("address changed")
	return row.Email, wrap(tx.q.SetAddress(tx.ctx, db.SetAddressParams{ID: row.Account, Email: row.Email}), "address")
}
