-- +goose Up
-- What an administrator has loaded from official files: it extends the reference data that the program ships.
CREATE TABLE reference (
  key TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  recorded_at BIGINT NOT NULL
);
CREATE TABLE outline (
  key TEXT PRIMARY KEY,
  rings TEXT NOT NULL,
  recorded_at BIGINT NOT NULL
);
CREATE TABLE listed_code (
  list TEXT NOT NULL,
  code TEXT NOT NULL,
  name_fr TEXT NOT NULL,
  name_en TEXT NOT NULL,
  withdrawn BOOLEAN NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (list, code)
);
ALTER TABLE organisation ADD COLUMN codes TEXT NOT NULL DEFAULT '{}';

-- +goose Down
ALTER TABLE organisation DROP COLUMN codes;
DROP TABLE listed_code;
DROP TABLE outline;
DROP TABLE reference;
