package registry

import (
	"context"

	"kafo/internal/coop"
	"kafo/internal/store"
)

// Redact keeps something out of everything public by decision of the author, until it is lifted.
// Errors: notfound, invalid.
func (r *Registry) Redact(ctx context.Context, author coop.Author, x coop.Redaction) (id coop.RedactionID, err error) {
	if err := x.Check(); err != nil {
		return 0, err
	}
	err = r.store.Update(ctx, author, x.Why, func(tx *store.Tx) (err error) {
		id, err = tx.Redact(x)
		return err
	})
	return id, err
}

// LiftRedaction ends a redaction. Errors: notfound, invalid (no reason).
func (r *Registry) LiftRedaction(ctx context.Context, author coop.Author, id coop.RedactionID, why string) error {
	if why == "" {
		return coop.Refuse(coop.Invalid, "decision.no_reason")
	}
	return r.store.Update(ctx, author, why, func(tx *store.Tx) error { return tx.LiftRedaction(id, why) })
}
