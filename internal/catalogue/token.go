package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Tokens are all tokens, those that hold no more too.
func (c *Catalogue) Tokens(ctx context.Context) ([]coop.Token, error) {
	rows, err := c.q.Tokens(ctx)
	if err != nil {
		return nil, fmt.Errorf("tokens: %w", err)
	}
	out := make([]coop.Token, len(rows))
	for i, r := range rows {
		out[i] = tokenOf(r)
	}
	return out, nil
}

// Token is the token of a hash. Error: notfound.
func (c *Catalogue) Token(ctx context.Context, hash string) (coop.Token, error) {
	r, err := c.q.TokenByHash(ctx, hash)
	if errors.Is(err, sql.ErrNoRows) {
		return coop.Token{}, coop.Refuse(coop.NotFound, "token.notfound")
	}
	if err != nil {
		return coop.Token{}, fmt.Errorf("token: %w", err)
	}
	return tokenOf(r), nil
}

func tokenOf(r db.ApiToken) coop.Token {
	t := coop.Token{ID: coop.TokenID(r.ID), Name: r.Name, Author: coop.Author(r.Author), MadeAt: r.MadeAt, Until: r.Until, UsedAt: r.UsedAt, RevokedAt: r.RevokedAt}
	for _, s := range strings.Fields(r.Scopes) {
		t.Scopes = append(t.Scopes, coop.Verb(s))
	}
	return t
}
