-- name: UnbuildParties :exec
DELETE FROM party;

-- name: UnbuildAgreements :exec
DELETE FROM agreement;

-- name: UnbuildActions :exec
DELETE FROM action;

-- name: UnbuildFinancings :exec
DELETE FROM financing;

-- name: UnbuildStatements :exec
DELETE FROM statement;

-- name: UnbuildValues :exec
DELETE FROM value;

-- name: UnbuildPartnerships :exec
UPDATE partnership SET title = '', holders = '', partners = '', status = '', since = '', updated = '', cause = '', merged_into = NULL, withdrawn = TRUE;

-- name: HoldPartnerships :exec
INSERT INTO partnership (id, title, holders, partners, status, since, updated, withdrawn)
SELECT DISTINCT c.subject, '', '', '', '', '', '', TRUE FROM claim_set c WHERE c.subject_kind = 'partnership'
ON CONFLICT (id) DO NOTHING;

-- name: UnlinkOrganisations :exec
UPDATE organisation SET merged_into = NULL WHERE merged_into IS NOT NULL;
