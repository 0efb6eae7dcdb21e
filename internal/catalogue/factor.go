package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Passkey is a key on a device or a stick, by which its owner signs in (clé d'accès).
type Passkey struct {
	ID       coop.PasskeyID
	Name     string
	Contents string // what the library of passkeys keeps of it: the public half
	MadeAt   int64  // Unix milliseconds, UTC; so is UsedAt, 0 before the first time
	UsedAt   int64
}

// Factors is by what somebody can prove who she is, beside her mail; no secret is among it.
type Factors struct {
	CodesAt    int64 // since when an application gives codes, Unix ms; 0: none
	PasswordAt int64 // since when there is a password, Unix ms; 0: none
	Recovery   int   // printed codes that were not used
	Passkeys   []Passkey
}

// Any says whether there is a second factor.
func (f Factors) Any() bool { return f.CodesAt != 0 || len(f.Passkeys) > 0 }

// Factors are those of an account.
func (c *Catalogue) Factors(ctx context.Context, id coop.AccountID) (f Factors, err error) {
	if f.CodesAt, err = c.q.CodeAppSetAt(ctx, int64(id)); err != nil {
		return f, fmt.Errorf("factors: %w", err)
	}
	if f.PasswordAt, err = c.q.PasswordSetAt(ctx, int64(id)); err != nil {
		return f, fmt.Errorf("factors: %w", err)
	}
	left, err := c.q.RecoveryCodesLeft(ctx, int64(id))
	if err != nil {
		return f, fmt.Errorf("factors: %w", err)
	}
	f.Recovery = int(left)
	rows, err := c.q.PasskeysOf(ctx, int64(id))
	if err != nil {
		return f, fmt.Errorf("factors: %w", err)
	}
	for _, r := range rows {
		f.Passkeys = append(f.Passkeys, Passkey{ID: coop.PasskeyID(r.ID), Name: r.Name, Contents: r.Contents, MadeAt: r.MadeAt, UsedAt: r.UsedAt})
	}
	return f, nil
}

// CodeSeeds are the seeds of codes by account, as they are kept: sealed.
func (c *Catalogue) CodeSeeds(ctx context.Context) (map[coop.AccountID]string, error) {
	rows, err := c.q.CodeSeeds(ctx)
	if err != nil {
		return nil, fmt.Errorf("seeds: %w", err)
	}
	out := map[coop.AccountID]string{}
	for _, r := range rows {
		out[coop.AccountID(r.Account)] = r.Seed
	}
	return out, nil
}

// Reset is a request of an administrator to take somebody's factors away.
type Reset struct {
	Author coop.Author
	Why    string
	At     int64 // Unix milliseconds, UTC
}

// ResetAsked is the request that waits since an instant (Unix ms) or later. Error: notfound.
func (c *Catalogue) ResetAsked(ctx context.Context, of coop.AccountID, since int64) (Reset, error) {
	row, err := c.q.ResetAsked(ctx, db.ResetAskedParams{Account: int64(of), Since: since})
	if errors.Is(err, sql.ErrNoRows) {
		return Reset{}, coop.Refuse(coop.NotFound, "reset.notfound")
	}
	if err != nil {
		return Reset{}, fmt.Errorf("reset: %w", err)
	}
	return Reset{Author: coop.Author(row.Author), Why: row.Why, At: row.AskedAt}, nil
}

// AddressAsked is the address that a confirmation is for, by the hash of its token, with its account as it is until then.
// Error: notfound.
func (c *Catalogue) AddressAsked(ctx context.Context, hash string, now int64) (Person, string, error) {
	row, err := c.q.AddressAsked(ctx, db.AddressAskedParams{TokenHash: hash, Until: now})
	if errors.Is(err, sql.ErrNoRows) {
		return Person{}, "", coop.Refuse(coop.NotFound, "enter.link_over")
	}
	if err != nil {
		return Person{}, "", fmt.Errorf("address: %w", err)
	}
	p, err := c.Account(ctx, coop.AccountID(row.Account))
	return p, row.Email, err
}
