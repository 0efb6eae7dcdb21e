-- name: PartnershipBySides :one
SELECT id FROM partnership WHERE holders = $1 AND partners = $2 AND merged_into IS NULL AND NOT withdrawn;

-- name: UpsertPartnership :exec
INSERT INTO partnership (id, title, holders, partners, status, since, updated)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET title = excluded.title, holders = excluded.holders, partners = excluded.partners,
  status = excluded.status, since = excluded.since, updated = excluded.updated, withdrawn = FALSE;

-- name: MergePartnership :exec
UPDATE partnership SET merged_into = $2 WHERE id = $1;

-- name: WithdrawPartnership :exec
UPDATE partnership SET withdrawn = TRUE, holders = '', partners = '' WHERE id = $1;

-- name: InsertClaimSet :exec
INSERT INTO claim_set (id, subject_kind, subject, record, asserted_on, recorded_at, author, claims)
VALUES ($1, 'partnership', $2, $3, $4, $5, $6, $7);

-- name: ClaimSets :many
SELECT id, subject, record, asserted_on, recorded_at, author, claims FROM claim_set
WHERE subject_kind = 'partnership' AND subject = $1 ORDER BY id;

-- name: SubjectsOfRecord :many
SELECT DISTINCT subject FROM claim_set WHERE subject_kind = 'partnership' AND record = $1 ORDER BY subject;

-- name: MoveClaimSets :exec
UPDATE claim_set SET subject = $2 WHERE subject_kind = 'partnership' AND subject = $1;

-- name: DropClaimSets :exec
DELETE FROM claim_set WHERE record = $1;

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

-- name: AgreementKeys :many
SELECT id, record, path FROM agreement WHERE partnership = $1;

-- name: DropAgreements :exec
DELETE FROM agreement WHERE partnership = $1;

-- name: InsertAgreement :exec
INSERT INTO agreement (id, partnership, kind, label, signed, term_from, term_to, record, path, line, line_end)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: ActionKeys :many
SELECT id, record, path FROM action WHERE partnership = $1;

-- name: DropActions :exec
DELETE FROM action WHERE partnership = $1;

-- name: InsertAction :exec
INSERT INTO action (id, partnership, position, number, domain, theme, description, period, starts, ends, territory, in_france, record, path, line, line_end)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16);

-- name: FinancingKeys :many
SELECT id, record, path FROM financing WHERE partnership = $1;

-- name: DropFinancings :exec
DELETE FROM financing WHERE partnership = $1;

-- name: InsertFinancing :exec
INSERT INTO financing (id, partnership, position, action_path, cents, currency, year, period, payer, payer_text, qualifier, kind, raw, record, path, line, line_end)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17);

-- name: Twins :many
SELECT b.id FROM partnership a JOIN partnership b ON b.holders = a.holders AND b.partners = a.partners AND b.id <> a.id
WHERE a.id = $1 AND a.merged_into IS NULL AND b.merged_into IS NULL AND a.holders <> '' AND a.partners <> '' ORDER BY b.id;

-- name: MoveAgreements :exec
UPDATE agreement SET partnership = sqlc.arg(to_partnership) WHERE partnership = sqlc.arg(from_partnership);

-- name: MoveActions :exec
UPDATE action SET partnership = sqlc.arg(to_partnership) WHERE partnership = sqlc.arg(from_partnership);

-- name: MoveFinancings :exec
UPDATE financing SET partnership = sqlc.arg(to_partnership) WHERE partnership = sqlc.arg(from_partnership);
