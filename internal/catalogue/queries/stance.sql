-- name: StancesOf :many
SELECT organisation, property, stance, said, why, author, at FROM stance WHERE partnership = $1 ORDER BY id;

-- name: EveryStance :many
SELECT partnership, organisation, property, stance, at FROM stance ORDER BY id;
