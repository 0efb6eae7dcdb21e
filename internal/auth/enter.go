package auth

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode"

	"kafo/internal/catalogue"
	"kafo/internal/coop"
	"kafo/internal/store"
)

// Limits of how often links are asked for: by address and from where, so that whoever asks in the name of another does not
// keep her out; by address alone, so that nobody's mail is flooded; and by where from. Many share one address of the network
// (a prefecture, a provider in Mali), so that the last is generous.
const (
	asksPerAddressAndOrigin = 5
	asksPerAddress          = 20
	asksPerOrigin           = 60
	askWindow               = time.Hour
)

// Ask writes a link to the owner of an address, if there is one: the answer is the same for every address, and so is
// what is done, row by row, so that nobody learns who has an account (T30). nonce is a secret of the browser that asks. Errors:
// invalid, toomany.
func (a *Auth) Ask(ctx context.Context, email, lang, nonce, origin string) error {
	address, err := coop.Address(email)
	if err != nil {
		return err
	}
	err = a.limit(ctx, askWindow, store.Quota{Key: "ask:" + address + " " + origin, Most: asksPerAddressAndOrigin},
		store.Quota{Key: "ask:" + address, Most: asksPerAddress}, store.Quota{Key: "asks from:" + origin, Most: asksPerOrigin})
	if err != nil {
		return a.refused(ctx, 0, "link to enter", err)
	}
	secret, hash := token()
	until := a.Now().Add(enterTime).UnixMilli()
	return a.Store.Update(ctx, coop.Visitor.By(0), "sign-in link", func(tx *store.Tx) error {
		p, err := tx.Opened(address)
		if err != nil {
			return err
		}
		if err := tx.NewLink(hash, store.Link{Purpose: store.LinkEnter, Account: p.ID, Nonce: Hash(nonce), Until: until}); err != nil {
			return err
		}
		_, err = tx.Enqueue(coop.Message{Account: p.ID, To: p.Email, Lang: cmp.Or(p.Lang, language(lang)), Key: "enter", Link: enterPath + secret, Until: until})
		return err
	})
}

// enterPath is where links lead: the page there asks to press a button, because mail scanners follow links (§0.9).
const enterPath = "/connexion/"

// limit counts an attempt. Error: toomany.
func (a *Auth) limit(ctx context.Context, window time.Duration, quotas ...store.Quota) error {
	within, err := a.Store.Within(ctx, window, quotas...)
	if err == nil && !within {
		err = coop.Refuse(coop.TooMany, "enter.too_many")
	}
	return err
}

// Purpose says what a link that can still be used is for, and whether another browser than this one asked for it. Error:
// notfound.
func (a *Auth) Purpose(ctx context.Context, secret, nonce string) (purpose string, elsewhere bool, err error) {
	purpose, asked, err := a.Reader.LinkPurpose(ctx, Hash(secret), a.Now().UnixMilli())
	return purpose, asked != "" && asked != Hash(nonce), err
}

// LinkCode is what the browser that asks for a link shows, and what another one is asked for that opens it: a link that was passed
// on, or read on its way, opens nothing (requirements §6.1).
func (a *Auth) LinkCode(ctx context.Context, nonce string) (string, error) {
	return a.linkCode(ctx, Hash(nonce))
}

func (a *Auth) linkCode(ctx context.Context, nonceHash string) (string, error) {
	key, err := a.FormSecret(ctx)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte("link code " + nonceHash))
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(mac.Sum(nil))%1_000_000), nil
}

// codesPerLink is how many codes are tried for a link.
const codesPerLink = 5

