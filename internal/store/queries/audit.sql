-- name: InsertAudit :exec
INSERT INTO audit (id, at, author, why, changes, hash, private) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: LastHash :one
SELECT hash FROM audit ORDER BY id DESC LIMIT 1;

-- name: AuditEntries :many
SELECT id, at, author, why, changes, hash FROM audit ORDER BY id;

-- name: SetAuditHash :exec
UPDATE audit SET hash = $2 WHERE id = $1;

-- name: InsertChange :exec
INSERT INTO change (seq, kind, id) VALUES ($1, $2, $3);

-- name: LastID :one
INSERT INTO sequence (kind, last) VALUES ($1, 0)
ON CONFLICT (kind) DO UPDATE SET last = sequence.last
RETURNING last;

-- name: SetLastID :exec
UPDATE sequence SET last = $2 WHERE kind = $1;
