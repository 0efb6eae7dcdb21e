-- name: SaveVersion :exec
INSERT INTO version (scope, key, valid_from, valid_to, name, kind, level, parent, codes, origin, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (scope, key, valid_from) DO UPDATE SET valid_to = excluded.valid_to, name = excluded.name, kind = excluded.kind,
  level = excluded.level, parent = excluded.parent, codes = excluded.codes, origin = excluded.origin;

-- name: SaveSuccession :exec
INSERT INTO succession (kind, dated, scope, predecessors, successors, basis, origin, against, note, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (dated, kind, scope, predecessors, successors) DO UPDATE SET basis = excluded.basis, origin = excluded.origin,
  against = excluded.against, note = excluded.note;

-- name: PlacesWithVersions :many
SELECT t.id, t.key, v.name, v.level, v.parent, v.valid_from, v.valid_to FROM territory t
JOIN version v ON v.scope = 'territory' AND v.key = t.key ORDER BY t.id, v.valid_from;

-- name: BodiesWithVersions :many
SELECT o.id, o.key, v.name, v.level, v.valid_from, v.valid_to FROM organisation o
JOIN version v ON v.scope = 'organisation' AND v.key = o.key ORDER BY o.id, v.valid_from;

-- name: SetTerritory :exec
UPDATE territory SET name = $2, level = $3, parent = $4, parent_now = NULL, valid_to = $5 WHERE id = $1;

-- name: SetOrganisation :exec
UPDATE organisation SET name = $2, valid_to = $3 WHERE id = $1;

-- name: ForgottenPlaces :many
SELECT t.key FROM territory t WHERE NOT EXISTS (SELECT 1 FROM version v WHERE v.scope = 'territory' AND v.key = t.key) ORDER BY t.id;

-- name: ForgottenBodies :many
SELECT o.key FROM organisation o WHERE o.key NOT LIKE 'name/%'
AND NOT EXISTS (SELECT 1 FROM version v WHERE v.scope = 'organisation' AND v.key = o.key) ORDER BY o.id;
