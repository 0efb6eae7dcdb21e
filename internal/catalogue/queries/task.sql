-- name: Tasks :many
SELECT t.id, t.kind, t.invitation, t.mail, t.status, t.follower, t.note, t.opened_at, t.done_at, t.done_by,
  coalesce(i.asked, '') AS asked, coalesce(i.campaign, 0) AS campaign, coalesce(c.title, '') AS title, coalesce(a.name, '') AS follows
FROM task t LEFT JOIN invitation i ON i.id = t.invitation LEFT JOIN campaign c ON c.id = i.campaign LEFT JOIN account a ON a.id = t.follower
ORDER BY t.opened_at, t.id;
