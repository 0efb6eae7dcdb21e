-- name: Rates :many
SELECT currency, year, micros, origin FROM rate ORDER BY currency, year;
