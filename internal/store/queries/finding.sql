-- name: KnownFindings :many
SELECT id, rule, key, severity, state, why, owner, places, evidence, subject FROM finding ORDER BY id;

-- name: KnownFinding :one
SELECT id, rule, key, severity, state, why, owner, places, evidence, subject FROM finding WHERE id = $1;

-- name: UpsertFinding :exec
INSERT INTO finding (id, rule, key, severity, state, why, owner, places, evidence, subject)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, state = excluded.state, why = excluded.why, owner = excluded.owner,
  places = excluded.places, evidence = excluded.evidence, subject = excluded.subject;

-- name: InsertFindingEvent :exec
INSERT INTO finding_event (id, finding, at, author, what, owner, why, evidence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: StepsBeside :many
SELECT e.id, e.finding, e.what, e.owner FROM finding_event e
WHERE e.finding = (SELECT s.finding FROM finding_event s WHERE s.id = $1) ORDER BY e.id;
