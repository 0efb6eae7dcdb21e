package store

import (
	"context"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// claim keeps that a form was taken, with what it asks for. Those that come at once wait here for one another, so that the
// second sees what the first has done. Error: conflict, where it was taken before or was opened on something older; the
// sending says which.
func (tx *Tx) claim(s *coop.Sending) error {
	if _, err := tx.nextID("sending"); err != nil {
		return err
	}
	if s.Key != "" {
		n, err := tx.q.InsertSending(tx.ctx, db.InsertSendingParams{KeyHash: s.Key, SentAt: tx.at})
		if err != nil {
			return fmt.Errorf("sending: %w", err)
		}
		if s.Repeated = n == 0; s.Repeated {
			return coop.Refuse(coop.Conflict, "sending.repeated")
		}
	}
	seen := s.Several
	if s.Version != "" {
		seen = append([]coop.Seen{{On: s.On, Version: s.Version}}, seen...)
	}
	for _, x := range seen {
		now, err := tx.q.VersionOf(tx.ctx, db.VersionOfParams{Kind: string(x.On.Kind), ID: x.On.ID, Account: int64(x.On.Account)})
		if err != nil {
			return fmt.Errorf("version of %s %d: %w", x.On.Kind, x.On.ID, err)
		}
		if s.Stale = coop.VersionName(now) != x.Version; s.Stale {
			return coop.Refuse(coop.Conflict, "sending.stale")
		}
	}
	return nil
}

// AnswerSending remembers with what page a form was answered.
func (s *Store) AnswerSending(ctx context.Context, author coop.Author, key, answer string) error {
	return s.Update(ctx, author, "form answered", func(tx *Tx) error {
		return wrap(tx.q.AnswerSending(tx.ctx, db.AnswerSendingParams{KeyHash: key, Answer: answer}), "sending")
	})
}

// DropSending forgets that a form was taken: what it asked for could not all be done.
func (s *Store) DropSending(ctx context.Context, author coop.Author, key string) error {
	return s.Update(ctx, author, "form not taken", func(tx *Tx) error { return wrap(tx.q.DropSending(tx.ctx, key), "sending") })
}
