-- name: PasswordSetAt :one
SELECT CAST(coalesce(max(set_at), 0) AS BIGINT) FROM password WHERE account = $1;

-- name: CodeAppSetAt :one
SELECT CAST(coalesce(max(set_at), 0) AS BIGINT) FROM code_app WHERE account = $1;

-- name: RecoveryCodesLeft :one
SELECT count(*) FROM recovery_code WHERE account = $1 AND used_at = 0;

-- name: PasskeysOf :many
SELECT id, name, contents, made_at, used_at FROM passkey WHERE account = $1 ORDER BY id;
