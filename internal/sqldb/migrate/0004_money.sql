-- +goose Up
-- terms: what else the words say of an amount (coop.Terms as JSON), empty where they say no more.
ALTER TABLE financing ADD COLUMN terms TEXT NOT NULL DEFAULT '';
-- rate: units of a currency for one euro, the average of a year, in millionths.
CREATE TABLE rate (
  currency TEXT NOT NULL,
  year INTEGER NOT NULL,
  micros BIGINT NOT NULL CHECK (micros > 0),
  origin TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (currency, year)
);

-- +goose Down
DROP TABLE rate;
ALTER TABLE financing DROP COLUMN terms;
