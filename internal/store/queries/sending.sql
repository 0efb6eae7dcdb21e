-- name: InsertSending :execrows
INSERT INTO sending (key_hash, sent_at) VALUES ($1, $2) ON CONFLICT (key_hash) DO NOTHING;

-- name: AnswerSending :exec
UPDATE sending SET answer = $2 WHERE key_hash = $1;

-- name: DropSending :exec
DELETE FROM sending WHERE key_hash = $1;

-- name: DropSendingsBefore :execrows
DELETE FROM sending WHERE sent_at < $1;
