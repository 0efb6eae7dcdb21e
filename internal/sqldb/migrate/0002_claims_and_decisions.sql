-- +goose Up
-- What was said stays: a claim set that stands no more says since when, and decisions are rows of their own.
ALTER TABLE record ADD COLUMN recorded_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE record ADD COLUMN replaced_at BIGINT NOT NULL DEFAULT 0;
UPDATE record SET recorded_at = (SELECT imported_at FROM source WHERE source.id = record.source);
ALTER TABLE claim_set ADD COLUMN withdrawn_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mention ADD COLUMN withdrawn_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE organisation ADD COLUMN merged_into BIGINT REFERENCES organisation (id);
CREATE INDEX partnership_merged ON partnership (merged_into);
CREATE INDEX organisation_merged ON organisation (merged_into);
CREATE TABLE value (
  partnership BIGINT NOT NULL REFERENCES partnership (id),
  position INTEGER NOT NULL,
  property TEXT NOT NULL,
  text TEXT NOT NULL,
  dated TEXT NOT NULL,
  kept BOOLEAN NOT NULL,
  why TEXT NOT NULL,
  asserted_on TEXT NOT NULL,
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  line INTEGER NOT NULL,
  line_end INTEGER NOT NULL,
  claim_set BIGINT NOT NULL,
  claim INTEGER NOT NULL,
  PRIMARY KEY (partnership, position)
);
CREATE TABLE decision (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  subject_kind TEXT NOT NULL,
  subject BIGINT NOT NULL,
  object BIGINT NOT NULL,
  why TEXT NOT NULL,
  author TEXT NOT NULL,
  at BIGINT NOT NULL,
  undone_at BIGINT NOT NULL,
  undone_by TEXT NOT NULL,
  undone_why TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX decision_subject ON decision (subject_kind, subject);
CREATE INDEX decision_object ON decision (subject_kind, object);

-- +goose Down
DROP TABLE decision;
