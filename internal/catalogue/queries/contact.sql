-- name: ContactsOfPartnership :many
SELECT DISTINCT c.* FROM contact c JOIN party p ON p.record = c.record
WHERE p.partnership = $1 AND c.email <> '' ORDER BY c.id;

-- name: ContactsOfOrganisation :many
SELECT DISTINCT c.* FROM contact c JOIN party p ON p.record = c.record AND p.side = c.side
WHERE p.organisation = $1 AND c.email <> '' ORDER BY c.id;

-- name: ContactByID :one
SELECT * FROM contact WHERE id = $1;

-- name: ContactsByEmail :many
SELECT * FROM contact WHERE email = $1 AND erased_at = 0 ORDER BY id;

-- name: SourceOfContact :one
SELECT r.title, r.line, s.document, s.title AS source_title, s.dated FROM record r JOIN source s ON s.id = r.source WHERE r.id = $1;

-- name: RequestByID :one
SELECT * FROM contact_request WHERE id = $1;

-- name: RequestsToEmail :many
SELECT r.* FROM contact_request r JOIN contact c ON c.id = r.contact WHERE c.email = $1 AND r.proved_at > 0 ORDER BY r.id;

-- name: RequestsFromEmail :many
SELECT * FROM contact_request WHERE email = $1 ORDER BY id;

-- name: RelayedOf :many
SELECT from_contact, text, written_at FROM contact_message WHERE request = $1 ORDER BY id;

-- name: ContactLink :one
SELECT purpose, coalesce(request, 0) AS request, email FROM contact_link WHERE token_hash = $1 AND used_at = 0 AND until > $2;

-- name: DisclosuresToEmail :many
SELECT d.contact, d.request, d.what, d.disclosed_at, r.sender FROM disclosure d JOIN contact c ON c.id = d.contact JOIN contact_request r ON r.id = d.request
WHERE c.email = $1 ORDER BY d.id;

-- name: RecordOfContact :one
SELECT r.source, r.body, s.sha256 FROM record r JOIN source s ON s.id = r.source WHERE r.id = $1;

-- name: BodiesFrom :many
SELECT r.id, r.body, r.line, s.document FROM record r JOIN source s ON s.id = r.source WHERE r.id > $1 ORDER BY r.id LIMIT 500;

-- name: Erasures :many
SELECT id, contact, record, path, address_hash, author, erased_at, kept FROM erasure ORDER BY id;

-- name: RedactedFile :one
SELECT redacted FROM redacted_file WHERE sha256 = $1;

-- name: ContactsKept :many
SELECT * FROM contact WHERE erased_at = 0 ORDER BY id;

-- name: KnownAddresses :many
SELECT email FROM account UNION SELECT i.email FROM invitation i WHERE i.email <> '' UNION SELECT m.sender FROM mail m WHERE m.sender <> '';

-- name: OfficesOf :many
SELECT DISTINCT c.id, c.record, c.path, c.name, c.function, c.email, c.phone, c.consent_at, r.line
FROM contact c JOIN party p ON p.record = c.record AND p.side = c.side JOIN record r ON r.id = c.record
WHERE p.organisation = $1 AND c.visibility = 'public_office' AND c.email <> '' AND c.erased_at = 0 AND c.hidden_at = 0 AND c.trashed_at = 0
  AND NOT EXISTS (SELECT 1 FROM party o WHERE o.record = c.record AND o.side = c.side AND o.organisation <> p.organisation)
ORDER BY c.id;

-- name: MembersOfNetwork :many
SELECT DISTINCT CAST(coalesce(m.organisation, 0) AS BIGINT) FROM mention n JOIN mention m ON m.record = n.record AND m.withdrawn_at = 0
WHERE n.organisation = $1 AND n.path = 'name' AND n.withdrawn_at = 0 AND m.organisation IS NOT NULL ORDER BY 1;

-- name: ContactsForNetworks :many
SELECT DISTINCT sqlc.embed(c), CAST(coalesce(p.organisation, 0) AS BIGINT) AS party FROM contact c JOIN party p ON p.record = c.record AND p.side = c.side
WHERE c.visibility = 'network' AND c.email <> '' AND c.erased_at = 0 AND c.hidden_at = 0 AND c.trashed_at = 0 AND p.organisation IS NOT NULL
ORDER BY c.id;

-- name: ViewsOfEmail :many
SELECT v.contact, v.author, v.viewed_at, coalesce(o.name, '') AS network FROM contact_view v JOIN contact c ON c.id = v.contact LEFT JOIN organisation o ON o.id = v.network
WHERE c.email = $1 ORDER BY v.id;

-- name: KeptParts :many
SELECT k.id, k.contact, k.record, k.address_hash, k.ground, k.why, k.author, k.kept_at, k.ended_at, r.title FROM erasure_kept k LEFT JOIN record r ON r.id = k.record
WHERE k.address_hash = $1 AND k.ended_at = 0 ORDER BY k.id;
