package sqldb

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// TestClusteringKeepsTheRows: a register of the schema before keeps what it holds, column by column, when its tables are
// laid in the order of their keys, and its keys still hold.
func TestClusteringKeepsTheRows(t *testing.T) {
	ctx := context.Background()
	d, err := Open(filepath.Join(t.TempDir(), "old.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	m, err := d.provider()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.UpTo(ctx, 12); err != nil {
		t.Fatal(err)
	}
	run(t, d, "INSERT INTO source VALUES (1,'a','s','f','t','p','','',0,0,NULL,FALSE,0,'')",
		"INSERT INTO record (id,source,kind,locator,line,line_end,title,dated,body,places) VALUES (1,1,'k','L1',1,2,'t','','{}','[]')",
		"INSERT INTO organisation (id,key,name,kind,country,names,valid_from,valid_to) VALUES (1,'k','n','','','','','')",
		"INSERT INTO partnership VALUES (1,'t','1','2','','','',NULL,FALSE), (2,'u','1','3','','','',NULL,FALSE)")
	clustered := []string{"party", "agreement", "action", "financing", "statement", "value", "mention"}
	before := map[string]string{}
	for _, table := range clustered {
		for i := range 3 {
			insertAny(t, d, table, i)
		}
		if before[table] = rowsOf(t, d, table); before[table] == "" {
			t.Errorf("%s: no rows to keep", table)
		}
	}
	if _, _, err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	for _, table := range clustered {
		if got := rowsOf(t, d, table); got != before[table] {
			t.Errorf("%s holds\n%s\nit held\n%s", table, got, before[table])
		}
		if ddl := ddlOf(t, d, table); !strings.HasSuffix(ddl, "WITHOUT ROWID") {
			t.Errorf("%s is not clustered: %s", table, ddl)
		}
	}
	if ddl := ddlOf(t, d, "record"); !strings.Contains(ddl, "INTEGER PRIMARY KEY") {
		t.Errorf("a record has a key beside its row number: %s", ddl)
	}
	err = d.Update(ctx, func(tx *sql.Tx) error { _, err := tx.Exec("INSERT INTO action SELECT * FROM action"); return err })
	if !IsConflict(err) {
		t.Errorf("rows twice: %v", err)
	}
}

func TestPostgreSQLIsSpokenToAsWritten(t *testing.T) {
	const text = "CREATE TABLE a (id BIGINT PRIMARY KEY) /* SQLite: WITHOUT ROWID */;"
	if got := PostgreSQL.speak(text); got != text {
		t.Errorf("%s", got)
	}
	if got := SQLite.speak(text); got != "CREATE TABLE a (id INTEGER PRIMARY KEY) WITHOUT ROWID;" {
		t.Errorf("%s", got)
	}
}

func run(t *testing.T, d *DB, statements ...string) {
	t.Helper()
	for _, s := range statements {
		if err := d.Update(context.Background(), func(tx *sql.Tx) error { _, err := tx.Exec(s); return err }); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// insertAny writes a row whose numbers fit the keys: of partnership 1 or 2, record and organisation 1, everything else told
// by its column, so that a column that lands in another is seen.
func insertAny(t *testing.T, d *DB, table string, i int) {
	t.Helper()
	fixed := map[string]string{"partnership": fmt.Sprint(2 - i%2), "record": "1", "organisation": "1", "payer": "1", "question": "NULL", "territory": "NULL"}
	var cells []string
	for n, column := range columnsOf(t, d, table) {
		name, kind, _ := strings.Cut(column, " ")
		switch value, ok := fixed[name]; {
		case ok:
			cells = append(cells, value)
		case kind == "TEXT":
			cells = append(cells, fmt.Sprintf("'%s %d'", name, i))
		default:
			cells = append(cells, fmt.Sprint(10*n+i))
		}
	}
	run(t, d, "INSERT INTO "+table+" VALUES ("+strings.Join(cells, ",")+")")
}

func columnsOf(t *testing.T, d *DB, table string) []string {
	return lines(t, d, "SELECT name || ' ' || type FROM pragma_table_info('"+table+"') ORDER BY cid")
}

func ddlOf(t *testing.T, d *DB, table string) string {
	return strings.Join(lines(t, d, "SELECT sql FROM sqlite_master WHERE name = '"+table+"'"), "")
}

// rowsOf is every row as its columns say it.
func rowsOf(t *testing.T, d *DB, table string) string {
	var names []string
	for _, column := range columnsOf(t, d, table) {
		name, _, _ := strings.Cut(column, " ")
		names = append(names, "quote("+name+")")
	}
	return strings.Join(lines(t, d, "SELECT "+strings.Join(names, " || ' ' || ")+" FROM "+table+" ORDER BY 1"), "\n")
}

func lines(t *testing.T, d *DB, query string) (out []string) {
	t.Helper()
	rows, err := d.Reader().Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		out = append(out, line)
	}
	return out
}

// TestAMigrationThatWasLeftOutIsMade: a register at 13 that misses 9 gets it, and what has come since, like any other.
func TestAMigrationThatWasLeftOutIsMade(t *testing.T) {
	ctx := context.Background()
	d, err := Open(filepath.Join(t.TempDir(), "gap.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	m, err := d.provider()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range m.ListSources() {
		if s.Version == 9 || s.Version > 13 {
			continue
		}
		if _, err := m.ApplyVersion(ctx, s.Version, true); err != nil {
			t.Fatal(err)
		}
	}
	if from, to, err := d.Migrate(ctx); err != nil || from != 13 || to < 15 {
		t.Fatalf("from %d to %d, %v", from, to, err)
	}
	if ddl := ddlOf(t, d, "finding_subject"); !strings.Contains(ddl, "finding") {
		t.Errorf("what 9 makes is not there: %q", ddl)
	}
	if from, to, err := d.Migrate(ctx); err != nil || from != to {
		t.Errorf("again: from %d to %d, %v", from, to, err)
	}
}
