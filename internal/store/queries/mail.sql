-- name: InsertMail :execrows
INSERT INTO mail (id, mark, invitation, sender, subject, words, came_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING;

-- name: InsertMailFile :exec
INSERT INTO mail_file (mail, position, name, size, body, trouble, words) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: FileMail :execrows
UPDATE mail SET invitation = sqlc.arg(invitation) WHERE id = sqlc.arg(id);

-- name: LetterOfMessage :one
SELECT id FROM letter WHERE message = sqlc.arg(message) AND prepared_at = sqlc.arg(at) AND message <> 0;

-- name: DropMailFiles :exec
DELETE FROM mail_file WHERE mail = $1;

-- name: DropMail :execrows
DELETE FROM mail WHERE id = $1;

-- name: MailsBefore :many
SELECT m.id FROM mail m LEFT JOIN invitation i ON i.id = m.invitation LEFT JOIN campaign c ON c.id = i.campaign
WHERE (c.trashed_at > 0 AND c.trashed_at <= sqlc.arg(trashed)) OR (m.invitation = 0 AND m.came_at < sqlc.arg(before)) ORDER BY m.id;

-- name: MailsFrom :many
SELECT m.id FROM mail m LEFT JOIN invitation i ON i.id = m.invitation WHERE m.sender = sqlc.arg(email) OR i.email = sqlc.arg(email) ORDER BY m.id;

-- name: MailWords :many
SELECT id, subject, words FROM mail ORDER BY id;

-- name: RewriteMail :exec
UPDATE mail SET subject = $2, words = $3 WHERE id = $1;

-- name: MailFileWords :many
SELECT mail, position, name, words FROM mail_file ORDER BY mail, position;

-- name: EraseMailFile :exec
UPDATE mail_file SET name = sqlc.arg(name), body = '', words = '', trouble = 'mail.file_erased' WHERE mail = sqlc.arg(mail) AND position = sqlc.arg(position);
