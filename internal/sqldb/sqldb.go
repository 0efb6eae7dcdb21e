// Package sqldb opens the register's database, begins transactions and migrates. It knows no noun of ours.
package sqldb

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"runtime"
	"strings"
	"sync/atomic"

	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL driver
	"github.com/pressly/goose/v3"
)

//go:embed migrate/*.sql
var migrations embed.FS

// DB is a database with its writer and its readers. On SQLite the writer is one connection, because SQLite has one
// writer at a time and waiting in Go is fairer than SQLITE_BUSY; on PostgreSQL both are the same pool.
type DB struct {
	write, read *sql.DB
	dsn         string // of the writer
	Dialect     Dialect
	unsynced    atomic.Bool // the disk has once refused to keep what was written
}

// Open opens a database: a postgres:// URL, or the path of a SQLite file (":memory:NAME" for a test).
func Open(dsn string) (*DB, error) {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		pool, err := sql.Open("pgx", dsn)
		if err != nil {
			return nil, fmt.Errorf("open: %w", err)
		}
		pool.SetMaxOpenConns(16)
		return &DB{write: pool, read: pool, dsn: dsn, Dialect: PostgreSQL}, nil
	}
	// FULL: with NORMAL a power cut loses acknowledged commits (requirements §0.1).
	return openSQLite(dsn, "_pragma=synchronous(FULL)&_pragma=foreign_keys(1)")
}

// OpenScratch opens an SQLite file that may be lost: nothing waits for the disk, and rows may refer to what was left
// out of a copy.
func OpenScratch(path string) (*DB, error) { return openSQLite(path, "_pragma=synchronous(OFF)") }

func openSQLite(path, durability string) (*DB, error) {
	pragmas := "_pragma=journal_mode(WAL)&_pragma=busy_timeout(30000)&_pragma=cache_size(-32000)&_txlock=immediate&" + durability
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + pragmas
	if name, ok := strings.CutPrefix(path, ":memory:"); ok {
		dsn = "file:" + name + "?mode=memory&cache=shared&" + pragmas
	}
	w, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	w.SetMaxOpenConns(1)
	if strings.HasPrefix(path, ":memory:") {
		return &DB{write: w, read: w, dsn: dsn, Dialect: SQLite}, nil
	}
	r, err := sql.Open("sqlite", strings.Replace(dsn, "_txlock=immediate", "_pragma=query_only(1)", 1))
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	r.SetMaxOpenConns(2 + runtime.NumCPU())
	return &DB{write: w, read: r, dsn: dsn, Dialect: SQLite}, nil
}

// Close closes every connection.
func (d *DB) Close() error {
	if d.read == d.write {
		return d.write.Close()
	}
	return errors.Join(d.read.Close(), d.write.Close())
}

// Reader is what the reading door queries.
func (d *DB) Reader() *sql.DB { return d.read }

// ErrUnsynced refuses every write after one that the disk did not keep, until the program is started anew: what it says of the
// same pages when it is asked again is not to be believed (PostgreSQL learnt that in 2018). Reading goes on.
var ErrUnsynced = errors.New("the disk has refused to keep a write")

// Update runs f in one writing transaction: all of it is kept, or nothing. Of one that a cancelled context has ended, the
// error says so, whatever the statement that came after it says.
func (d *DB) Update(ctx context.Context, f func(*sql.Tx) error) error {
	if d.unsynced.Load() {
		return ErrUnsynced
	}
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err = f(tx); err != nil {
		err = errors.Join(err, tx.Rollback())
	} else if err = tx.Commit(); err != nil {
		err = fmt.Errorf("commit: %w", err)
	}
	if notKept(err) {
		d.unsynced.Store(true)
	}
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// Migrate brings the schema to the newest version and says from and to which. A database of a newer program is refused
// before anything is touched.
func (d *DB) Migrate(ctx context.Context) (from, to int64, err error) {
	m, err := d.provider()
	if err != nil {
		return 0, 0, err
	}
	if from, to, err = d.Versions(ctx); err != nil {
		return 0, 0, err
	}
	if from > to {
		return from, to, &NewerError{Database: from, Program: to}
	}
	if _, err := m.Up(ctx); err != nil {
		return from, to, fmt.Errorf("migrate: %w", err)
	}
	return from, to, nil
}

// MigrateTo brings the schema of a database to a version that it had once: by it upgrades are tried from everywhere.
func (d *DB) MigrateTo(ctx context.Context, version int64) error {
	m, err := d.provider()
	if err == nil {
		_, err = m.UpTo(ctx, version)
	}
	return err
}

// Versions are the schema's version in the database (0 when it is empty) and the one this program knows.
func (d *DB) Versions(ctx context.Context) (database, program int64, err error) {
	m, err := d.provider()
	if err != nil {
		return 0, 0, err
	}
	for _, s := range m.ListSources() {
		program = max(program, s.Version)
	}
	row := d.write.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version")
	if err := row.Scan(&database); err != nil {
		database = 0 // no table yet: a new database
	}
	return database, program, nil
}

// provider runs migrations. One with a lower number than the last that ran, which another line of development brought, runs
// too: each stands for itself.
func (d *DB) provider() (*goose.Provider, error) {
	dir, err := fs.Sub(migrations, "migrate")
	if err != nil {
		return nil, err
	}
	dialect := goose.DialectSQLite3
	if d.Dialect == PostgreSQL {
		dialect = goose.DialectPostgres
	}
	m, err := goose.NewProvider(dialect, d.write, spoken{dir, d.Dialect}, goose.WithAllowOutofOrder(true), goose.WithGoMigrations(hashing()))
	if err != nil {
		return nil, fmt.Errorf("migrations: %w", err)
	}
	return m, nil
}

// NewerError refuses a database that a newer program has migrated; nothing was modified.
type NewerError struct{ Database, Program int64 }

func (e *NewerError) Error() string {
	return fmt.Sprintf("the database has schema version %d, this program knows %d: nothing was modified", e.Database, e.Program)
}
