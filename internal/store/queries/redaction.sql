-- name: InsertRedaction :exec
INSERT INTO redaction (id, subject_kind, subject, level, review, why, author, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: LiftRedactions :execrows
UPDATE redaction SET lifted_at = sqlc.arg(at), lifted_by = sqlc.arg(author), lifted_why = sqlc.arg(why)
WHERE lifted_at = 0 AND subject_kind = sqlc.arg(kind) AND subject = sqlc.arg(subject);

-- name: LiftRedaction :execrows
UPDATE redaction SET lifted_at = sqlc.arg(at), lifted_by = sqlc.arg(author), lifted_why = sqlc.arg(why)
WHERE lifted_at = 0 AND id = sqlc.arg(id);

-- name: TerritoryThere :one
SELECT count(*) FROM territory WHERE id = $1;

-- name: PartnershipThere :one
SELECT count(*) FROM partnership WHERE id = $1 AND merged_into IS NULL AND NOT withdrawn;

-- name: OrganisationThere :one
SELECT count(*) FROM organisation WHERE id = $1 AND merged_into IS NULL;
