-- +goose Up
-- What goes with the invitation of a campaign: its questionnaire as documents ('' for none), filled in with what is known or blank.
ALTER TABLE campaign ADD COLUMN attached TEXT NOT NULL DEFAULT '' CHECK (attached IN ('', 'known.docx', 'known.odt', 'known.both', 'blank.docx', 'blank.odt', 'blank.both'));
