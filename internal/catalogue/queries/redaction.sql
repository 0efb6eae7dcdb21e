-- name: StandingRedactions :many
SELECT r.id, r.subject_kind, CAST(COALESCE(p.merged_into, r.subject) AS bigint) AS subject, r.level, r.review, r.why, r.author, r.at
FROM redaction r LEFT JOIN partnership p ON r.subject_kind = 'partnership' AND p.id = r.subject
WHERE r.lifted_at = 0 ORDER BY r.id;
