-- name: KeepDraft :exec
INSERT INTO draft (browser_hash, account, path, contents, kept_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (browser_hash, account, path) DO UPDATE SET contents = excluded.contents, kept_at = excluded.kept_at;

-- name: DropDraft :exec
DELETE FROM draft WHERE browser_hash = $1 AND account = $2 AND path = $3;

-- name: DropDraftsBefore :execrows
DELETE FROM draft WHERE kept_at < $1;

-- name: DropDraftsOf :exec
DELETE FROM draft WHERE account = $1;
