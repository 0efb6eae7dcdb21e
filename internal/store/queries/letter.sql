-- name: ConfirmStep :exec
INSERT INTO letter_step (campaign, step, upto, author, confirmed_at) VALUES (sqlc.arg(campaign), sqlc.arg(step), sqlc.arg(upto), sqlc.arg(author), sqlc.arg(at))
ON CONFLICT (campaign, step) DO UPDATE SET upto = excluded.upto, author = excluded.author, confirmed_at = excluded.confirmed_at;

-- name: DropStep :exec
DELETE FROM letter_step WHERE campaign = $1 AND step = $2;

-- name: StepConfirmed :one
SELECT count(*) FROM letter_step WHERE campaign = $1 AND step = $2;

-- name: InsertLetter :execrows
INSERT INTO letter (id, campaign, address_hash, step, state, prepared_at) VALUES ($1, $2, $3, $4, 'prepared', $5) ON CONFLICT DO NOTHING;

-- name: LetterAsks :exec
INSERT INTO letter_invitation (letter, invitation) VALUES ($1, $2);

-- name: LetterMessage :exec
UPDATE letter SET message = sqlc.arg(message) WHERE id = sqlc.arg(id);

-- name: LetterByID :one
SELECT id, campaign, address_hash, step, state, message, prepared_at, sent_at, softs, status FROM letter WHERE id = $1;

-- name: InvitationsOfLetter :many
SELECT invitation FROM letter_invitation WHERE letter = $1 ORDER BY invitation;

-- name: LetterLeft :one
UPDATE letter SET state = 'sent', sent_at = sqlc.arg(at) WHERE message = sqlc.arg(message) AND message <> 0 RETURNING id;

-- name: LetterDeferred :exec
UPDATE letter SET state = 'deferred' WHERE message = $1 AND message <> 0 AND state = 'prepared';

-- name: LetterReturned :exec
UPDATE letter SET state = sqlc.arg(state), status = sqlc.arg(status), softs = softs + sqlc.arg(softs) WHERE id = sqlc.arg(id) AND (state <> 'hard' OR sqlc.arg(state) = 'complained');

-- name: InsertReturn :execrows
INSERT INTO letter_return (letter, mark, kind, status, came_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING;

-- name: StopLetters :execrows
UPDATE outbox SET state = 'late', link = '' WHERE state = 'waiting' AND lease < sqlc.arg(now) AND id IN (
  SELECT l.message FROM letter l JOIN campaign c ON c.id = l.campaign
  WHERE l.state IN ('prepared', 'deferred') AND (
    EXISTS (SELECT 1 FROM suppression s WHERE s.address_hash = l.address_hash AND (s.what IN ('write', 'letters') OR s.what = 'letters ' || CAST(l.campaign AS TEXT)))
    OR l.step <> 'published' AND (c.state = 'closed'
      OR NOT EXISTS (SELECT 1 FROM letter_step k WHERE k.campaign = l.campaign AND k.step = l.step)
      OR NOT EXISTS (SELECT 1 FROM letter_invitation a JOIN invitation i ON i.id = a.invitation LEFT JOIN reply r ON r.invitation = i.id
        WHERE a.letter = l.id AND i.state IN ('ready', 'sent') AND coalesce(r.sent_at, 0) = 0))));

-- name: LettersStopped :execrows
UPDATE letter SET state = 'stopped' WHERE state IN ('prepared', 'deferred') AND message IN (SELECT o.id FROM outbox o WHERE o.state = 'late');
