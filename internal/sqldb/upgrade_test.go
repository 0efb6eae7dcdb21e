package sqldb_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"kafo/internal/sqldb"
	"kafo/internal/testkit"
)

// levels are the versions of the schema that there have been.
func levels(t *testing.T) (out []int64) {
	t.Helper()
	ctx := context.Background()
	db := testkit.EmptySQLite(t)
	_, program, err := db.Versions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for v := int64(1); v <= program; v++ {
		if err := db.MigrateTo(ctx, v); err != nil {
			t.Fatal(err)
		}
		if at, _, err := db.Versions(ctx); err == nil && at == v {
			out = append(out, v)
		}
	}
	return out
}

// schema is what a database says of its tables and indices.
func schema(t *testing.T, db *sqldb.DB) string {
	query := "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
	if db.Dialect == sqldb.PostgreSQL {
		query = `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns WHERE table_schema = 'public'
			UNION SELECT tablename, indexname, indexdef, '', '' FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2`
	}
	return strings.Join(testkit.Column(t, db, query), "\n")
}

// columns are those of a table, none when there is no such table.
func columns(t *testing.T, db *sqldb.DB, table string) []string {
	query := "SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid"
	if db.Dialect == sqldb.PostgreSQL {
		query = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '" + table + "' ORDER BY ordinal_position"
	}
	return testkit.Column(t, db, query)
}

// freshSchema is that of a new register, made once for each engine.
var freshSchema = map[sqldb.Dialect]string{}

func newest(t *testing.T, d sqldb.Dialect) string {
	t.Helper()
	if freshSchema[d] == "" {
		build := map[sqldb.Dialect]func(testing.TB) *sqldb.DB{sqldb.SQLite: testkit.SQLite, sqldb.PostgreSQL: testkit.PostgreSQL}[d]
		freshSchema[d] = schema(t, build(t))
	}
	return freshSchema[d]
}

// TestEverySchemaUpgrades is T13: a register of each version that there has been, with rows in every table, becomes what a new
// one is, and says of each column what it said. Whatever step it stops at, it is one of these versions and goes on.
func TestEverySchemaUpgrades(t *testing.T) {
	ctx := context.Background()
	for _, level := range levels(t) {
		t.Run(fmt.Sprint(level), func(t *testing.T) {
			twin := testkit.EmptySQLite(t)
			if err := twin.MigrateTo(ctx, level); err != nil {
				t.Fatal(err)
			}
			rows := testkit.Filled(t, twin, 3)
			testkit.Empty(t, func(t *testing.T, db *sqldb.DB) {
				if err := db.MigrateTo(ctx, level); err != nil {
					t.Fatal(err)
				}
				testkit.Run(t, db, rows...)
				upgraded(t, db, level)
			})
		})
	}
}

// upgraded migrates a register and compares it with what it was, and its schema with that of a new one.
func upgraded(t *testing.T, db *sqldb.DB, level int64) {
	t.Helper()
	ctx := context.Background()
	tables := testkit.Column(t, db, tablesOf(db))
	given := receiptsOf(t, db, tables)
	held, said := map[string][]string{}, map[string][]string{}
	for _, table := range tables {
		held[table] = slices.DeleteFunc(columns(t, db, table), func(c string) bool { return table+"."+c == retold })
		said[table] = testkit.Column(t, db, "SELECT "+strings.Join(held[table], ", ")+" FROM "+table+" ORDER BY 1, 2")
		if len(said[table]) == 0 {
			t.Errorf("%s has no rows: nothing is proved", table)
		}
	}
	if from, to, err := db.Migrate(ctx); err != nil || from != level || to < level {
		t.Fatalf("from %d to %d: %v", from, to, err)
	}
	if got, want := schema(t, db), newest(t, db.Dialect); got != want {
		t.Errorf("the schema is not that of a new register:\n%s\nwant\n%s", got, want)
	}
	for _, table := range tables {
		now := columns(t, db, table)
		if gone := slices.DeleteFunc(slices.Clone(held[table]), func(c string) bool { return slices.Contains(now, c) }); len(gone) > 0 {
			t.Errorf("%s has lost %v", table, gone)
			continue
		}
		got := testkit.Column(t, db, "SELECT "+strings.Join(held[table], ", ")+" FROM "+table+told[table]+" ORDER BY 1, 2")
		if !slices.Equal(got, said[table]) {
			t.Errorf("%s says\n%s\nit said\n%s", table, strings.Join(got, "\n"), strings.Join(said[table], "\n"))
		}
	}
	hashed(t, db, given, level)
	if fault, err := db.Fault(ctx); db.Dialect == sqldb.SQLite && (err != nil || fault != "") {
		t.Errorf("fault %q, %v", fault, err)
	}
}

