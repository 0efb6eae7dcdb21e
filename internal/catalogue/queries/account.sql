-- name: SessionContents :one
SELECT contents FROM session WHERE token_hash = $1 AND until > $2;

-- name: SessionsOf :many
SELECT token_hash, device, began_at, seen_at, until FROM session WHERE account = $1 AND until > $2 ORDER BY seen_at DESC, token_hash;

-- name: AccountByID :one
SELECT id, email, name, lang, closed, created_at, seen_at, telling, told_at, told_step FROM account WHERE id = $1;

-- name: AccountByEmail :one
SELECT id, email, name, lang, closed, created_at, seen_at, telling, told_at, told_step FROM account WHERE email = $1;

-- name: AccountsLike :many
SELECT id, email, name, lang, closed, created_at, seen_at, telling, told_at, told_step FROM account
WHERE lower(name) LIKE sqlc.arg(pattern) OR email LIKE sqlc.arg(pattern)
ORDER BY id LIMIT sqlc.arg(most) OFFSET sqlc.arg(first);

-- name: AccountsLikeCount :one
SELECT count(*) FROM account WHERE lower(name) LIKE sqlc.arg(pattern) OR email LIKE sqlc.arg(pattern);

-- name: AccountRolesOf :many
SELECT r.id, r.account, r.role, r.organisation, r.author, r.why, r.given_at, r.revoked_at, coalesce(o.name, '') AS name
FROM account_role r LEFT JOIN organisation o ON o.id = r.organisation
WHERE r.account = $1 ORDER BY r.id;

-- name: AdministratorCount :one
SELECT count(*) FROM account_role r JOIN account a ON a.id = r.account WHERE r.role = 'administrator' AND r.revoked_at = 0 AND NOT a.closed;

-- name: LinkPurpose :one
SELECT purpose, nonce_hash FROM sign_in_link WHERE token_hash = $1 AND used_at = 0 AND until > $2;

-- name: MessagesIn :many
SELECT id, coalesce(account, 0) AS account, recipient, lang, key, args, link, state, written_at, until, attempts, sent_at, trouble, letter FROM outbox
WHERE state = $1 AND recipient <> '' ORDER BY id DESC LIMIT $2 OFFSET $3;

-- name: MessageCounts :many
SELECT state, count(*) AS n FROM outbox WHERE recipient <> '' GROUP BY state ORDER BY state;

-- name: NetworksOf :many
SELECT DISTINCT n.organisation FROM mention m
JOIN mention n ON n.record = m.record AND n.path = 'name' AND n.withdrawn_at = 0
JOIN organisation o ON o.id = n.organisation AND o.kind = 'network'
WHERE m.organisation = $1 AND m.withdrawn_at = 0 AND n.organisation <> m.organisation
ORDER BY n.organisation;

-- name: OrganisationsOf :many
SELECT DISTINCT CAST(coalesce(organisation, 0) AS BIGINT) FROM party WHERE partnership = $1 AND organisation IS NOT NULL ORDER BY 1;

-- name: MessageByID :one
SELECT id, coalesce(account, 0) AS account, recipient, lang, key, args, link, state, written_at, until, attempts, sent_at, trouble, letter FROM outbox WHERE id = $1;

-- name: Draft :one
SELECT contents FROM draft WHERE browser_hash = $1 AND account = $2 AND path = $3 AND kept_at >= $4;

-- name: AccountsToTell :many
SELECT id, email, name, lang, closed, created_at, seen_at, telling, told_at, told_step FROM account a
WHERE NOT a.closed AND a.telling <> 'never' AND EXISTS (SELECT 1 FROM account_role r WHERE r.account = a.id AND r.revoked_at = 0)
ORDER BY a.id;
