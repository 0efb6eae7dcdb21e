-- name: InsertContact :exec
INSERT INTO contact (id, record, path, side, name, function, organisation, email, phone, visibility, consent, consent_at, review_at, named_at, hidden_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: ContactAt :one
SELECT id FROM contact WHERE record = $1 AND path = $2;

-- name: BodiesAfter :many
SELECT id, body FROM record WHERE id > $1 ORDER BY id LIMIT $2;

-- name: Suppressed :one
SELECT count(*) FROM suppression WHERE address_hash = $1 AND what = $2;

-- name: Suppress :exec
INSERT INTO suppression (address_hash, what, since) VALUES ($1, $2, $3) ON CONFLICT (address_hash, what) DO NOTHING;

-- name: KnowsAddress :one
SELECT CAST((SELECT count(*) FROM contact c WHERE c.email = sqlc.arg(email)) + (SELECT count(*) FROM contact_request r WHERE r.email = sqlc.arg(email))
  + (SELECT count(*) FROM account a WHERE a.email = sqlc.arg(email)) + (SELECT count(*) FROM invitation i WHERE i.email = sqlc.arg(email))
  + (SELECT count(*) FROM mail m WHERE m.sender = sqlc.arg(email)) + (SELECT count(*) FROM erasure_kept k WHERE k.address_hash = sqlc.arg(address_hash)) AS BIGINT);

-- name: InsertRequest :exec
INSERT INTO contact_request (id, contact, subject_kind, subject, sender, email, lang, state, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 'asked', $8);

-- name: InsertRelayed :exec
INSERT INTO contact_message (id, request, from_contact, text, written_at) VALUES ($1, $2, $3, $4, $5);

-- name: ProveRequest :execrows
UPDATE contact_request SET proved_at = $2 WHERE id = $1 AND proved_at = 0;

-- name: DropUnprovedMessages :exec
DELETE FROM contact_message WHERE request IN (SELECT id FROM contact_request WHERE proved_at = 0 AND asked_at < $1);

-- name: EraseUnproved :execrows
UPDATE contact_request SET sender = '', email = '', state = 'refused' WHERE proved_at = 0 AND asked_at < $1 AND email <> '';

-- name: SetRequestState :exec
UPDATE contact_request SET state = $2 WHERE id = $1;

-- name: InsertContactLink :exec
INSERT INTO contact_link (token_hash, purpose, request, email, until) VALUES ($1, $2, $3, $4, $5);

-- name: UseContactLink :one
UPDATE contact_link SET used_at = sqlc.arg(at)
WHERE token_hash = sqlc.arg(token_hash) AND purpose = 'own' AND used_at = 0 AND until > sqlc.arg(at)
RETURNING email;

-- name: DropContactLinks :exec
DELETE FROM contact_link WHERE until < $1;

-- name: InsertDisclosure :exec
INSERT INTO disclosure (id, contact, request, what, disclosed_at) VALUES ($1, $2, $3, $4, $5);

-- name: HeardFrom :exec
UPDATE contact SET heard_at = $2, warned_at = 0, trashed_at = 0 WHERE email = $1 AND erased_at = 0;

-- name: SaveContact :execrows
UPDATE contact SET name = $2, function = $3, organisation = $4, email = $5, phone = $6, visibility = $7, consent = $8, consent_at = $9, review_at = $10, hidden_at = $11
WHERE id = $1 AND erased_at = 0;

-- name: BodiesOf :many
SELECT id, body FROM record WHERE source = $1 ORDER BY id;

-- name: SetBody :exec
UPDATE record SET body = $2 WHERE id = $1;

-- name: EraseContact :exec
UPDATE contact SET name = '', function = $2, organisation = $3, email = '', phone = '', visibility = 'stewards', consent = '', consent_at = 0, review_at = 0, erased_at = $4
WHERE id = $1;

-- name: DropRelayedTo :exec
DELETE FROM contact_message WHERE request IN (SELECT id FROM contact_request WHERE contact = $1);

-- name: DropRelayedBy :exec
DELETE FROM contact_message WHERE request IN (SELECT id FROM contact_request WHERE email = $1);

-- name: EraseRequestsBy :exec
UPDATE contact_request SET sender = '', email = '', state = CASE WHEN state IN ('asked', 'answered') THEN 'refused' ELSE state END WHERE email = $1;

-- name: EraseOutbox :exec
UPDATE outbox SET recipient = '', args = '[]', link = '', letter = '', domain = '', trouble = '', state = CASE WHEN state = 'waiting' THEN 'late' ELSE state END WHERE recipient = $1;

-- name: DropLinksOfAddress :exec
DELETE FROM contact_link WHERE email = $1;

-- name: DropSessionsWith :exec
DELETE FROM session WHERE contents LIKE $1;

-- name: EraseAccount :exec
UPDATE account SET email = $2, name = '' WHERE id = $1;

-- name: InsertErasure :exec
INSERT INTO erasure (id, contact, record, path, address_hash, author, erased_at, kept) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: SetRedactedFile :exec
INSERT INTO redacted_file (sha256, redacted, redacted_at) VALUES ($1, $2, $3)
ON CONFLICT (sha256) DO UPDATE SET redacted = excluded.redacted, redacted_at = excluded.redacted_at;

-- name: DropRelayedBefore :execrows
DELETE FROM contact_message WHERE written_at < $1;

-- name: DropLettersBefore :execrows
DELETE FROM outbox WHERE written_at < $1 AND state <> 'waiting';

-- name: DropOverContactLinks :execrows
DELETE FROM contact_link WHERE until < $1;

-- name: DropOverSessions :execrows
DELETE FROM session WHERE until < $1;

-- name: ContactWarned :exec
UPDATE contact SET warned_at = $2 WHERE id = $1;

-- name: ContactTold :exec
UPDATE contact SET told_at = $2 WHERE id = $1;

-- name: ContactTrashed :exec
UPDATE contact SET trashed_at = $2 WHERE id = $1;

-- name: ContactRestored :execrows
UPDATE contact SET trashed_at = 0, warned_at = 0, heard_at = $2 WHERE id = $1 AND trashed_at > 0 AND erased_at = 0;

-- name: EraseReporter :exec
UPDATE contribution SET email = '' WHERE email = $1;

-- name: InsertContactView :exec
INSERT INTO contact_view (id, contact, network, author, viewed_at) VALUES ($1, $2, $3, $4, $5);

-- name: InsertKeptPart :exec
INSERT INTO erasure_kept (id, contact, record, address_hash, ground, why, author, kept_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: EndKeptPart :execrows
UPDATE erasure_kept SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at = 0;