// sameHand wants the code of the browser that asked for a link of any other one. Errors: invalid, notfound, toomany.
func (a *Auth) sameHand(ctx context.Context, secret, nonce, code string) error {
	_, asked, err := a.Reader.LinkPurpose(ctx, Hash(secret), a.Now().UnixMilli())
	if err != nil || asked == "" || asked == Hash(nonce) {
		return err
	}
	if err := a.limit(ctx, askWindow, store.Quota{Key: "code of a link:" + Hash(secret), Most: codesPerLink}); err != nil {
		return err
	}
	want, err := a.linkCode(ctx, asked)
	if err == nil && !hmac.Equal([]byte(digits(code)), []byte(want)) {
		err = coop.Refuse(coop.Invalid, "enter.code_wrong")
	}
	return err
}

// Enter uses a link up and says whose account it opens; nonce is the secret of the browser that opens it, code what was typed in
// one that had not asked for it. Errors: notfound for a link that is over, used, or of nobody; invalid, toomany.
func (a *Auth) Enter(ctx context.Context, secret, nonce, code string) (id coop.AccountID, err error) {
	if err := a.sameHand(ctx, secret, nonce, code); err != nil {
		return 0, a.refused(ctx, 0, "to enter by a link", err)
	}
	err = a.Store.Update(ctx, coop.Visitor.By(0), "sign in", func(tx *store.Tx) error {
		l, err := tx.UseLink(Hash(secret))
		if err != nil {
			return err
		}
		if l.Purpose != store.LinkEnter || l.Account == 0 {
			return coop.Refuse(coop.NotFound, "enter.link_over")
		}
		id = l.Account
		return tx.Entered(id)
	})
	return id, a.refused(ctx, 0, "to enter by a link", err)
}

// Install opens the account of the first administrator, by the link that the first start printed. Errors: invalid,
// notfound.
func (a *Auth) Install(ctx context.Context, secret, email, name, lang string) (id coop.AccountID, err error) {
	if email, err = coop.Address(email); err != nil {
		return 0, err
	}
	if name, err = personName(name); err != nil {
		return 0, err
	}
	err = a.Store.Update(ctx, coop.Operator, "first administrator", func(tx *store.Tx) error {
		l, err := tx.UseLink(Hash(secret))
		if err != nil {
			return err
		}
		if l.Purpose != store.LinkInstall {
			return coop.Refuse(coop.NotFound, "enter.link_over")
		}
		if id, err = tx.Account(email, name, language(lang)); err != nil {
			return err
		}
		if _, err = tx.Grant(id, coop.Administrator, 0, "first administrator"); err != nil {
			return err
		}
		return tx.Entered(id)
	})
	return id, err
}

// Installer is the path of a link to become the first administrator, "" where there is one already (U82).
func (a *Auth) Installer(ctx context.Context) (string, error) {
	n, err := a.Reader.Administrators(ctx)
	if err != nil || n > 0 {
		return "", err
	}
	secret, hash := token()
	err = a.Store.Update(ctx, coop.Operator, "installer link", func(tx *store.Tx) error {
		return tx.NewLink(hash, store.Link{Purpose: store.LinkInstall, Until: a.Now().Add(installTime).UnixMilli()})
	})
	return enterPath + secret, err
}

// EnterPath is the path of a link by which somebody with an account signs in, for an operator to hand over.
func (a *Auth) EnterPath(ctx context.Context, id coop.AccountID) (string, error) {
	secret, hash := token()
	err := a.Store.Update(ctx, coop.Operator, "sign-in link", func(tx *store.Tx) error {
		return tx.NewLink(hash, store.Link{Purpose: store.LinkEnter, Account: id, Until: a.Now().Add(installTime).UnixMilli()})
	})
	return enterPath + secret, err
}

// personName trims a name and refuses one without letters, or with what could end a line of a message.
func personName(typed string) (string, error) {
	name := strings.Join(strings.Fields(typed), " ")
	if !strings.ContainsFunc(name, unicode.IsLetter) || strings.ContainsFunc(name, unicode.IsControl) || len(name) > 200 {
		return "", coop.Refuse(coop.Invalid, "account.name_wrong")
	}
	return name, nil
}

// Role is a role to give with whom it is given for.
type Role struct {
	Role coop.AccountRole
	Org  coop.OrgID
}

