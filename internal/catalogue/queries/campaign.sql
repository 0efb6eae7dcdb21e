-- name: Campaigns :many
SELECT id, title, questionnaire, version, state, opens, closes, host, contact, message, attached, created_at, kept_until, trashed_at FROM campaign ORDER BY id DESC;

-- name: CampaignOf :one
SELECT id, title, questionnaire, version, state, opens, closes, host, contact, message, attached, created_at, kept_until, trashed_at FROM campaign WHERE id = $1;

-- name: QuestionnaireOf :one
SELECT file FROM questionnaire WHERE name = $1 AND version = $2;

-- name: InvitationsOf :many
SELECT i.id, i.campaign, i.partnership, i.organisation, i.asked, i.side, i.name, i.email, i.phone, i.lang, i.turn, i.state, i.colleague, i.opened_at,
  coalesce(r.contribution, 0) AS reply, coalesce(k.state, '') AS reply_state, coalesce(r.saved_at, 0) AS saved_at, coalesce(r.sent_at, 0) AS sent_at, coalesce(r.done, '[]') AS done, coalesce(k.filed_at, 0) AS begun_at, coalesce(k.follower, 0) AS follower
FROM invitation i LEFT JOIN reply r ON r.invitation = i.id LEFT JOIN contribution k ON k.id = r.contribution
WHERE i.campaign = $1 ORDER BY i.asked, i.id;

-- name: InvitationOf :one
SELECT i.id, i.campaign, i.partnership, i.organisation, i.asked, i.side, i.name, i.email, i.phone, i.lang, i.turn, i.state, i.colleague, i.opened_at,
  coalesce(r.contribution, 0) AS reply, coalesce(k.state, '') AS reply_state, coalesce(r.saved_at, 0) AS saved_at, coalesce(r.sent_at, 0) AS sent_at, coalesce(r.done, '[]') AS done, coalesce(k.filed_at, 0) AS begun_at, coalesce(k.follower, 0) AS follower
FROM invitation i LEFT JOIN reply r ON r.invitation = i.id LEFT JOIN contribution k ON k.id = r.contribution
WHERE i.id = $1;

-- name: ReplyOf :one
SELECT contribution, invitation, questionnaire, version, given, known, done, revision, declarant, means, saved_at, sent_at FROM reply WHERE contribution = $1;

-- name: TrustedDevice :one
SELECT trusted FROM device WHERE invitation = $1 AND hash = $2 AND (trusted = 1 OR trusted = 2 AND code_until > $3);

-- name: Devices :one
SELECT count(*) FROM device WHERE invitation = $1 AND trusted = 1;

-- name: InvitationsTo :many
SELECT i.id, i.campaign, i.partnership, i.organisation, i.asked, i.side, i.name, i.email, i.phone, i.lang, i.turn, i.state, i.colleague, i.opened_at
FROM invitation i JOIN campaign c ON c.id = i.campaign
WHERE i.email = $1 AND i.state <> 'revoked' AND c.state IN ('open', 'paused') ORDER BY i.id;

-- name: CampaignCounts :many
SELECT i.campaign, count(*) AS asked, count(CASE WHEN r.sent_at > 0 THEN 1 END) AS answered
FROM invitation i LEFT JOIN reply r ON r.invitation = i.id GROUP BY i.campaign;

-- name: RepliesOf :many
SELECT r.contribution, r.invitation, r.questionnaire, r.version, r.given, r.known, r.done, r.revision, r.declarant, r.means, r.saved_at, r.sent_at
FROM reply r JOIN invitation i ON i.id = r.invitation WHERE i.campaign = $1 ORDER BY r.contribution;

-- name: AttachmentsOf :many
SELECT id, reply, question, name, kind, size, sha256, author, attached_at FROM attachment WHERE reply = $1 ORDER BY id;

-- name: AttachmentByID :one
SELECT id, reply, question, name, kind, size, sha256, body, author, attached_at FROM attachment WHERE id = $1;

-- name: AttachmentIDs :many
SELECT id FROM attachment ORDER BY id;
