-- name: DecisionsOnPartnership :many
WITH RECURSIVE tree AS (
  SELECT CAST(sqlc.arg(id) AS bigint) AS id
  UNION
  SELECT m.subject FROM decision m JOIN tree t ON m.object = t.id WHERE m.kind = 'merge' AND m.subject_kind = 'partnership'
)
SELECT d.id, d.kind, d.subject_kind, d.subject, d.object, d.why, d.author, d.at, d.undone_at, d.undone_by, d.undone_why FROM decision d
WHERE d.subject_kind = 'partnership' AND (d.subject IN (SELECT tree.id FROM tree) OR d.object IN (SELECT tree.id FROM tree))
   OR d.subject_kind = 'claim_set' AND d.subject IN (
     SELECT c.id FROM claim_set c WHERE c.subject_kind = 'partnership' AND c.subject IN (SELECT tree.id FROM tree))
ORDER BY d.id;

-- name: DecisionsOn :many
SELECT id, kind, subject_kind, subject, object, why, author, at, undone_at, undone_by, undone_why FROM decision
WHERE subject_kind = sqlc.arg(kind) AND (subject = sqlc.arg(id) OR object = sqlc.arg(id)) ORDER BY id;

-- name: ClaimsEver :many
WITH RECURSIVE tree AS (
  SELECT CAST(sqlc.arg(id) AS bigint) AS id
  UNION
  SELECT m.subject FROM decision m JOIN tree t ON m.object = t.id WHERE m.kind = 'merge' AND m.subject_kind = 'partnership'
)
SELECT c.id, c.subject, c.record, c.asserted_on, c.recorded_at, c.withdrawn_at, c.author, c.claims
FROM claim_set c WHERE c.subject_kind = 'partnership' AND c.subject IN (SELECT tree.id FROM tree) ORDER BY c.asserted_on DESC, c.id;

-- name: MentionsEver :many
SELECT m.text, m.path, r.id, r.source, r.recorded_at, s.document FROM mention m
JOIN record r ON r.id = m.record JOIN source s ON s.id = r.source
WHERE m.organisation = $1 ORDER BY r.recorded_at, r.id, m.path;

-- name: SignedAt :many
SELECT author, why FROM audit WHERE at = $1 AND NOT private ORDER BY id;

-- name: RecordedAt :one
SELECT recorded_at FROM record WHERE id = $1;
