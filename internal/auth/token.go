package auth

import (
	"context"
	"slices"
	"time"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// mostDays is for how long a token holds at most: somebody looks after it once a year.
const mostDays = 366

// MakeToken makes a token for a program, at the command line. The secret is given once: its hash is kept. Errors: invalid for a
// name of no letter, a scope that the table gives no program, or a time that is none.
func (a *Auth) MakeToken(ctx context.Context, name string, scopes []coop.Verb, days int) (id coop.TokenID, secret string, err error) {
	if name, err = personName(name); err != nil {
		return 0, "", err
	}
	for _, s := range scopes {
		if !slices.Contains(coop.Scopes(), s) {
			return 0, "", coop.Refuse(coop.Invalid, "token.scope_wrong", string(s))
		}
	}
	if days < 1 || days > mostDays || len(scopes) == 0 {
		return 0, "", coop.Refuse(coop.Invalid, "token.days_wrong", mostDays)
	}
	secret, hash := token()
	secret, hash = "kafo_"+secret, Hash("kafo_"+secret)
	err = a.Store.Update(ctx, coop.Operator, "token", func(tx *store.Tx) error {
		id, err = tx.NewToken(hash, coop.Token{Name: name, Scopes: scopes, Until: a.Now().AddDate(0, 0, days).UnixMilli()})
		return err
	})
	return id, secret, err
}

// RevokeToken ends a token, at the command line. Error: notfound.
func (a *Auth) RevokeToken(ctx context.Context, id coop.TokenID) error {
	return a.Store.Update(ctx, coop.Operator, "token", func(tx *store.Tx) error { return tx.RevokeToken(id) })
}

// Client is the token by which a program comes in for a verb. Error: unauthenticated for one that is nobody's, over, revoked or
// for something else; it stands in the audit.
func (a *Auth) Client(ctx context.Context, secret string, v coop.Verb) (coop.Token, error) {
	t, err := a.Reader.Token(ctx, Hash(secret))
	if err != nil && coop.CodeOf(err) != coop.NotFound {
		return t, err
	}
	now := a.Now()
	if err != nil || !t.Holds(now.UnixMilli()) || !t.Can(v) {
		if err := a.Refused(ctx, 0, "token"); err != nil {
			return t, err
		}
		return t, coop.Refuse(coop.Unauthenticated, "token.refused")
	}
	if now.Sub(time.UnixMilli(t.UsedAt)) < time.Hour {
		return t, nil
	}
	return t, a.Store.Update(ctx, coop.Visitor.By(0), "token", func(tx *store.Tx) error { return tx.TokenUsed(t.ID) })
}