// Invite opens an account for an address, where there is none, gives it a role and tells its owner. Errors: forbidden,
// invalid, notfound.
func (a *Auth) Invite(ctx context.Context, c coop.Caller, email, name, lang string, r Role, why string) (coop.AccountID, error) {
	author, err := coop.Can(c, coop.VerbAppoint, coop.Object{})
	if err != nil {
		return 0, err
	}
	return a.invite(ctx, author, email, name, lang, r, why)
}

// CreateAdministrator opens an administrator's account at the command line, where the operator of the machine stands.
func (a *Auth) CreateAdministrator(ctx context.Context, email, name, lang string) (coop.AccountID, error) {
	return a.invite(ctx, coop.Operator, email, name, lang, Role{Role: coop.Administrator}, "command line")
}

func (a *Auth) invite(ctx context.Context, author coop.Author, email, name, lang string, r Role, why string) (id coop.AccountID, err error) {
	if email, err = coop.Address(email); err != nil {
		return 0, err
	}
	if name, err = personName(name); err != nil {
		return 0, err
	}
	err = a.Store.Update(ctx, author, why, func(tx *store.Tx) error {
		if id, err = tx.Account(email, name, language(lang)); err != nil {
			return err
		}
		if err := a.grant(tx, id, r, why); err != nil {
			return err
		}
		_, err = tx.Enqueue(coop.Message{Account: id, To: email, Lang: language(lang), Key: "invited", Link: "/connexion"})
		return err
	})
	return id, err
}

func (a *Auth) grant(tx *store.Tx, id coop.AccountID, r Role, why string) error {
	if _, err := tx.Grant(id, r.Role, r.Org, why); err != nil {
		return err
	}
	return tx.DropInstallLinks()
}

// Grant gives a role to an account and tells its owner. Errors: forbidden, notfound, conflict when it is held already.
func (a *Auth) Grant(ctx context.Context, c coop.Caller, to catalogue.Person, r Role, why string) error {
	author, err := coop.Can(c, coop.VerbAppoint, coop.Object{})
	if err != nil {
		return err
	}
	for _, g := range to.Grants() {
		if g.Role == r.Role && g.Org == r.Org {
			return coop.Refuse(coop.Conflict, "role.held")
		}
	}
	return a.Store.Update(ctx, author, why, func(tx *store.Tx) error {
		if err := a.grant(tx, to.ID, r, why); err != nil {
			return err
		}
		return tellOf(tx, to, "roles")
	})
}

// Revoke takes a role back and tells its owner. Errors: forbidden, notfound, conflict for the last administrator.
func (a *Auth) Revoke(ctx context.Context, c coop.Caller, from catalogue.Person, id coop.GrantID, why string) error {
	author, err := coop.Can(c, coop.VerbAppoint, coop.Object{})
	if err != nil {
		return err
	}
	return a.Store.Update(ctx, author, why, func(tx *store.Tx) error {
		if err := tx.Revoke(id, why); err != nil {
			return err
		}
		return tellOf(tx, from, "roles")
	})
}

// Close ends an account: its visits and its roles end at once. Errors: forbidden, notfound, conflict.
func (a *Auth) Close(ctx context.Context, c coop.Caller, of catalogue.Person, why string) error {
	author, err := coop.Can(c, coop.VerbAppoint, coop.Object{})
	if err != nil {
		return err
	}
	var roles []coop.GrantID
	for _, g := range of.Grants() {
		roles = append(roles, g.ID)
	}
	return a.Store.Update(ctx, author, why, func(tx *store.Tx) error { return tx.CloseAccount(of.ID, roles, why) })
}

// tellOf writes to somebody about her account; security messages are always sent (M12).
func tellOf(tx *store.Tx, p catalogue.Person, key string) error {
	_, err := tx.Enqueue(coop.Message{Account: p.ID, To: p.Email, Lang: p.Lang, Key: key, Link: "/compte"})
	return err
}
