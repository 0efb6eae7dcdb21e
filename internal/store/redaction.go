package store

import (
	"context"
	"fmt"

	"kafo/internal/coop"
	"kafo/internal/store/db"
)

// Redact keeps a redaction in the place of the one that its subject has. Error: notfound.
func (tx *Tx) Redact(r coop.Redaction) (coop.RedactionID, error) {
	there := map[string]func(context.Context, int64) (int64, error){coop.KindTerritory: tx.q.TerritoryThere, coop.KindPartnership: tx.q.PartnershipThere, coop.KindOrganisation: tx.q.OrganisationThere}[r.Kind]
	if there == nil {
		return 0, coop.Refuse(coop.Invalid, "redaction.kind", r.Kind)
	}
	n, err := there(tx.ctx, r.Subject)
	if err != nil {
		return 0, fmt.Errorf("redact: %w", err)
	}
	if n == 0 {
		return 0, coop.Refuse(coop.NotFound, r.Kind+".notfound", r.Subject)
	}
	if _, err := tx.q.LiftRedactions(tx.ctx, db.LiftRedactionsParams{At: tx.at, Author: string(tx.author), Why: r.Why, Kind: r.Kind, Subject: r.Subject}); err != nil {
		return 0, fmt.Errorf("redact: %w", err)
	}
	id, err := tx.nextID("redaction")
	if err != nil {
		return 0, err
	}
	err = tx.q.InsertRedaction(tx.ctx, db.InsertRedactionParams{
		ID: id, SubjectKind: r.Kind, Subject: r.Subject, Level: string(r.Level), Review: string(r.Review), Why: r.Why, Author: string(tx.author), At: tx.at,
	})
	if err != nil {
		return 0, fmt.Errorf("redact: %w", err)
	}
	tx.changed("redaction")
	return coop.RedactionID(id), nil
}

// LiftRedaction ends a redaction, with the reason; its row stays. Error: notfound.
func (tx *Tx) LiftRedaction(id coop.RedactionID, why string) error {
	n, err := tx.q.LiftRedaction(tx.ctx, db.LiftRedactionParams{At: tx.at, Author: string(tx.author), Why: why, ID: int64(id)})
	if err != nil {
		return fmt.Errorf("lift redaction: %w", err)
	}
	if n == 0 {
		return coop.Refuse(coop.NotFound, "redaction.notfound", int64(id))
	}
	tx.changed("redaction lifted")
	return nil
}
