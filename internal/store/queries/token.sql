-- name: InsertToken :exec
INSERT INTO api_token (id, token_hash, name, scopes, author, made_at, until) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: RevokeToken :execrows
UPDATE api_token SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at = 0;

-- name: TokenUsed :exec
UPDATE api_token SET used_at = $2 WHERE id = $1;
