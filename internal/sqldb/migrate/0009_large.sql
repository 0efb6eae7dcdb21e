-- +goose Up
-- A page of a partnership asks for its findings: without an index that reads all of a large register.
CREATE INDEX finding_subject ON finding (subject);

-- +goose Down
DROP INDEX finding_subject;
