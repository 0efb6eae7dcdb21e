-- name: Lives :many
SELECT v.scope, v.key, v.valid_from, v.valid_to, v.name, v.kind, v.level, v.parent, v.origin FROM version v
WHERE (v.scope = 'territory' AND EXISTS (SELECT 1 FROM territory t WHERE t.key = v.key))
   OR (v.scope = 'organisation' AND EXISTS (SELECT 1 FROM organisation o WHERE o.key = v.key))
ORDER BY v.scope, v.key, v.valid_from;

-- name: Successions :many
SELECT kind, dated, scope, predecessors, successors, basis, origin, against, note FROM succession
ORDER BY dated, kind, scope, predecessors, successors;
