package auth

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// What a session holds, by name.
const (
	SessionAccount  = "account"  // number of the account
	SessionDevice   = "device"   // what browser on what system
	SessionFactored = "factored" // "yes": opened with a second factor
	SessionProved   = "proved"   // Unix milliseconds at which it was last proved who this is
)

// Sessions keeps what browsers hold, for the library that handles their cookies: it is both its store and its form of
// writing. Tokens come here as hashes.
type Sessions struct{ Auth *Auth }

// Encode writes what a session holds: texts by name.
func (s Sessions) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	out := held{Until: deadline.UnixMilli(), Values: map[string]string{}}
	for k, v := range values {
		text, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("session: %s is no text", k)
		}
		out.Values[k] = text
	}
	return json.Marshal(out)
}

type held struct {
	Until  int64 // Unix milliseconds, UTC
	Values map[string]string
}

// Decode reads what Encode wrote.
func (s Sessions) Decode(b []byte) (time.Time, map[string]any, error) {
	var in held
	if err := json.Unmarshal(b, &in); err != nil {
		return time.Time{}, nil, fmt.Errorf("session: %w", err)
	}
	values := map[string]any{}
	for k, v := range in.Values {
		values[k] = v
	}
	return time.UnixMilli(in.Until).UTC(), values, nil
}

// FindCtx is what a session holds that is not over.
func (s Sessions) FindCtx(ctx context.Context, hash string) ([]byte, bool, error) {
	text, err := s.Auth.Reader.SessionContents(ctx, hash, s.Auth.Now().UnixMilli())
	if coop.CodeOf(err) == coop.NotFound {
		return nil, false, nil
	}
	return []byte(text), err == nil, err
}

// CommitCtx keeps a session.
func (s Sessions) CommitCtx(ctx context.Context, hash string, b []byte, until time.Time) error {
	var in held
	if err := json.Unmarshal(b, &in); err != nil {
		return fmt.Errorf("session: %w", err)
	}
	id, _ := strconv.ParseInt(in.Values[SessionAccount], 10, 64)
	return s.Auth.Store.Update(ctx, coop.Visitor.By(coop.AccountID(id)), "session", func(tx *store.Tx) error {
		return tx.SaveSession(store.Session{Hash: hash, Account: coop.AccountID(id), Device: in.Values[SessionDevice], Contents: string(b), Until: until.UnixMilli()})
	})
}

// DeleteCtx ends a session.
func (s Sessions) DeleteCtx(ctx context.Context, hash string) error {
	return s.Auth.Store.Update(ctx, coop.Visitor.By(0), "session", func(tx *store.Tx) error { return tx.DropSession(hash) })
}

// Find, Commit and Delete are asked for by the library and used by nobody.
func (s Sessions) Find(hash string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), hash)
}

// Commit is CommitCtx.
func (s Sessions) Commit(hash string, b []byte, until time.Time) error {
	return s.CommitCtx(context.Background(), hash, b, until)
}

// Delete is DeleteCtx.
func (s Sessions) Delete(hash string) error { return s.DeleteCtx(context.Background(), hash) }

// EndSession ends one of somebody's own sessions. Error: notfound.
func (a *Auth) EndSession(ctx context.Context, c coop.Caller, hash string) error {
	author, err := coop.Can(c, coop.VerbKeep, Object(c.Account))
	if err != nil {
		return err
	}
	return a.Store.Update(ctx, author, "end session", func(tx *store.Tx) error { return tx.DropSessionOf(hash, c.Account) })
}

// EndSessions ends all of somebody's own sessions.
func (a *Auth) EndSessions(ctx context.Context, c coop.Caller) error {
	author, err := coop.Can(c, coop.VerbKeep, Object(c.Account))
	if err != nil {
		return err
	}
	return a.Store.Update(ctx, author, "end sessions", func(tx *store.Tx) error {
		_, err := tx.DropSessionsOf(c.Account)
		return err
	})
}

// Flush ends every session, or those of one account, from the command line. It says how many there were.
func (a *Auth) Flush(ctx context.Context, id coop.AccountID) (n int64, err error) {
	err = a.Store.Update(ctx, coop.Operator, "end sessions", func(tx *store.Tx) error {
		if id == 0 {
			n, err = tx.DropAllSessions()
		} else {
			n, err = tx.DropSessionsOf(id)
		}
		return err
	})
	return n, err
}

// FormSecret is the secret by which forms are known to be our own; every process of a register has the same.
func (a *Auth) FormSecret(ctx context.Context) (secret string, err error) {
	offered, _ := token()
	err = a.Store.Update(ctx, coop.Operator, "form secret", func(tx *store.Tx) error {
		secret, err = tx.Secret("form", offered)
		return err
	})
	return secret, err
}
