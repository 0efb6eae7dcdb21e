-- name: Record :one
SELECT r.id, r.source, r.kind, r.locator, r.line, r.line_end, r.title, r.dated, r.body, r.places, r.replaced_by FROM record r WHERE r.id = $1;

-- name: RecordsOfSource :many
SELECT id, kind, locator, line, line_end, title, dated, body, places, replaced_by FROM record WHERE source = $1 ORDER BY line, id;

-- name: Overtook :many
SELECT id FROM record WHERE replaced_by = $1 ORDER BY id;

-- name: MergedInto :one
SELECT merged_into, withdrawn FROM partnership WHERE id = $1;

-- name: PartnershipParties :many
SELECT organisation, question, side, role, text, record, path, line, line_end FROM party WHERE partnership = $1 ORDER BY position;

-- name: RolesOf :many
SELECT DISTINCT partnership, role FROM party WHERE organisation = $1 ORDER BY partnership, role;

-- name: PartnershipAgreements :many
SELECT id, kind, label, signed, term_from, term_to, record, path, line, line_end FROM agreement WHERE partnership = $1 ORDER BY signed, term_from, id;

-- name: PartnershipActions :many
SELECT id, number, domain, theme, description, period, starts, ends, territory, in_france, record, path, line, line_end
FROM action WHERE partnership = $1 ORDER BY position;

-- name: PartnershipFinancings :many
SELECT id, action_path, cents, currency, year, period, payer, payer_text, qualifier, kind, raw, record, path, line, line_end, terms
FROM financing WHERE partnership = $1 ORDER BY position;

-- name: PartnershipStatements :many
SELECT property, text, record, path, line, line_end FROM statement WHERE partnership = $1 ORDER BY position;

-- name: PartnershipClaims :many
WITH RECURSIVE tree AS (
  SELECT CAST(sqlc.arg(subject) AS bigint) AS id
  UNION ALL
  SELECT p.id FROM partnership p JOIN tree t ON p.merged_into = t.id
)
SELECT c.id, c.subject, c.record, c.asserted_on, c.recorded_at, c.withdrawn_at, c.author, c.claims
FROM claim_set c
WHERE c.subject_kind = 'partnership' AND c.subject IN (SELECT id FROM tree) ORDER BY c.asserted_on DESC, c.id;

-- name: PartnershipValues :many
SELECT property, text, dated, kept, why, asserted_on, record, path, line, line_end, claim_set, claim FROM value WHERE partnership = $1 ORDER BY position;

-- name: MergedPartnerships :many
SELECT id, merged_into FROM partnership WHERE merged_into IS NOT NULL ORDER BY merged_into, id;

-- name: QuestionsOfPartnership :many
SELECT DISTINCT q.id, q.text, q.record, q.path, q.line, q.candidates, q.answer, q.why, q.author, q.answered_at
FROM question q JOIN party p ON p.question = q.id WHERE p.partnership = $1 AND q.answer IS NULL ORDER BY q.id;
