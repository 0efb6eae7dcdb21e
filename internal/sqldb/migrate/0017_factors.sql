-- +goose Up
-- By what people prove who they are: private, like everything of 0016. A code of an application is taken once: step is the
-- half minute of the last one.
CREATE TABLE password (
  account BIGINT PRIMARY KEY REFERENCES account (id),
  hash TEXT NOT NULL,
  set_at BIGINT NOT NULL
);
CREATE TABLE code_app (
  account BIGINT PRIMARY KEY REFERENCES account (id),
  seed TEXT NOT NULL,
  step BIGINT NOT NULL,
  set_at BIGINT NOT NULL
);
CREATE TABLE recovery_code (
  code_hash TEXT PRIMARY KEY,
  account BIGINT NOT NULL REFERENCES account (id),
  used_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX recovery_code_account ON recovery_code (account);
CREATE TABLE passkey (
  id BIGINT PRIMARY KEY,
  account BIGINT NOT NULL REFERENCES account (id),
  name TEXT NOT NULL,
  credential TEXT NOT NULL UNIQUE,
  contents TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  used_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX passkey_account ON passkey (account);
-- Two administrators take somebody's factors away: one asks, with a reason, another confirms or refuses.
CREATE TABLE factor_reset (
  id BIGINT PRIMARY KEY,
  account BIGINT NOT NULL REFERENCES account (id),
  author TEXT NOT NULL,
  why TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0,
  ended_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX factor_reset_account ON factor_reset (account);
-- An address that awaits its confirmation by a link that was sent to it.
CREATE TABLE address_change (
  token_hash TEXT PRIMARY KEY,
  account BIGINT NOT NULL REFERENCES account (id),
  email TEXT NOT NULL,
  until BIGINT NOT NULL
);
