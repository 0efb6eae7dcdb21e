package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// FirstDifference is the first row, in the order of the first two columns, in which a table of two databases of one schema
// is not the same, as "first second"; "" if it is the same in both.
func (d *DB) FirstDifference(ctx context.Context, other *DB, table string) (string, error) {
	query := "SELECT * FROM " + table + " ORDER BY 1, 2"
	a, err := d.read.QueryContext(ctx, query)
	if err != nil {
		return "", fmt.Errorf("compare %s: %w", table, err)
	}
	defer a.Close()
	b, err := other.read.QueryContext(ctx, query)
	if err != nil {
		return "", fmt.Errorf("compare %s: %w", table, err)
	}
	defer b.Close()
	for {
		x, errA := cells(a)
		y, errB := cells(b)
		if err := errors.Join(errA, errB); err != nil {
			return "", fmt.Errorf("compare %s: %w", table, err)
		}
		if x == nil && y == nil {
			return "", nil
		}
		if strings.Join(x, "\x00") != strings.Join(y, "\x00") {
			if x == nil {
				x = y
			}
			return strings.Join(x[:min(2, len(x))], " "), nil
		}
	}
}

// cells are the next row in words that are the same for both engines, nil after the last.
func cells(rows *sql.Rows) ([]string, error) {
	if !rows.Next() {
		return nil, rows.Err()
	}
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	values, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	if err := rows.Scan(places...); err != nil {
		return nil, err
	}
	out := make([]string, len(values))
	for i, v := range values {
		switch v := v.(type) {
		case nil:
			out[i] = "\x01"
		case bool:
			out[i] = map[bool]string{false: "0", true: "1"}[v]
		default:
			out[i] = fmt.Sprint(v)
		}
	}
	return out, nil
}
