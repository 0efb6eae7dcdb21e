-- name: OperationHead :one
SELECT a.at, a.author FROM audit a WHERE a.id = $1 AND EXISTS (SELECT 1 FROM operation_part p WHERE p.operation = a.id);

-- name: OperationPartsOf :many
SELECT kind, object FROM operation_part WHERE operation = $1 ORDER BY position;

-- name: OperationOf :one
SELECT operation FROM operation_part WHERE kind = $1 AND object = $2 ORDER BY operation LIMIT 1;

-- name: OperationsOf :many
SELECT operation FROM operation_part WHERE kind = $1 AND object = $2 ORDER BY operation;

-- name: DecisionOne :one
SELECT id, kind, subject_kind, subject, object, why, author, at, undone_at, undone_by, undone_why FROM decision WHERE id = $1;

-- name: FindingStep :one
SELECT finding, what, owner, why FROM finding_event WHERE id = $1;

-- name: AcceptedContribution :one
SELECT state, COALESCE(record, 0) AS record FROM contribution WHERE id = $1;

-- name: SourceStanding :one
SELECT count(*) FROM record WHERE source = $1 AND replaced_by IS NULL;

-- name: Operations :many
SELECT a.id, a.at, a.author, count(*) AS parts,
  CAST(min(p.kind || ' ' || coalesce(d.kind, e.what, '')) AS TEXT) AS least, CAST(max(p.kind || ' ' || coalesce(d.kind, e.what, '')) AS TEXT) AS most
FROM audit a JOIN operation_part p ON p.operation = a.id
LEFT JOIN decision d ON d.id = p.object AND p.kind = 'decision' LEFT JOIN finding_event e ON e.id = p.object AND p.kind = 'finding'
GROUP BY a.id, a.at, a.author ORDER BY a.id DESC LIMIT $1 OFFSET $2;

-- name: OperationCount :one
SELECT count(DISTINCT operation) FROM operation_part;
