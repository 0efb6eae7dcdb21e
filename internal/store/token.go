package store

import (
	"strings"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// NewToken keeps a token by its hash.
func (tx *Tx) NewToken(hash string, t coop.Token) (coop.TokenID, error) {
	id, err := tx.nextID("api_token")
	if err != nil {
		return 0, err
	}
	scopes := make([]string, len(t.Scopes))
	for i, s := range t.Scopes {
		scopes[i] = string(s)
	}
	tx.noted("token")
	err = tx.q.InsertToken(tx.ctx, db.InsertTokenParams{ID: id, TokenHash: hash, Name: t.Name, Scopes: strings.Join(scopes, " "), Author: string(tx.author), MadeAt: tx.at, Until: t.Until})
	return coop.TokenID(id), wrap(err, "token")
}

// RevokeToken ends a token at once. Error: notfound for one that does not hold.
func (tx *Tx) RevokeToken(id coop.TokenID) error {
	n, err := tx.q.RevokeToken(tx.ctx, db.RevokeTokenParams{ID: int64(id), RevokedAt: tx.at, RevokedBy: string(tx.author)})
	if err == nil && n == 0 {
		return coop.Refuse(coop.NotFound, "token.notfound")
	}
	tx.noted("token revoked")
	return wrap(err, "token")
}

// TokenUsed notes that a token was used.
func (tx *Tx) TokenUsed(id coop.TokenID) error {
	return wrap(tx.q.TokenUsed(tx.ctx, db.TokenUsedParams{ID: int64(id), UsedAt: tx.at}), "token")
}
