-- name: StandingRedactions :many
SELECT r.id, r.subject_kind, CAST(COALESCE(p.merged_into, r.subject) AS bigint) AS subject, r.level, r.review, r.why, r.author, r.at
FROM redaction r LEFT JOIN partnership p ON r.subject_kind = 'partnership' AND p.id = r.subject
WHERE r.lifted_at = 0 ORDER BY r.id;

-- name: RecordsBeside :many
SELECT DISTINCT c.record, c.subject FROM claim_set c
WHERE c.subject_kind = 'partnership' AND c.withdrawn_at = 0 AND c.record IN (
  SELECT o.record FROM claim_set o LEFT JOIN partnership p ON p.id = o.subject
  WHERE o.subject_kind = 'partnership' AND o.withdrawn_at = 0 AND COALESCE(p.merged_into, o.subject) = CAST(sqlc.arg(partnership) AS bigint))
ORDER BY c.record, c.subject;

-- name: MentionTexts :many
SELECT DISTINCT organisation, text FROM mention ORDER BY organisation, text;
