-- name: SetPassword :exec
INSERT INTO password (account, hash, set_at) VALUES ($1, $2, $3)
ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at;

-- name: PasswordHash :one
SELECT hash FROM password WHERE account = $1;

-- name: DropPassword :execrows
DELETE FROM password WHERE account = $1;

-- name: SetCodeApp :exec
INSERT INTO code_app (account, seed, step, set_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (account) DO UPDATE SET seed = excluded.seed, step = excluded.step, set_at = excluded.set_at;

-- name: CodeSeed :one
SELECT seed FROM code_app WHERE account = $1;

-- name: ResealSeed :exec
UPDATE code_app SET seed = sqlc.arg(sealed) WHERE account = sqlc.arg(account) AND seed = sqlc.arg(clear);

-- name: TakeStep :execrows
UPDATE code_app SET step = sqlc.arg(step) WHERE account = sqlc.arg(account) AND step < sqlc.arg(step);

-- name: DropCodeApp :execrows
DELETE FROM code_app WHERE account = $1;

-- name: InsertRecoveryCode :exec
INSERT INTO recovery_code (code_hash, account) VALUES ($1, $2);

-- name: UseRecoveryCode :execrows
UPDATE recovery_code SET used_at = sqlc.arg(at) WHERE code_hash = sqlc.arg(code_hash) AND account = sqlc.arg(account) AND used_at = 0;

-- name: DropRecoveryCodes :exec
DELETE FROM recovery_code WHERE account = $1;

-- name: FactorCount :one
SELECT (SELECT count(*) FROM code_app c WHERE c.account = sqlc.arg(account)) + (SELECT count(*) FROM passkey p WHERE p.account = sqlc.arg(account)) AS n;

-- name: InsertPasskey :exec
INSERT INTO passkey (id, account, name, credential, contents, made_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: UsePasskey :execrows
UPDATE passkey SET contents = sqlc.arg(contents), used_at = sqlc.arg(at) WHERE credential = sqlc.arg(credential);

-- name: DropPasskey :execrows
DELETE FROM passkey WHERE id = $1 AND account = $2;

-- name: DropPasskeysOf :execrows
DELETE FROM passkey WHERE account = $1;

-- name: OpenReset :one
SELECT id, author FROM factor_reset WHERE account = sqlc.arg(account) AND ended_at = 0 AND asked_at > sqlc.arg(since) ORDER BY id DESC LIMIT 1;

-- name: InsertReset :exec
INSERT INTO factor_reset (id, account, author, why, asked_at) VALUES ($1, $2, $3, $4, $5);

-- name: EndReset :exec
UPDATE factor_reset SET ended_at = sqlc.arg(at), ended_by = sqlc.arg(author) WHERE account = sqlc.arg(account) AND ended_at = 0;

-- name: DropAddressChanges :exec
DELETE FROM address_change WHERE account = sqlc.arg(account) OR until < sqlc.arg(now);

-- name: InsertAddressChange :exec
INSERT INTO address_change (token_hash, account, email, until) VALUES ($1, $2, $3, $4);

-- name: UseAddressChange :one
DELETE FROM address_change WHERE token_hash = sqlc.arg(token_hash) AND until > sqlc.arg(now) RETURNING account, email;

-- name: SetAddress :exec
UPDATE account SET email = $2 WHERE id = $1 AND NOT closed;

-- name: DropResets :exec
DELETE FROM factor_reset WHERE account = $1;
