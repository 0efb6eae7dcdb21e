-- +goose Up
-- Censuses while they are held: what is asked, who is asked, what is answered. All of it is private; an accepted reply becomes
-- a document with records like any other.
CREATE TABLE questionnaire (
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  file TEXT NOT NULL,
  PRIMARY KEY (name, version)
);
CREATE TABLE campaign (
  id BIGINT PRIMARY KEY,
  title TEXT NOT NULL,
  questionnaire TEXT NOT NULL,
  version TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'paused', 'closed')),
  opens TEXT NOT NULL,
  closes TEXT NOT NULL,
  host TEXT NOT NULL,
  contact TEXT NOT NULL,
  message TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE TABLE invitation (
  id BIGINT PRIMARY KEY,
  campaign BIGINT NOT NULL REFERENCES campaign (id),
  partnership BIGINT NOT NULL,
  organisation BIGINT NOT NULL,
  asked TEXT NOT NULL,
  side TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  lang TEXT NOT NULL CHECK (lang IN ('fr', 'en')),
  turn BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ready', 'sent', 'bounced', 'refused', 'wrong', 'revoked')),
  colleague TEXT NOT NULL DEFAULT '',
  opened_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX invitation_campaign ON invitation (campaign);
CREATE UNIQUE INDEX invitation_once ON invitation (campaign, partnership, organisation) WHERE partnership <> 0;
-- Browsers that an invitation was opened in, by the hash of their cookie: the second one proves itself by a code.
CREATE TABLE device (
  invitation BIGINT NOT NULL REFERENCES invitation (id),
  hash TEXT NOT NULL,
  code_hash TEXT NOT NULL DEFAULT '',
  code_until BIGINT NOT NULL DEFAULT 0,
  trusted BIGINT NOT NULL DEFAULT 0,
  first_at BIGINT NOT NULL,
  PRIMARY KEY (invitation, hash)
);

-- A reply is a contribution of a third kind.
CREATE TABLE contribution_now (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('report', 'change', 'reply')),
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
INSERT INTO contribution_now (id, kind, state, subject_kind, subject, page, property, said, body, account, email, lang, receipt, follower, author, filed_at, changed_at, organisation, proposed, record)
SELECT id, kind, state, subject_kind, subject, page, property, said, body, account, email, lang, receipt, follower, author, filed_at, changed_at, organisation, proposed, record FROM contribution;
CREATE TABLE contribution_step_now (
  id BIGINT PRIMARY KEY,
  contribution BIGINT NOT NULL REFERENCES contribution_now (id),
  what TEXT NOT NULL,
  body TEXT NOT NULL,
  author TEXT NOT NULL,
  made_at BIGINT NOT NULL
);
INSERT INTO contribution_step_now (id, contribution, what, body, author, made_at) SELECT id, contribution, what, body, author, made_at FROM contribution_step;
DROP TABLE contribution_step;
DROP TABLE contribution;
ALTER TABLE contribution_now RENAME TO contribution;
ALTER TABLE contribution_step_now RENAME TO contribution_step;
CREATE INDEX contribution_subject ON contribution (subject_kind, subject);
CREATE INDEX contribution_account ON contribution (account);
CREATE INDEX contribution_step_of ON contribution_step (contribution);

-- What a reply says, beside the contribution that it is.
CREATE TABLE reply (
  contribution BIGINT PRIMARY KEY REFERENCES contribution (id),
  invitation BIGINT NOT NULL UNIQUE REFERENCES invitation (id),
  questionnaire TEXT NOT NULL,
  version TEXT NOT NULL,
  given TEXT NOT NULL,
  known TEXT NOT NULL,
  done TEXT NOT NULL,
  revision BIGINT NOT NULL,
  declarant TEXT NOT NULL,
  means TEXT NOT NULL,
  saved_at BIGINT NOT NULL,
  sent_at BIGINT NOT NULL
);
