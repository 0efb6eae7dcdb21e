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
SELECT r.* FROM contact_request r JOIN contact c ON c.id = r.contact WHERE c.email = $1 ORDER BY r.id;

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
SELECT id, contact, record, path, address_hash, author, erased_at FROM erasure ORDER BY id;

-- name: RedactedFile :one
SELECT redacted FROM redacted_file WHERE sha256 = $1;

-- name: ContactsKept :many
SELECT * FROM contact WHERE erased_at = 0 ORDER BY id;

-- name: AccountAddresses :many
SELECT email FROM account;
