package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// draftTime is for how long a draft is shown; what is older is deleted with visits that are over.
const draftTime = 24 * time.Hour

// KeepDraft keeps what was typed into a form that was not taken, for the account that had opened it in that browser.
func (a *Auth) KeepDraft(ctx context.Context, browser string, account coop.AccountID, path string, typed url.Values) error {
	contents, err := json.Marshal(typed)
	if err != nil {
		return fmt.Errorf("draft: %w", err)
	}
	return a.Store.Update(ctx, coop.Visitor.By(account), "draft kept", func(tx *store.Tx) error {
		return tx.KeepDraft(draftHash(browser), int64(account), path, string(contents))
	})
}

// DropDraft forgets a draft, if there is one.
func (a *Auth) DropDraft(ctx context.Context, browser string, account coop.AccountID, path string) error {
	if typed, err := a.Draft(ctx, browser, account, path); err != nil || typed == nil {
		return err
	}
	return a.Store.Update(ctx, coop.Visitor.By(account), "draft taken", func(tx *store.Tx) error {
		return tx.DropDraft(draftHash(browser), int64(account), path)
	})
}

// Draft is what an account had typed into the form of a page in a browser; nil for nothing.
func (a *Auth) Draft(ctx context.Context, browser string, account coop.AccountID, path string) (url.Values, error) {
	contents, err := a.Reader.Draft(ctx, draftHash(browser), account, path, a.Now().Add(-draftTime).UnixMilli())
	if err != nil || contents == "" {
		return nil, err
	}
	var typed url.Values
	if err := json.Unmarshal([]byte(contents), &typed); err != nil {
		return nil, fmt.Errorf("draft: %w", err)
	}
	return typed, nil
}

func draftHash(browser string) string {
	sum := sha256.Sum256([]byte("draft " + browser))
	return hex.EncodeToString(sum[:])
}
