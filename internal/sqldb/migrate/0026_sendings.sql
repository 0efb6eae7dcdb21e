-- +goose Up
-- Forms that were taken, by the hash of their number and of what was typed, with the page that answered: private, and kept
-- for a day, so that one that arrives twice acts once.
CREATE TABLE sending (
  key_hash TEXT PRIMARY KEY,
  answer TEXT NOT NULL DEFAULT '',
  sent_at BIGINT NOT NULL
);
CREATE INDEX sending_sent ON sending (sent_at);

-- +goose Down
DROP TABLE sending;