// told leaves aside what a migration adds of what stood elsewhere: answers became decisions (0021), which have numbers; receipts
// are made of a secret (0031).
var told = map[string]string{"decision": " WHERE kind <> 'answer'", "sequence": " WHERE kind <> 'decision'", "secret": " WHERE name <> 'receipt'"}

// retold is the column that a migration writes anew: of receipts, hashes are kept (0031).
const retold = "contribution.receipt"

// receiptsOf are the codes of the contributions of a register, none where there are none yet.
func receiptsOf(t *testing.T, db *sqldb.DB, tables []string) []string {
	if !slices.Contains(tables, "contribution") {
		return nil
	}
	return testkit.Column(t, db, "SELECT receipt FROM contribution ORDER BY id")
}

// hashed checks that the codes that were kept are found by their hashes, and stand nowhere.
func hashed(t *testing.T, db *sqldb.DB, given []string, level int64) {
	t.Helper()
	for i, code := range given {
		sum := sha256.Sum256([]byte(code))
		if want := hex.EncodeToString(sum[:]); level < 31 {
			given[i] = want
		}
	}
	if now := testkit.Column(t, db, "SELECT receipt FROM contribution ORDER BY id"); len(given) > 0 && !slices.Equal(now, given) {
		t.Errorf("receipts are kept as %v, want %v", now, given)
	}
	if secrets := testkit.Column(t, db, "SELECT value FROM secret WHERE name = 'receipt'"); level < 31 && (len(secrets) == 1) != (len(given) > 0) {
		t.Errorf("%d secrets of %d receipts", len(secrets), len(given))
	}
}

func tablesOf(db *sqldb.DB) string {
	if db.Dialect == sqldb.PostgreSQL {
		return "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'goose_db_version' ORDER BY 1"
	}
	return "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'goose_db_version' ORDER BY 1"
}

// TestADirtyRegisterUpgrades: texts of every kind and numbers beyond all measure stop no upgrade. References to what is not there,
// which only a hand from outside can have written, stop it where they stand in its way: at a version that there was, whole, from
// which it goes on once they are mended.
func TestADirtyRegisterUpgrades(t *testing.T) {
	ctx := context.Background()
	for _, level := range levels(t) {
		db := testkit.EmptySQLite(t)
		if err := db.MigrateTo(ctx, level); err != nil {
			t.Fatal(err)
		}
		testkit.Run(t, db, testkit.Filled(t, db, 2)...)
		testkit.Run(t, db, "UPDATE source SET title = '"+strings.Repeat("é\"<&;\r\n\t", 20_000)+"', lines = -9223372036854775808", "UPDATE record SET body = '{', title = char(0) || char(27) || char(65279)",
			"UPDATE organisation SET name = '', names = 'no JSON', valid_from = '31/02/20x3'")
		orphan(t, db, "UPDATE record SET source = 999 WHERE id = 2")
		said := testkit.Column(t, db, "SELECT id, source, title, body FROM record ORDER BY id")
		if _, _, err := db.Migrate(ctx); err != nil {
			if at, _, _ := db.Versions(ctx); at < level || !slices.Contains(levels(t), at) {
				t.Errorf("from %d: it is at %d: %v", level, at, err)
			}
			if now := testkit.Column(t, db, "SELECT id, source, title, body FROM record ORDER BY id"); !slices.Equal(now, said) {
				t.Errorf("from %d: a refused upgrade changed %v", level, now)
			}
			orphan(t, db, "UPDATE record SET source = 2 WHERE id = 2")
			_, _, err = db.Migrate(ctx)
			if err != nil {
				t.Errorf("from %d, mended: %v", level, err)
			}
		}
		if got := testkit.Column(t, db, "SELECT length(title), lines FROM source WHERE id = 1"); !slices.Equal(got, []string{"160000 | -9223372036854775808"}) {
			t.Errorf("from %d: %v", level, got)
		}
	}
}

