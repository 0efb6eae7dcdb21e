-- name: OpenTask :execrows
INSERT INTO task (id, kind, invitation, mail, status, opened_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING;

-- name: FollowTask :execrows
UPDATE task SET follower = sqlc.arg(follower) WHERE id = sqlc.arg(id) AND done_at = 0;

-- name: EndTask :execrows
UPDATE task SET note = sqlc.arg(note), done_at = sqlc.arg(at), done_by = sqlc.arg(author) WHERE id = sqlc.arg(id) AND done_at = 0;

-- name: EndTasksOfMail :exec
UPDATE task SET done_at = sqlc.arg(at), done_by = sqlc.arg(author) WHERE mail = sqlc.arg(mail) AND kind = 'unplaced' AND done_at = 0;

-- name: DropTasksOfMail :exec
DELETE FROM task WHERE mail = $1;

-- name: DropTasks :exec
DELETE FROM task WHERE invitation IN (SELECT i.id FROM invitation i JOIN campaign c ON c.id = i.campaign WHERE c.trashed_at > 0 AND c.trashed_at <= $1);

-- name: TaskNotes :many
SELECT id, note FROM task WHERE note <> '' ORDER BY id;

-- name: RewriteTask :exec
UPDATE task SET note = $2 WHERE id = $1;
