-- +goose Up
-- What each commit touched, in the order of the commits: what a reader of the register follows to bring its index up to
-- date. Kind 'all' says that everything may have changed.
CREATE TABLE change (
  seq BIGINT PRIMARY KEY,
  kind TEXT NOT NULL,
  id BIGINT NOT NULL
);
DROP INDEX claim_set_record;
CREATE INDEX claim_set_record ON claim_set (record, subject_kind, subject);

-- +goose Down
DROP TABLE change;
