-- name: InsertContribution :exec
INSERT INTO contribution (id, kind, state, subject_kind, subject, page, property, said, body, account, email, lang, receipt, author, filed_at, changed_at, proposed, organisation)
VALUES (sqlc.arg(id), sqlc.arg(kind), sqlc.arg(state), sqlc.arg(subject_kind), sqlc.arg(subject), sqlc.arg(page), sqlc.arg(property), sqlc.arg(said), sqlc.arg(body),
  sqlc.narg(account), sqlc.arg(email), sqlc.arg(lang), sqlc.arg(receipt), sqlc.arg(author), sqlc.arg(at), sqlc.arg(at), sqlc.arg(proposed), sqlc.narg(organisation));

-- name: ContributionByID :one
SELECT kind, state, subject_kind, subject, coalesce(account, 0) AS account, email, lang, coalesce(follower, 0) AS follower, filed_at, proposed, coalesce(record, 0) AS record, coalesce(organisation, 0) AS organisation FROM contribution WHERE id = $1;

-- name: MoveContribution :exec
UPDATE contribution SET state = sqlc.arg(state), changed_at = sqlc.arg(at) WHERE id = sqlc.arg(id);

-- name: FollowContribution :exec
UPDATE contribution SET follower = sqlc.narg(follower), changed_at = sqlc.arg(at) WHERE id = sqlc.arg(id);

-- name: TouchContribution :exec
UPDATE contribution SET changed_at = $2 WHERE id = $1;

-- name: InsertContributionStep :exec
INSERT INTO contribution_step (id, contribution, what, body, author, made_at) VALUES ($1, $2, $3, $4, $5, $6);

-- name: RecipientOf :one
SELECT email, lang FROM account WHERE id = $1 AND NOT closed;

-- name: SaveDraft :exec
UPDATE contribution SET body = $2, proposed = $3, changed_at = $4 WHERE id = $1;

-- name: AdoptContribution :exec
UPDATE contribution SET proposed = sqlc.arg(proposed), record = sqlc.narg(record) WHERE id = sqlc.arg(id);
