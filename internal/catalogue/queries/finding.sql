-- name: Findings :many
SELECT id, rule, key, severity, state, why, owner, places, evidence, subject FROM finding ORDER BY id;

-- name: Finding :one
SELECT id, rule, key, severity, state, why, owner, places, evidence, subject FROM finding WHERE id = $1;

-- name: FindingsOf :many
SELECT id, rule, key, severity, state, why, owner, places, evidence, subject FROM finding WHERE subject = $1 ORDER BY id;

-- name: FindingEvents :many
SELECT id, finding, at, author, what, owner, why, evidence FROM finding_event WHERE finding = $1 ORDER BY id;
