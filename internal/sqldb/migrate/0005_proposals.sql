-- +goose Up
-- Pairs of things that may be one. Where a proposal stands follows from its decision, which may be undone.
CREATE TABLE proposal (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('organisation', 'partnership', 'action', 'programme', 'gift')),
  a BIGINT NOT NULL,
  b BIGINT NOT NULL,
  path TEXT NOT NULL,
  score INTEGER NOT NULL,
  parts TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  gone_at BIGINT NOT NULL DEFAULT 0,
  decision BIGINT REFERENCES decision (id),
  UNIQUE (kind, a, b, path)
);
CREATE INDEX proposal_b ON proposal (kind, b);

-- +goose Down
DROP TABLE proposal;
