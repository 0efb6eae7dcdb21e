package store

import (
	"context"

	"kafo/internal/sqldb"
)

// projections are the tables that are built from claims and decisions, and what only the running program needs.
var projections = []string{"partnership", "party", "agreement", "action", "financing", "statement", "value"}

// asRecorded takes back what was done to rows from an instant ($1) on. Statements are run in this order.
var asRecorded = []string{
	"UPDATE record SET replaced_by = NULL, replaced_at = 0 WHERE replaced_at >= $1",
	"UPDATE claim_set SET withdrawn_at = 0 WHERE withdrawn_at >= $1",
	"UPDATE mention SET withdrawn_at = 0 WHERE withdrawn_at >= $1",
	"DELETE FROM mention WHERE record NOT IN (SELECT id FROM record) OR $1 = 0",
	"DELETE FROM question WHERE record NOT IN (SELECT id FROM record) OR $1 = 0",
	"UPDATE question SET answer = NULL, why = '', author = '', answered_at = 0 WHERE answered_at >= $1",
	"DELETE FROM mention WHERE EXISTS (SELECT 1 FROM question q WHERE q.record = mention.record AND q.path = mention.path AND q.answer IS NULL AND $1 > 0)",
	"UPDATE decision SET undone_at = 0, undone_by = '', undone_why = '' WHERE undone_at >= $1",
}

// CopyKnown fills an empty register with what another had recorded before an instant (Unix ms, UTC; 0: everything): its
// records, claims and decisions. The objects are still to be built (registry.Rebuild).
func CopyKnown(ctx context.Context, from, to *sqldb.DB, before int64) error {
	return from.CopyTo(ctx, to, sqldb.Copy{
		Skip: projections, Before: before, Clocks: []string{"recorded_at", "imported_at", "at"},
		Mend: asRecorded,
	})
}
