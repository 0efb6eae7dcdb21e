-- name: StandingRecords :many
SELECT id, source, kind, body, places FROM record WHERE replaced_by IS NULL ORDER BY id;

-- name: RecordBodies :many
SELECT id, kind, body, places FROM record WHERE id BETWEEN sqlc.arg(first) AND sqlc.arg(last) ORDER BY id;
