-- name: InsertAudit :exec
INSERT INTO audit (id, at, author, why, changes) VALUES ($1, $2, $3, $4, $5);

-- name: LastID :one
INSERT INTO sequence (kind, last) VALUES ($1, 0)
ON CONFLICT (kind) DO UPDATE SET last = sequence.last
RETURNING last;

-- name: SetLastID :exec
UPDATE sequence SET last = $2 WHERE kind = $1;

-- name: FindingByKey :one
SELECT id, state FROM finding WHERE rule = $1 AND key = $2;

-- name: UpsertFinding :exec
INSERT INTO finding (id, rule, key, severity, state, why, places, evidence, subject)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (rule, key) DO UPDATE SET severity = excluded.severity, places = excluded.places, evidence = excluded.evidence,
  subject = excluded.subject, state = excluded.state;

-- name: SetFinding :execrows
UPDATE finding SET state = $2, why = $3 WHERE id = $1;

-- name: OpenFindings :many
SELECT id, rule, key FROM finding WHERE state <> 'gone';
