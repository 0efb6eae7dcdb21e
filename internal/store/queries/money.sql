-- name: SaveRate :exec
INSERT INTO rate (currency, year, micros, origin, recorded_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (currency, year) DO UPDATE SET micros = excluded.micros, origin = excluded.origin, recorded_at = excluded.recorded_at;
