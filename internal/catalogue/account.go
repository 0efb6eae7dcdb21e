package catalogue

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Everything of this file is private: it is answered to the person it is about, or to an administrator.

// Role is a role that an account holds or held.
type Role struct {
	coop.Grant
	Name string // of the organisation or network
}

// Person is an account with its roles, those that no longer hold too.
type Person struct {
	coop.Account
	Roles []Role
}

// Grants are the roles that hold.
func (p Person) Grants() []coop.Grant {
	var out []coop.Grant
	for _, r := range p.Roles {
		if r.RevokedAt == 0 && !p.Closed {
			out = append(out, r.Grant)
		}
	}
	return out
}

// Account is an account by its number. Error: notfound.
func (c *Catalogue) Account(ctx context.Context, id coop.AccountID) (Person, error) {
	row, err := c.q.AccountByID(ctx, int64(id))
	return c.person(ctx, row, err)
}

// AccountOf is the account of an address. Error: notfound.
func (c *Catalogue) AccountOf(ctx context.Context, email string) (Person, error) {
	row, err := c.q.AccountByEmail(ctx, email)
	return c.person(ctx, row, err)
}

func (c *Catalogue) person(ctx context.Context, row db.Account, err error) (Person, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return Person{}, coop.Refuse(coop.NotFound, "account.notfound")
	}
	if err != nil {
		return Person{}, fmt.Errorf("account: %w", err)
	}
	p := Person{Account: account(row)}
	roles, err := c.q.AccountRolesOf(ctx, row.ID)
	if err != nil {
		return Person{}, fmt.Errorf("roles: %w", err)
	}
	for _, r := range roles {
		p.Roles = append(p.Roles, Role{Name: r.Name, Grant: coop.Grant{
			ID: coop.GrantID(r.ID), Account: p.ID, Role: coop.AccountRole(r.Role), Org: coop.OrgID(r.Organisation.Int64),
			Author: coop.Author(r.Author), Why: r.Why, At: r.GivenAt, RevokedAt: r.RevokedAt,
		}})
	}
	return p, nil
}

func account(row db.Account) coop.Account {
	return coop.Account{
		ID: coop.AccountID(row.ID), Email: row.Email, Name: row.Name, Lang: row.Lang, Closed: row.Closed, CreatedAt: row.CreatedAt, SeenAt: row.SeenAt,
		Telling: coop.Telling(row.Telling), ToldAt: row.ToldAt, ToldStep: row.ToldStep,
	}
}

// AccountsPerPage is how many accounts an administrator sees on a page.
const AccountsPerPage = 50

// Accounts are the accounts whose name or address has a text in it, a page of them, and how many there are.
func (c *Catalogue) Accounts(ctx context.Context, text string, page int) ([]Person, int, error) {
	pattern := "%" + strings.NewReplacer("%", "", "_", "").Replace(strings.ToLower(text)) + "%"
	n, err := c.q.AccountsLikeCount(ctx, pattern)
	if err != nil {
		return nil, 0, fmt.Errorf("accounts: %w", err)
	}
	rows, err := c.q.AccountsLike(ctx, db.AccountsLikeParams{Pattern: pattern, Most: AccountsPerPage, First: AccountsPerPage * (max(page, 1) - 1)})
	if err != nil {
		return nil, 0, fmt.Errorf("accounts: %w", err)
	}
	var out []Person
	for _, row := range rows {
		p, err := c.person(ctx, row, nil)
		if err != nil {
			return nil, 0, err
		}
		out = append(out, p)
	}
	return out, int(n), nil
}

