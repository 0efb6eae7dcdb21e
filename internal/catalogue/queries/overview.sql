-- name: StandingRecords :many
SELECT id, source, kind, body, places FROM record WHERE replaced_by IS NULL ORDER BY id;
