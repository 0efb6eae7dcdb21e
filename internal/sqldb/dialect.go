package sqldb

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// Dialect is the engine: this file is the only switch on it.
type Dialect string

// The engines.
const (
	SQLite     Dialect = "sqlite"
	PostgreSQL Dialect = "postgresql"
)

// speak says the text of a migration in the words of an engine. On SQLite a key that is one number is the row's own number,
// and a table may lie in the order of its key: each saves a tree, of which an import writes into every one for every row.
func (d Dialect) speak(text string) string {
	if d != SQLite {
		return text
	}
	return strings.NewReplacer("BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY", "/* SQLite: WITHOUT ROWID */", "WITHOUT ROWID").Replace(text)
}

// Moment are the options of a transaction that reads the register as it is at one moment, whatever others write meanwhile.
func (d Dialect) Moment() *sql.TxOptions {
	if d == PostgreSQL {
		return &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	}
	return &sql.TxOptions{ReadOnly: true}
}

// Backup writes a consistent copy of an SQLite database to a file that must not exist yet, while others read and write.
// On PostgreSQL it is pg_dump's work and an error says so.
func (d *DB) Backup(ctx context.Context, file string) error {
	if d.Dialect != SQLite {
		return errors.New("a PostgreSQL register is backed up with pg_dump")
	}
	own, err := sql.Open("sqlite", d.dsn) // a connection of its own: writers go on meanwhile
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	_, err = own.ExecContext(ctx, "VACUUM INTO $1", file)
	if err = errors.Join(err, own.Close()); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

// Fault is what an SQLite database finds wrong with its own pages or references, "" for nothing.
func (d *DB) Fault(ctx context.Context) (string, error) {
	var said string
	if err := d.write.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&said); err != nil {
		return err.Error(), nil // a file that cannot even be read
	}
	if said != "ok" {
		return said, nil
	}
	var table string
	err := d.write.QueryRowContext(ctx, `SELECT "table" FROM pragma_foreign_key_check LIMIT 1`).Scan(&table)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return table, err
}

// Forget takes what was deleted out of the files of the database too: free pages and the write-ahead log of SQLite. On
// PostgreSQL dead rows are given up; its log and its base backups are the operator's.
func (d *DB) Forget(ctx context.Context) error {
	statements := []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"}
	if d.Dialect == PostgreSQL {
		statements = statements[:1]
	}
	for _, s := range statements {
		if _, err := d.write.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("forget: %w", err)
		}
	}
	return nil
}

// IsConflict says whether an error is a violated unique key.
func IsConflict(err error) bool {
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) {
		return pg.Code == "23505"
	}
	return err != nil && strings.Contains(err.Error(), "UNIQUE constraint failed")
}

// IsFull says whether an error is that of a disk without room.
func IsFull(err error) bool {
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) {
		return pg.Code == "53100"
	}
	return err != nil && (errors.Is(err, syscall.ENOSPC) || strings.Contains(err.Error(), "database or disk is full"))
}

// notKept says whether an error is that of a disk which was asked to keep what was written, and did not. PostgreSQL stops by
// itself when that happens to it.
func notKept(err error) bool {
	e := (*sqlite.Error)(nil)
	return errors.As(err, &e) && (e.Code() == lib.SQLITE_IOERR_FSYNC || e.Code() == lib.SQLITE_IOERR_DIR_FSYNC)
}

// away are the classes of PostgreSQL's errors that say that the server cannot be asked now: connections, an operator's
// intervention (shutdown, start), too many connections.
var away = []string{"08", "57P", "53300"}

// IsAway says whether an error is that of a database which cannot be reached now: it may be asked again.
func IsAway(err error) bool {
	if pg := (*pgconn.PgError)(nil); errors.As(err, &pg) {
		return slices.ContainsFunc(away, func(class string) bool { return strings.HasPrefix(pg.Code, class) })
	}
	if unreached := (*pgconn.ConnectError)(nil); errors.As(err, &unreached) {
		return true
	}
	network := net.Error(nil)
	return errors.Is(err, driver.ErrBadConn) || errors.As(err, &network) && !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		err != nil && strings.Contains(err.Error(), "conn closed")
}

// In writes the list of n parameters of an IN clause, the first of which is $from.
func In(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", from+i)
	}
	return b.String()
}
