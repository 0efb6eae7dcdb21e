-- name: RecordsKept :many
SELECT s.document, s.report, count(r.id) AS records FROM source s LEFT JOIN record r ON r.source = s.id
GROUP BY s.id, s.document, s.report ORDER BY s.id;
