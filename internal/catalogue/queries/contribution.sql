-- name: ContributionOf :one
SELECT id, kind, state, subject_kind, subject, page, property, said, body, coalesce(account, 0) AS account, email, lang, coalesce(follower, 0) AS follower, author, filed_at, changed_at, proposed, coalesce(record, 0) AS record
FROM contribution WHERE id = $1;

-- name: ContributionByReceipt :one
SELECT id FROM contribution WHERE receipt = $1;

-- name: ParcelsOf :many
SELECT instance, number, hash, receipt, came_at FROM parcel WHERE contribution = $1 ORDER BY came_at, instance, number;

-- name: SecretOf :one
SELECT value FROM secret WHERE name = $1;

-- name: ContributionList :many
SELECT id, kind, state, subject_kind, subject, page, property, said, body, coalesce(account, 0) AS account, email, lang, coalesce(follower, 0) AS follower, author, filed_at, changed_at, proposed, coalesce(record, 0) AS record
FROM contribution WHERE state <> 'draft' ORDER BY changed_at DESC, id DESC;

-- name: ContributionSteps :many
SELECT what, body, author, made_at FROM contribution_step WHERE contribution = $1 ORDER BY id;

-- name: ContributionsOfAccount :many
SELECT id, kind, state, subject_kind, subject, page, property, said, body, coalesce(account, 0) AS account, email, lang, coalesce(follower, 0) AS follower, author, filed_at, changed_at, proposed, coalesce(record, 0) AS record
FROM contribution WHERE account = $1 ORDER BY changed_at DESC, id DESC;

-- name: WaitingContributions :many
SELECT c.kind, c.subject_kind, c.subject, coalesce(c.account, 0) AS account, CAST(max(s.id) AS BIGINT) AS step
FROM contribution c JOIN contribution_step s ON s.contribution = c.id AND s.what = 'submit'
WHERE c.state = 'submitted' AND c.follower IS NULL
GROUP BY c.id, c.kind, c.subject_kind, c.subject, c.account ORDER BY c.id;
