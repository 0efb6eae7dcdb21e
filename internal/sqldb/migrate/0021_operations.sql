-- +goose Up
-- What one write decided, by the number of its entry in the audit: all of it can be taken back as one.
CREATE TABLE operation_part (
  operation BIGINT NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('decision', 'undone', 'finding', 'contribution', 'source')),
  object BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (operation, position)
);
CREATE INDEX operation_part_object ON operation_part (kind, object);
-- An answer to a question is a decision like others: undone, it is told with the rest.
INSERT INTO decision (id, kind, subject_kind, subject, object, why, author, at, undone_at, undone_by, undone_why, detail)
SELECT (SELECT COALESCE(MAX(d.id), 0) FROM decision d) + ROW_NUMBER() OVER (ORDER BY q.id), 'answer', 'question', q.id, q.answer, q.why, q.author, q.answered_at, 0, '', '', ''
FROM question q WHERE q.answer IS NOT NULL;
DELETE FROM sequence WHERE kind = 'decision';
INSERT INTO sequence (kind, last) SELECT 'decision', MAX(id) FROM decision HAVING MAX(id) IS NOT NULL;
-- What was typed into a form that could not be taken, until its author is back: private, and kept for a day.
CREATE TABLE draft (
  browser_hash TEXT NOT NULL,
  account BIGINT NOT NULL,
  path TEXT NOT NULL,
  contents TEXT NOT NULL,
  kept_at BIGINT NOT NULL,
  PRIMARY KEY (browser_hash, account, path)
);

-- +goose Down
DROP TABLE draft;
