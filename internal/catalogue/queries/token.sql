-- name: Tokens :many
SELECT * FROM api_token ORDER BY id;

-- name: TokenByHash :one
SELECT * FROM api_token WHERE token_hash = $1;
