-- name: DecisionsOnPartnership :many
SELECT d.id, d.kind, d.subject_kind, d.subject, d.object, d.why, d.author, d.at, d.undone_at, d.undone_by, d.undone_why FROM decision d
WHERE d.subject_kind = 'partnership' AND (d.subject = sqlc.arg(id) OR d.object = sqlc.arg(id))
   OR d.subject_kind = 'claim_set' AND d.subject IN (SELECT c.id FROM claim_set c WHERE c.subject_kind = 'partnership' AND c.subject = sqlc.arg(id))
ORDER BY d.id;
