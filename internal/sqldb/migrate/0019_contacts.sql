-- +goose Up
-- Persons whom records name, and what is told between them and those who ask for them. Private: no table of this file goes
-- into a moment, an export or a page of others.
CREATE TABLE contact (
  id BIGINT PRIMARY KEY,
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  side TEXT NOT NULL,
  name TEXT NOT NULL,
  function TEXT NOT NULL,
  organisation TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  visibility TEXT NOT NULL CHECK (visibility IN ('public_office', 'network', 'stewards')),
  consent TEXT NOT NULL DEFAULT '',
  consent_at BIGINT NOT NULL DEFAULT 0,
  review_at BIGINT NOT NULL DEFAULT 0,
  named_at BIGINT NOT NULL,
  heard_at BIGINT NOT NULL DEFAULT 0,
  told_at BIGINT NOT NULL DEFAULT 0,
  warned_at BIGINT NOT NULL DEFAULT 0,
  trashed_at BIGINT NOT NULL DEFAULT 0,
  hidden_at BIGINT NOT NULL DEFAULT 0,
  erased_at BIGINT NOT NULL DEFAULT 0,
  UNIQUE (record, path)
);
CREATE INDEX contact_email ON contact (email);
CREATE TABLE contact_request (
  id BIGINT PRIMARY KEY,
  contact BIGINT NOT NULL REFERENCES contact (id),
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('partnership', 'organisation')),
  subject BIGINT NOT NULL,
  sender TEXT NOT NULL,
  email TEXT NOT NULL,
  lang TEXT NOT NULL CHECK (lang IN ('fr', 'en')),
  state TEXT NOT NULL CHECK (state IN ('asked', 'answered', 'accepted', 'refused', 'abuse')),
  asked_at BIGINT NOT NULL
);
CREATE INDEX contact_request_contact ON contact_request (contact);
CREATE INDEX contact_request_email ON contact_request (email);
CREATE TABLE contact_message (
  id BIGINT PRIMARY KEY,
  request BIGINT NOT NULL REFERENCES contact_request (id),
  from_contact BOOLEAN NOT NULL,
  text TEXT NOT NULL,
  written_at BIGINT NOT NULL
);
CREATE INDEX contact_message_request ON contact_message (request);
-- A link by which one answers a request, follows one's own, or sees what is known of oneself.
CREATE TABLE contact_link (
  token_hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('answer', 'follow', 'own')),
  request BIGINT REFERENCES contact_request (id),
  email TEXT NOT NULL,
  until BIGINT NOT NULL,
  used_at BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE disclosure (
  id BIGINT PRIMARY KEY,
  contact BIGINT NOT NULL REFERENCES contact (id),
  request BIGINT NOT NULL REFERENCES contact_request (id),
  what TEXT NOT NULL,
  disclosed_at BIGINT NOT NULL
);
CREATE INDEX disclosure_contact ON disclosure (contact);
-- Addresses to which nothing is written any more, or which may not ask any more: by their hashes alone (R9).
CREATE TABLE suppression (
  address_hash TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('write', 'ask')),
  since BIGINT NOT NULL,
  PRIMARY KEY (address_hash, what)
);
-- By this ledger what was erased is erased again after a restore.
CREATE TABLE erasure (
  id BIGINT PRIMARY KEY,
  contact BIGINT NOT NULL,
  record BIGINT NOT NULL,
  path TEXT NOT NULL,
  address_hash TEXT NOT NULL,
  author TEXT NOT NULL,
  erased_at BIGINT NOT NULL
);
-- A kept document out of which somebody was erased: the hash of its bytes now.
CREATE TABLE redacted_file (
  sha256 TEXT PRIMARY KEY,
  redacted TEXT NOT NULL,
  redacted_at BIGINT NOT NULL
);
