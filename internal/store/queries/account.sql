-- name: InsertAccount :exec
INSERT INTO account (id, email, name, lang, created_at) VALUES ($1, $2, $3, $4, $5);

-- name: AccountOf :one
SELECT id FROM account WHERE email = $1;

-- name: OpenAccount :one
SELECT id, email, name, lang FROM account WHERE email = $1 AND NOT closed;

-- name: CloseAccount :execrows
UPDATE account SET closed = TRUE WHERE id = $1 AND NOT closed;

-- name: RenameAccount :exec
UPDATE account SET name = $2, lang = $3, telling = $4 WHERE id = $1;

-- name: NoteTold :execrows
-- Who was told meanwhile, or wants to be told no more, is not told.
UPDATE account SET told_at = sqlc.arg(at), told_step = sqlc.arg(step)
WHERE id = sqlc.arg(id) AND told_at = sqlc.arg(was) AND NOT closed AND telling <> 'never';

-- name: SeeAccount :exec
UPDATE account SET seen_at = $2 WHERE id = $1;

-- name: InsertRole :exec
INSERT INTO account_role (id, account, role, organisation, author, why, given_at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: RevokeRole :execrows
UPDATE account_role SET revoked_at = sqlc.arg(at), revoked_by = sqlc.arg(author), revoked_why = sqlc.arg(why)
WHERE id = sqlc.arg(id) AND revoked_at = 0;

-- name: OtherAdministrators :one
SELECT count(*) FROM account_role r JOIN account a ON a.id = r.account
WHERE r.role = 'administrator' AND r.revoked_at = 0 AND NOT a.closed AND r.id <> $1;

-- name: RoleGiven :one
SELECT role FROM account_role WHERE id = $1 AND revoked_at = 0;

-- name: InsertLink :exec
INSERT INTO sign_in_link (token_hash, purpose, account, nonce_hash, until) VALUES ($1, $2, $3, $4, $5);

-- name: UseLink :one
-- No link holds for more than a day: one that does for two is of a clock that had gone wrong.
UPDATE sign_in_link SET used_at = sqlc.arg(at)
WHERE token_hash = sqlc.arg(token_hash) AND used_at = 0 AND until > sqlc.arg(at) AND until <= sqlc.arg(at) + 172800000
RETURNING purpose, account;

-- name: DropLinks :exec
DELETE FROM sign_in_link WHERE until < $1 AND purpose = 'enter';

-- name: DropInstallLinks :exec
DELETE FROM sign_in_link WHERE purpose = 'install';

-- name: SaveSession :exec
INSERT INTO session (token_hash, account, device, contents, began_at, seen_at, until) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (token_hash) DO UPDATE SET account = excluded.account, device = excluded.device, contents = excluded.contents, seen_at = excluded.seen_at, until = excluded.until;

-- name: DropSession :exec
DELETE FROM session WHERE token_hash = $1;

-- name: DropSessionOf :execrows
DELETE FROM session WHERE token_hash = $1 AND account = $2;

-- name: DropSessionsOf :execrows
DELETE FROM session WHERE account = $1;

-- name: DropAllSessions :execrows
DELETE FROM session;

-- name: DropOldSessions :exec
DELETE FROM session WHERE until < $1;

-- name: Hit :one
INSERT INTO throttle (key_hash, began_at, hits) VALUES (sqlc.arg(key_hash), sqlc.arg(now), 1)
ON CONFLICT (key_hash) DO UPDATE SET
  hits = CASE WHEN throttle.began_at < sqlc.arg(since) OR throttle.began_at > sqlc.arg(now) THEN 1 ELSE throttle.hits + 1 END,
  began_at = CASE WHEN throttle.began_at < sqlc.arg(since) OR throttle.began_at > sqlc.arg(now) THEN sqlc.arg(now) ELSE throttle.began_at END
RETURNING hits;

-- name: DropThrottles :exec
DELETE FROM throttle WHERE began_at < $1;

-- name: KeepSecret :one
INSERT INTO secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = secret.value RETURNING value;

-- name: InsertMessage :exec
INSERT INTO outbox (id, account, recipient, lang, key, args, link, state, written_at, until, due_at, letter, domain) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, $11, $12);

-- name: TakeMessage :one
UPDATE outbox SET lease = sqlc.arg(lease), attempts = attempts + 1
WHERE id = (SELECT o.id FROM outbox o WHERE o.state = 'waiting' AND o.due_at <= sqlc.arg(now) AND o.lease < sqlc.arg(now)
    AND (o.domain = '' OR (SELECT count(*) FROM outbox s WHERE s.domain = o.domain AND s.sent_at > CAST(sqlc.arg(since) AS BIGINT)) < CAST(sqlc.arg(most) AS BIGINT))
    AND NOT EXISTS (SELECT 1 FROM letter l JOIN campaign c ON c.id = l.campaign WHERE l.message = o.id AND l.step <> 'published' AND c.state <> 'open')
    ORDER BY CASE WHEN o.domain = '' THEN 0 ELSE 1 END, o.due_at, o.id LIMIT 1)
  AND state = 'waiting' AND lease < sqlc.arg(now)
RETURNING id, coalesce(account, 0) AS account, recipient, lang, key, args, link, until, written_at, attempts, letter;

-- name: EndMessage :exec
UPDATE outbox SET state = sqlc.arg(state), sent_at = sqlc.arg(sent_at), trouble = sqlc.arg(trouble), link = CASE WHEN key IN ('enter', 'address_confirm') OR link LIKE '/signaler/recu/%' THEN '' ELSE link END
WHERE id = sqlc.arg(id);

-- name: DelayMessage :exec
UPDATE outbox SET due_at = sqlc.arg(due_at), lease = 0, trouble = sqlc.arg(trouble) WHERE id = sqlc.arg(id);

-- name: LateMessages :execrows
UPDATE outbox SET state = 'late', link = '' WHERE state = 'waiting' AND until > 0 AND until < $1;
