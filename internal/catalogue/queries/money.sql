-- name: Rates :many
SELECT currency, year, micros, origin FROM rate ORDER BY currency, year;

-- name: FundRecords :many
SELECT id, line, line_end, dated, body, places FROM record WHERE kind = 'fund_statement' AND replaced_by IS NULL ORDER BY id;

-- name: Donors :many
SELECT record, path, organisation FROM mention WHERE path LIKE 'donations.%' AND withdrawn_at = 0 ORDER BY record, path;
