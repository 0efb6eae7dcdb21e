package bench

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"kafo/internal/sqldb"
)

// table is what one table of the register holds.
type table struct {
	name    string
	columns []string
	rows    [][]any
}

// readTables reads every row of a SQLite register, as the baselines write and scan them.
func readTables(ctx context.Context, db *sql.DB) ([]table, error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	defer rows.Close()
	var tables []table
	for rows.Next() {
		var t table
		if err := rows.Scan(&t.name); err != nil {
			return nil, fmt.Errorf("list tables: %w", err)
		}
		tables = append(tables, t)
	}
	for i := range tables {
		if err := tables[i].read(ctx, db); err != nil {
			return nil, fmt.Errorf("read table %s: %w", tables[i].name, err)
		}
	}
	return tables, rows.Err()
}

func (t *table) read(ctx context.Context, db *sql.DB) error {
	rows, err := db.QueryContext(ctx, "SELECT * FROM "+t.name)
	if err != nil {
		return err
	}
	defer rows.Close()
	if t.columns, err = rows.Columns(); err != nil {
		return err
	}
	for rows.Next() {
		row, into := make([]any, len(t.columns)), make([]any, len(t.columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		t.rows = append(t.rows, row)
	}
	return rows.Err()
}

// commits is how many transactions wrote the tables: each left a row in the audit.
func commits(tables []table) int {
	for _, t := range tables {
		if t.name == "audit" {
			return max(1, len(t.rows))
		}
	}
	return 1
}

// bareInsert writes the rows into tables without keys or checks, on the same engine with the same durability, by
// prepared statements and in as many transactions. It gives the milliseconds.
func bareInsert(ctx context.Context, name string, tables []table) (float64, error) {
	db, err := sqldb.Open(name)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	total := 0
	for _, t := range tables {
		total += len(t.rows)
	}
	size := total/commits(tables) + 1
	return once(func() error {
		for _, t := range tables {
			if err := t.create(ctx, db); err != nil {
				return fmt.Errorf("bare table %s: %w", t.name, err)
			}
			for part := range slices.Chunk(t.rows, size) {
				if err := db.Update(ctx, func(tx *sql.Tx) error { return t.insert(ctx, tx, part) }); err != nil {
					return fmt.Errorf("bare insert into %s: %w", t.name, err)
				}
			}
		}
		return nil
	})
}

func (t *table) create(ctx context.Context, db *sqldb.DB) error {
	return db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "CREATE TABLE "+t.name+" (\""+strings.Join(t.columns, "\",\"")+"\")")
		return err
	})
}

func (t *table) insert(ctx context.Context, tx *sql.Tx, rows [][]any) error {
	statement, err := tx.PrepareContext(ctx, "INSERT INTO "+t.name+" VALUES ("+sqldb.In(1, len(t.columns))+")")
	if err != nil {
		return err
	}
	defer statement.Close()
	for _, row := range rows {
		if _, err := statement.ExecContext(ctx, row...); err != nil {
			return err
		}
	}
	return nil
}

// bareScan opens the bare tables and reads every row.
func bareScan(ctx context.Context, name string) error {
	db, err := sqldb.Open(name)
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = readTables(ctx, db.Reader())
	return err
}
