package store

import (
	"database/sql"
	"errors"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// Account opens the account of an address, or finds the one that it has. Error: conflict for a closed one.
func (tx *Tx) Account(email, name, lang string) (coop.AccountID, error) {
	id, err := tx.q.AccountOf(tx.ctx, email)
	if err == nil {
		return coop.AccountID(id), nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("account: %w", err)
	}
	if id, err = tx.nextID("account"); err != nil {
		return 0, err
	}
	tx.noted("account")
	err = tx.q.InsertAccount(tx.ctx, db.InsertAccountParams{ID: id, Email: email, Name: name, Lang: lang, CreatedAt: tx.at})
	return coop.AccountID(id), wrap(err, "account")
}

// Opened is the open account of an address, with as much of it as somebody needs who knocks; its number is 0 where there is
// none. It is one question either way: how long the answer takes tells nothing.
func (tx *Tx) Opened(email string) (coop.Account, error) {
	row, err := tx.q.OpenAccount(tx.ctx, email)
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Account{}, nil
	}
	return coop.Account{ID: coop.AccountID(row.ID), Email: row.Email, Name: row.Name, Lang: row.Lang}, wrap(err, "account")
}

// RenameAccount changes what an account is called, the language of its messages and how often it is told of what is new.
func (tx *Tx) RenameAccount(id coop.AccountID, name, lang string, t coop.Telling) error {
	tx.noted("account renamed")
	return wrap(tx.q.RenameAccount(tx.ctx, db.RenameAccountParams{ID: int64(id), Name: name, Lang: lang, Telling: string(t)}), "account")
}

// Tell writes to an account what is new, and marks up to which step of a contribution, in one: neither is without the other.
// Was is when it had been told last (Unix ms) as far as the caller knew: who was told meanwhile is not told twice.
func (tx *Tx) Tell(m coop.Message, was, step int64) (told bool, err error) {
	n, err := tx.q.NoteTold(tx.ctx, db.NoteToldParams{ID: int64(m.Account), At: tx.at, Was: was, Step: step})
	if err != nil || n == 0 {
		return false, wrap(err, "account")
	}
	_, err = tx.Enqueue(m)
	return err == nil, err
}

// CloseAccount ends an account: its visits end at once, its roles with it. Errors: notfound; conflict for the account of
// the last administrator.
func (tx *Tx) CloseAccount(id coop.AccountID, roles []coop.GrantID, why string) error {
	n, err := tx.q.CloseAccount(tx.ctx, int64(id))
	if err != nil {
		return fmt.Errorf("account: %w", err)
	}
	if n == 0 {
		return coop.Refuse(coop.NotFound, "account.notfound")
	}
	for _, r := range roles {
		if err := tx.Revoke(r, why); err != nil {
			return err
		}
	}
	tx.noted("account closed")
	_, err = tx.DropSessionsOf(id)
	return err
}

// Grant gives a role. Error: notfound for an organisation that there is not.
func (tx *Tx) Grant(account coop.AccountID, role coop.AccountRole, org coop.OrgID, why string) (coop.GrantID, error) {
	if role.Scoped() {
		n, err := tx.q.OrganisationThere(tx.ctx, int64(org))
		if err != nil {
			return 0, fmt.Errorf("role: %w", err)
		}
		if n == 0 {
			return 0, coop.Refuse(coop.NotFound, "organisation.notfound", int64(org))
		}
	}
	id, err := tx.nextID("account_role")
	if err != nil {
		return 0, err
	}
	tx.noted("role given")
	err = tx.q.InsertRole(tx.ctx, db.InsertRoleParams{
		ID: id, Account: int64(account), Role: string(role), Organisation: null(org), Author: string(tx.author), Why: why, GivenAt: tx.at,
	})
	return coop.GrantID(id), wrap(err, "role")
}

// Revoke takes a role back. Errors: notfound; conflict where it would leave the register without an administrator.
func (tx *Tx) Revoke(id coop.GrantID, why string) error {
	role, err := tx.q.RoleGiven(tx.ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Refuse(coop.NotFound, "role.notfound")
	}
	if err != nil {
		return fmt.Errorf("role: %w", err)
	}
	if coop.AccountRole(role) == coop.Administrator {
		n, err := tx.q.OtherAdministrators(tx.ctx, int64(id))
		if err != nil {
			return fmt.Errorf("role: %w", err)
		}
		if n == 0 {
			return coop.Refuse(coop.Conflict, "role.last_administrator")
		}
	}
	_, err = tx.q.RevokeRole(tx.ctx, db.RevokeRoleParams{ID: int64(id), At: tx.at, Author: string(tx.author), Why: why})
	tx.noted("role revoked")
	return wrap(err, "role")
}

