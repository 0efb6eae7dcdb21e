-- +goose Up
-- Accounts and what belongs to them are private: no table of this file goes into a moment, an export or a page of others.
CREATE TABLE account (
  id BIGINT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  lang TEXT NOT NULL CHECK (lang IN ('fr', 'en')),
  closed BOOLEAN NOT NULL DEFAULT FALSE,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE account_role (
  id BIGINT PRIMARY KEY,
  account BIGINT NOT NULL REFERENCES account (id),
  role TEXT NOT NULL CHECK (role IN ('respondent', 'member', 'network_steward', 'steward', 'administrator')),
  organisation BIGINT REFERENCES organisation (id),
  author TEXT NOT NULL,
  why TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL DEFAULT 0,
  revoked_by TEXT NOT NULL DEFAULT '',
  revoked_why TEXT NOT NULL DEFAULT ''
);
CREATE INDEX account_role_account ON account_role (account);
CREATE TABLE sign_in_link (
  token_hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('enter', 'install')),
  account BIGINT REFERENCES account (id),
  nonce_hash TEXT NOT NULL,
  until BIGINT NOT NULL,
  used_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX sign_in_link_until ON sign_in_link (until);
CREATE TABLE session (
  token_hash TEXT PRIMARY KEY,
  account BIGINT REFERENCES account (id),
  device TEXT NOT NULL,
  contents TEXT NOT NULL,
  began_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  until BIGINT NOT NULL
);
CREATE INDEX session_account ON session (account);
CREATE INDEX session_until ON session (until);
CREATE TABLE throttle (
  key_hash TEXT PRIMARY KEY,
  began_at BIGINT NOT NULL,
  hits INTEGER NOT NULL
);
CREATE TABLE secret (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
);
CREATE TABLE outbox (
  id BIGINT PRIMARY KEY,
  account BIGINT REFERENCES account (id),
  recipient TEXT NOT NULL,
  lang TEXT NOT NULL,
  key TEXT NOT NULL,
  args TEXT NOT NULL,
  link TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'late')),
  written_at BIGINT NOT NULL,
  until BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  lease BIGINT NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  sent_at BIGINT NOT NULL DEFAULT 0,
  trouble TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_due ON outbox (state, due_at);
-- What is private is signed in the same chain, but no reader of the register need look again for it.
ALTER TABLE audit ADD COLUMN private BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX audit_announced ON audit (id) WHERE NOT private;
