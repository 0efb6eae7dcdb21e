-- +goose Up
-- What people bring is private, with its whole history: nothing of these tables goes into a moment, an export or a page of others.
CREATE TABLE contribution (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('report', 'change')),
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'to_correct', 'in_review', 'accepted', 'refused', 'closed')),
  subject_kind TEXT NOT NULL,
  subject BIGINT NOT NULL,
  page TEXT NOT NULL,
  property TEXT NOT NULL,
  said TEXT NOT NULL,
  body TEXT NOT NULL,
  account BIGINT REFERENCES account (id),
  email TEXT NOT NULL,
  lang TEXT NOT NULL CHECK (lang IN ('fr', 'en')),
  receipt TEXT NOT NULL UNIQUE,
  follower BIGINT REFERENCES account (id),
  author TEXT NOT NULL,
  filed_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  organisation BIGINT REFERENCES organisation (id),
  proposed TEXT NOT NULL DEFAULT '[]',
  record BIGINT REFERENCES record (id)
);
CREATE INDEX contribution_subject ON contribution (subject_kind, subject);
CREATE INDEX contribution_account ON contribution (account);
CREATE TABLE contribution_step (
  id BIGINT PRIMARY KEY,
  contribution BIGINT NOT NULL REFERENCES contribution (id),
  what TEXT NOT NULL,
  body TEXT NOT NULL,
  author TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
CREATE INDEX contribution_step_of ON contribution_step (contribution);
-- What a party says of what the register says of its partnership is public: the last one of an organisation holds.
CREATE TABLE stance (
  id BIGINT PRIMARY KEY,
  partnership BIGINT NOT NULL,
  organisation BIGINT NOT NULL REFERENCES organisation (id),
  stance TEXT NOT NULL CHECK (stance IN ('confirmed', 'contested')),
  why TEXT NOT NULL,
  author TEXT NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX stance_of ON stance (partnership);
