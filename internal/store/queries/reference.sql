-- name: Reference :one
SELECT body FROM reference WHERE key = $1;

-- name: References :many
SELECT body FROM reference ORDER BY key;

-- name: SaveReference :exec
INSERT INTO reference (key, body, recorded_at) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET body = excluded.body;

-- name: ExtendTerritory :execrows
UPDATE territory SET codes = $2, names = $3, lat = $4, lon = $5, point = $6 WHERE key = $1;

-- name: Outlines :many
SELECT key, rings FROM outline ORDER BY key;

-- name: SaveOutline :exec
INSERT INTO outline (key, rings, recorded_at) VALUES ($1, $2, $3)
ON CONFLICT (key) DO UPDATE SET rings = excluded.rings;

-- name: SaveListedCode :exec
INSERT INTO listed_code (list, code, name_fr, name_en, withdrawn, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (list, code) DO UPDATE SET name_fr = excluded.name_fr, name_en = excluded.name_en, withdrawn = excluded.withdrawn;

-- name: DropVersions :exec
DELETE FROM version WHERE scope = $1 AND key = $2;

-- name: HasVersions :one
SELECT count(*) FROM version WHERE scope = $1 AND key = $2;

-- name: SuccessionsOf :many
SELECT scope, predecessors, successors FROM succession WHERE predecessors LIKE $1 OR successors LIKE $1
ORDER BY dated, kind, scope, predecessors, successors;

-- name: NamedInEvents :many
SELECT predecessors, successors FROM succession;

-- name: PlaceKeys :many
SELECT key FROM territory ORDER BY id;

-- name: BodyKeys :many
SELECT key FROM organisation ORDER BY id;

-- name: OrganisationCodes :one
SELECT codes FROM organisation WHERE key = $1;

-- name: SetOrganisationCodes :exec
UPDATE organisation SET codes = $2 WHERE key = $1;
