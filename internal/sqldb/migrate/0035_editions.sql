-- +goose Up
-- Editions of censuses: published, and never changed. Every row says when it was made, so that the register of a past day has
-- those alone that there were.
CREATE TABLE edition (
  id BIGINT PRIMARY KEY,
  series TEXT NOT NULL,
  title TEXT NOT NULL,
  dated TEXT NOT NULL,
  host TEXT NOT NULL,
  foreword TEXT NOT NULL,
  comment TEXT NOT NULL,
  scope TEXT NOT NULL,
  forms TEXT NOT NULL,
  since TEXT NOT NULL,
  year BIGINT NOT NULL,
  overview TEXT NOT NULL,
  former BIGINT NOT NULL,
  author TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX edition_series ON edition (series);
CREATE TABLE edition_fiche (
  edition BIGINT NOT NULL REFERENCES edition (id),
  position BIGINT NOT NULL,
  record BIGINT NOT NULL,
  section TEXT NOT NULL,
  mark TEXT NOT NULL CHECK (mark IN ('', 'added', 'changed')),
  was BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (edition, position)
);
CREATE INDEX edition_fiche_record ON edition_fiche (record);
CREATE TABLE edition_coming (
  edition BIGINT NOT NULL REFERENCES edition (id),
  position BIGINT NOT NULL,
  section TEXT NOT NULL,
  title TEXT NOT NULL,
  record BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (edition, position)
);
CREATE TABLE edition_erratum (
  id BIGINT PRIMARY KEY,
  edition BIGINT NOT NULL REFERENCES edition (id),
  text TEXT NOT NULL,
  author TEXT NOT NULL,
  at BIGINT NOT NULL
);
