-- +goose Up
-- How often somebody who moderates is told of what is new in her queue, when she was last, and up to which step of a contribution.
ALTER TABLE account ADD COLUMN telling TEXT NOT NULL DEFAULT 'hour' CHECK (telling IN ('hour', 'day', 'never'));
ALTER TABLE account ADD COLUMN told_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN told_step BIGINT NOT NULL DEFAULT 0;
