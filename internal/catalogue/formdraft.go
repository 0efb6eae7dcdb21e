package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"kafo/internal/catalogue/db"
	"kafo/internal/coop"
)

// Draft is what an account had typed into a form in a browser since an instant (Unix ms), as it was kept; "" for nothing.
// It is private: shown to that account in that browser alone.
func (c *Catalogue) Draft(ctx context.Context, browserHash string, account coop.AccountID, path string, since int64) (string, error) {
	contents, err := c.q.Draft(ctx, db.DraftParams{BrowserHash: browserHash, Account: int64(account), Path: path, KeptAt: since})
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("draft: %w", err)
	}
	return contents, nil
}
