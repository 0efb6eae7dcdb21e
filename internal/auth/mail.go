package auth

import (
	"context"
	"fmt"
	"time"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// How many test letters an administrator writes in an hour, and for how long one is worth sending.
const (
	testsPerAccount = 10
	testTime        = time.Hour
)

// TryMail writes a test letter to an address, by which an administrator sees whether mail leaves (U89). Errors: forbidden,
// invalid, toomany.
func (a *Auth) TryMail(ctx context.Context, c coop.Caller, email, lang string) (coop.MessageID, error) {
	author, err := coop.Can(c, coop.VerbAdminister, coop.Object{})
	if err != nil {
		return 0, err
	}
	if _, err := coop.Address(email); err != nil {
		return 0, err
	}
	if err := a.limit(ctx, askWindow, store.Quota{Key: fmt.Sprintf("test letters:%d", c.Account), Most: testsPerAccount}); err != nil {
		return 0, err
	}
	return a.TestLetter(ctx, author, email, lang)
}

// TestLetter is the letter of TryMail, written by whom it says. Error: invalid.
func (a *Auth) TestLetter(ctx context.Context, author coop.Author, email, lang string) (id coop.MessageID, err error) {
	to, err := coop.Address(email)
	if err != nil {
		return 0, err
	}
	err = a.Store.Update(ctx, author, "mail test", func(tx *store.Tx) error {
		id, err = tx.Enqueue(coop.Message{To: to, Lang: language(lang), Key: coop.TestMessage, Until: a.Now().Add(testTime).UnixMilli()})
		return err
	})
	return id, err
}