// Link is a link by which one signs in, kept by the hash of its token.
type Link struct {
	Purpose string         // enter, or install: the first administrator
	Account coop.AccountID // 0: of installing
	Nonce   string         // hash of what the browser that asked holds; "" where none did
	Until   int64          // Unix milliseconds, UTC
}

// Purposes of links.
const (
	LinkEnter   = "enter"
	LinkInstall = "install"
)

// NewLink keeps a link, and forgets those that are over. There is one to install at a time.
func (tx *Tx) NewLink(hash string, l Link) error {
	if l.Purpose == LinkInstall {
		if err := tx.DropInstallLinks(); err != nil {
			return err
		}
	}
	if err := tx.q.DropLinks(tx.ctx, tx.at); err != nil {
		return fmt.Errorf("link: %w", err)
	}
	return wrap(tx.q.InsertLink(tx.ctx, db.InsertLinkParams{TokenHash: hash, Purpose: l.Purpose, Account: null(l.Account), NonceHash: l.Nonce, Until: l.Until}), "link")
}

// DropInstallLinks forgets the links to install: there is an administrator.
func (tx *Tx) DropInstallLinks() error { return wrap(tx.q.DropInstallLinks(tx.ctx), "link") }

// UseLink uses a link up: a second time it is not there. Error: notfound.
func (tx *Tx) UseLink(hash string) (Link, error) {
	row, err := tx.q.UseLink(tx.ctx, db.UseLinkParams{TokenHash: hash, At: tx.at})
	if errors.Is(err, sql.ErrNoRows) {
		return Link{}, coop.Refuse(coop.NotFound, "enter.link_over")
	}
	return Link{Purpose: row.Purpose, Account: coop.AccountID(row.Account.Int64)}, wrap(err, "link")
}

// Entered says that somebody has signed in.
func (tx *Tx) Entered(id coop.AccountID) error {
	tx.noted("signed in")
	return wrap(tx.q.SeeAccount(tx.ctx, db.SeeAccountParams{ID: int64(id), SeenAt: tx.at}), "account")
}

// Session is a visit of a browser: what it holds is kept under the hash of its token.
type Session struct {
	Hash     string
	Account  coop.AccountID // 0: not signed in
	Device   string
	Contents string
	Until    int64 // Unix milliseconds, UTC
}

// SaveSession keeps a session, and forgets those that are over.
func (tx *Tx) SaveSession(s Session) error {
	err := tx.q.SaveSession(tx.ctx, db.SaveSessionParams{
		TokenHash: s.Hash, Account: null(s.Account), Device: s.Device, Contents: s.Contents, BeganAt: tx.at, SeenAt: tx.at, Until: s.Until,
	})
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return wrap(tx.q.DropOldSessions(tx.ctx, tx.at), "session")
}

// DropSession ends a session.
func (tx *Tx) DropSession(hash string) error {
	return wrap(tx.q.DropSession(tx.ctx, hash), "session")
}

// DropSessionOf ends a session of an account. Error: notfound for one of somebody else.
func (tx *Tx) DropSessionOf(hash string, id coop.AccountID) error {
	n, err := tx.q.DropSessionOf(tx.ctx, db.DropSessionOfParams{TokenHash: hash, Account: null(id)})
	if err == nil && n == 0 {
		return coop.Refuse(coop.NotFound, "session.notfound")
	}
	tx.noted("session ended")
	return wrap(err, "session")
}

// DropSessionsOf ends every session of an account.
func (tx *Tx) DropSessionsOf(id coop.AccountID) (int64, error) {
	n, err := tx.q.DropSessionsOf(tx.ctx, null(id))
	if n > 0 {
		tx.noted("sessions ended")
	}
	return n, wrap(err, "session")
}

// DropAllSessions ends every session there is.
func (tx *Tx) DropAllSessions() (int64, error) {
	n, err := tx.q.DropAllSessions(tx.ctx)
	tx.noted("sessions ended")
	return n, wrap(err, "session")
}

// Secret is the secret of a name: the one that is kept, else the one that is offered.
func (tx *Tx) Secret(name, offered string) (string, error) {
	value, err := tx.q.KeepSecret(tx.ctx, db.KeepSecretParams{Name: name, Value: offered})
	return value, wrap(err, "secret")
}
