package store

import (
	"context"
	"slices"

	"kafo/internal/sqldb"
)

// projections are the tables that are built from claims and decisions, and what only the index of the present follows.
var projections = []string{"partnership", "party", "agreement", "action", "financing", "statement", "value", "change"}

// timeless are the tables whose rows hold for every moment: what the world is like, whenever we loaded it, and what is
// hidden for somebody's safety, which no look at the past may show again.
var timeless = []string{"version", "succession", "rate", "redaction"}

// private are the tables of people: none of their rows leaves the register itself (R3).
var private = []string{"account", "account_role", "sign_in_link", "session", "throttle", "secret", "outbox",
	"contact", "contact_request", "contact_message", "contact_link", "disclosure", "suppression", "erasure", "redacted_file",
	"draft", "contribution", "contribution_step", "asked", "password", "code_app", "recovery_code", "passkey", "factor_reset", "address_change",
	"contact_view", "erasure_kept", "api_token", "sending",
	"questionnaire", "campaign", "invitation", "device", "reply", "parcel", "attachment",
	"letter_step", "letter", "letter_invitation", "letter_return", "mail", "mail_file", "task"}

// Private are the tables of people.
func Private() []string { return slices.Clone(private) }

// asRecorded takes back what was done to rows from an instant ($1) on. Statements are run in this order.
var asRecorded = []string{
	"UPDATE record SET replaced_by = NULL, replaced_at = 0 WHERE replaced_at >= $1",
	"UPDATE claim_set SET withdrawn_at = 0 WHERE withdrawn_at >= $1",
	"UPDATE mention SET withdrawn_at = 0 WHERE withdrawn_at >= $1",
	"UPDATE decision SET undone_at = 0, undone_by = '', undone_why = '' WHERE undone_at >= $1",
	// A document that returned says so over its withdrawal; until it returned, the decision is all that tells of it.
	"UPDATE record SET replaced_by = record.id, replaced_at = d.at FROM decision d WHERE d.kind = 'withdraw' AND d.subject = record.source AND d.undone_at = 0 AND record.replaced_by IS NULL AND $1 > 0",
	"UPDATE mention SET withdrawn_at = r.replaced_at FROM record r WHERE r.id = mention.record AND r.replaced_by = r.id AND mention.withdrawn_at = 0 AND $1 > 0",
	"DELETE FROM mention WHERE record NOT IN (SELECT id FROM record) OR $1 = 0",
	"DELETE FROM question WHERE record NOT IN (SELECT id FROM record) OR $1 = 0",
	"UPDATE question SET answer = NULL, why = '', author = '', answered_at = 0 WHERE answered_at >= $1",
	"UPDATE question SET answer = d.object, why = d.why, author = d.author, answered_at = d.at FROM decision d WHERE question.answer IS NULL AND d.kind = 'answer' AND d.subject = question.id AND d.undone_at = 0 AND $1 > 0",
	"DELETE FROM mention WHERE EXISTS (SELECT 1 FROM question q WHERE q.record = mention.record AND q.path = mention.path AND q.answer IS NULL AND $1 > 0)",
	"UPDATE proposal SET gone_at = 0 WHERE gone_at >= $1",
}

// CopyKnown fills an empty register with what another had recorded before an instant (Unix ms, UTC; 0: everything): its
// records, claims and decisions. The objects are still to be built (registry.Rebuild).
func CopyKnown(ctx context.Context, from, to *sqldb.DB, before int64) error {
	return from.CopyTo(ctx, to, sqldb.Copy{
		Skip: slices.Concat(projections, private), Whole: timeless, Before: before, Clocks: []string{"recorded_at", "imported_at", "at"},
		Mend: asRecorded,
	})
}

// Projections are the tables that are built from claims and decisions: a rebuild gives the same rows.
func Projections() []string {
	return slices.DeleteFunc(slices.Clone(projections), func(table string) bool { return table == "change" })
}
