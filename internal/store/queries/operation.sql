-- name: InsertOperationPart :exec
INSERT INTO operation_part (operation, position, kind, object, at) VALUES ($1, $2, $3, $4, $5);

-- name: OperationParts :many
SELECT kind, object FROM operation_part WHERE operation = $1 ORDER BY position;

-- name: Overtaken :one
SELECT count(*) FROM record o JOIN record r ON r.id = o.replaced_by WHERE r.source = $1 AND o.source <> r.source;

-- name: WithdrawnClaims :many
SELECT c.id, c.subject_kind, c.subject, c.record, c.asserted_on, c.claims FROM claim_set c JOIN record r ON r.id = c.record
WHERE r.source = $1 AND r.replaced_by = r.id AND c.withdrawn_at = r.replaced_at ORDER BY c.id;

-- name: ReturnMentions :exec
UPDATE mention SET withdrawn_at = 0
WHERE record IN (SELECT r.id FROM record r WHERE r.source = $1 AND r.replaced_by = r.id AND r.replaced_at = mention.withdrawn_at);

-- name: ReturnRecords :exec
UPDATE record SET replaced_by = NULL, replaced_at = 0 WHERE source = $1 AND replaced_by = id;
