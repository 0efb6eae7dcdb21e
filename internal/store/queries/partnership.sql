-- name: PartnershipBySides :one
SELECT id FROM partnership WHERE holders = $1 AND partners = $2 AND merged_into IS NULL AND NOT withdrawn;

-- name: UpsertPartnership :exec
INSERT INTO partnership (id, title, holders, partners, status, since, updated, cause)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET title = excluded.title, holders = excluded.holders, partners = excluded.partners,
  status = excluded.status, since = excluded.since, updated = excluded.updated, cause = excluded.cause, withdrawn = FALSE;

-- name: MergePartnership :exec
UPDATE partnership SET merged_into = $2, title = '', holders = '', partners = '', status = '', since = '', updated = '', cause = '', withdrawn = TRUE
WHERE id = $1;

-- name: WithdrawPartnership :exec
UPDATE partnership SET title = '', holders = '', partners = '', status = '', since = '', updated = '', cause = '', withdrawn = TRUE WHERE id = $1;

-- name: InsertClaimSet :exec
INSERT INTO claim_set (id, subject_kind, subject, record, asserted_on, recorded_at, author, claims)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: ClaimSets :many
WITH RECURSIVE tree AS (
  SELECT CAST(sqlc.arg(subject) AS bigint) AS id
  UNION ALL
  SELECT p.id FROM partnership p JOIN tree t ON p.merged_into = t.id
)
SELECT c.id, c.subject, c.record, r.kind, c.asserted_on, c.recorded_at, c.author, c.claims
FROM claim_set c JOIN record r ON r.id = c.record
WHERE c.subject_kind = 'partnership' AND c.subject IN (SELECT id FROM tree) AND c.withdrawn_at = 0 ORDER BY c.id;

-- name: OwnClaimSets :many
SELECT c.id, c.subject, c.record, r.kind, c.asserted_on, c.recorded_at, c.author, c.claims
FROM claim_set c JOIN record r ON r.id = c.record
WHERE c.subject_kind = 'partnership' AND c.subject = $1 AND c.withdrawn_at = 0 ORDER BY c.id;

-- name: ClaimSetsOfRecord :many
SELECT c.id, c.subject, c.record, r.kind, c.asserted_on, c.recorded_at, c.author, c.claims
FROM claim_set c JOIN record r ON r.id = c.record
WHERE c.subject_kind = 'partnership' AND c.record = $1 AND c.withdrawn_at = 0 ORDER BY c.id;

-- name: ClaimSet :one
SELECT subject_kind, subject, record, claims FROM claim_set WHERE id = $1;

-- name: OrganisationsSaid :many
SELECT DISTINCT subject FROM claim_set WHERE subject_kind = 'organisation' AND record = $1 AND withdrawn_at = 0 ORDER BY subject;

-- name: SubjectsOfRecord :many
SELECT DISTINCT subject FROM claim_set WHERE subject_kind = 'partnership' AND record = $1 AND withdrawn_at = 0 ORDER BY subject;

-- name: SubjectsAfter :many
SELECT DISTINCT subject FROM claim_set WHERE subject_kind = 'partnership' AND subject > $1 ORDER BY subject LIMIT $2;

-- name: WithdrawClaimSets :exec
UPDATE claim_set SET withdrawn_at = $2 WHERE record = $1 AND withdrawn_at = 0;

-- name: SurvivorOf :one
SELECT merged_into FROM partnership WHERE id = $1;

-- name: PartnershipsOf :many
SELECT partnership FROM party WHERE organisation = $1
UNION SELECT partnership FROM financing WHERE payer = $1 ORDER BY 1;

-- name: SidesOf :one
SELECT holders, partners FROM partnership WHERE id = $1;

-- name: DropValues :exec
DELETE FROM value WHERE partnership = $1;

-- name: InsertValue :exec
INSERT INTO value (partnership, position, property, text, dated, kept, why, asserted_on, record, path, line, line_end, claim_set, claim)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);

-- name: DropParties :exec
DELETE FROM party WHERE partnership = $1;

-- name: DropStatements :exec
DELETE FROM statement WHERE partnership = $1;

-- name: InsertParty :exec
INSERT INTO party (partnership, position, organisation, question, side, role, text, record, path, line, line_end)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: InsertStatement :exec
INSERT INTO statement (partnership, position, property, text, record, path, line, line_end)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: DropAgreements :exec
DELETE FROM agreement WHERE partnership = $1;

-- name: InsertAgreement :exec
INSERT INTO agreement (id, partnership, kind, label, signed, term_from, term_to, record, path, line, line_end)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: DropActions :exec
DELETE FROM action WHERE partnership = $1;

-- name: InsertAction :exec
INSERT INTO action (id, partnership, position, number, domain, theme, description, period, starts, ends, territory, in_france, record, path, line, line_end)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: DropFinancings :exec
DELETE FROM financing WHERE partnership = $1;

-- name: InsertFinancing :exec
INSERT INTO financing (id, partnership, position, action_path, cents, currency, year, period, payer, payer_text, qualifier, kind, raw, record, path, line, line_end, terms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18);

-- name: Twins :many
SELECT b.id FROM partnership a JOIN partnership b ON b.holders = a.holders AND b.partners = a.partners AND b.id <> a.id
WHERE a.id = $1 AND a.merged_into IS NULL AND b.merged_into IS NULL AND a.holders <> '' AND a.partners <> '' ORDER BY b.id;
