-- name: SaveCampaign :exec
INSERT INTO campaign (id, title, questionnaire, version, state, opens, closes, host, contact, message, attached, author, created_at, changed_at)
VALUES (sqlc.arg(id), sqlc.arg(title), sqlc.arg(questionnaire), sqlc.arg(version), sqlc.arg(state), sqlc.arg(opens), sqlc.arg(closes),
  sqlc.arg(host), sqlc.arg(contact), sqlc.arg(message), sqlc.arg(attached), sqlc.arg(author), sqlc.arg(at), sqlc.arg(at))
ON CONFLICT (id) DO UPDATE SET title = excluded.title, questionnaire = excluded.questionnaire, version = excluded.version, state = excluded.state,
  opens = excluded.opens, closes = excluded.closes, host = excluded.host, contact = excluded.contact, message = excluded.message, attached = excluded.attached, changed_at = excluded.changed_at;

-- name: CampaignByID :one
SELECT id, title, questionnaire, version, state, opens, closes, host, contact, message, attached, created_at, kept_until, trashed_at FROM campaign WHERE id = $1;

-- name: InsertInvitation :execrows
INSERT INTO invitation (id, campaign, partnership, organisation, asked, side, name, email, phone, lang, turn, state)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, 'ready') ON CONFLICT DO NOTHING;

-- name: InvitationByID :one
SELECT i.id, i.campaign, i.partnership, i.organisation, i.asked, i.side, i.name, i.email, i.phone, i.lang, i.turn, i.state, i.colleague, i.opened_at, coalesce(r.contribution, 0) AS reply
FROM invitation i LEFT JOIN reply r ON r.invitation = i.id WHERE i.id = $1;

-- name: SaveInvitation :exec
UPDATE invitation SET name = sqlc.arg(name), email = sqlc.arg(email), phone = sqlc.arg(phone), lang = sqlc.arg(lang), turn = sqlc.arg(turn), state = sqlc.arg(state),
  colleague = sqlc.arg(colleague), opened_at = sqlc.arg(opened_at) WHERE id = sqlc.arg(id);

-- name: InsertReply :exec
INSERT INTO reply (contribution, invitation, questionnaire, version, given, known, done, revision, declarant, means, saved_at, sent_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10, 0);

-- name: SaveReply :execrows
UPDATE reply SET given = sqlc.arg(given), done = sqlc.arg(done), declarant = sqlc.arg(declarant), means = sqlc.arg(means), saved_at = sqlc.arg(saved_at), sent_at = sqlc.arg(sent_at), revision = revision + 1
WHERE contribution = sqlc.arg(contribution) AND revision = sqlc.arg(was);

-- name: ReplyByID :one
SELECT contribution, invitation, questionnaire, version, given, known, done, revision, declarant, means, saved_at, sent_at FROM reply WHERE contribution = $1;

-- name: SaveQuestionnaire :exec
INSERT INTO questionnaire (name, version, file) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: QuestionnaireFile :one
SELECT file FROM questionnaire WHERE name = $1 AND version = $2;

-- name: DeviceOf :one
SELECT trusted, code_hash, code_until FROM device WHERE invitation = $1 AND hash = $2;

-- name: DeviceCount :one
SELECT count(*) FROM device WHERE invitation = $1 AND trusted = 1;

-- name: ForgetDevices :exec
DELETE FROM device WHERE invitation = sqlc.arg(invitation) AND EXISTS (SELECT 1 FROM invitation i WHERE i.id = device.invitation AND i.turn <> sqlc.arg(turn));

-- name: SaveDevice :exec
INSERT INTO device (invitation, hash, code_hash, code_until, trusted, first_at)
VALUES (sqlc.arg(invitation), sqlc.arg(hash), sqlc.arg(code_hash), sqlc.arg(code_until), sqlc.arg(trusted), sqlc.arg(at))
ON CONFLICT (invitation, hash) DO UPDATE SET code_hash = excluded.code_hash, code_until = excluded.code_until, trusted = excluded.trusted;

-- name: SourceOfRecord :one
SELECT source FROM record WHERE id = $1;

-- name: WithdrawalOf :one
SELECT id FROM decision WHERE kind = 'withdraw' AND subject = $1 AND undone_at = 0 ORDER BY id DESC LIMIT 1;

-- name: Replies :many
SELECT r.contribution, r.given, r.known, r.declarant, i.email FROM reply r JOIN invitation i ON i.id = r.invitation ORDER BY r.contribution;

-- name: RewriteReply :exec
UPDATE reply SET given = $2, known = $3, declarant = $4, revision = revision + 1 WHERE contribution = $1;

-- name: EraseInvited :exec
UPDATE invitation SET name = '', email = '', phone = '' WHERE email = $1;

-- name: Colleagues :many
SELECT id, colleague FROM invitation WHERE colleague <> '';

-- name: SaveColleague :exec
UPDATE invitation SET colleague = $2 WHERE id = $1;

-- name: ForgetInvited :execrows
UPDATE invitation SET name = '', email = '', phone = '', colleague = ''
WHERE name || email || phone || colleague <> '' AND campaign IN (SELECT id FROM campaign WHERE trashed_at > 0 AND trashed_at <= $1);

-- name: ForgetDevicesBefore :exec
DELETE FROM device WHERE invitation IN (SELECT i.id FROM invitation i JOIN campaign c ON c.id = i.campaign WHERE c.trashed_at > 0 AND c.trashed_at <= $1);

-- name: ForgetDeclarants :exec
UPDATE reply SET declarant = '' WHERE declarant <> '' AND invitation IN (SELECT i.id FROM invitation i JOIN campaign c ON c.id = i.campaign WHERE c.trashed_at > 0 AND c.trashed_at <= $1);

-- name: ForgetReplies :exec
UPDATE reply SET given = '{}', known = '{}' WHERE invitation IN (SELECT i.id FROM invitation i JOIN campaign c ON c.id = i.campaign WHERE c.trashed_at > 0 AND c.trashed_at <= $1)
AND contribution IN (SELECT id FROM contribution WHERE state <> 'accepted');

-- name: ForgetReplyAddresses :exec
UPDATE contribution SET email = '' WHERE email <> '' AND id IN (
  SELECT r.contribution FROM reply r JOIN invitation i ON i.id = r.invitation JOIN campaign c ON c.id = i.campaign WHERE c.trashed_at > 0 AND c.trashed_at <= $1);

-- name: InsertAttachment :exec
INSERT INTO attachment (id, reply, question, name, kind, size, sha256, body, author, attached_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: AttachmentCount :one
SELECT count(*) FROM attachment WHERE reply = $1;

-- name: DeleteAttachment :execrows
DELETE FROM attachment WHERE id = $1 AND reply = $2 AND question = $3;

-- name: ForgetAttachments :exec
DELETE FROM attachment WHERE reply IN (SELECT r.contribution FROM reply r JOIN invitation i ON i.id = r.invitation JOIN campaign c ON c.id = i.campaign WHERE c.trashed_at > 0 AND c.trashed_at <= $1)
AND (question = '' OR reply IN (SELECT id FROM contribution WHERE state <> 'accepted'));

-- name: ReplyTo :exec
UPDATE contribution SET email = $2 WHERE id = $1 AND kind = 'reply';

-- name: TrashRespondents :execrows
UPDATE campaign SET trashed_at = sqlc.arg(at) WHERE trashed_at = 0 AND closes < sqlc.arg(closed) AND kept_until < sqlc.arg(today);

-- name: KeepRespondents :exec
UPDATE campaign SET trashed_at = 0, kept_until = sqlc.arg(kept_until) WHERE id = sqlc.arg(id);
