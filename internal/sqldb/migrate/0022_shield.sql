-- +goose Up
-- A message reaches a contact once whoever wrote it has proved her address; those that are older were brought.
ALTER TABLE contact_request ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;
UPDATE contact_request SET proved_at = asked_at;
-- What of a contact was shown to whom on the private page of a network: by role and number, never a name.
CREATE TABLE contact_view (
  id BIGINT PRIMARY KEY,
  contact BIGINT NOT NULL REFERENCES contact (id),
  network BIGINT NOT NULL,
  author TEXT NOT NULL,
  viewed_at BIGINT NOT NULL
);
CREATE INDEX contact_view_contact ON contact_view (contact);
-- What of a document is not erased although the person asks for it (art. 17(3) GDPR): decided by somebody, with a reason, of
-- whom only the hash of an address is kept.
CREATE TABLE erasure_kept (
  id BIGINT PRIMARY KEY,
  contact BIGINT NOT NULL,
  record BIGINT NOT NULL,
  address_hash TEXT NOT NULL,
  ground TEXT NOT NULL CHECK (ground IN ('legal_duty', 'archives', 'history', 'legal_claims')),
  why TEXT NOT NULL,
  author TEXT NOT NULL,
  kept_at BIGINT NOT NULL,
  ended_at BIGINT NOT NULL DEFAULT 0,
  ended_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX erasure_kept_address ON erasure_kept (address_hash);
ALTER TABLE erasure ADD COLUMN kept BOOLEAN NOT NULL DEFAULT FALSE;
