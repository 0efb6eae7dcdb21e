-- +goose Up
-- What a document that came by mail says, so that who is erased is found in it.
ALTER TABLE mail_file ADD COLUMN words TEXT NOT NULL DEFAULT '';
-- Until when the respondents of a campaign are kept longer than a year after its close ('' for no longer), and since when they are in
-- the trash (0: they are not).
ALTER TABLE campaign ADD COLUMN kept_until TEXT NOT NULL DEFAULT '';
ALTER TABLE campaign ADD COLUMN trashed_at BIGINT NOT NULL DEFAULT 0;