// AccountsToTell are the open accounts with a role that want to be told of what is new.
func (c *Catalogue) AccountsToTell(ctx context.Context) ([]Person, error) {
	rows, err := c.q.AccountsToTell(ctx)
	if err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	out := make([]Person, len(rows))
	for i, row := range rows {
		if out[i], err = c.person(ctx, row, nil); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Administrators is how many accounts administer the register.
func (c *Catalogue) Administrators(ctx context.Context) (int, error) {
	n, err := c.q.AdministratorCount(ctx)
	if err != nil {
		return 0, fmt.Errorf("administrators: %w", err)
	}
	return int(n), nil
}

// SessionContents is what a session holds, that is not over at an instant (Unix ms). Error: notfound.
func (c *Catalogue) SessionContents(ctx context.Context, hash string, now int64) (string, error) {
	contents, err := c.q.SessionContents(ctx, db.SessionContentsParams{TokenHash: hash, Until: now})
	if errors.Is(err, sql.ErrNoRows) {
		return "", coop.Refuse(coop.NotFound, "session.notfound")
	}
	if err != nil {
		return "", fmt.Errorf("session: %w", err)
	}
	return contents, nil
}

// Session is a visit as its owner sees it among others.
type Session struct {
	Hash    string
	Device  string
	BeganAt int64 // Unix milliseconds, UTC
	SeenAt  int64
	Until   int64
}

// SessionsOf are the sessions of an account that are not over, the one seen last first.
func (c *Catalogue) SessionsOf(ctx context.Context, id coop.AccountID, now int64) ([]Session, error) {
	rows, err := c.q.SessionsOf(ctx, db.SessionsOfParams{Account: sql.NullInt64{Int64: int64(id), Valid: true}, Until: now})
	if err != nil {
		return nil, fmt.Errorf("sessions: %w", err)
	}
	out := make([]Session, len(rows))
	for i, r := range rows {
		out[i] = Session{Hash: r.TokenHash, Device: r.Device, BeganAt: r.BeganAt, SeenAt: r.SeenAt, Until: r.Until}
	}
	return out, nil
}

// LinkPurpose says what a link is for that can still be used, by the hash of its token, and gives the hash of a secret of the
// browser that asked for it, "" where nobody's did. Error: notfound.
func (c *Catalogue) LinkPurpose(ctx context.Context, hash string, now int64) (purpose, nonceHash string, err error) {
	row, err := c.q.LinkPurpose(ctx, db.LinkPurposeParams{TokenHash: hash, Until: now})
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", coop.Refuse(coop.NotFound, "enter.link_over")
	}
	if err != nil {
		return "", "", fmt.Errorf("link: %w", err)
	}
	return row.Purpose, row.NonceHash, nil
}

// Message is a message of the outbox with how far it has come.
type Message struct {
	coop.Message
	State     coop.MessageState
	WrittenAt int64 // Unix milliseconds, UTC; so is SentAt, 0 until then
	SentAt    int64
	Attempts  int
	Trouble   string // what the mail server said last
}

// MessagesPerPage is how many messages an administrator sees on a page.
const MessagesPerPage = 50

// Messages are those in a state, the latest first.
func (c *Catalogue) Messages(ctx context.Context, state coop.MessageState, page int) ([]Message, error) {
	rows, err := c.q.MessagesIn(ctx, db.MessagesInParams{State: string(state), Limit: MessagesPerPage, Offset: MessagesPerPage * (max(page, 1) - 1)})
	if err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	out := make([]Message, len(rows))
	for i, r := range rows {
		if out[i], err = message(db.MessageByIDRow(r)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Message is one message. Error: notfound.
func (c *Catalogue) Message(ctx context.Context, id coop.MessageID) (Message, error) {
	row, err := c.q.MessageByID(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return Message{}, coop.Refuse(coop.NotFound, "error.no_page")
	}
	if err != nil {
		return Message{}, fmt.Errorf("message: %w", err)
	}
	return message(row)
}

func message(r db.MessageByIDRow) (Message, error) {
	m := Message{State: coop.MessageState(r.State), WrittenAt: r.WrittenAt, SentAt: r.SentAt, Attempts: r.Attempts, Trouble: r.Trouble}
	m.Message = coop.Message{ID: coop.MessageID(r.ID), Account: coop.AccountID(r.Account), To: r.Recipient, Lang: r.Lang, Key: r.Key, Link: r.Link, Until: r.Until}
	if err := json.Unmarshal([]byte(r.Args), &m.Args); err != nil {
		return m, fmt.Errorf("message %d: %w", r.ID, err)
	}
	if r.Letter != "" {
		if err := json.Unmarshal([]byte(r.Letter), &m.Letter); err != nil {
			return m, fmt.Errorf("message %d: %w", r.ID, err)
		}
	}
	return m, nil
}

// MessageCounts is how many messages there are in each state.
func (c *Catalogue) MessageCounts(ctx context.Context) (map[coop.MessageState]int, error) {
	rows, err := c.q.MessageCounts(ctx)
	if err != nil {
		return nil, fmt.Errorf("messages: %w", err)
	}
	out := map[coop.MessageState]int{}
	for _, r := range rows {
		out[coop.MessageState(r.State)] = int(r.N)
	}
	return out, nil
}

// Administers says whether somebody is an administrator.
func (p Person) Administers() bool {
	for _, g := range p.Grants() {
		if g.Role == coop.Administrator {
			return true
		}
	}
	return false
}
