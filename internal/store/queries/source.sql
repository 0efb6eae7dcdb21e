-- name: InsertSource :exec
INSERT INTO source (id, document, sha256, format, title, publisher, dated, encoding, lines, size, replaces, example, imported_at, report)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: SourceByHash :one
SELECT id FROM source WHERE sha256 = $1;

-- name: RecordByLocator :one
SELECT id FROM record WHERE source = $1 AND locator = $2;

-- name: InsertRecord :exec
INSERT INTO record (id, source, kind, locator, line, line_end, title, dated, body, places, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: Replaced :one
SELECT replaces FROM source WHERE id = $1;

-- name: SetReplaced :exec
UPDATE source SET replaces = $2 WHERE id = $1;

-- name: Rivals :many
SELECT id FROM source WHERE id <> sqlc.arg(own) AND (document = sqlc.arg(document) AND example = sqlc.arg(example) OR id = sqlc.arg(replaced)) ORDER BY id;

-- name: RecordsAt :many
SELECT id FROM record WHERE source = $1 AND kind = $2 AND line BETWEEN $3 AND $4 AND replaced_by IS NULL ORDER BY id;

-- name: RecordsOf :many
SELECT id FROM record WHERE source = $1 AND replaced_by IS NULL ORDER BY id;

-- name: ReplaceRecord :exec
UPDATE record SET replaced_by = $2, replaced_at = $3 WHERE id = $1;

-- name: StandingRecord :one
WITH RECURSIVE later AS (
  SELECT r.id, r.replaced_by FROM record r WHERE r.id = $1
  UNION
  SELECT r.id, r.replaced_by FROM record r JOIN later l ON r.id = l.replaced_by
)
SELECT id FROM later WHERE replaced_by IS NULL;

-- name: RecordsTitled :many
SELECT id, kind, title FROM record WHERE source = $1 AND replaced_by IS NULL ORDER BY id;

-- name: RecordBody :one
SELECT body FROM record WHERE id = $1;

-- name: Restate :exec
INSERT INTO restated (record, path, by_record, by_path, recorded_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (record, path) DO NOTHING;

-- name: Restated :many
SELECT record, path, by_record, by_path FROM restated;
