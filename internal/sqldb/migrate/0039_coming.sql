-- +goose Up
-- An entry that is to come of a campaign keeps which partnership it is about (0: none, or not known): what is withheld or merged
-- afterwards is so in the edition too. Editions of before have none.
ALTER TABLE edition_coming ADD COLUMN partnership BIGINT NOT NULL DEFAULT 0;
