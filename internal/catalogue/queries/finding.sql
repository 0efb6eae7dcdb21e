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
SELECT d.kind, d.object, c.claims FROM decision d JOIN claim_set c ON c.id = d.subject
WHERE d.subject_kind = 'claim_set' AND d.undone_at = 0 ORDER BY d.id;
