-- +goose Up
-- Where a later record says again what one said whose place it takes: what was decided about a gift follows it.
CREATE TABLE restated (
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  by_record BIGINT NOT NULL REFERENCES record (id),
  by_path TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (record, path)
);

-- +goose Down
DROP TABLE restated;
