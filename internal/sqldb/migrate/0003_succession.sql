-- +goose Up
-- What entities were, by key of the reference data, so that a neighbour of an event need not be in the register.
CREATE TABLE version (
  scope TEXT NOT NULL CHECK (scope IN ('territory', 'organisation')),
  key TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  level TEXT NOT NULL,
  parent TEXT NOT NULL,
  codes TEXT NOT NULL,
  origin TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (scope, key, valid_from)
);
CREATE TABLE succession (
  kind TEXT NOT NULL CHECK (kind IN ('merge', 'absorb', 'split', 'create', 'dissolve', 'status', 'transfer')),
  dated TEXT NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('', 'territory', 'organisation')),
  predecessors TEXT NOT NULL,
  successors TEXT NOT NULL,
  basis TEXT NOT NULL,
  origin TEXT NOT NULL,
  against TEXT NOT NULL,
  note TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (dated, kind, scope, predecessors, successors)
);
