-- +goose Up
-- The parts of a partnership lie beside one another, in the order in which they are written, read and taken away together:
-- one tree a table instead of a table, the tree of its key and one of its partnerships.
CREATE TABLE clustered_party (
  partnership BIGINT NOT NULL REFERENCES partnership (id),
  position INTEGER NOT NULL,
  organisation BIGINT REFERENCES organisation (id),
  question BIGINT REFERENCES question (id),
  side TEXT NOT NULL,
  role TEXT NOT NULL,
  text TEXT NOT NULL,
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  line INTEGER NOT NULL,
  line_end INTEGER NOT NULL,
  PRIMARY KEY (partnership, position),
  CHECK ((organisation IS NULL) <> (question IS NULL))
) /* SQLite: WITHOUT ROWID */;
INSERT INTO clustered_party SELECT * FROM party ORDER BY partnership, position;
DROP TABLE party;
ALTER TABLE clustered_party RENAME TO party;
CREATE INDEX party_organisation ON party (organisation);

CREATE TABLE clustered_agreement (
  id BIGINT NOT NULL UNIQUE,
  partnership BIGINT NOT NULL REFERENCES partnership (id),
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  signed TEXT NOT NULL,
  term_from TEXT NOT NULL,
  term_to TEXT NOT NULL,
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  line INTEGER NOT NULL,
  line_end INTEGER NOT NULL,
  PRIMARY KEY (partnership, id)
) /* SQLite: WITHOUT ROWID */;
INSERT INTO clustered_agreement SELECT * FROM agreement ORDER BY partnership, id;
DROP TABLE agreement;
ALTER TABLE clustered_agreement RENAME TO agreement;

CREATE TABLE clustered_action (
  id BIGINT NOT NULL UNIQUE,
  partnership BIGINT NOT NULL REFERENCES partnership (id),
  position INTEGER NOT NULL,
  number TEXT NOT NULL,
  domain TEXT NOT NULL,
  theme TEXT NOT NULL,
  description TEXT NOT NULL,
  period TEXT NOT NULL,
  starts TEXT NOT NULL,
  ends TEXT NOT NULL,
  territory BIGINT REFERENCES territory (id),
  in_france BOOLEAN NOT NULL,
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  line INTEGER NOT NULL,
  line_end INTEGER NOT NULL,
  PRIMARY KEY (partnership, position)
) /* SQLite: WITHOUT ROWID */;
INSERT INTO clustered_action SELECT * FROM action ORDER BY partnership, position;
DROP TABLE action;
ALTER TABLE clustered_action RENAME TO action;

CREATE TABLE clustered_financing (
  id BIGINT NOT NULL UNIQUE,
  partnership BIGINT NOT NULL REFERENCES partnership (id),
  position INTEGER NOT NULL,
  action_path TEXT NOT NULL,
  cents BIGINT NOT NULL,
  currency TEXT NOT NULL,
  year INTEGER NOT NULL,
  period TEXT NOT NULL,
  payer BIGINT REFERENCES organisation (id),
  payer_text TEXT NOT NULL,
  qualifier TEXT NOT NULL,
  kind TEXT NOT NULL,
  raw TEXT NOT NULL,
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  line INTEGER NOT NULL,
  line_end INTEGER NOT NULL,
  terms TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (partnership, position)
) /* SQLite: WITHOUT ROWID */;
INSERT INTO clustered_financing SELECT * FROM financing ORDER BY partnership, position;
DROP TABLE financing;
ALTER TABLE clustered_financing RENAME TO financing;

CREATE TABLE clustered_statement (
  partnership BIGINT NOT NULL REFERENCES partnership (id),
  position INTEGER NOT NULL,
  property TEXT NOT NULL,
  text TEXT NOT NULL,
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  line INTEGER NOT NULL,
  line_end INTEGER NOT NULL,
  PRIMARY KEY (partnership, position)
) /* SQLite: WITHOUT ROWID */;
INSERT INTO clustered_statement SELECT * FROM statement ORDER BY partnership, position;
DROP TABLE statement;
ALTER TABLE clustered_statement RENAME TO statement;

CREATE TABLE clustered_value (
  partnership BIGINT NOT NULL REFERENCES partnership (id),
  position INTEGER NOT NULL,
  property TEXT NOT NULL,
  text TEXT NOT NULL,
  dated TEXT NOT NULL,
  kept BOOLEAN NOT NULL,
  why TEXT NOT NULL,
  asserted_on TEXT NOT NULL,
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  line INTEGER NOT NULL,
  line_end INTEGER NOT NULL,
  claim_set BIGINT NOT NULL,
  claim INTEGER NOT NULL,
  PRIMARY KEY (partnership, position)
) /* SQLite: WITHOUT ROWID */;
INSERT INTO clustered_value SELECT * FROM value ORDER BY partnership, position;
DROP TABLE value;
ALTER TABLE clustered_value RENAME TO value;

CREATE TABLE clustered_mention (
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  organisation BIGINT NOT NULL REFERENCES organisation (id),
  text TEXT NOT NULL,
  line INTEGER NOT NULL,
  withdrawn_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (record, path)
) /* SQLite: WITHOUT ROWID */;
INSERT INTO clustered_mention SELECT * FROM mention ORDER BY record, path;
DROP TABLE mention;
ALTER TABLE clustered_mention RENAME TO mention;
CREATE INDEX mention_organisation ON mention (organisation);

-- +goose Down
CREATE INDEX action_partnership ON action (partnership);
