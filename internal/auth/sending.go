package auth

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"kafo/internal/coop"
)

// sendingTime is for how long a form that arrives again is known.
const sendingTime = 24 * time.Hour

// SendingKey is by what a form is known that was sent from a browser by an account: its number, where it was sent and what
// was typed into it. The same number with something else typed is another form.
func SendingKey(browser string, account coop.AccountID, number, path, typed string) string {
	sum := sha256.Sum256([]byte("sending " + browser + " " + string(coop.Visitor.By(account)) + " " + number + " " + path + " " + typed))
	return hex.EncodeToString(sum[:])
}

// Taken says whether a form was taken within a day, and the page that answered it.
func (a *Auth) Taken(ctx context.Context, key string) (answer string, taken bool, err error) {
	return a.Reader.Sending(ctx, key, a.Now().Add(-sendingTime).UnixMilli())
}

// Answered remembers the page that answered a form.
func (a *Auth) Answered(ctx context.Context, by coop.AccountID, key, answer string) error {
	return a.Store.AnswerSending(ctx, coop.Visitor.By(by), key, answer)
}

// NotTaken forgets a form that could not be taken after all.
func (a *Auth) NotTaken(ctx context.Context, by coop.AccountID, key string) error {
	return a.Store.DropSending(ctx, coop.Visitor.By(by), key)
}
