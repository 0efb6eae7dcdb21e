-- name: RecordSources :many
SELECT id, source FROM record ORDER BY id;

-- name: FundStatements :many
SELECT id, dated, body FROM record WHERE kind = 'fund_statement' AND replaced_by IS NULL ORDER BY id;

-- name: Proposals :many
SELECT p.id, p.kind, p.a, p.b, p.path, p.score, p.parts, p.recorded_at, p.gone_at, p.decision, d.kind AS decided, d.undone_at
FROM proposal p LEFT JOIN decision d ON d.id = p.decision ORDER BY p.id;

-- name: PairDecisions :many
SELECT id, kind, subject_kind, subject, object, why, author, at, undone_at, undone_by, undone_why, detail
FROM decision WHERE subject_kind IN ('organisation', 'partnership', 'action', 'programme', 'gift') ORDER BY id;

-- name: FinancingByID :one
SELECT id, partnership, action_path, cents, currency, year, period, payer, payer_text, qualifier, kind, raw, record, path, line, line_end, terms
FROM financing WHERE id = $1;

-- name: ActionByID :one
SELECT id, partnership, number, domain, theme, description, period, starts, ends, territory, in_france, record, path, line, line_end
FROM action WHERE id = $1;

-- name: OwnClaims :many
SELECT record, claims FROM claim_set WHERE subject_kind = 'partnership' AND subject = $1 AND withdrawn_at = 0 ORDER BY id;
