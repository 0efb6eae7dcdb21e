-- name: InsertDecision :exec
INSERT INTO decision (id, kind, subject_kind, subject, object, why, author, at, undone_at, undone_by, undone_why, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, '', '', $9);

-- name: Decision :one
SELECT kind, subject_kind, subject, object, why, author, at, undone_at, undone_by, undone_why, detail FROM decision WHERE id = $1;

-- name: ClaimRanks :many
SELECT kind, subject, object FROM decision WHERE subject_kind = 'claim_set' AND undone_at = 0 ORDER BY id;

-- name: JoinsInto :many
SELECT id, subject FROM decision
WHERE kind = 'merge' AND subject_kind = 'partnership' AND object = $1 AND why = $2 AND undone_at = 0 ORDER BY id;

-- name: Merges :many
SELECT subject, object FROM decision WHERE kind = 'merge' AND subject_kind = $1 AND undone_at = 0 ORDER BY id;

-- name: UndoDecision :exec
UPDATE decision SET undone_at = $2, undone_by = $3, undone_why = $4 WHERE id = $1;
