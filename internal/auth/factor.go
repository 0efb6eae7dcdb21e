package auth

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// Limits of guessing (S 42). Who tries many passwords closes that door for where she tries from, then for everybody, for
// an hour; the link that is sent by mail stays open, so that nobody is locked out by others.
const (
	passwordsPerOriginAndAccount = 10
	passwordsPerAccount          = 50
	passwordsPerOrigin           = 100
	codesPerAccount              = 10 // by somebody who has the mail or the password already
)

// codes are those that every application gives by default (RFC 6238): six digits, each for half a minute.
var codes = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

const step = 30 * time.Second

var seeds = base32.StdEncoding.WithPadding(base32.NoPadding)

// SeedLink is the address by which an application takes a seed in (otpauth).
func SeedLink(seed, issuer, account string) (string, error) {
	raw, err := seeds.DecodeString(seed)
	if err != nil {
		return "", fmt.Errorf("seed: %w", err)
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: account, Secret: raw})
	if err != nil {
		return "", fmt.Errorf("seed: %w", err)
	}
	return key.URL(), nil
}

// stepOf is the half minute whose code this is, now or one before or after (clocks differ); 0 for no such code.
func (a *Auth) stepOf(seed, code string) int64 {
	now := a.Now().Unix() / int64(step/time.Second)
	for _, at := range []int64{now, now - 1, now + 1} {
		if ok, err := hotp.ValidateCustom(code, uint64(at), seed, codes); err == nil && ok {
			return at
		}
	}
	return 0
}

// TurnCodesOn takes an application's codes for a second factor, proved by one of them, and ends every visit: the one that
// did so goes on with the factor. held is what OfferSeed gave to remember. Errors: forbidden, invalid, conflict.
func (a *Auth) TurnCodesOn(ctx context.Context, c coop.Caller, p catalogue.Person, held, code string) error {
	seed, err := a.Seal.open(p.ID, held)
	if err != nil {
		return err
	}
	at := a.stepOf(seed, digits(code))
	if at == 0 {
		return coop.Refuse(coop.Invalid, "factor.code_wrong")
	}
	return a.secure(ctx, c, p, "codes_on", func(tx *store.Tx) error {
		if err := tx.SetCodeApp(p.ID, held, at); err != nil {
			return err
		}
		_, err := tx.DropSessionsOf(p.ID)
		return err
	})
}

// TurnCodesOff gives codes up, and the password with them. Error: forbidden.
func (a *Auth) TurnCodesOff(ctx context.Context, c coop.Caller, p catalogue.Person) error {
	return a.secure(ctx, c, p, "codes_off", func(tx *store.Tx) error {
		if err := tx.DropCodeApp(p.ID); err != nil {
			return err
		}
		return tx.Unfactored(p.ID)
	})
}

// SetPassword takes a password, by which with a code somebody enters without her mail; own are words of the site.
// Errors: forbidden, invalid, conflict without codes.
func (a *Auth) SetPassword(ctx context.Context, c coop.Caller, p catalogue.Person, password string, own ...string) error {
	f, err := a.Reader.Factors(ctx, p.ID)
	if err != nil {
		return err
	}
	if f.CodesAt == 0 {
		return coop.Refuse(coop.Conflict, "password.needs_codes")
	}
	if err := coop.Password(password, append(own, p.Name, p.Email)...); err != nil {
		return err
	}
	hash, err := hashPassword(ctx, password)
	if err != nil {
		return err
	}
	return a.secure(ctx, c, p, "password_set", func(tx *store.Tx) error { return tx.SetPassword(p.ID, hash) })
}

// DropPassword gives a password up. Error: forbidden.
func (a *Auth) DropPassword(ctx context.Context, c coop.Caller, p catalogue.Person) error {
	return a.secure(ctx, c, p, "password_off", func(tx *store.Tx) error { return tx.DropPassword(p.ID) })
}

// recoveryCodes is how many codes are printed at a time.
const recoveryCodes = 10

