-- +goose Up
-- What a party says of what the register says of its partnership, as a whole (no property) or of one value, is public. Rows
-- are added alone: which of them hold is said by coop.Holding.
DROP INDEX stance_of;
ALTER TABLE stance RENAME TO stance_before;
CREATE TABLE stance (
  id BIGINT PRIMARY KEY,
  partnership BIGINT NOT NULL,
  organisation BIGINT NOT NULL REFERENCES organisation (id),
  property TEXT NOT NULL,
  stance TEXT NOT NULL CHECK (stance IN ('confirmed', 'contested', 'withdrawn')),
  said TEXT NOT NULL,
  why TEXT NOT NULL,
  author TEXT NOT NULL,
  at BIGINT NOT NULL
);
INSERT INTO stance (id, partnership, organisation, property, stance, said, why, author, at)
SELECT id, partnership, organisation, '', stance, '', why, author, at FROM stance_before;
DROP TABLE stance_before;
CREATE INDEX stance_of ON stance (partnership);
-- When somebody was last asked whether what the register says of a partnership is so. Private.
CREATE TABLE asked (
  partnership BIGINT NOT NULL,
  account BIGINT NOT NULL REFERENCES account (id),
  asked_at BIGINT NOT NULL,
  PRIMARY KEY (partnership, account)
);
