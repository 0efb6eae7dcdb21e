package sqldb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Copy says what of one database goes into another of the same schema.
type Copy struct {
	Skip   []string // tables that are left out
	Whole  []string // tables that are copied whole, whatever Before says
	Clocks []string // columns that say when a row was recorded (Unix ms); a table has one at most
	Before int64    // rows recorded from then on are left out; 0: nothing is
	Mend   []string // statements run at the end, each with Before as $1
}

// CopyTo fills an empty scratch database with rows of this one, in one transaction: all of it is there, or nothing.
func (d *DB) CopyTo(ctx context.Context, to *DB, c Copy) error {
	if to.Dialect != SQLite {
		return errors.New("a copy goes into an SQLite file")
	}
	return to.Update(ctx, func(tx *sql.Tx) error {
		tables, err := names(ctx, tx, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version' ORDER BY name")
		if err != nil {
			return err
		}
		for _, table := range tables {
			if slices.Contains(c.Skip, table) {
				continue
			}
			if err := d.copyTable(ctx, tx, table, c); err != nil {
				return fmt.Errorf("copy %s: %w", table, err)
			}
		}
		for _, statement := range c.Mend {
			if c.Before == 0 {
				break
			}
			if _, err := tx.ExecContext(ctx, statement, c.Before); err != nil {
				return fmt.Errorf("copy: %w", err)
			}
		}
		return nil
	})
}

func (d *DB) copyTable(ctx context.Context, tx *sql.Tx, table string, c Copy) error {
	columns, err := names(ctx, tx, "SELECT name FROM pragma_table_info('"+table+"') ORDER BY cid")
	if err != nil {
		return err
	}
	list := strings.Join(columns, ", ")
	query, args := "SELECT "+list+" FROM "+table, []any{}
	if i := slices.IndexFunc(columns, func(name string) bool { return slices.Contains(c.Clocks, name) }); i >= 0 && c.Before != 0 && !slices.Contains(c.Whole, table) {
		query, args = query+" WHERE "+columns[i]+" < $1", []any{c.Before}
	}
	rows, err := d.read.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	insert, err := tx.PrepareContext(ctx, "INSERT INTO "+table+" ("+list+") VALUES ("+In(1, len(columns))+")")
	if err != nil {
		return err
	}
	defer insert.Close()
	cells, places := make([]any, len(columns)), make([]any, len(columns))
	for i := range cells {
		places[i] = &cells[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return err
		}
		if _, err := insert.ExecContext(ctx, cells...); err != nil {
			return err
		}
	}
	return rows.Err()
}

func names(ctx context.Context, tx *sql.Tx, query string) ([]string, error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
