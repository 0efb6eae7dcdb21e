-- name: AuditEntries :many
SELECT id, at, author, why, changes, hash FROM audit ORDER BY id;

-- name: LastAuditNumber :one
SELECT CAST(COALESCE(max(last), 0) AS bigint) FROM sequence WHERE kind = 'audit';
