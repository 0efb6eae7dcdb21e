package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Sending says whether a form was taken since an instant (Unix ms), and with what page it was answered; "" for one that is not
// answered yet. It is private.
func (c *Catalogue) Sending(ctx context.Context, key string, since int64) (answer string, taken bool, err error) {
	answer, err = c.q.SendingAnswer(ctx, db.SendingAnswerParams{KeyHash: key, SentAt: since})
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("sending: %w", err)
	}
	return answer, true, nil
}

// VersionOf names the version of what a form is opened on.
func (c *Catalogue) VersionOf(ctx context.Context, on coop.Opened) (string, error) {
	v, err := c.q.VersionOf(ctx, db.VersionOfParams{Kind: string(on.Kind), ID: on.ID, Account: int64(on.Account)})
	if err != nil {
		return "", fmt.Errorf("version of %s %d: %w", on.Kind, on.ID, err)
	}
	return coop.VersionName(v), nil
}
