-- +goose Up
-- A finding has an owner, remembers the evidence that was decided about, and may be reopened.
CREATE TABLE finding_new (
  id BIGINT PRIMARY KEY,
  rule TEXT NOT NULL,
  key TEXT NOT NULL,
  severity TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'explained', 'fixed', 'gone', 'reopened')),
  why TEXT NOT NULL,
  owner TEXT NOT NULL,
  places TEXT NOT NULL,
  evidence TEXT NOT NULL,
  subject BIGINT REFERENCES partnership (id),
  UNIQUE (rule, key)
);
INSERT INTO finding_new (id, rule, key, severity, state, why, owner, places, evidence, subject)
SELECT id, rule, key, severity, state, why, '', places, evidence, subject FROM finding;
DROP TABLE finding;
ALTER TABLE finding_new RENAME TO finding;
-- What happened to a finding: found, reopened, gone, a decision, an owner. Rows are added, never changed.
CREATE TABLE finding_event (
  id BIGINT PRIMARY KEY,
  finding BIGINT NOT NULL REFERENCES finding (id),
  at BIGINT NOT NULL,
  author TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('open', 'explained', 'fixed', 'gone', 'reopened', 'evidence', 'owner')),
  owner TEXT NOT NULL,
  why TEXT NOT NULL,
  evidence TEXT NOT NULL
);
CREATE INDEX finding_event_finding ON finding_event (finding);
-- A point that is shown coarsely or not at all, for the safety of those who work there, until it is reviewed.
CREATE TABLE redaction (
  id BIGINT PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('territory', 'partnership')),
  subject BIGINT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('coarse', 'hidden')),
  review TEXT NOT NULL,
  why TEXT NOT NULL,
  author TEXT NOT NULL,
  at BIGINT NOT NULL,
  lifted_at BIGINT NOT NULL DEFAULT 0,
  lifted_by TEXT NOT NULL DEFAULT '',
  lifted_why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX redaction_subject ON redaction (subject_kind, subject);
-- The chain of the audit: the SHA-256 of the hash before and of the row. '' is a row written before there was a chain;
-- the next signed write chains it.
ALTER TABLE audit ADD COLUMN hash TEXT NOT NULL DEFAULT '';
