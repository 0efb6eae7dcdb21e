-- name: InsertSource :exec
INSERT INTO source (id, document, sha256, format, title, publisher, dated, encoding, lines, size, replaces, example, imported_at, report)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: SourceByHash :one
SELECT id FROM source WHERE sha256 = $1;

-- name: RecordByLocator :one
SELECT id FROM record WHERE source = $1 AND locator = $2;

-- name: InsertRecord :exec
INSERT INTO record (id, source, kind, locator, line, line_end, title, dated, body, places)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: RecordsAt :many
SELECT r.id, r.kind FROM record r JOIN source s ON s.id = r.source
WHERE s.document = sqlc.arg(document) AND r.kind = sqlc.arg(kind) AND r.replaced_by IS NULL AND s.id <> sqlc.arg(other)
  AND r.line BETWEEN sqlc.arg(first_line) AND sqlc.arg(last_line)
  AND (s.example = sqlc.arg(example) OR s.id = sqlc.arg(replaced));

-- name: RecordsOf :many
SELECT id FROM record WHERE source = $1 AND replaced_by IS NULL ORDER BY id;

-- name: ReplaceRecord :exec
UPDATE record SET replaced_by = $2 WHERE id = $1;
