-- +goose Up
-- What goes with the invitation of a campaign: its questionnaire as documents ('' for none), filled in with what is known or blank.
ALTER TABLE campaign ADD COLUMN attached TEXT NOT NULL DEFAULT '' CHECK (attached IN ('', 'known.docx', 'known.odt', 'known.both', 'blank.docx', 'blank.odt', 'blank.both'));
-- What those who were asked write back: under the invitation that it is about, or under none (0) until somebody finds it.
CREATE TABLE mail (
  id BIGINT PRIMARY KEY,
  mark TEXT NOT NULL UNIQUE, -- of the message, which is kept once
  invitation BIGINT NOT NULL DEFAULT 0,
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  words TEXT NOT NULL,
  came_at BIGINT NOT NULL
);
CREATE INDEX mail_invitation ON mail (invitation);
CREATE TABLE mail_file (
  mail BIGINT NOT NULL REFERENCES mail (id),
  position BIGINT NOT NULL,
  name TEXT NOT NULL,
  size BIGINT NOT NULL,
  body TEXT NOT NULL,    -- in base64; '' of one that was not kept
  trouble TEXT NOT NULL, -- why it was not
  PRIMARY KEY (mail, position)
);
-- What needs somebody's hand: a letter that came back, a person who is not the right one, a mail. Once each while it is open.
CREATE TABLE task (
  id BIGINT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('hard', 'soft', 'complaint', 'stop', 'wrong', 'colleague', 'mail', 'unplaced')),
  invitation BIGINT NOT NULL DEFAULT 0,
  mail BIGINT NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT '', -- what a mail server said
  follower BIGINT NOT NULL DEFAULT 0,
  note TEXT NOT NULL DEFAULT '',
  opened_at BIGINT NOT NULL,
  done_at BIGINT NOT NULL DEFAULT 0,
  done_by TEXT NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX task_once ON task (kind, invitation, mail) WHERE done_at = 0;
CREATE INDEX task_invitation ON task (invitation);
