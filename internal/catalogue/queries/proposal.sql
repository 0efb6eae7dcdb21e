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

-- name: Proposal :one
SELECT p.id, p.kind, p.a, p.b, p.path, p.score, p.parts, p.recorded_at, p.gone_at, p.decision, d.kind AS decided, d.undone_at
FROM proposal p LEFT JOIN decision d ON d.id = p.decision WHERE p.id = $1;

-- name: ProposalsAbout :many
SELECT p.id, p.kind, p.a, p.b, p.path, p.score, p.parts, p.recorded_at, p.gone_at, p.decision, d.kind AS decided, d.undone_at
FROM proposal p LEFT JOIN decision d ON d.id = p.decision
WHERE (p.kind = sqlc.arg(kind) AND (p.a = sqlc.arg(id) OR p.b = sqlc.arg(id)))
  OR (sqlc.arg(kind) = 'partnership' AND p.kind IN ('action', 'gift') AND p.a IN (SELECT x.id FROM action x WHERE x.partnership = sqlc.arg(id)))
  OR (sqlc.arg(kind) = 'partnership' AND p.kind = 'action' AND p.b IN (SELECT x.id FROM action x WHERE x.partnership = sqlc.arg(id)))
  OR (sqlc.arg(kind) = 'partnership' AND p.kind = 'programme' AND p.a IN (SELECT f.id FROM financing f WHERE f.partnership = sqlc.arg(id)))
  OR (sqlc.arg(kind) = 'partnership' AND p.kind = 'programme' AND p.b IN (SELECT f.id FROM financing f WHERE f.partnership = sqlc.arg(id)))
ORDER BY p.score DESC, p.id;

-- name: MoneyDecisions :many
SELECT d.id, d.kind, d.subject_kind, d.subject, d.object, d.why, d.author, d.at, d.detail, a.record AS a_record, a.path AS a_path,
  b.record AS b_record, b.path AS b_path, p.id AS proposal
FROM decision d
LEFT JOIN action a ON a.id = d.subject AND d.subject_kind IN ('action', 'gift')
LEFT JOIN action b ON b.id = d.object AND d.subject_kind = 'action'
LEFT JOIN proposal p ON p.decision = d.id
WHERE d.subject_kind IN ('action', 'programme', 'gift') AND d.undone_at = 0 ORDER BY d.id;

-- name: Restated :many
SELECT record, path, by_record, by_path FROM restated;
