-- +goose Up
-- What browsers have sent of drafts that they keep without a line: one that arrives twice is taken once, and answered alike.
CREATE TABLE parcel (
  contribution BIGINT NOT NULL REFERENCES contribution (id),
  instance TEXT NOT NULL, -- of the draft, which its browser has made up
  number BIGINT NOT NULL, -- of the parcel within it
  hash TEXT NOT NULL,     -- of the bytes that came
  receipt TEXT NOT NULL,
  came_at BIGINT NOT NULL,
  PRIMARY KEY (contribution, instance, number)
);
CREATE INDEX parcel_came ON parcel (came_at);
