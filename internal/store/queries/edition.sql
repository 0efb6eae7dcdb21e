-- name: InsertEdition :exec
INSERT INTO edition (id, series, title, dated, host, foreword, comment, scope, forms, since, year, overview, former, author, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: InsertEditionFiche :exec
INSERT INTO edition_fiche (edition, position, record, section, mark, was, at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: InsertEditionComing :exec
INSERT INTO edition_coming (edition, position, section, title, record, partnership, at) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: InsertErratum :exec
INSERT INTO edition_erratum (id, edition, text, author, at) VALUES ($1, $2, $3, $4, $5);

-- name: EditionThere :one
SELECT count(*) FROM edition WHERE id = $1;

-- name: LastEdition :many
SELECT id FROM edition WHERE series = $1 ORDER BY dated DESC, id DESC LIMIT 1;
