package bench

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"kafo/internal/sqldb"
)

// tables are the names of the tables of a SQLite database.
func tables(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	if err != nil {
		return nil, fmt.Errorf("list tables: %w", err)
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("list tables: %w", err)
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

// read gives the rows of a table in parts of so many: a register of a million actions does not fit into memory.
func read(ctx context.Context, db *sql.DB, table string, part int, take func(columns []string, rows [][]any) error) error {
	rows, err := db.QueryContext(ctx, "SELECT * FROM "+table)
	if err != nil {
		return fmt.Errorf("read table %s: %w", table, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	var list [][]any
	for rows.Next() {
		row, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("read table %s: %w", table, err)
		}
		if list = append(list, row); len(list) == part {
			if err := take(columns, list); err != nil {
				return err
			}
			list = nil
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return take(columns, list)
}

// commitsOf is how many transactions wrote a register: each left a row in the audit.
func commitsOf(ctx context.Context, db *sql.DB) (commits, rows int, err error) {
	names, err := tables(ctx, db)
	for _, name := range names {
		n := 0
		if err := db.QueryRowContext(ctx, "SELECT count(*) FROM "+name).Scan(&n); err != nil {
			return 0, 0, err
		}
		if rows += n; name == "audit" {
			commits = n
		}
	}
	return max(1, commits), rows, err
}

// bareInsert writes the rows of a register into tables without keys or checks, on the same engine with the same
// durability, by prepared statements and in as many transactions. It gives the milliseconds of the writing alone.
func bareInsert(ctx context.Context, name string, from *sql.DB) (float64, error) {
	db, err := sqldb.Open(name)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	commits, rows, err := commitsOf(ctx, from)
	if err != nil {
		return 0, err
	}
	names, err := tables(ctx, from)
	if err != nil {
		return 0, err
	}
	total := 0.0
	for _, table := range names {
		made := false
		err := read(ctx, from, table, rows/commits+1, func(columns []string, part [][]any) error {
			took, err := once(func() error { return write(ctx, db, table, columns, part, !made) })
			total, made = total+took, true
			return err
		})
		if err != nil {
			return 0, fmt.Errorf("bare insert into %s: %w", table, err)
		}
	}
	return total, nil
}

func write(ctx context.Context, db *sqldb.DB, table string, columns []string, rows [][]any, create bool) error {
	return db.Update(ctx, func(tx *sql.Tx) error {
		if create {
			if _, err := tx.ExecContext(ctx, "CREATE TABLE "+table+" (\""+strings.Join(columns, "\",\"")+"\")"); err != nil {
				return err
			}
		}
		statement, err := tx.PrepareContext(ctx, "INSERT INTO "+table+" VALUES ("+sqldb.In(1, len(columns))+")")
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
	})
}

// bareScan opens the bare tables and reads every row.
func bareScan(ctx context.Context, name string) error {
	db, err := sqldb.Open(name)
	if err != nil {
		return err
	}
	defer db.Close()
	names, err := tables(ctx, db.Reader())
	if err != nil {
		return err
	}
	for _, table := range names {
		if err := read(ctx, db.Reader(), table, 1000, func([]string, [][]any) error { return nil }); err != nil {
			return err
		}
	}
	return nil
}
