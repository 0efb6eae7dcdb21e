-- name: LastAudit :one
SELECT id FROM audit WHERE NOT private ORDER BY id DESC LIMIT 1;

-- name: LastDelay :one
SELECT CAST(COALESCE(max(review), '') AS text) FROM redaction WHERE level = 'withheld' AND lifted_at = 0 AND review <= sqlc.arg(today);

-- name: Sources :many
SELECT s.id, s.document, s.sha256, s.format, s.title, s.publisher, s.dated, s.encoding, s.lines, s.size, s.replaces, s.example, s.imported_at, s.report
FROM source s ORDER BY s.id;

-- name: Territories :many
SELECT id, key, name, level, country, parent, parent_now, codes, names, lat, lon, point, valid_from, valid_to, origin FROM territory ORDER BY id;

-- name: Organisations :many
SELECT id, key, name, kind, country, territory, names, codes, valid_from, valid_to, merged_into FROM organisation ORDER BY id;

-- name: Parties :many
SELECT partnership, organisation, question, side, role, text, record, path, line, line_end FROM party
WHERE partnership BETWEEN sqlc.arg(first) AND sqlc.arg(last) ORDER BY partnership, position;

-- name: PartyPlaces :many
SELECT record, path FROM party WHERE partnership BETWEEN sqlc.arg(first) AND sqlc.arg(last);

-- name: Actions :many
SELECT id, partnership, number, domain, theme, description, period, starts, ends, territory, in_france, record, path, line, line_end
FROM action WHERE partnership BETWEEN sqlc.arg(first) AND sqlc.arg(last) ORDER BY partnership, position;

-- name: Financings :many
SELECT id, partnership, action_path, cents, currency, year, period, payer, payer_text, qualifier, kind, raw, record, path, line, line_end, terms
FROM financing WHERE partnership BETWEEN sqlc.arg(first) AND sqlc.arg(last) ORDER BY partnership, position;

-- name: Agreements :many
SELECT id, partnership, kind, label, signed, term_from, term_to, record, path, line, line_end FROM agreement
WHERE partnership BETWEEN sqlc.arg(first) AND sqlc.arg(last) ORDER BY partnership, id;

-- name: Mentions :many
SELECT record, path, organisation, text, line FROM mention
WHERE withdrawn_at = 0 AND record BETWEEN sqlc.arg(first) AND sqlc.arg(last) ORDER BY record, path;

-- name: Questions :many
SELECT id, text, record, path, line, candidates, answer, why, author, answered_at FROM question ORDER BY id;

-- name: OrganisationClaims :many
SELECT c.id, c.subject, c.record, r.kind, c.asserted_on, c.recorded_at, c.withdrawn_at, c.author, c.claims
FROM claim_set c JOIN record r ON r.id = c.record WHERE c.subject_kind = 'organisation' ORDER BY c.id;

-- name: OrganisationRanks :many
SELECT d.id, d.kind, d.subject_kind, d.subject, d.object, d.why, d.author, d.at, d.undone_at, d.undone_by, d.undone_why
FROM decision d JOIN claim_set c ON c.id = d.subject AND c.subject_kind = 'organisation' WHERE d.subject_kind = 'claim_set' ORDER BY d.id;