// PrintCodes makes ten codes of 80 bits, each of which stands in for a second factor once; older ones serve no more. They
// are kept as hashes: nobody sees them again. Errors: forbidden, conflict without a factor.
func (a *Auth) PrintCodes(ctx context.Context, c coop.Caller, p catalogue.Person) (printed []string, err error) {
	f, err := a.Reader.Factors(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	if !f.Any() {
		return nil, coop.Refuse(coop.Conflict, "recovery.needs_factor")
	}
	var hashes []string
	for range recoveryCodes {
		code := rand.Text()[:16]
		printed = append(printed, code[:4]+"-"+code[4:8]+"-"+code[8:12]+"-"+code[12:])
		hashes = append(hashes, Hash("recovery:"+code))
	}
	err = a.secure(ctx, c, p, "recovery_printed", func(tx *store.Tx) error { return tx.SetRecoveryCodes(p.ID, hashes) })
	return printed, err
}

// secure changes by what somebody enters, and tells her (M12). Error: forbidden.
func (a *Auth) secure(ctx context.Context, c coop.Caller, p catalogue.Person, what string, change func(*store.Tx) error) error {
	author, err := coop.Can(c, coop.VerbSecure, Object(p.ID))
	if err != nil {
		return err
	}
	return a.Store.Update(ctx, author, "second factor", func(tx *store.Tx) error {
		if err := change(tx); err != nil {
			return err
		}
		return tellOf(tx, p, what)
	})
}

// Prove takes a code of an application or of a printed list, of somebody who has come half way by a link. Errors: invalid,
// toomany.
func (a *Auth) Prove(ctx context.Context, p catalogue.Person, code string) error {
	return a.refused(ctx, p.ID, "code", a.prove(ctx, p.Account, fmt.Sprintf("code:%d", p.ID), code))
}

func (a *Auth) prove(ctx context.Context, p coop.Account, door, code string) error {
	if err := a.limit(ctx, askWindow, store.Quota{Key: door, Most: codesPerAccount}); err != nil {
		return err
	}
	return a.Store.Update(ctx, coop.Visitor.By(p.ID), "second factor", func(tx *store.Tx) error {
		right, err := a.take(tx, p, code)
		if err != nil {
			return err
		}
		if !right {
			return coop.Refuse(coop.Invalid, "factor.code_wrong")
		}
		return tx.Entered(p.ID)
	})
}

// take uses a code up, of an application or of a printed list; nobody (no account) has any.
func (a *Auth) take(tx *store.Tx, p coop.Account, code string) (bool, error) {
	seed, lost, err := a.seedOf(tx, p.ID)
	if err != nil {
		return false, err
	}
	if at := a.stepOf(seed, digits(code)); seed != "" && at != 0 {
		return tx.TakeStep(p.ID, at)
	}
	used, err := tx.UseRecoveryCode(p.ID, Hash("recovery:"+printedCode(code)))
	if err != nil {
		return false, err
	}
	if !used {
		return false, lost
	}
	return true, tellOf(tx, catalogue.Person{Account: p}, "recovery_used")
}

// seedOf is the seed of somebody's codes, "" for none; lost says of a sealed one that the key does not open it: printed codes
// still serve.
func (a *Auth) seedOf(tx *store.Tx, id coop.AccountID) (seed string, lost, err error) {
	kept, err := tx.CodeSeed(id)
	if err != nil || kept == "" {
		return "", nil, err
	}
	seed, lost = a.Seal.open(id, kept)
	return seed, lost, nil
}

// EnterByPassword signs somebody in by her address, a password and a code, without her mail. Whoever has no account, no
// password, or errs in one of the two gets the same answer after the same work. Errors: invalid, toomany.
func (a *Auth) EnterByPassword(ctx context.Context, email, password, code, origin string) (coop.AccountID, error) {
	address, err := coop.Address(email)
	if err != nil {
		return 0, err
	}
	id, err := a.enterByPassword(ctx, address, password, code, origin)
	return id, a.refused(ctx, 0, "password", err)
}

func (a *Auth) enterByPassword(ctx context.Context, address, password, code, origin string) (coop.AccountID, error) {
	err := a.limit(ctx, askWindow, store.Quota{Key: "password:" + address + " " + origin, Most: passwordsPerOriginAndAccount},
		store.Quota{Key: "password:" + address, Most: passwordsPerAccount}, store.Quota{Key: "password from:" + origin, Most: passwordsPerOrigin})
	if err != nil {
		return 0, err
	}
	var p coop.Account
	hash := ""
	err = a.Store.Update(ctx, coop.Visitor.By(0), "password", func(tx *store.Tx) error {
		if p, err = tx.Opened(address); err != nil {
			return err
		}
		hash, err = tx.PasswordHash(p.ID)
		return err
	})
	if err != nil {
		return 0, err
	}
	right, err := matches(ctx, password, hash)
	if err != nil {
		return 0, err
	}
	if !right {
		p = coop.Account{}
	}
	err = a.prove(ctx, p, "code after password:"+address, code)
	if coop.CodeOf(err) == coop.Invalid || errors.Is(err, errKeyMissing) { // that a password is right is not said
		return 0, coop.Refuse(coop.Invalid, "password.wrong")
	}
	return p.ID, err
}

// digits are those of a code as people type it: in groups, with spaces.
func digits(code string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, code)
}

// printedCode is a code of a list as people type it: in groups, in small letters, with digits for letters that look like
// them.
func printedCode(code string) string {
	return strings.NewReplacer("0", "O", "1", "I", "8", "B", " ", "", "-", "", "\u00a0", "", "\u202f", "").Replace(strings.ToUpper(code))
}
