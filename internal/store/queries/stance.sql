-- name: InsertStance :exec
INSERT INTO stance (id, partnership, organisation, property, stance, said, why, author, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: MembersToAsk :many
SELECT DISTINCT a.id, a.email, a.lang FROM account a
JOIN account_role r ON r.account = a.id AND r.role = 'member' AND r.revoked_at = 0
JOIN party p ON p.organisation = r.organisation
WHERE p.partnership = sqlc.arg(partnership) AND r.organisation <> CAST(sqlc.arg(but) AS BIGINT) AND a.id <> sqlc.arg(account) AND NOT a.closed
  AND NOT EXISTS (SELECT 1 FROM asked k WHERE k.partnership = p.partnership AND k.account = a.id AND k.asked_at > sqlc.arg(since))
ORDER BY a.id;

-- name: MembersOf :many
SELECT DISTINCT a.id, a.email, a.lang FROM account a
JOIN account_role r ON r.account = a.id AND r.role = 'member' AND r.revoked_at = 0
WHERE r.organisation = $1 AND a.id <> $2 AND NOT a.closed ORDER BY a.id;

-- name: NoteAsked :exec
INSERT INTO asked (partnership, account, asked_at) VALUES ($1, $2, $3)
ON CONFLICT (partnership, account) DO UPDATE SET asked_at = excluded.asked_at;

-- name: MembersNotAsked :many
SELECT DISTINCT a.id AS account, a.email, a.lang, q.id AS partnership, q.updated FROM account a
JOIN account_role r ON r.account = a.id AND r.role = 'member' AND r.revoked_at = 0
JOIN party p ON p.organisation = r.organisation
JOIN partnership q ON q.id = p.partnership
WHERE NOT a.closed AND q.merged_into IS NULL AND NOT q.withdrawn AND q.status <> 'ended'
  AND NOT EXISTS (SELECT 1 FROM asked k WHERE k.partnership = q.id AND k.account = a.id AND k.asked_at > sqlc.arg(since))
ORDER BY a.id, q.id;

-- name: StancesAbout :many
SELECT organisation, property, stance, at FROM stance WHERE partnership = $1 ORDER BY id;
