// Package testkit gives tests a migrated database in one call, on every engine that is there.
package testkit

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"iter"
	"net/url"
	"os"
	"strings"
	"testing"

	"kafo/internal/sqldb"
)

// Each runs a test on SQLite in memory always, and on PostgreSQL where KAFO_TEST_PG holds the address of a server on
// which databases may be made (check.sh starts one). A test that needs PostgreSQL is never skipped in silence:
// check.sh says on its last line whether it ran.
func Each(t *testing.T, test func(t *testing.T, db *sqldb.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	if os.Getenv("KAFO_TEST_PG") != "" {
		t.Run("postgresql", func(t *testing.T) { test(t, PostgreSQL(t)) })
	}
}

// Empty is Each with databases that have no schema yet.
func Empty(t *testing.T, test func(t *testing.T, db *sqldb.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, EmptySQLite(t)) })
	if os.Getenv("KAFO_TEST_PG") != "" {
		t.Run("postgresql", func(t *testing.T) { test(t, open(t, Database(t))) })
	}
}

// tester is a test, or one run of a property.
type tester interface {
	Helper()
	Fatal(...any)
}

// All is a sequence that is read as it is written, at once.
func All[T any](t tester, seq iter.Seq2[T, error], errs ...error) []T {
	t.Helper()
	var out []T
	for x, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	return out
}

// SQLite is a migrated register in memory.
func SQLite(t testing.TB) *sqldb.DB {
	t.Helper()
	return migrated(t, ":memory:"+name())
}

// EmptySQLite is a database in memory without a schema.
func EmptySQLite(t testing.TB) *sqldb.DB {
	t.Helper()
	return open(t, ":memory:"+name())
}

// PostgreSQL is a migrated register on the server that KAFO_TEST_PG names.
func PostgreSQL(t testing.TB) *sqldb.DB {
	t.Helper()
	return migrated(t, Database(t))
}

// Database is the address of a new database there, which goes with the test.
func Database(t testing.TB) string {
	t.Helper()
	admin := os.Getenv("KAFO_TEST_PG")
	server, err := sql.Open("pgx", admin)
	if err != nil {
		t.Fatal(err)
	}
	database := "kafo_" + name()
	if _, err := server.Exec("CREATE DATABASE " + database); err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(admin)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + database
	t.Cleanup(func() {
		if _, err := server.Exec("DROP DATABASE " + database + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return u.String()
}

func open(t testing.TB, dsn string) *sqldb.DB {
	t.Helper()
	db, err := sqldb.Open(dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func migrated(t testing.TB, dsn string) *sqldb.DB {
	t.Helper()
	db := open(t, dsn)
	if _, _, err := db.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return db
}

func name() string { return strings.ToLower(rand.Text()[:12]) }
