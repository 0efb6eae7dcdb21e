-- name: MailsOf :many
SELECT id, invitation, sender, subject, words, came_at FROM mail WHERE invitation = $1 ORDER BY came_at, id;

-- name: MailOf :one
SELECT id, invitation, sender, subject, words, came_at FROM mail WHERE id = $1;

-- name: MailFilesOf :many
SELECT f.mail, f.position, f.name, f.size, f.trouble FROM mail_file f JOIN mail m ON m.id = f.mail WHERE m.invitation = $1 ORDER BY f.mail, f.position;

-- name: MailFileBody :one
SELECT f.name, f.body FROM mail_file f JOIN mail m ON m.id = f.mail WHERE f.mail = sqlc.arg(mail) AND f.position = sqlc.arg(position) AND m.invitation = sqlc.arg(invitation) AND f.body <> '';

-- name: MailsFrom :many
SELECT m.id, m.invitation, m.sender, m.subject, m.words, m.came_at, coalesce(c.title, '') AS title
FROM mail m LEFT JOIN invitation i ON i.id = m.invitation LEFT JOIN campaign c ON c.id = i.campaign WHERE m.sender = $1 ORDER BY m.came_at, m.id;

-- name: MailFilesFrom :many
SELECT f.mail, f.name, f.size FROM mail_file f JOIN mail m ON m.id = f.mail WHERE m.sender = $1 ORDER BY f.mail, f.position;
