-- +goose Up
CREATE TABLE source (
  id BIGINT PRIMARY KEY,
  document TEXT NOT NULL,
  sha256 TEXT NOT NULL UNIQUE,
  format TEXT NOT NULL,
  title TEXT NOT NULL,
  publisher TEXT NOT NULL,
  dated TEXT NOT NULL,
  encoding TEXT NOT NULL,
  lines INTEGER NOT NULL,
  size BIGINT NOT NULL,
  replaces BIGINT REFERENCES source (id),
  example BOOLEAN NOT NULL DEFAULT FALSE,
  imported_at BIGINT NOT NULL,
  report TEXT NOT NULL
);
CREATE INDEX source_document ON source (document);
CREATE TABLE record (
  id BIGINT PRIMARY KEY,
  source BIGINT NOT NULL REFERENCES source (id),
  kind TEXT NOT NULL,
  locator TEXT NOT NULL,
  line INTEGER NOT NULL,
  line_end INTEGER NOT NULL,
  title TEXT NOT NULL,
  dated TEXT NOT NULL,
  body TEXT NOT NULL,
  places TEXT NOT NULL,
  replaced_by BIGINT REFERENCES record (id),
  UNIQUE (source, locator)
);
CREATE INDEX record_kind ON record (kind, id);
CREATE INDEX record_line ON record (source, line);
CREATE INDEX record_replaced ON record (replaced_by);
CREATE TABLE territory (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  level TEXT NOT NULL,
  country TEXT NOT NULL,
  parent BIGINT REFERENCES territory (id),
  parent_now BIGINT REFERENCES territory (id),
  codes TEXT NOT NULL,
  names TEXT NOT NULL,
  lat DOUBLE PRECISION NOT NULL,
  lon DOUBLE PRECISION NOT NULL,
  point TEXT NOT NULL CHECK (point IN ('', 'own', 'seat', 'parent')),
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL,
  origin TEXT NOT NULL
);
CREATE INDEX territory_parent ON territory (parent);
CREATE TABLE organisation (
  id BIGINT PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  country TEXT NOT NULL,
  territory BIGINT REFERENCES territory (id),
  names TEXT NOT NULL,
  valid_from TEXT NOT NULL,
  valid_to TEXT NOT NULL
);
CREATE INDEX organisation_territory ON organisation (territory);
CREATE TABLE question (
  id BIGINT PRIMARY KEY,
  text TEXT NOT NULL,
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  line INTEGER NOT NULL,
  candidates TEXT NOT NULL,
  answer BIGINT REFERENCES organisation (id),
  why TEXT NOT NULL,
  author TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  UNIQUE (record, path)
);
CREATE TABLE mention (
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  organisation BIGINT NOT NULL REFERENCES organisation (id),
  text TEXT NOT NULL,
  line INTEGER NOT NULL,
  PRIMARY KEY (record, path)
);
CREATE INDEX mention_organisation ON mention (organisation);
CREATE TABLE partnership (
  id BIGINT PRIMARY KEY,
  title TEXT NOT NULL,
  holders TEXT NOT NULL,
  partners TEXT NOT NULL,
  status TEXT NOT NULL,
  since TEXT NOT NULL,
  updated TEXT NOT NULL,
  merged_into BIGINT REFERENCES partnership (id),
  withdrawn BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX partnership_sides ON partnership (holders, partners);
CREATE TABLE claim_set (
  id BIGINT PRIMARY KEY,
  subject_kind TEXT NOT NULL,
  subject BIGINT NOT NULL,
  record BIGINT NOT NULL REFERENCES record (id),
  asserted_on TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  author TEXT NOT NULL,
  claims TEXT NOT NULL
);
CREATE INDEX claim_set_subject ON claim_set (subject_kind, subject);
CREATE INDEX claim_set_record ON claim_set (record);
CREATE TABLE party (
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
);
CREATE INDEX party_organisation ON party (organisation);
CREATE TABLE agreement (
  id BIGINT PRIMARY KEY,
  partnership BIGINT NOT NULL REFERENCES partnership (id),
  kind TEXT NOT NULL,
  label TEXT NOT NULL,
  signed TEXT NOT NULL,
  term_from TEXT NOT NULL,
  term_to TEXT NOT NULL,
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  line INTEGER NOT NULL,
  line_end INTEGER NOT NULL
);
CREATE INDEX agreement_partnership ON agreement (partnership);
CREATE TABLE action (
  id BIGINT PRIMARY KEY,
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
  line_end INTEGER NOT NULL
);
CREATE INDEX action_partnership ON action (partnership);
CREATE TABLE financing (
  id BIGINT PRIMARY KEY,
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
  line_end INTEGER NOT NULL
);
CREATE INDEX financing_partnership ON financing (partnership);
CREATE TABLE statement (
  partnership BIGINT NOT NULL REFERENCES partnership (id),
  position INTEGER NOT NULL,
  property TEXT NOT NULL,
  text TEXT NOT NULL,
  record BIGINT NOT NULL REFERENCES record (id),
  path TEXT NOT NULL,
  line INTEGER NOT NULL,
  line_end INTEGER NOT NULL,
  PRIMARY KEY (partnership, position)
);
CREATE TABLE finding (
  id BIGINT PRIMARY KEY,
  rule TEXT NOT NULL,
  key TEXT NOT NULL,
  severity TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'explained', 'fixed', 'gone')),
  why TEXT NOT NULL,
  places TEXT NOT NULL,
  evidence TEXT NOT NULL,
  subject BIGINT REFERENCES partnership (id),
  UNIQUE (rule, key)
);
CREATE TABLE audit (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  author TEXT NOT NULL,
  why TEXT NOT NULL,
  changes TEXT NOT NULL
);
CREATE TABLE sequence (
  kind TEXT PRIMARY KEY,
  last BIGINT NOT NULL
);

-- +goose Down
DROP TABLE sequence;
