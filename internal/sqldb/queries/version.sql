-- What both doors ask: who reads a form and who writes it must be told the same version, or no form would ever be taken.

-- name: VersionOf :one
SELECT CAST(COALESCE(MAX(v), '') AS text) FROM (
  SELECT CAST(MAX(s.id) AS text) AS v FROM contribution_step s WHERE CAST(sqlc.arg(kind) AS text) = 'contribution' AND s.contribution = CAST(sqlc.arg(id) AS bigint)
  UNION ALL
  SELECT MAX(CAST(c.id AS text) || ' ' || CAST(c.changed_at AS text) || ' ' || c.body || ' ' || c.proposed) FROM contribution c
  WHERE (CAST(sqlc.arg(kind) AS text) = 'draft' AND c.subject_kind = 'partnership' OR CAST(sqlc.arg(kind) AS text) = 'profile' AND c.subject_kind = 'organisation') AND c.subject = CAST(sqlc.arg(id) AS bigint) AND c.account = CAST(sqlc.arg(account) AS bigint) AND c.state IN ('draft', 'to_correct')
  UNION ALL
  SELECT CAST(MAX(e.id) AS text) FROM finding_event e WHERE CAST(sqlc.arg(kind) AS text) = 'finding' AND e.finding = CAST(sqlc.arg(id) AS bigint)
  UNION ALL
  SELECT CAST(d.id AS text) || ' ' || CAST(d.undone_at AS text) FROM proposal p JOIN decision d ON d.id = p.decision
  WHERE CAST(sqlc.arg(kind) AS text) = 'proposal' AND p.id = CAST(sqlc.arg(id) AS bigint)
  UNION ALL
  SELECT CAST(MAX(d.id) AS text) || ' ' || CAST(MAX(d.undone_at) AS text) FROM decision d
  WHERE CAST(sqlc.arg(kind) AS text) = 'question' AND d.subject_kind = 'question' AND d.subject = CAST(sqlc.arg(id) AS bigint)
  UNION ALL
  SELECT a.name || ' ' || a.lang || ' ' || a.telling || ' ' || CAST(a.closed AS text) || ' ' || CAST(COALESCE(MAX(r.id), 0) AS text) || ' ' || CAST(COALESCE(MAX(r.revoked_at), 0) AS text)
  FROM account a LEFT JOIN account_role r ON r.account = a.id WHERE CAST(sqlc.arg(kind) AS text) = 'account' AND a.id = CAST(sqlc.arg(id) AS bigint) GROUP BY a.id, a.name, a.lang, a.telling, a.closed
  UNION ALL
  SELECT CAST(MAX(s.id) AS text) FROM stance s WHERE CAST(sqlc.arg(kind) AS text) = 'stance' AND s.partnership = CAST(sqlc.arg(id) AS bigint)
  UNION ALL
  SELECT c.name || ' ' || c.function || ' ' || c.organisation || ' ' || c.phone || ' ' || c.visibility || ' ' || CAST(c.hidden_at AS text)
  FROM contact c WHERE CAST(sqlc.arg(kind) AS text) = 'contact' AND c.id = CAST(sqlc.arg(id) AS bigint)
) x;
