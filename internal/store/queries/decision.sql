-- name: InsertDecision :exec
INSERT INTO decision (id, kind, subject_kind, subject, object, why, author, at, undone_at, undone_by, undone_why, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, '', '', $9);

-- name: Decision :one
SELECT kind, subject_kind, subject, object, why, author, at, undone_at, undone_by, undone_why, detail FROM decision WHERE id = $1;

-- name: ClaimRanks :many
SELECT kind, subject, object FROM decision WHERE subject_kind = 'claim_set' AND undone_at = 0 ORDER BY id;

-- name: JoinsWithin :many
WITH RECURSIVE tree AS (
  SELECT CAST(sqlc.arg(root) AS bigint) AS id
  UNION ALL
  SELECT p.id FROM partnership p JOIN tree t ON p.merged_into = t.id
)
SELECT d.id, d.subject, d.object FROM decision d
WHERE d.kind = 'merge' AND d.subject_kind = 'partnership' AND d.why = sqlc.arg(why) AND d.undone_at = 0 AND d.subject IN (SELECT id FROM tree)
ORDER BY d.id;

-- name: Merges :many
SELECT subject, object FROM decision WHERE kind = 'merge' AND subject_kind = $1 AND undone_at = 0 ORDER BY id;

-- name: UndoDecision :exec
UPDATE decision SET undone_at = $2, undone_by = $3, undone_why = $4 WHERE id = $1;
