-- name: DraftPartnerships :many
SELECT id, title, status, since, updated, cause FROM partnership
WHERE id BETWEEN sqlc.arg(first) AND sqlc.arg(last) AND merged_into IS NULL AND NOT withdrawn ORDER BY id;

-- name: DraftParties :many
SELECT partnership, organisation, question, role, text, record FROM party
WHERE partnership BETWEEN sqlc.arg(first) AND sqlc.arg(last) ORDER BY partnership, position;

-- name: DraftActions :many
SELECT partnership, domain, theme, description, starts, ends, record FROM action
WHERE partnership BETWEEN sqlc.arg(first) AND sqlc.arg(last) ORDER BY partnership, position;

-- name: DraftFinancings :many
SELECT id, partnership, action_path, cents, currency, year, path FROM financing
WHERE partnership BETWEEN sqlc.arg(first) AND sqlc.arg(last) ORDER BY partnership, position;

-- name: DraftKeptBudgets :many
SELECT f.partnership, f.id, f.cents, f.currency FROM value v
JOIN financing f ON f.partnership = v.partnership AND f.record = v.record AND f.path = v.path
WHERE v.partnership BETWEEN sqlc.arg(first) AND sqlc.arg(last) AND v.property = 'budget' AND v.kept ORDER BY f.partnership;

-- name: DraftTrends :many
SELECT partnership, text, kept FROM value
WHERE partnership BETWEEN sqlc.arg(first) AND sqlc.arg(last) AND property = 'trend' ORDER BY partnership, position;

-- name: DraftStatements :many
SELECT partnership, property, text, record FROM statement
WHERE partnership BETWEEN sqlc.arg(first) AND sqlc.arg(last) ORDER BY partnership, position;

-- name: DraftAgreements :many
SELECT partnership, label, term_from, term_to FROM agreement
WHERE partnership BETWEEN sqlc.arg(first) AND sqlc.arg(last) ORDER BY partnership, id;

-- name: RecordHeads :many
SELECT id, source, kind, line, line_end, title, dated, replaced_by FROM record
WHERE id BETWEEN sqlc.arg(first) AND sqlc.arg(last) ORDER BY id;

-- name: RecordSubjects :many
SELECT DISTINCT record, subject FROM claim_set
WHERE subject_kind = 'partnership' AND withdrawn_at = 0 AND record BETWEEN sqlc.arg(first) AND sqlc.arg(last) ORDER BY record, subject;

-- name: BodiesOfSource :many
SELECT id, body FROM record WHERE source = $1 ORDER BY id;

-- name: LastRecord :one
SELECT CAST(COALESCE(max(id), 0) AS bigint) FROM record;

-- name: LastPartnership :one
SELECT CAST(COALESCE(max(id), 0) AS bigint) FROM partnership;

-- name: MentionCounts :many
SELECT organisation, count(*) AS mentions FROM mention WHERE withdrawn_at = 0 GROUP BY organisation;

-- name: MentionsOf :many
SELECT record, path, organisation, text, line FROM mention WHERE organisation = $1 AND withdrawn_at = 0 ORDER BY record, path;

-- name: OpenQuestionCount :one
SELECT count(*) FROM question WHERE answer IS NULL;

-- name: OpenFindingCount :one
SELECT count(*) FROM finding WHERE state IN ('open', 'reopened');

-- name: LastChange :one
SELECT CAST(COALESCE(max(seq), 0) AS bigint) FROM change;

-- name: ChangesSince :many
SELECT DISTINCT kind, id FROM change WHERE seq > sqlc.arg(seq) ORDER BY kind, id LIMIT sqlc.arg(most);

-- name: AuditAt :one
SELECT at FROM audit WHERE id = $1;
