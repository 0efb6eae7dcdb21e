-- name: SendingAnswer :one
SELECT answer FROM sending WHERE key_hash = $1 AND sent_at >= $2;
