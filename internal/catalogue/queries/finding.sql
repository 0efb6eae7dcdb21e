-- name: Findings :many
SELECT id, rule, key, severity, state, why, owner, places, evidence, subject FROM finding ORDER BY id;

-- name: Finding :one
SELECT id, rule, key, severity, state, why, owner, places, evidence, subject FROM finding WHERE id = $1;

-- name: FindingsOf :many
SELECT id, rule, key, severity, state, why, owner, places, evidence, subject FROM finding WHERE subject = $1 ORDER BY id;

-- name: FindingEvents :many
SELECT id, finding, at, author, what, owner, why, evidence FROM finding_event WHERE finding = $1 ORDER BY id;

-- name: ValuesInQuestion :many
SELECT v.partnership, v.property, v.text, v.dated, v.record, v.path, v.line, v.line_end FROM value v
WHERE (SELECT count(*) FROM value o WHERE o.partnership = v.partnership AND o.property = v.property) > 1
ORDER BY v.partnership, v.position;

-- name: DecidedClaims :many
WITH RECURSIVE later AS (
  SELECT d.id AS decision, s.record FROM decision d JOIN claim_set s ON s.id = d.subject
  WHERE d.subject_kind = 'claim_set' AND d.undone_at = 0
  UNION
  SELECT l.decision, r.replaced_by FROM later l JOIN record r ON r.id = l.record WHERE r.replaced_by IS NOT NULL
)
SELECT d.kind, d.subject, d.object, c.id, c.claims FROM later l
JOIN decision d ON d.id = l.decision
JOIN claim_set c ON c.record = l.record AND c.subject_kind = 'partnership'
ORDER BY d.id, c.id;

-- name: Dissolved :many
SELECT subject, record, claims FROM claim_set
WHERE subject_kind = 'partnership' AND withdrawn_at = 0 AND (claims LIKE '%"Cause":"dissolved"%' OR claims LIKE '%issou%' OR claims LIKE '%issolution%') ORDER BY id;
