-- name: Editions :many
SELECT id, series, title, dated, host, former, author, at, (SELECT count(*) FROM edition_fiche f WHERE f.edition = edition.id) AS fiches
FROM edition ORDER BY dated DESC, id DESC;

-- name: EditionByID :one
SELECT id, series, title, dated, host, foreword, comment, scope, forms, since, year, overview, former, author, at FROM edition WHERE id = $1;

-- name: LastEdition :many
SELECT id FROM edition WHERE series = $1 ORDER BY dated DESC, id DESC LIMIT 1;

-- name: EditionFiches :many
SELECT record, section, mark, was FROM edition_fiche WHERE edition = $1 ORDER BY position;

-- name: EditionComing :many
SELECT section, title, record, partnership FROM edition_coming WHERE edition = $1 ORDER BY position;

-- name: Errata :many
SELECT text, author, at FROM edition_erratum WHERE edition = $1 ORDER BY id;

-- name: FichesOfCampaign :many
SELECT k.record FROM contribution k JOIN reply r ON r.contribution = k.id JOIN invitation i ON i.id = r.invitation
WHERE i.campaign = $1 AND k.record IS NOT NULL ORDER BY k.record;

-- name: AskedToCome :many
SELECT i.asked, i.partnership, CAST(CASE WHEN k.state IN ('submitted', 'in_review', 'to_correct') THEN 1 ELSE 0 END AS BIGINT) AS answered
FROM invitation i JOIN campaign c ON c.id = i.campaign LEFT JOIN reply r ON r.invitation = i.id LEFT JOIN contribution k ON k.id = r.contribution
WHERE i.campaign = $1 AND (k.state IN ('submitted', 'in_review', 'to_correct')
  OR c.state <> 'draft' AND i.state IN ('ready', 'sent', 'bounced') AND (k.id IS NULL OR k.state = 'draft'))
ORDER BY answered DESC, i.asked, i.id;

-- name: PublicContacts :many
SELECT * FROM contact WHERE record = $1 AND visibility = 'public_office' ORDER BY id;
