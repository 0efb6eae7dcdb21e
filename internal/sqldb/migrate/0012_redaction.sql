-- +goose Up
-- A redaction may also keep the name of an organisation or a place out of everything public, or a whole partnership.
CREATE TABLE redaction_new (
  id BIGINT PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('territory', 'partnership', 'organisation')),
  subject BIGINT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('coarse', 'hidden', 'unnamed', 'withheld')),
  review TEXT NOT NULL,
  why TEXT NOT NULL,
  author TEXT NOT NULL,
  at BIGINT NOT NULL,
  lifted_at BIGINT NOT NULL DEFAULT 0,
  lifted_by TEXT NOT NULL DEFAULT '',
  lifted_why TEXT NOT NULL DEFAULT ''
);
INSERT INTO redaction_new (id, subject_kind, subject, level, review, why, author, at, lifted_at, lifted_by, lifted_why)
SELECT id, subject_kind, subject, level, review, why, author, at, lifted_at, lifted_by, lifted_why FROM redaction;
DROP TABLE redaction;
ALTER TABLE redaction_new RENAME TO redaction;
CREATE INDEX redaction_subject ON redaction (subject_kind, subject);
