-- name: TerritoryByKey :one
SELECT id FROM territory WHERE key = $1;

-- name: InsertTerritory :exec
INSERT INTO territory (id, key, name, level, country, parent, parent_now, codes, names, lat, lon, point, valid_from, valid_to, origin)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: OrganisationByKey :one
SELECT id FROM organisation WHERE key = $1;

-- name: Organisation :one
SELECT o.id, o.key, o.name, o.kind, o.country, o.territory, o.merged_into, COALESCE(t.key, '') AS territory_key
FROM organisation o LEFT JOIN territory t ON t.id = o.territory WHERE o.id = $1;

-- name: InsertOrganisation :exec
INSERT INTO organisation (id, key, name, kind, country, territory, names, valid_from, valid_to)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: InsertMention :exec
INSERT INTO mention (record, path, organisation, text, line) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (record, path) DO UPDATE SET organisation = excluded.organisation, withdrawn_at = 0;

-- name: InsertQuestion :exec
INSERT INTO question (id, text, record, path, line, candidates, answer, why, author, answered_at)
VALUES ($1, $2, $3, $4, $5, $6, NULL, '', '', 0);

-- name: Question :one
SELECT id, text, record, path, line, candidates, answer FROM question WHERE id = $1;

-- name: AnswersOf :many
SELECT text, answer, why, author FROM question WHERE record = $1 AND answer IS NOT NULL ORDER BY id;

-- name: AskedBy :many
SELECT id, text FROM question WHERE record = $1 AND answer IS NULL ORDER BY id;

-- name: AnswerQuestion :exec
UPDATE question SET answer = $2, why = $3, author = $4, answered_at = $5 WHERE id = $1;

-- name: WithdrawMention :exec
UPDATE mention SET withdrawn_at = $3 WHERE record = $1 AND path = $2 AND withdrawn_at = 0;

-- name: WithdrawMentions :exec
UPDATE mention SET withdrawn_at = $2 WHERE record = $1 AND withdrawn_at = 0;

-- name: MergeOrganisation :exec
UPDATE organisation SET merged_into = $2 WHERE id = $1;
