-- +goose Up
-- Files that go with the reply to a census, and the scans of replies on paper (question ''). They are private, and forgotten with
-- what they go with. The body is in base64, which is a text to every database: a backup has it like all else.
CREATE TABLE attachment (
  id BIGINT PRIMARY KEY,
  reply BIGINT NOT NULL REFERENCES reply (contribution),
  question TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  size BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  body TEXT NOT NULL,
  author TEXT NOT NULL,
  attached_at BIGINT NOT NULL
);
CREATE INDEX attachment_reply ON attachment (reply);
