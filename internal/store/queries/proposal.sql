-- name: Proposals :many
SELECT p.id, p.kind, p.a, p.b, p.path, p.score, p.parts, p.recorded_at, p.gone_at, p.decision, d.kind AS decided, d.undone_at
FROM proposal p LEFT JOIN decision d ON d.id = p.decision ORDER BY p.id;

-- name: Proposal :one
SELECT p.id, p.kind, p.a, p.b, p.path, p.score, p.parts, p.recorded_at, p.gone_at, p.decision, d.kind AS decided, d.undone_at
FROM proposal p LEFT JOIN decision d ON d.id = p.decision WHERE p.id = $1;

-- name: OpenProposal :one
SELECT p.id FROM proposal p LEFT JOIN decision d ON d.id = p.decision
WHERE p.kind = $1 AND p.a = $2 AND p.b = $3 AND (p.decision IS NULL OR d.undone_at <> 0) ORDER BY p.id LIMIT 1;

-- name: UpsertProposal :exec
INSERT INTO proposal (id, kind, a, b, path, score, parts, recorded_at, gone_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)
ON CONFLICT (id) DO UPDATE SET b = excluded.b, path = excluded.path, score = excluded.score, parts = excluded.parts, gone_at = 0;

-- name: RetireProposal :exec
UPDATE proposal SET gone_at = $2 WHERE id = $1;

-- name: DecideProposal :exec
UPDATE proposal SET decision = $2 WHERE id = $1;

-- name: MergeOf :one
SELECT id FROM decision
WHERE kind = 'merge' AND subject_kind = $1 AND subject = $2 AND undone_at = 0 ORDER BY id DESC LIMIT 1;

-- name: DecidedPairs :many
SELECT id, subject_kind, subject, object, detail FROM decision WHERE kind = $1 AND undone_at = 0 ORDER BY id;

-- name: ActionExists :one
SELECT count(*) FROM action WHERE id = $1;

-- name: FinancingExists :one
SELECT count(*) FROM financing WHERE id = $1;
