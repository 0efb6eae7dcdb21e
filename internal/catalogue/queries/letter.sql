-- name: LettersOf :many
SELECT id, campaign, address_hash, step, state, message, prepared_at, sent_at, softs, status FROM letter WHERE campaign = $1 ORDER BY id;

-- name: LetterOf :one
SELECT id, campaign, address_hash, step, state, message, prepared_at, sent_at, softs, status FROM letter WHERE id = $1;

-- name: LetterSteps :many
SELECT step, upto, confirmed_at FROM letter_step WHERE campaign = $1;

-- name: LetterInvitations :many
SELECT a.letter, a.invitation FROM letter_invitation a JOIN letter l ON l.id = a.letter WHERE l.campaign = $1 AND l.step = $2 ORDER BY a.letter, a.invitation;

-- name: SuppressedFrom :many
SELECT address_hash, what FROM suppression WHERE what IN ('write', 'letters') OR what = sqlc.arg(own);

-- name: InvitationsByEmail :many
SELECT i.asked, i.name, i.phone, c.title, c.host, c.closes, c.kept_until, c.trashed_at FROM invitation i JOIN campaign c ON c.id = i.campaign WHERE i.email = $1 ORDER BY i.id;
