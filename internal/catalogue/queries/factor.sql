-- name: PasswordSetAt :one
SELECT CAST(coalesce(max(set_at), 0) AS BIGINT) FROM password WHERE account = $1;

-- name: CodeAppSetAt :one
SELECT CAST(coalesce(max(set_at), 0) AS BIGINT) FROM code_app WHERE account = $1;

-- name: CodeSeeds :many
SELECT account, seed FROM code_app ORDER BY account;

-- name: RecoveryCodesLeft :one
SELECT count(*) FROM recovery_code WHERE account = $1 AND used_at = 0;

-- name: PasskeysOf :many
SELECT id, name, contents, made_at, used_at FROM passkey WHERE account = $1 ORDER BY id;

-- name: ResetAsked :one
SELECT author, why, asked_at FROM factor_reset WHERE account = sqlc.arg(account) AND ended_at = 0 AND asked_at > sqlc.arg(since) ORDER BY id DESC LIMIT 1;

-- name: AddressAsked :one
SELECT account, email FROM address_change WHERE token_hash = $1 AND until > $2;