// orphan writes what the references of a register forbid.
func orphan(t *testing.T, db *sqldb.DB, statements ...string) {
	t.Helper()
	c, err := db.Reader().Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, s := range append(append([]string{"PRAGMA foreign_keys = 0"}, statements...), "PRAGMA foreign_keys = 1") {
		if _, err := c.ExecContext(context.Background(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// TestAMigrationThatFailsLeavesTheVersionBefore: what stands in its way leaves the register at the step before it, whole, and it
// goes on once that is away.
func TestAMigrationThatFailsLeavesTheVersionBefore(t *testing.T) {
	ctx := context.Background()
	all := levels(t)
	testkit.Empty(t, func(t *testing.T, db *sqldb.DB) {
		before, last := tableOfLast(t, all)
		at := all[len(all)-1]
		if err := db.MigrateTo(ctx, before); err != nil {
			t.Fatal(err)
		}
		was := schema(t, db)
		testkit.Run(t, db, "CREATE TABLE "+last+" (x INTEGER)")
		if _, _, err := db.Migrate(ctx); err == nil {
			t.Fatal("a table that is there was made")
		}
		testkit.Run(t, db, "DROP TABLE "+last)
		if got, _, _ := db.Versions(ctx); got != before || schema(t, db) != was {
			t.Errorf("it is at %d, and was at %d", got, before)
		}
		if _, to, err := db.Migrate(ctx); err != nil || to != at {
			t.Errorf("then: %d, %v", to, err)
		}
	})
}

// tableOfLast is the last of the tables that a migration makes, with the version before that migration.
func tableOfLast(t *testing.T, all []int64) (before int64, table string) {
	t.Helper()
	tables := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
	db := testkit.EmptySQLite(t)
	var had []string
	for i, version := range all {
		if err := db.MigrateTo(context.Background(), version); err != nil {
			t.Fatal(err)
		}
		have := testkit.Column(t, db, tables)
		for _, name := range have {
			if i > 0 && !slices.Contains(had, name) {
				before, table = all[i-1], name
			}
		}
		had = have
	}
	if table == "" {
		t.Fatal("no migration makes a table")
	}
	return before, table
}

// TestARefusedDowngradeTouchesNothing is T14 on both engines: schema and rows of a newer program are as they were.
func TestARefusedDowngradeTouchesNothing(t *testing.T) {
	ctx := context.Background()
	testkit.Each(t, func(t *testing.T, db *sqldb.DB) {
		testkit.Run(t, db, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)", "CREATE TABLE of_tomorrow (x INTEGER)", "INSERT INTO of_tomorrow VALUES (7)", "DROP TABLE change")
		before, rows := schema(t, db), testkit.Column(t, db, "SELECT * FROM goose_db_version")
		for range 2 {
			if _, _, err := db.Migrate(ctx); err == nil || !strings.Contains(err.Error(), "9999") {
				t.Errorf("%v", err)
			}
		}
		if schema(t, db) != before || !slices.Equal(rows, testkit.Column(t, db, "SELECT * FROM goose_db_version")) {
			t.Error("it was touched")
		}
	})
}
