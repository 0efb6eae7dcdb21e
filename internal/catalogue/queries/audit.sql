-- name: AuditEntries :many
SELECT id, at, author, why, changes, hash FROM audit ORDER BY id;

-- name: LastAuditNumber :one
SELECT CAST(COALESCE(max(last), 0) AS bigint) FROM sequence WHERE kind = 'audit';

-- name: AuditAfter :many
SELECT id, at, author, why, changes, hash FROM audit WHERE id > $1 ORDER BY id LIMIT $2;

-- name: LastOf :one
SELECT at FROM audit WHERE why = $1 ORDER BY id DESC LIMIT 1;

-- name: LastSigned :one
SELECT at, author FROM audit WHERE why = sqlc.arg(why) AND author LIKE sqlc.arg(author) ORDER BY id DESC LIMIT 1;

-- name: FirstAudit :one
SELECT CAST(COALESCE(min(at), 0) AS BIGINT) FROM audit;

-- name: AuditNewest :one
SELECT at FROM audit ORDER BY id DESC LIMIT 1;
