-- +goose Up
-- Letters of campaigns: which steps somebody has confirmed, and what was sent to whom. An address stands here as its hash.
CREATE TABLE letter_step (
  campaign BIGINT NOT NULL REFERENCES campaign (id),
  step TEXT NOT NULL CHECK (step IN ('invitation', 'first', 'second', 'last', 'published')),
  upto BIGINT NOT NULL, -- the last invitation that who confirmed has seen
  author TEXT NOT NULL,
  confirmed_at BIGINT NOT NULL,
  PRIMARY KEY (campaign, step)
);
CREATE TABLE letter (
  id BIGINT PRIMARY KEY,
  campaign BIGINT NOT NULL REFERENCES campaign (id),
  address_hash TEXT NOT NULL,
  step TEXT NOT NULL CHECK (step IN ('invitation', 'first', 'second', 'last', 'published')),
  state TEXT NOT NULL CHECK (state IN ('prepared', 'deferred', 'sent', 'soft', 'hard', 'complained', 'stopped')),
  message BIGINT NOT NULL DEFAULT 0, -- of the outbox, which forgets what was sent
  prepared_at BIGINT NOT NULL,
  sent_at BIGINT NOT NULL DEFAULT 0,
  softs INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT ''
);
-- One address is written to once a step, whatever the clock says.
CREATE UNIQUE INDEX letter_once ON letter (campaign, address_hash, step) WHERE state <> 'stopped' AND step <> 'published';
CREATE INDEX letter_message ON letter (message);
CREATE INDEX letter_state ON letter (state);
CREATE TABLE letter_invitation (
  letter BIGINT NOT NULL REFERENCES letter (id),
  invitation BIGINT NOT NULL REFERENCES invitation (id),
  PRIMARY KEY (letter, invitation)
);
CREATE INDEX letter_invitation_of ON letter_invitation (invitation);
-- What came back, once each.
CREATE TABLE letter_return (
  letter BIGINT NOT NULL REFERENCES letter (id),
  mark TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('hard', 'soft', 'complaint', 'stop')),
  status TEXT NOT NULL,
  came_at BIGINT NOT NULL,
  PRIMARY KEY (letter, mark)
);
-- What the words of a letter to many are made of, and the domain that it goes to, which is not to be flooded.
ALTER TABLE outbox ADD COLUMN letter TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN domain TEXT NOT NULL DEFAULT '';
CREATE INDEX outbox_domain ON outbox (domain, sent_at);

-- An address may also be kept from the letters of campaigns: of one of them ("letters 12"), or of all ("letters").
CREATE TABLE suppression_now (
  address_hash TEXT NOT NULL,
  what TEXT NOT NULL CHECK (what IN ('write', 'ask', 'letters') OR what LIKE 'letters %'),
  since BIGINT NOT NULL,
  PRIMARY KEY (address_hash, what)
);
INSERT INTO suppression_now (address_hash, what, since) SELECT address_hash, what, since FROM suppression;
DROP TABLE suppression;
ALTER TABLE suppression_now RENAME TO suppression;
