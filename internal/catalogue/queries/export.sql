-- name: RecordsFrom :many
SELECT r.id, r.source, s.document, s.sha256, r.kind, r.locator, r.line, r.line_end, r.body, r.places
FROM record r JOIN source s ON s.id = r.source
WHERE r.replaced_by IS NULL
  AND (r.source > sqlc.arg(source) OR (r.source = sqlc.arg(source) AND (r.line > sqlc.arg(line) OR (r.line = sqlc.arg(line) AND r.id > sqlc.arg(id)))))
ORDER BY r.source, r.line, r.id LIMIT sqlc.arg(most);
